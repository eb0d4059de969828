package payout

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout/internal/environment"
	"github.com/iyzipayout/iyzipayout/signing"
)

// The vendor's hosts (docs.iyzico.com, mass payout pages).
const (
	ProductionURL = environment.ProductionURL
	SandboxURL    = environment.SandboxURL
)

const (
	defaultTimeout     = 60 * time.Second
	defaultCallTimeout = 10 * time.Minute
	defaultMaxResponse = 64 << 20
)

// Option configures a Client.
type Option func(*config) error

type config struct {
	baseURL     string // without a slash at the end
	http        *http.Client
	locale      gen.Locale
	timeout     time.Duration // of an attempt
	callTimeout time.Duration // 0: the default
	maxResponse int64
	retries     *RetryPolicy // nil: none
	rate        rate.Limit   // calls per second; 0: no limit
	burst       int
	pacer       Pacer        // nil: none
	log         *slog.Logger // nil: none
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
// earlier deadline of the call's context, or that of [WithCallTimeout], wins. A limit that is too short turns slow answers
// into unknown outcomes.
func WithTimeout(d time.Duration) Option {
	return func(c *config) error {
		c.timeout = d
		return positive(d, "the timeout")
	}
}

// WithCallTimeout limits a whole call: its attempts, look-ups and pauses. The default is 10 minutes, or twice
// that of [WithTimeout] where it is longer; an earlier deadline of the call's context wins. [Client.Items] and [Client.Wait] make many calls, each with this limit.
func WithCallTimeout(d time.Duration) Option {
	return func(c *config) error {
		c.callTimeout = d
		return positive(d, "the timeout of a call")
	}
}

func positive[T ~int64](n T, what string) error {
	if n <= 0 {
		return fmt.Errorf("payout: %s must be greater than 0", what)
	}
	return nil
}

// callLimit leaves time for two attempts where nothing was chosen.
func (c config) callLimit() time.Duration {
	if c.callTimeout > 0 {
		return c.callTimeout
	}
	twice := c.timeout + min(c.timeout, math.MaxInt64-c.timeout)
	return max(defaultCallTimeout, twice)
}

// WithRetries changes how often calls are repeated and how long the pauses are; see [RetryPolicy] for the defaults, which hold
// without this option. What is repeated depends on what is known of the attempt before:
//
//	                         it never left, or the       nobody knows whether it took effect
//	                         vendor says "rate limited"
//	retrieve, balance, item  repeat                      repeat
//	init                     repeat                      look it up by externalId, then repeat under the same externalId
//	auth                     repeat                      look it up, and never repeat it: a Runner may, see WithResendAfter
//	cancel                   repeat                      look it up; repeat only while it reads INIT
//
// Any other refusal is final. Every attempt is signed anew, and pauses end with the context.
func WithRetries(policy RetryPolicy) Option {
	return func(c *config) error {
		complete, err := policy.complete()
		c.retries = &complete
		return err
	}
}

// WithoutRetries sends each call once and looks nothing up: the caller reads [OutcomeOf] and asks, see [RecoveryOf].
func WithoutRetries() Option {
	return func(c *config) error {
		c.retries = nil
		return nil
	}
}

// WithRateLimit holds calls back so that not more than callsPerMinute are sent on average, and not more than burst at once.
// Repetitions and look-ups count. Without it nothing is held back; the vendor publishes limits of 50 to 100 calls a minute
// for other services and none for mass payout (docs.iyzico.com, Limiters). Each client has a limit of its own: share
// one client between goroutines. The log shows each time that a call is held back.
func WithRateLimit(callsPerMinute float64, burst int) Option {
	return func(c *config) error {
		if !(callsPerMinute > 0) || math.IsInf(callsPerMinute, 0) || burst < 1 {
			return errors.New("payout: WithRateLimit: the calls per minute must be greater than 0, the burst at least 1")
		}
		c.rate, c.burst = rate.Limit(callsPerMinute/60), burst
		return nil
	}
}

// Pacer is a rate limit that several clients share, perhaps on several machines. It is used by several goroutines at once.
type Pacer interface {
	// Wait returns when an attempt may be sent. An error keeps it from being sent.
	Wait(ctx context.Context) error
	// Limited hears that the service refused an attempt because of its rate; after is what its Retry-After header asks for, 0 for nothing.
	Limited(ctx context.Context, after time.Duration)
}

// WithPacer asks p before each attempt, look-ups and repetitions included, and tells it of each that was refused because of its rate.
func WithPacer(p Pacer) Option {
	return func(c *config) error {
		if p == nil {
			return errors.New("payout: WithPacer needs a pacer")
		}
		c.pacer = p
		return nil
	}
}

// limiter is nil without WithRateLimit.
func (c config) limiter() *rate.Limiter {
	if c.rate == 0 {
		return nil
	}
	return rate.NewLimiter(c.rate, c.burst)
}

// WithLogger writes a line for each attempt, at level Info or, for one that failed, Warn; and one for each pause. The lines
// hold the operation, the attempt, the duration, the HTTP status, the vendor's error code, the outcome, and ids as the caller
// gave them: requestId, externalId, conversationId, referenceCode. They never hold bodies, messages or keys.
func WithLogger(log *slog.Logger) Option {
	return func(c *config) error {
		if log == nil {
			return errors.New("payout: WithLogger needs a logger")
		}
		c.log = log
		return nil
	}
}

// WithMaxResponseBytes limits how much of an answer is read. The default is 64 MiB; an answer of 1,000 items has about
// half of one. An answer that is larger is an [AnswerError], whose outcome is unknown.
func WithMaxResponseBytes(n int64) Option {
	return func(c *config) error {
		c.maxResponse = n
		return positive(n, "the limit")
	}
}

// WithSigning passes options to the signer, such as the overrides of its guards: signing.WithInsecureHTTP, WithCrossEnvironment, WithUncheckedPath.
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
