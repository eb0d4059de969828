package emulator

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	check "github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/gen"
)

// What is remembered of calls, for the page: so many of them, so many bytes of each body, and of all of them together.
const (
	mostExchanges = 500
	mostOfABody   = 64 << 10
	mostOfBodies  = 8 << 20
)

// exchanges are the newest calls of the API. They are kept as they arrived; whoever shows them masks them.
type exchanges struct {
	mu     sync.Mutex
	number int // of the newest
	list   []*exchange
}

// exchange is one call and its answer, guarded by the lock of exchanges until it is over.
type exchange struct {
	number    int
	at        time.Time // the emulated one
	method    string
	url       url.URL
	host      string
	tls       bool
	header    http.Header
	body      capped
	operation gen.Operation // "" for a path that is no operation's
	fault     FaultKind     // that it met

	judged   bool     // the service has looked at it: the five below say what came of that
	signed   bool     // the signature holds
	repeated bool     // an init that was answered with a mass payout which was there before
	batch    string   // requestId of the mass payout that it was about, where there is one
	refused  *failure // why it was refused
	lines    []string // of UNVERIFIED.md, by which it, or lines of an init, were refused

	over         bool
	status       int // 0: no answer was sent
	answerHeader http.Header
	answer       capped
	cut          bool // the connection ended before the answer did

	drift *drift
}

// drift is what the checker finds in an exchange, once somebody wants to know.
type drift struct {
	once     sync.Once
	findings []check.Finding
}

// capped keeps the beginning of a body.
type capped struct {
	kept []byte
	size int
}

func (c *capped) take(p []byte) {
	c.size += len(p)
	c.kept = append(c.kept, p[:min(len(p), mostOfABody-len(c.kept))]...)
}

// whole reports that nothing is missing.
func (c *capped) whole() bool { return c.size == len(c.kept) }

// exchangeKey finds the exchange in the context of its request, which also the deliveries of a fault have.
type exchangeKey struct{}

// begin remembers a call. What its handler reads and writes is copied on the way; end must follow, also after a panic.
func (x *exchanges) begin(w http.ResponseWriter, r *http.Request, now time.Time, route *route) (*answerCopy, *http.Request) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.number++
	e := &exchange{
		number: x.number, at: now, method: r.Method, url: *r.URL, host: r.Host, tls: r.TLS != nil, header: r.Header.Clone(),
		drift: &drift{},
	}
	if route != nil {
		e.operation = route.operation
	}
	if len(x.list) == mostExchanges {
		x.list = slices.Delete(x.list, 0, 1)
	}
	x.list = append(x.list, e)
	copied := &answerCopy{ResponseWriter: w, exchange: e}
	r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, e))
	if r.Body != nil {
		copied.body = &bodyCopy{ReadCloser: r.Body}
		copied.body.copied.kept = make([]byte, 0, max(0, min(r.ContentLength, mostOfABody)))
		r.Body = copied.body
	}
	return copied, r
}

func (x *exchanges) met(copied *answerCopy, kind FaultKind) {
	x.mu.Lock()
	defer x.mu.Unlock()
	copied.exchange.fault = kind
}

// note says what the service has made of a call.
func (x *exchanges) note(c *call, answered *answer, refused *failure) {
	e, ok := c.request.Context().Value(exchangeKey{}).(*exchange)
	if !ok {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	e.judged, e.signed, e.repeated, e.batch, e.refused = true, c.signed, c.repeated, c.batch, refused
	e.lines = c.inventions(refused)
	if answered != nil && answered.RequestID != "" {
		e.batch = answered.RequestID
	}
}

// end adds what was read and written.
func (x *exchanges) end(copied *answerCopy, cut bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	e := copied.exchange
	e.over, e.status, e.answer, e.cut = true, copied.status, copied.copied, cut
	e.answerHeader = copied.Header().Clone()
	if copied.body != nil {
		e.body = copied.body.copied
	}
	bytes := 0
	for i, e := range slices.Backward(x.list) {
		if bytes += cap(e.body.kept) + cap(e.answer.kept); bytes > mostOfBodies {
			x.list = slices.Delete(x.list, 0, i+1)
			return
		}
	}
}

// newest returns copies of what matches, newest first.
func (x *exchanges) newest(matches func(*exchange) bool) []exchange {
	x.mu.Lock()
	defer x.mu.Unlock()
	var found []exchange
	for _, e := range slices.Backward(x.list) {
		if matches(e) {
			found = append(found, *e)
		}
	}
	return found
}

func (x *exchanges) clear() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.list = nil
}

// bodyCopy remembers what is read of a body.
type bodyCopy struct {
	io.ReadCloser
	copied capped
}

func (b *bodyCopy) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.copied.take(p[:n])
	return n, err
}

// answerCopy remembers what is written of an answer. The connection below is found by Unwrap, which faults need.
type answerCopy struct {
	http.ResponseWriter
	exchange *exchange
	body     *bodyCopy // nil where the request has none
	status   int
	copied   capped
}

func (a *answerCopy) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answerCopy) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

func (a *answerCopy) Write(p []byte) (int, error) {
	a.copied.take(p)
	return a.ResponseWriter.Write(p)
}
