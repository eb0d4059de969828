package main

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	"golang.org/x/term"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

// The environment variables that hold the merchant's keys.
const (
	envAPIKey    = "IYZICO_API_KEY"
	envSecretKey = "IYZICO_SECRET_KEY"
)

func terminalStreams() streams {
	return streams{
		in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv, screen: terminal(os.Stdout),
		interactive: term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stderr.Fd())),
	}
}

// version is the module version that `go install` recorded, or "(devel)" in a checkout.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// keys reads the merchant's keys from the environment.
func (s streams) keys() (signing.Credentials, error) {
	apiKey, secretKey := s.getenv(envAPIKey), s.getenv(envSecretKey)
	if apiKey == "" || secretKey == "" {
		return signing.Credentials{}, fmt.Errorf("set %s and %s to the keys of your merchant panel (sandbox keys begin with \"sandbox-\")", envAPIKey, envSecretKey)
	}
	credentials, err := signing.NewCredentials(apiKey, secretKey)
	if err != nil {
		return signing.Credentials{}, fmt.Errorf("%s, %s: %w", envAPIKey, envSecretKey, err)
	}
	if credentials.Mixed() {
		fmt.Fprintf(s.err, "warning: of %s and %s one begins with \"sandbox-\" and the other does not: they are of different environments, and iyzico refuses such a pair\n", envAPIKey, envSecretKey)
	}
	return credentials, nil
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

// connect makes the client, and starts the emulator where that is the target. Close what it returns.
func (t target) connect(s streams) (*payout.Client, func(), error) {
	options := []payout.Option{payout.WithLocale(gen.Locale(cmp.Or(t.locale, "en")))}
	if t.emulated() {
		server, err := emulator.Listen("127.0.0.1:0", emulator.WithPace(demoPace()))
		if err != nil {
			return nil, nil, err
		}
		client, err := payout.New(server.Credentials(), append(options, payout.WithBaseURL(server.URL()))...)
		return client, func() { _ = server.Close() }, err
	}
	credentials, err := s.keys()
	if err != nil {
		return nil, nil, err
	}
	client, err := t.client(credentials, options...)
	return client, func() {}, err
}

func (t target) client(credentials signing.Credentials, options ...payout.Option) (*payout.Client, error) {
	httpClient, err := t.httpClient()
	if err != nil {
		return nil, err
	}
	baseURL, err := t.url()
	if err != nil {
		return nil, err
	}
	return payout.New(credentials, append(options, payout.WithBaseURL(baseURL), payout.WithHTTPClient(httpClient))...)
}

// offline makes a client that sends nothing, for which nobody needs keys.
func (t target) offline() (*payout.Client, error) {
	credentials, err := signing.NewCredentials("none", "none")
	if err != nil {
		return nil, err
	}
	return t.client(credentials)
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
		return "", errors.New(`say where to pay:
  --env emulator    practice, on this machine: nobody is paid
  --env sandbox     iyzico's test system: no real money
  --env production  real money
or name another address with --base-url`)
	}
	return "", fmt.Errorf("--env %s: must be emulator, sandbox or production", t.env)
}

// httpClient trusts the certificates of caFile besides the system's, such as the one that `emulator --tls` writes.
func (t target) httpClient() (*http.Client, error) {
	if t.caFile == "" {
		return &http.Client{}, nil
	}
	pem, err := os.ReadFile(t.caFile)
	if err != nil {
		return nil, fmt.Errorf("--ca-file: %w", err)
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
