package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/profile"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

func terminalStreams() streams {
	s := streams{
		in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv, ring: systemKeyring{}, screen: terminal(os.Stdout),
		interactive: term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stderr.Fd())),
	}
	if s.interactive {
		s.hidden = func(ctx context.Context) (string, error) { return readUnseen(ctx, int(os.Stdin.Fd())) }
	}
	return s
}

// readUnseen reads a line from a terminal without showing it. Whoever stops the program gets his terminal back as it was.
func readUnseen(ctx context.Context, terminal int) (string, error) {
	before, err := term.GetState(terminal)
	if err != nil {
		return "", err
	}
	type answer struct {
		text []byte
		err  error
	}
	read := make(chan answer, 1)
	go func() {
		text, err := term.ReadPassword(terminal)
		read <- answer{text, err}
	}()
	select {
	case <-ctx.Done():
		return "", errors.Join(context.Cause(ctx), term.Restore(terminal, before))
	case a := <-read:
		return string(a.text), a.err
	}
}

// practice is the name of the built-in emulator as an environment: nobody is paid there.
const practice = "emulator (PRACTICE)"

// What stands at the beginning and at the end of every form of output there.
const (
	practicing = "PRACTICE: this is the built-in emulator, nobody is paid"
	practiced  = "PRACTICE: this was the built-in emulator, nobody was paid"
)

// target says where the calls of a verb go.
type target struct {
	env, baseURL, caFile, locale string
	lang                         string   // that was asked for
	language                     language // of what is said
	journal                      string   // folder

	profile string
	from    *profile.Profile // that was chosen
	known   []string         // profiles, where none was
	debug   bool
}

// emulated reports whether no real money can move.
func (t target) emulated() bool { return t.baseURL == "" && t.env == "emulator" }

// environment names the place where the client pays: [practice], "sandbox", "production", or host and port of another address.
func (t target) environment(client *payout.Client) string {
	if t.emulated() {
		return practice
	}
	return client.Environment()
}

// connect makes the client, and starts the emulator where that is the target. Keys that do not belong there end it before anybody is asked
// anything. Close what it returns.
func (t target) connect(ctx context.Context, s streams) (*payout.Client, func(), error) {
	options := []payout.Option{payout.WithLocale(gen.Locale(cmp.Or(t.locale, "en")))}
	if t.emulated() {
		server, err := emulator.Listen("127.0.0.1:0", emulator.WithPace(demoPace()))
		if err != nil {
			return nil, nil, err
		}
		if t.debug {
			options = append(options, payout.WithHTTPClient(&http.Client{Transport: t.shown(s, nil, server.URL())}))
		}
		client, err := payout.New(server.Credentials(), append(options, payout.WithBaseURL(server.URL()))...)
		return client, func() { _ = server.Close() }, err
	}
	credentials, from, err := t.keysOf(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	client, err := t.client(s, credentials, options...)
	if err != nil {
		return nil, nil, err
	}
	if err := fits(credentials, client.Environment()); err != nil {
		return nil, nil, err
	}
	t.sayWhere(s, client, credentials, from)
	return client, func() {}, nil
}

// sayWhere makes unmistakable where calls go.
func (t target) sayWhere(s streams, client *payout.Client, credentials signing.Credentials, from string) {
	what := localize.Sayf("at %s", t.baseURL)
	switch client.Environment() {
	case "production":
		what = localize.Sayf("PRODUCTION: real money")
	case "sandbox":
		what = localize.Sayf("sandbox: iyzico's test system, no real money")
	}
	if t.from != nil {
		what = localize.Sayf("%s, profile %s of %s", what, t.from.Name, t.from.File)
	}
	fmt.Fprintln(s.err, t.language.sprintf("%s (keys from %s, %s)", what, localize.Term(from), credentials.Fingerprint()))
}

func (t target) client(s streams, credentials signing.Credentials, options ...payout.Option) (*payout.Client, error) {
	httpClient, err := t.httpClient()
	if err != nil {
		return nil, err
	}
	baseURL, err := t.url()
	if err != nil {
		return nil, err
	}
	if t.debug {
		httpClient.Transport = t.shown(s, httpClient.Transport, baseURL)
	}
	return payout.New(credentials, append(options, payout.WithBaseURL(baseURL), payout.WithHTTPClient(httpClient))...)
}

// offline makes a client that sends nothing, for which nobody needs keys.
func (t target) offline() (*payout.Client, error) {
	credentials, err := signing.NewCredentials("none", "none")
	if err != nil {
		return nil, err
	}
	t.debug = false
	return t.client(streams{}, credentials)
}

// demoPace is slow enough for a progress bar to be seen, and fast enough not to be waited for.
func demoPace() emulator.Pace {
	return emulator.Pace{Queued: 200 * time.Millisecond, Processing: 300 * time.Millisecond, Between: 20 * time.Millisecond, GiveBack: 200 * time.Millisecond}
}

// url is the address of the service, an error where nobody said which. A default would pay nobody, or the wrong people.
func (t target) url() (string, error) {
	switch {
	case t.baseURL != "":
		return t.baseURL, nil
	case t.env == "sandbox":
		return payout.SandboxURL, nil
	case t.env == "production":
		return payout.ProductionURL, nil
	case t.env == "":
		return "", t.choices()
	}
	return "", localize.Errorf("--env %s: must be emulator, sandbox or production", t.env)
}

// httpClient trusts the certificates of caFile besides the system's, such as the one that `emulator --tls` writes.
func (t target) httpClient() (*http.Client, error) {
	if t.caFile == "" {
		return &http.Client{}, nil
	}
	pem, err := os.ReadFile(t.caFile)
	if err != nil {
		return nil, localize.Errorf("--ca-file: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, errors.New("--ca-file: holds no PEM certificate")
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	return &http.Client{Transport: transport}, nil
}
