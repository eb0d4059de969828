package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/iyzipayout/iyzipayout/spec"
)

var (
	errGone        = errors.New("the page is gone")
	errUnreachable = errors.New("cannot be reached")
)

const (
	maxRedirects = 5
	// maxWait bounds what a server may ask for by Retry-After.
	maxWait = 30 * time.Second
)

// client asks the vendor's site, one request at a time. It works on the transport, because redirects are followed by hand.
type client struct {
	options   Options
	transport http.RoundTripper
	site      site
	cache     *cache
	asked     bool
}

func newClient(o Options, sources spec.Sources) (*client, error) {
	where, err := newSite(sources.Base, o.Server)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", spec.SourcesFile, err)
	}
	c := &client{options: o, transport: o.Client.Transport, site: where, cache: &cache{dir: o.Cache, all: o.Reuse}}
	if c.transport == nil {
		c.transport = http.DefaultTransport
	}
	return c, nil
}

// answer is what one request or, with the way to it, a page came back with.
type answer struct {
	body       []byte
	header     http.Header
	location   string // where else to look
	permanent  bool   // from now on
	movedTo    string // the vendor's address that redirects led to
	newAddress string // the same, if every redirect on the way was a permanent one
}

// get fetches a page of the vendor's by its address there. It follows redirects within the site.
func (c *client) get(ctx context.Context, address string) (answer, error) {
	target, err := c.site.request(address)
	if err != nil {
		return answer{}, err
	}
	movedTo, permanent := "", true
	for range maxRedirects + 1 {
		got, err := c.withAttempts(ctx, target)
		got.movedTo = movedTo
		if permanent {
			got.newAddress = movedTo
		}
		if err != nil || got.location == "" {
			return got, err
		}
		if target, err = c.follow(target, got.location); err != nil {
			return got, err
		}
		movedTo, permanent = c.site.name(target), permanent && got.permanent
	}
	return answer{movedTo: movedTo}, fmt.Errorf("redirects more than %d times", maxRedirects)
}

// follow is where a redirect leads. Another host, or the same one without TLS, might be anybody.
func (c *client) follow(from *url.URL, location string) (*url.URL, error) {
	to, err := from.Parse(location)
	if err != nil {
		return nil, fmt.Errorf("redirects to an address that cannot be read: %q", location)
	}
	to.User, to.Fragment = nil, ""
	switch {
	case to.Scheme != "https":
		return nil, fmt.Errorf("redirects to %s, which is not https: not followed", to)
	case sameHost(to, from):
		return to, nil
	case sameHost(to, c.site.vendor):
		return c.site.request(to.String())
	}
	return nil, fmt.Errorf("redirects to another host: %s: not followed; if the vendor moved there, list the new address in %s", to, spec.SourcesFile)
}

// withAttempts asks again when the server is not to be reached or says that it is busy.
func (c *client) withAttempts(ctx context.Context, target *url.URL) (answer, error) {
	for attempt := 1; ; attempt++ {
		// Between pages the pause, before a further attempt longer, and nothing before the first request of all.
		if c.asked {
			if err := sleep(ctx, c.options.Pause<<(attempt-1)); err != nil {
				return answer{}, err
			}
		}
		c.asked = true
		got, err := c.once(ctx, target)
		if err == nil || !errors.Is(err, errUnreachable) || ctx.Err() != nil || attempt >= c.options.Attempts {
			if page := c.cache.load(target.String()); c.options.Reuse && errors.Is(err, errUnreachable) && ctx.Err() == nil && page != nil {
				c.cache.warnings = append(c.cache.warnings, fmt.Sprintf("%s was taken from the folder of fetched pages, as it was then: %v", target, err))
				return answer{body: page.body, header: page.header()}, nil
			}
			return got, err
		}
		if err := sleep(ctx, retryAfter(got.header)); err != nil {
			return answer{}, err
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// once makes one request and reads its answer within the limits of time and size.
func (c *client) once(ctx context.Context, target *url.URL) (answer, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.options.Timeout, fmt.Errorf("no full answer within %s", c.options.Timeout))
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("User-Agent", c.options.UserAgent)
	request.Header.Set("Accept", "text/markdown, text/plain;q=0.9")
	// The bytes are kept as they are sent, so nobody may pack them on the way.
	request.Header.Set("Accept-Encoding", "identity")
	stored := c.cache.prepare(request)
	answered, err := c.transport.RoundTrip(request)
	if err != nil {
		return answer{}, unreachable(ctx, err)
	}
	defer answered.Body.Close()
	got := answer{header: answered.Header}
	body, err := io.ReadAll(io.LimitReader(answered.Body, c.options.MaxBytes+1))
	if err != nil {
		return got, unreachable(ctx, fmt.Errorf("the answer is cut off: %w", err))
	}
	switch code := answered.StatusCode; code {
	case http.StatusOK:
		if int64(len(body)) > c.options.MaxBytes {
			return got, fmt.Errorf("the answer is larger than %d bytes", c.options.MaxBytes)
		}
		got.body = body
		c.cache.store(request, answered.Header, body)
		return got, nil
	case http.StatusNotModified:
		if stored == nil {
			return got, errors.New("HTTP 304 to a request without a condition")
		}
		got.body, got.header = stored.body, stored.header()
		return got, nil
	default:
		return got, got.explain(code)
	}
}

// explain tells what an answer other than 200 and 304 means. For a redirect it notes where to and returns nil.
func (r *answer) explain(code int) error {
	switch code {
	case http.StatusMovedPermanently, http.StatusPermanentRedirect, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect:
		r.permanent = code == http.StatusMovedPermanently || code == http.StatusPermanentRedirect
		if r.location = r.header.Get("Location"); r.location == "" {
			return fmt.Errorf("HTTP %d without an address to go on to", code)
		}
		return nil
	case http.StatusNotFound, http.StatusGone:
		return fmt.Errorf("HTTP %d: %w", code, errGone)
	}
	err := fmt.Errorf("HTTP %d %s", code, strings.ToLower(http.StatusText(code)))
	if code >= 500 || code == http.StatusTooManyRequests {
		return fmt.Errorf("%w: %w", errUnreachable, err)
	}
	return err
}

// unreachable says why no answer came. What the context knows is clearer than what the transport made of it.
func unreachable(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	return fmt.Errorf("%w: %w", errUnreachable, err)
}

// retryAfter is how long the server asks to be left alone, in seconds as the vendor's hosts write it.
func retryAfter(header http.Header) time.Duration {
	wait, err := time.ParseDuration(strings.TrimSpace(header.Get("Retry-After")) + "s")
	if err != nil || wait < 0 {
		return 0
	}
	return min(wait, maxWait)
}
