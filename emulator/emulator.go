package emulator

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/iyzipayout/iyzipayout/signing"
)

// Emulator is the mass payout service, as an http.Handler. It is in memory; [WithStateFile] keeps it in a file, too. It has no goroutines and no timers of its own: what should
// have happened by now happens when somebody asks. Make it with [New]; it is safe for concurrent use.
type Emulator struct {
	settings settings
	contract *contract
	verifier *signing.Verifier
	time     *serviceTime
	plan     *plan
	calls    *exchanges
	token    string // that the forms of the page send
	pressed  bell   // rings for who looks at the page
	door     *door  // nil where it is served by others

	stopOnce sync.Once
	stopped  chan struct{} // closed when the server stops

	mu     sync.Mutex // held by each operation from its first look at the store to its answer
	store  *store
	keeper keeper
}

// New makes an emulator. It listens nowhere: use [Start] in tests and [Listen] in programs, or serve it yourself.
func New(opts ...Option) (*Emulator, error) {
	c, err := theContract()
	if err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	s, err := newSettings(opts)
	if err != nil {
		return nil, err
	}
	verifier, err := signing.NewVerifier(s.credentials...)
	if err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	if ms := s.clock().UnixMilli(); ms < 1e12 || ms >= 1e13 {
		return nil, errors.New("emulator: the clock must show a time between 2001-09-09 and 2286-11-20, whose milliseconds have 13 digits")
	}
	e := &Emulator{
		settings: s,
		contract: c,
		verifier: verifier,
		time:     newServiceTime(s.clock, s.speed, s.start()),
		store:    newStore(s.Balance),
		plan:     newPlan(keptPlan{Faults: s.faults}),
		calls:    &exchanges{},
		token:    rand.Text(),
		stopped:  make(chan struct{}),
	}
	if err := e.open(); err != nil {
		return nil, err
	}
	return e, nil
}

// Credentials are the first key pair that the emulator knows.
func (e *Emulator) Credentials() signing.Credentials { return e.settings.credentials[0] }

// Advance pushes the emulated service ahead of its clock by d, without waiting. Its time never goes back.
func (e *Emulator) Advance(d time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.time.advance(d)
	_ = e.commit(true) // one that fails refuses every call from then on
}

// ServeHTTP answers one call: of the API, or of the emulator itself under /_emulator/.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, controlPrefix) || leadsToThePage(r) {
		e.control(w, r)
		return
	}
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = &timed{ReadCloser: r.Body, connection: http.NewResponseController(w), within: e.settings.bodyTime}
	}
	if e.settings.log != nil {
		e.log(w, r, e.answer)
		return
	}
	e.answer(w, r)
}

// answer answers a call of the API, and remembers it for the page.
func (e *Emulator) answer(w http.ResponseWriter, r *http.Request) {
	route, _, _ := e.contract.match(r.Method, r.URL.EscapedPath())
	copied, r := e.calls.begin(w, r, e.time.now(), route)
	done := false // also a fault's panic, which ends the connection, comes by here
	defer func() { e.calls.end(copied, !done) }()
	e.serve(copied, r, route)
	done = true
}

// serve answers a call of the API, unless a fault does.
func (e *Emulator) serve(w *answerCopy, r *http.Request, route *route) {
	if route != nil {
		if e.door.isShut() {
			reset(w)
			return
		}
		fault, met := e.plan.meet(route.operation, e.door != nil)
		e.followPlan()
		if met {
			e.calls.met(w, fault.Kind)
			e.happen(fault, w, r)
			return
		}
	}
	e.deliver(r).send(w)
}

// followPlan shuts the door if a fault wants it closed before the next call, and keeps the plan where it has changed.
func (e *Emulator) followPlan() {
	if e.door != nil {
		e.plan.refuse(e.door)
	}
	if e.keeper.db == nil || !e.plan.isUnkept() {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	_ = e.commit(true) // one that fails refuses every call from then on
}

// stop ends the waits of faults, for good.
func (e *Emulator) stop() { e.stopOnce.Do(func() { close(e.stopped) }) }
