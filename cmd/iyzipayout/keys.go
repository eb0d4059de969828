package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/zalando/go-keyring"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/internal/profile"
	"github.com/iyzipayout/iyzipayout/signing"
)

// The environment variables that hold the merchant's keys.
const (
	envAPIKey    = "IYZICO_API_KEY"
	envSecretKey = "IYZICO_SECRET_KEY"
)

// systemKeyring is the keyring of the system: Secret Service, Keychain or Credential Manager.
type systemKeyring struct{}

func (systemKeyring) Get(service, user string) (string, error) { return keyring.Get(service, user) }
func (systemKeyring) Set(service, user, secret string) error {
	return keyring.Set(service, user, secret)
}
func (systemKeyring) Delete(service, user string) error { return keyring.Delete(service, user) }

// ring is a keyring. Tests have one of their own.
type ring interface {
	Get(service, user string) (string, error)
	Set(service, user, secret string) error
	Delete(service, user string) error
}

// ringService is what the entries in the keyring are for. Each profile has one, which holds both keys: a pair cannot be mixed.
const ringService = "iyzipayout"

// pair is an entry of the keyring.
type pair struct {
	APIKey    string `json:"apiKey"`
	SecretKey string `json:"secretKey"`
	Place     string `json:"place"` // where the profile pays: a profile of the same name in another file must not send them elsewhere
}

// keys reads the merchant's keys from the environment.
func (s streams) keys() (signing.Credentials, error) {
	p := pair{APIKey: s.getenv(envAPIKey), SecretKey: s.getenv(envSecretKey)}
	if p.APIKey == "" || p.SecretKey == "" {
		return signing.Credentials{}, localize.Errorf("set %s and %s to the keys of your merchant panel (sandbox keys begin with \"sandbox-\")", envAPIKey, envSecretKey)
	}
	return s.credentials(p, envAPIKey+", "+envSecretKey)
}

// credentials makes keys of a pair that came from somewhere.
func (s streams) credentials(p pair, from string) (signing.Credentials, error) {
	credentials, err := signing.NewCredentials(p.APIKey, p.SecretKey)
	if err != nil {
		return signing.Credentials{}, localize.Errorf("%s: %w", from, err)
	}
	if credentials.Mixed() {
		fmt.Fprintf(s.err, "warning: %s: one of the keys begins with \"sandbox-\" and the other does not: they are of different environments, and iyzico refuses such a pair\n", from)
	}
	return credentials, nil
}

// keysOf reads the keys from where the profile says, and tells where that is.
func (t target) keysOf(ctx context.Context, s streams) (signing.Credentials, string, error) {
	switch {
	case t.from == nil || t.from.Keys == profile.FromEnvironment:
		credentials, err := s.keys()
		return credentials, "the environment", err
	case t.from.Keys == profile.FromKeyring:
		credentials, err := s.keysOfRing(ctx, *t.from)
		return credentials, "the system's keyring", err
	}
	credentials, err := s.keysOfCommand(ctx, *t.from)
	return credentials, "the command " + t.from.Command[0], err
}

func (s streams) keysOfRing(ctx context.Context, p profile.Profile) (signing.Credentials, error) {
	text, err := untilAnswered(ctx, func() (string, error) { return s.ring.Get(ringService, p.Name) })
	switch {
	case errors.Is(err, keyring.ErrNotFound):
		return signing.Credentials{}, localize.Errorf("the system's keyring has no keys for profile %s: store them by 'iyzipayout keys set --profile %[1]s'", p.Name)
	case err != nil:
		return signing.Credentials{}, noRing(err)
	}
	var keys pair
	if json.Unmarshal([]byte(text), &keys) != nil {
		return signing.Credentials{}, localize.Errorf("the system's keyring holds something else for profile %s than two keys: store them again by: iyzipayout keys set --profile %[1]s", p.Name)
	}
	if place := placeOf(p); keys.Place != place {
		return signing.Credentials{}, localize.Errorf("the keys of profile %s in the system's keyring were stored for %s, and %s:%d pays at %s: if that is right, store them again by 'iyzipayout keys set --profile %[1]s'",
			p.Name, plaintext.Printable(keys.Place), p.File, p.Line, place)
	}
	return s.credentials(keys, "the keyring")
}

