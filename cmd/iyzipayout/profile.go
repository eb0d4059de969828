package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/profile"
)

// envProfile names a profile for all commands of a shell. A command that says where to pay has none.
const envProfile = "IYZIPAYOUT_PROFILE"

// placeFlags say where the calls of a verb go.
func (t *target) placeFlags(cmd *cobra.Command, s streams) {
	wordFlag(cmd, &t.env, "env", "", "where to pay: emulator (practice), sandbox or production", "emulator", "sandbox", "production")
	cmd.Flags().StringVar(&t.baseURL, "base-url", "", "another address to pay at, instead of --env (http on loopback only)")
	cmd.Flags().StringVar(&t.profile, "profile", "", "profile of "+profile.Name+", in the working folder or "+configFolder+", instead of --env")
	_ = cmd.RegisterFlagCompletionFunc("profile", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		all, _ := profile.Load(s.getenv)
		return profileNames(all), cobra.ShellCompDirectiveNoFileComp
	})
	fileFlag(cmd, &t.caFile, "ca-file", "", "PEM certificates to trust besides the system's, for --base-url", "pem", "crt")
	cmd.Flags().BoolVar(&t.debug, "debug", false, "show each exchange on standard error, masked")
	cmd.MarkFlagsMutuallyExclusive("env", "base-url", "profile")
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) error {
		if err := t.choose(s, cmd.Flags().Changed("locale"), cmd.Flags().Lookup("journal") != nil); err != nil {
			return exit(exitInput, err)
		}
		return nil
	}
}

// configFolder is where a person's own profiles are, for help texts.
const configFolder = "~/.config/iyzipayout"

func profileNames(all []profile.Profile) (names []string) {
	for _, p := range all {
		names = append(names, p.Name)
	}
	return names
}

// choose completes the target with its profile.
func (t *target) choose(s streams, localeSaid, keepsJournal bool) error {
	if t.env == "" && t.baseURL == "" {
		t.profile = cmp.Or(t.profile, s.getenv(envProfile))
	}
	if t.profile == "" && (!keepsJournal || t.emulated() || t.journal != "") && (t.env != "" || t.baseURL != "") {
		return nil // nothing of the files matters
	}
	all, err := profile.Load(s.getenv)
	if err != nil {
		return err
	}
	if t.profile == "" {
		t.known = profileNames(all)
		return t.otherJournal(all)
	}
	at := slices.IndexFunc(all, func(p profile.Profile) bool { return p.Name == t.profile })
	if at < 0 {
		return localize.Errorf("--profile %s: there is no such profile; %s", t.profile, whatThereIs(all, profile.Own(s.getenv)))
	}
	p := all[at]
	if p.Journal != "" && t.journal != "" && !sameFolder(p.Journal, t.journal) {
		return localize.Errorf("--journal %s: profile %s keeps its journal in %s, and a line that is in one journal would be paid again from another: leave --journal out", t.journal, p.Name, p.Journal)
	}
	t.env, t.baseURL, t.caFile, t.from = p.Environment, p.BaseURL, cmp.Or(t.caFile, p.CAFile), &p
	t.journal = cmp.Or(t.journal, p.Journal)
	if !localeSaid {
		t.locale = cmp.Or(p.Locale, t.locale)
	}
	return nil
}

func whatThereIs(all []profile.Profile, own string) string {
	if len(all) == 0 {
		return fmt.Sprintf("there is no %s in this folder, and no %s: 'iyzipayout template %[1]s' writes an example", profile.Name, cmp.Or(own, "configuration folder"))
	}
	return "there are " + strings.Join(profileNames(all), ", ")
}

// otherJournal refuses a place that a profile keeps a journal of its own for: without the profile nobody would see there what was paid.
func (t *target) otherJournal(all []profile.Profile) error {
	if t.journal != "" || t.env == "" && t.baseURL == "" {
		return nil
	}
	mine, err := t.offline()
	if err != nil {
		return nil // which is said elsewhere
	}
	for _, p := range all {
		other, err := target{env: p.Environment, baseURL: p.BaseURL}.offline()
		if p.Journal != "" && p.Environment != "emulator" && err == nil && other.Environment() == mine.Environment() {
			return localize.Errorf("profile %s of %s pays there, too, and keeps its journal in %s: say --profile %[1]s, or --journal FOLDER if another one is meant. "+
				"A line that is in one journal would be paid again from another", p.Name, p.File, p.Journal)
		}
	}
	return nil
}

func sameFolder(a, b string) bool {
	one, errA := filepath.Abs(a)
	two, errB := filepath.Abs(b)
	return errA == nil && errB == nil && one == two
}

// choices are the ways to say where to pay.
func (t target) choices() error {
	profiles := ""
	for _, name := range t.known {
		profiles += "\n  --profile " + name
	}
	return localize.Errorf(`say where to pay:
  --env emulator    practice, on this machine: nobody is paid
  --env sandbox     iyzico's test system: no real money
  --env production  real money
or name another address with --base-url%s`, profiles)
}
