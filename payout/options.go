package payout

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/signing"
)

// The vendor's hosts (docs.iyzico.com, mass payout pages).
const (
	ProductionURL = "https://api.iyzipay.com"
	SandboxURL    = "https://sandbox-api.iyzipay.com"
)

const (
	defaultTimeout     = 60 * time.Second
	defaultMaxResponse = 64 << 20
)

// Option configures a Client.
type Option func(*config) error

type config struct {
	baseURL     string // without a slash at the end
	http        *http.Client
	locale      gen.Locale
	timeout     time.Duration
	maxResponse int64
	signing     []signing.Option
}

// WithBaseURL sends to another address than the vendor's: the emulator, or a proxy of your own. Plain http is accepted
// for loopback only; package signing checks that before every call. A path is put before the paths of the API and is signed
// with them, so a proxy that takes it off again breaks the signature.
func WithBaseURL(baseURL string) Option {
	return func(c *config) error {
		u, err := url.Parse(baseURL)
		switch {
		case err != nil:
			// The error would repeat the text, which may hold a password.
			return errors.New("payout: base URL is not a URL")
		case u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
			return errors.New("payout: base URL must be https://host (or http://127.0.0.1:port)")
		case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || u.User != nil:
			return errors.New("payout: base URL must not have a user, a query or a fragment")
		}
		c.baseURL = strings.TrimRight(u.String(), "/")
		return nil
	}
}

// WithHTTPClient sends through hc: for proxies, tracing, certificates. A copy is used, and it follows no redirect: a
// redirected call would be sent twice.
//
// A RoundTripper of your own must not send a request a second time: auth pays, and what a second one does is not documented.
func WithHTTPClient(hc *http.Client) Option {
	return func(c *config) error {
		if hc == nil {
			return errors.New("payout: WithHTTPClient needs a client")
		}
		c.http = hc
		return nil
	}
}

// WithLocale chooses the language of the vendor's messages: gen.LocaleTr or gen.LocaleEn, the default.
func WithLocale(l gen.Locale) Option {
	return func(c *config) error {
		if !l.Valid() {
			return fmt.Errorf("payout: locale %q: must be tr or en", l)
		}
		c.locale = l
		return nil
	}
}

// WithTimeout limits each attempt of a call, from connecting to the last byte of the answer. The default is 60 seconds; an
// earlier deadline of the call's context wins. A limit that is too short turns slow answers into unknown outcomes.
func WithTimeout(d time.Duration) Option {
	return func(c *config) error {
		if d <= 0 {
			return errors.New("payout: the timeout must be greater than 0")
		}
		c.timeout = d
		return nil
	}
}

// WithMaxResponseBytes limits how much of an answer is read. The default is 64 MiB; an answer of 1,000 items has about
// half of one. An answer that is larger is an [AnswerError], whose outcome is unknown.
func WithMaxResponseBytes(n int64) Option {
	return func(c *config) error {
		if n <= 0 {
			return errors.New("payout: the limit must be greater than 0")
		}
		c.maxResponse = n
		return nil
	}
}

// WithSigning passes options to the signer, such as the overrides of its guards.
func WithSigning(opts ...signing.Option) Option {
	return func(c *config) error {
		c.signing = append(c.signing, opts...)
		return nil
	}
}

// defaultBaseURL follows the key: a sandbox key can be meant for the sandbox only.
func defaultBaseURL(credentials signing.Credentials) string {
	if credentials.Environment() == signing.Sandbox {
		return SandboxURL
	}
	return ProductionURL
}