// placeOf names where a profile pays.
func placeOf(p profile.Profile) string {
	client, err := target{env: p.Environment, baseURL: p.BaseURL}.offline()
	if err != nil {
		return "nowhere"
	}
	return client.Environment()
}

// ringAnswer is what a keyring says.
type ringAnswer struct {
	text string
	err  error
}

// untilAnswered waits for a keyring, which may ask somebody for its password first, for no longer than the command may go on.
func untilAnswered(ctx context.Context, ask func() (string, error)) (string, error) {
	answers := make(chan ringAnswer, 1) // one that comes too late is left behind
	go func() {
		text, err := ask()
		answers <- ringAnswer{text, err}
	}()
	select {
	case answer := <-answers:
		return answer.text, answer.err
	case <-ctx.Done():
		return "", localize.Errorf("it has not answered, perhaps because it asks for its password: %w", context.Cause(ctx))
	}
}

// noRing is about a keyring that cannot be used, as on a server where nobody is logged in.
func noRing(err error) error {
	return localize.Errorf("the system's keyring cannot be used here: %w; unlock it, or where there is none write keys: environment or keys: {command: [...]} into the profile", err)
}

// commandTime is how long a command may take, with a person who types the passphrase of a store.
const commandTime = 2 * time.Minute

// keysOfCommand runs a command that prints the API key and the secret key, on a line each. A folder that may be anybody's has none run.
func (s streams) keysOfCommand(ctx context.Context, p profile.Profile) (signing.Credentials, error) {
	if p.Shared {
		return signing.Credentials{}, localize.Errorf("%s:%d: profiles.%s.keys: a command is run only from your own file, %s: whoever gives you a folder must not run programs on your machine. Move the profile there",
			p.File, p.Line, p.Name, profile.Own(s.getenv))
	}
	ctx, stop := context.WithTimeout(ctx, commandTime)
	defer stop()
	command := exec.CommandContext(ctx, p.Command[0], p.Command[1:]...)
	command.Stderr, command.WaitDelay = s.err, time.Second
	out, err := command.Output()
	if err != nil {
		return signing.Credentials{}, localize.Errorf("the command for the keys of profile %s (%s): %w", p.Name, p.Command[0], err)
	}
	lines := strings.Split(strings.TrimRight(string(out), "\r\n"), "\n")
	if len(lines) != 2 {
		return signing.Credentials{}, localize.Errorf("the command for the keys of profile %s (%s) must print two lines, the API key and the secret key; it printed %d", p.Name, p.Command[0], len(bytes.Split(bytes.TrimSpace(out), []byte("\n"))))
	}
	return s.credentials(pair{APIKey: strings.TrimSuffix(lines[0], "\r"), SecretKey: strings.TrimSuffix(lines[1], "\r")}, "what "+p.Command[0]+" printed")
}

