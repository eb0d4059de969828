package payout

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/signing"
)

// Client calls iyzico's Mass Payout API. Make one with [New] and share it: it is safe for concurrent use.
type Client struct {
	server string // ends with a slash, as gen's request builders want it
	locale gen.Locale
	apiKey func() string
	send   handler
}

// New makes a client. Without [WithBaseURL] the key decides where it sends: keys that begin with "sandbox-" to the sandbox,
// all others to production. Without [WithHTTPClient] it sends through http.DefaultTransport, which honours HTTPS_PROXY and
// NO_PROXY.
func New(credentials signing.Credentials, opts ...Option) (*Client, error) {
	cfg := config{
		baseURL:     defaultBaseURL(credentials),
		http:        &http.Client{},
		locale:      gen.LocaleEn,
		timeout:     defaultTimeout,
		maxResponse: defaultMaxResponse,
	}
	for _, opt := range opts {
		if opt == nil {
			return nil, errors.New("payout: an option is nil")
		}
		if err := opt(&cfg); err != nil {
			return nil, err
		}
	}
	signer, err := signing.New(credentials, cfg.signing...)
	if err != nil {
		return nil, fmt.Errorf("payout: %w", err)
	}
	return &Client{server: cfg.baseURL + "/", locale: cfg.locale, apiKey: apiKeyOf(credentials), send: pipeline(cfg, signer)}, nil
}

// pipeline assembles what every call goes through, from the wire outwards. The order matters:
//
//   - transmit is innermost: it owns the socket and tells from what happened there whether anything left;
//   - signed is around it, so that every attempt gets a signature and a random key of its own, and so that its guards stop
//     a call before the socket;
//   - limited is around both, so that its time limit covers one attempt and not all of them.
//
// Retries belong around limited, rate limits and logging around those: outside they see calls, inside they see attempts.
func pipeline(cfg config, signer *signing.Signer) handler {
	h := transmit(cfg.http, cfg.maxResponse)
	h = signed(h, signer)
	h = limited(h, cfg.timeout)
	return h
}
