package live

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
	"github.com/iyzipayout/iyzipayout/signing"
)

// Options say what to run, and where.
type Options struct {
	// BaseURL of the service. Empty: each scenario gets an emulator of its own in this process, over TLS, whose clock moves
	// instead of being waited for.
	BaseURL string
	// Credentials that the service at BaseURL knows.
	Credentials signing.Credentials
	// Transport sends the calls; nil is http.DefaultTransport. Without a BaseURL it is not used.
	Transport http.RoundTripper
	// Scenarios to run, in this order.
	Scenarios []scenario.Scenario
	// Document to check against and to count coverage by.
	Document *openapi3.T
	// Baseline of known-good traffic; nil for none.
	Baseline *contract.Baseline
	// AllowAuth runs the scenarios that move money. Without it no call of an operation that does (x-moves-money) leaves the
	// process, whatever a scenario says of itself.
	AllowAuth bool
	// Emulator: the service at BaseURL is an emulator, so scenarios that only an emulator can play are run as well, but for
	// those that need one with options of its own.
	Emulator bool
	// Locale of the calls; gen.LocaleEn if empty.
	Locale gen.Locale
	// Pace multiplies the pauses between polls of a service at BaseURL; 0 means 1.
	Pace float64
	// Timeout of each scenario; 0 means five minutes.
	Timeout time.Duration
	// Progress is told of each scenario when it has ended; nil for nobody.
	Progress func(Scenario)
}

func (o Options) withDefaults() (Options, error) {
	if o.Locale == "" {
		o.Locale = gen.LocaleEn
	}
	if o.Pace == 0 {
		o.Pace = 1
	}
	if o.Timeout == 0 {
		o.Timeout = 5 * time.Minute
	}
	if o.Progress == nil {
		o.Progress = func(Scenario) {}
	}
	o.BaseURL = strings.TrimRight(o.BaseURL, "/")
	return o, o.check()
}

func (o Options) check() error {
	switch {
	case len(o.Scenarios) == 0:
		return errors.New("live: there are no scenarios to run")
	case o.Document == nil || o.Document.Paths == nil || o.Document.Paths.Len() == 0:
		return errors.New("live: the document has no paths")
	case !o.Locale.Valid():
		return fmt.Errorf("live: locale %q: must be tr or en", o.Locale)
	case !(o.Pace > 0):
		return errors.New("live: the pace must be greater than 0")
	case o.Timeout < 0:
		return errors.New("live: the timeout must be greater than 0")
	}
	if o.BaseURL == "" {
		return nil
	}
	u, err := url.Parse(o.BaseURL)
	switch {
	case err != nil: // the error would repeat the text, which may hold a password
		return errors.New("live: the base URL is not a URL")
	case u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return errors.New("live: the base URL must be https://host (or http://127.0.0.1:port), without a user, query or fragment")
	case o.Credentials.IsZero():
		return errors.New("live: a service at a base URL needs credentials that it knows")
	}
	return nil
}