func newKeys(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "keys",
		Short: "Keep the keys of a profile in the system's keyring",
		Long: `keys keeps the API key and the secret key of a profile that has 'keys: keyring' in the keyring of the system: Keychain, Credential Manager, or
Secret Service (GNOME Keyring, KWallet). Keys are never taken from a flag, which others on the machine could read, and never from a file of ours.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var name string
	set := &cobra.Command{
		Use:   "set",
		Short: "Store both keys of a profile",
		Long: `set asks for the API key and the secret key, without showing them, and stores them. Where nobody can be asked it reads two lines of standard
input. What was stored before for the profile is replaced.

Exit codes: 0 stored; 2 not stored.`,
		Example: `  iyzipayout keys set --profile production
  pass show iyzico | iyzipayout keys set --profile production`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.setKeys(cmd.Context(), name) },
	}
	remove := &cobra.Command{
		Use:   "delete",
		Short: "Take the keys of a profile out of the keyring",
		Long:  "delete takes the keys of a profile out of the keyring.\n\nExit codes: 0 they are not there any more; 2 they could not be taken out.",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := s.ringProfile(name)
			if err != nil {
				return err
			}
			_, err = untilAnswered(cmd.Context(), func() (string, error) { return "", s.ring.Delete(ringService, p.Name) })
			if err != nil && !errors.Is(err, keyring.ErrNotFound) {
				return noRing(err)
			}
			say, _ := chosenLanguage("", s.getenv)
			fmt.Fprintln(s.out, say.sprintf("profile %s has no keys in the keyring", p.Name))
			return nil
		},
	}
	for _, each := range []*cobra.Command{set, remove} {
		each.Flags().StringVar(&name, "profile", "", "profile of "+profile.Name+" whose keys these are (required)")
		_ = each.MarkFlagRequired("profile")
		_ = each.RegisterFlagCompletionFunc("profile", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			all, _ := profile.Load(s.getenv)
			return profileNames(all), cobra.ShellCompDirectiveNoFileComp
		})
		cmd.AddCommand(each)
	}
	return cmd
}

// ringProfile finds a profile whose keys are in the keyring.
func (s streams) ringProfile(name string) (profile.Profile, error) {
	t := target{profile: name}
	if err := t.choose(s, true, false); err != nil {
		return profile.Profile{}, err
	}
	if t.from.Keys != profile.FromKeyring {
		return profile.Profile{}, localize.Errorf("%s:%d: profile %s takes its keys from elsewhere (keys: %s): write keys: keyring there first", t.from.File, t.from.Line, name, t.from.Keys)
	}
	return *t.from, nil
}

// setKeys stores a pair that fits the profile.
func (s streams) setKeys(ctx context.Context, name string) error {
	p, err := s.ringProfile(name)
	if err != nil {
		return err
	}
	say, _ := chosenLanguage("", s.getenv) // of the environment: there is no flag for it
	keys := pair{Place: placeOf(p)}
	for _, one := range []struct {
		what string
		to   *string
	}{{"the API key", &keys.APIKey}, {"the secret key", &keys.SecretKey}} {
		if *one.to, err = s.secret(ctx, say.sprintf("%s of profile %s: ", localize.Term(one.what), p.Name)); err != nil {
			return localize.Errorf("nothing was stored: %s could not be read: %w", localize.Term(one.what), err)
		}
	}
	credentials, err := signing.NewCredentials(keys.APIKey, keys.SecretKey)
	if err != nil {
		return localize.Errorf("nothing was stored: %w", err)
	}
	if credentials.Mixed() {
		return errors.New("nothing was stored: one of the keys begins with \"sandbox-\" and the other does not: take both from one merchant panel")
	}
	if err := fits(credentials, p.Environment); err != nil {
		return localize.Errorf("nothing was stored: %w", err)
	}
	entry, err := json.Marshal(keys)
	if err == nil {
		_, err = untilAnswered(ctx, func() (string, error) { return "", s.ring.Set(ringService, p.Name, string(entry)) })
	}
	switch {
	case err != nil && ctx.Err() != nil:
		return localize.Errorf("it is not known whether the keys were stored; run it again: %w", noRing(err))
	case err != nil:
		return localize.Errorf("nothing was stored: %w", noRing(err))
	}
	fmt.Fprintln(s.out, say.sprintf("stored for profile %s: %s keys, %s", p.Name, credentials.Environment(), credentials.Fingerprint()))
	return nil
}

// secret reads a line that nobody may see, a byte at a time: what follows belongs to somebody else.
func (s streams) secret(ctx context.Context, prompt string) (string, error) {
	if s.hidden != nil {
		fmt.Fprint(s.err, prompt)
		text, err := s.hidden(ctx)
		fmt.Fprintln(s.err)
		return strings.TrimSpace(text), err
	}
	var line strings.Builder
	letter := make([]byte, 1)
	for line.Len() <= 1024 {
		if _, err := io.ReadFull(s.in, letter); err != nil {
			if errors.Is(err, io.EOF) && line.Len() > 0 {
				break
			}
			return "", err
		}
		if letter[0] == '\n' {
			break
		}
		line.WriteByte(letter[0])
	}
	return strings.TrimSuffix(line.String(), "\r"), nil
}

// fits reports keys that are of another environment than they are for. Of an address of one's own nobody knows.
func fits(credentials signing.Credentials, environment string) error {
	of := string(credentials.Environment())
	switch {
	case environment == "sandbox" && of == "production":
		return errors.New("these are not keys of the sandbox, which begin with \"sandbox-\": take those of its merchant panel, or pay at --env production if real money is meant")
	case environment == "production" && of == "sandbox":
		return errors.New("these are keys of the sandbox, which production does not know: take the keys of the production merchant panel, or practise at --env sandbox")
	}
	return nil
}
