// Package transport holds traffic against the document as it passes: [New] a sample of it in production, [Test] all of it in
// a test, and [Tap] hands it to whoever wants to look for himself.
package transport

import (
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync/atomic"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// Transport is an http.RoundTripper for production: it passes traffic through to another one and holds a sample of it
// against the document. It never delays, changes or fails a call. Exchanges are checked one after the other in the
// background, once the caller has read or closed the answer; what there is no room for is dropped and counted.
//
// An exchange is checked on its own: calls of a program overlap, so their order says nothing. Calls without an answer are
// not checked, and of an answer that the caller did not read to its end only the rest is.
//
// Bodies are copied as they pass, for as long as it takes to check them, and the copies are then overwritten. Nothing of a
// body gets into a log record or to the callback: findings name places, and whatever in them looks like an IBAN, a number
// or a key is masked.
//
// Make one with [New]. It is safe for concurrent use.
type Transport struct {
	checker *contract.Checker
	onward
	rate   float64
	random func() float64
	limits limits
	queue  queue

	logger   *slog.Logger
	callback func([]contract.Finding)

	unanswered, dropped, checked, broken atomic.Uint64
}

// Stats counts what became of the exchanges that were chosen for checking.
type Stats struct {
	Checked    uint64
	Unanswered uint64 // there was no answer to check
	Dropped    uint64 // there was no room: checking cannot keep up with the traffic
	Broken     uint64 // the checker, the logger or the callback panicked, which was contained
}

// Option configures a Transport.
type Option func(*Transport) error

// The defaults of a Transport.
const (
	defaultQueue  = 256
	defaultMemory = 64 << 20
)

// WithSampleRate checks this share of the exchanges, from 0 (none) to 1 (all, the default).
func WithSampleRate(rate float64) Option {
	return func(t *Transport) error {
		if !(rate >= 0 && rate <= 1) {
			return errors.New("transport: the sample rate must be between 0 and 1")
		}
		t.rate = rate
		return nil
	}
}

// WithCallback gives the findings of each exchange that has any to callback, one exchange at a time. It must not call Close.
func WithCallback(callback func([]contract.Finding)) Option {
	return func(t *Transport) error {
		if callback == nil {
			return errors.New("transport: WithCallback needs a function")
		}
		t.callback = callback
		return nil
	}
}

// WithLogger logs what is found: operation, direction, kind, pointer and message, with the HTTP status and the duration of the
// exchange, and nothing else. Findings that differ in nothing but their place in a list are logged once.
func WithLogger(logger *slog.Logger) Option {
	return func(t *Transport) error {
		if logger == nil {
			return errors.New("transport: WithLogger needs a logger")
		}
		t.logger = logger
		return nil
	}
}

// WithRoom lets a number of exchanges wait for the checker, and copies of bodies take up to a number of bytes altogether. The
// default is 256 exchanges and 64 MiB.
func WithRoom(exchanges int, bytes int64) Option {
	return func(t *Transport) error {
		if exchanges < 1 {
			return errors.New("transport: the queue must have room for at least one exchange")
		}
		if bytes < 1 {
			return errors.New("transport: the memory must be at least one byte")
		}
		t.queue.room = exchanges
		t.limits.memory.Store(bytes)
		return nil
	}
}

// New makes a Transport that sends through next, http.DefaultTransport if it is nil. It must be told where to
// report to, with [WithLogger] or [WithCallback].
func New(checker *contract.Checker, next http.RoundTripper, opts ...Option) (*Transport, error) {
	if checker == nil {
		return nil, errors.New("transport: the transport needs a checker")
	}
	t := &Transport{
		checker: checker, onward: newOnward(next), rate: 1, random: rand.Float64,
		limits: newLimits(),
	}
	t.queue.room, t.queue.work = defaultQueue, t.examine
	for _, opt := range opts {
		if err := opt(t); err != nil {
			return nil, err
		}
	}
	if t.logger == nil && t.callback == nil {
		return nil, errors.New("transport: the transport reports nowhere: give it WithLogger or WithCallback")
	}
	return t, nil
}

// RoundTrip sends the request through the next RoundTripper and returns what that returns.
func (t *Transport) RoundTrip(request *http.Request) (*http.Response, error) {
	if !t.chosen() {
		return t.next.RoundTrip(request)
	}
	return pass(t.next, request, t.limits, t.take)
}

// Close waits until everything that is queued has been checked and reported. Later exchanges pass unchecked.
func (t *Transport) Close() error {
	t.queue.close()
	return nil
}

// Stats counts what was checked so far.
func (t *Transport) Stats() Stats {
	return Stats{Checked: t.checked.Load(), Unanswered: t.unanswered.Load(), Dropped: t.dropped.Load(), Broken: t.broken.Load()}
}

// chosen decides whether an exchange belongs to the sample.
func (t *Transport) chosen() (chosen bool) {
	defer t.contain()
	return t.queue.open() && t.random() < t.rate
}

// take queues an exchange that has ended. It never waits.
func (t *Transport) take(p *passage) {
	switch {
	case p.status == 0:
		t.unanswered.Add(1)
	case p.incomplete() || !t.queue.add(p):
		t.dropped.Add(1)
	default:
		return
	}
	p.forget()
}

// examine checks one exchange in the background.
func (t *Transport) examine(p *passage) {
	defer t.contain()
	findings := t.check(p)
	t.checked.Add(1)
	if len(findings) > 0 && t.logger != nil {
		t.log(p, findings)
	}
	if len(findings) > 0 && t.callback != nil {
		t.callback(findings)
	}
}

// check holds the copies no longer than the checker needs them.
func (t *Transport) check(p *passage) []contract.Finding {
	defer p.forget()
	return t.checker.Check(p.result())
}

// contain keeps a panic away from the program. What it says may hold a body, so only that it happened is counted.
func (t *Transport) contain() {
	if recover() != nil {
		t.broken.Add(1)
	}
}

// log writes an allow-list: no header, no body, no URL. Findings that differ in nothing but their place in a list are joined: in an
// answer of 1,000 items each may have the same drift.
func (t *Transport) log(seen *passage, findings []contract.Finding) {
	times := map[contract.Finding]int{}
	var once []contract.Finding
	for _, f := range findings {
		f.Pointer = jsonpointer.AnyIndex(f.Pointer)
		if times[f]++; times[f] == 1 {
			once = append(once, f)
		}
	}
	for _, f := range once {
		level := slog.LevelWarn
		if f.Severity == contract.Error {
			level = slog.LevelError
		}
		t.logger.LogAttrs(seen.context, level, "contract drift",
			slog.String("operation", f.OperationID), slog.String("direction", string(f.Direction)),
			slog.String("kind", string(f.Kind)), slog.String("severity", string(f.Severity)),
			slog.String("pointer", f.Pointer), slog.String("message", f.Message), slog.Int("times", times[f]),
			slog.Int("status", seen.status), slog.Duration("duration", seen.duration))
	}
}
