package payout

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout/internal/environment"
	"github.com/iyzipayout/iyzipayout/signing"
)

// Client calls iyzico's Mass Payout API. Make one with [New] and share it: it is safe for concurrent use.
type Client struct {
	server string // without a slash at the end
	locale gen.Locale
	apiKey func() string
	send   handler
}

// New makes a client. Without [WithBaseURL] the key decides where it sends: keys that begin with "sandbox-" to the sandbox,
// all others to production. Without [WithHTTPClient] it sends through http.DefaultTransport, which honours HTTPS_PROXY and
// NO_PROXY. A pair of keys of which one begins with "sandbox-" and the other does not is refused for either of the vendor's hosts.
func New(credentials signing.Credentials, opts ...Option) (*Client, error) {
	retries, err := RetryPolicy{}.complete()
	if err != nil {
		return nil, err
	}
	cfg := config{
		baseURL:     defaultBaseURL(credentials),
		http:        &http.Client{},
		locale:      gen.LocaleEn,
		timeout:     defaultTimeout,
		maxResponse: defaultMaxResponse,
		retries:     &retries,
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
	if credentials.Mixed() {
		// It would be refused before the first call is sent; the caller should hear it before anything is begun.
		probe, err := http.NewRequest(http.MethodGet, cfg.baseURL+"/v1", nil)
		if err == nil {
			err = signer.Edit(context.Background(), probe)
		}
		if err != nil {
			return nil, fmt.Errorf("payout: %w", err)
		}
	}
	c := &Client{server: cfg.baseURL, locale: cfg.locale, apiKey: apiKeyOf(credentials)}
	c.send = pipeline(cfg, signer, c.lookUp)
	return c, nil
}

// pipeline assembles what every call goes through, from the wire outwards. Outside, handlers see calls; inside, attempts. The
// order matters:
//
//   - transmit is innermost: it owns the socket, reads no more of an answer than the limit, ends with the time of an attempt, and tells
//     from what happened there whether anything left;
//   - signed is around it, so that every attempt gets a signature and a random key of its own, and so that its guards stop
//     a call before the socket;
//   - decoded turns bytes into success or failure inside the retries: "rate limited" is an answer, not a broken connection;
//   - logged is around it, so that each attempt leaves one line that says how it ended;
//   - paced is outside logged, so that the time an attempt is held back does not count as its duration, and inside the
//     retries, so that every attempt and every look-up waits its turn;
//   - retrier is around one whole attempt: what it repeats is signed, timed, paced and logged anew;
//   - bounded is outermost: its time limit covers the attempts, the look-ups and the pauses between them.
func pipeline(cfg config, signer *signing.Signer, looks lookUps) handler {
	w := transmit(cfg.http, cfg.maxResponse, cfg.timeout)
	w = signed(w, signer)
	h := decoded(w)
	h = logged(h, cfg.log)
	h = paced(h, cfg.limiter(), cfg.log)
	h = pacedBy(h, cfg.pacer)
	h = retrier{next: h, policy: cfg.retries, lookUps: looks, log: cfg.log}.handle
	return bounded(h, cfg.callLimit())
}

// Environment names where the client pays: "production", "sandbox", or the host and port of another address. It is part of what
// makes a payment, so localhost and 127.0.0.1 have one name. It is empty for a Client that [New] did not make.
func (c *Client) Environment() string {
	if c == nil || c.send == nil {
		return ""
	}
	return environment.Of(c.server)
}
