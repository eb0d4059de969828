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

// Emulator is the mass payout service in memory, as an http.Handler. It has no goroutines and no timers of its own: what should
// have happened by now happens when somebody asks. It logs nothing. Make it with [New]; it is safe for concurrent use.
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

	mu    sync.Mutex // held by each operation from its first look at the store to its answer
	store *store
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
	return &Emulator{
		settings: s,
		contract: c,
		verifier: verifier,
		time:     &serviceTime{clock: s.clock},
		store:    newStore(s.Balance),
		plan:     newPlan(s.faults),
		calls:    &exchanges{},
		token:    rand.Text(),
		stopped:  make(chan struct{}),
	}, nil
}

// Credentials are the first key pair that the emulator knows.
func (e *Emulator) Credentials() signing.Credentials { return e.settings.credentials[0] }

// Advance pushes the emulated service ahead of its clock by d, without waiting. Its time never goes back.
func (e *Emulator) Advance(d time.Duration) { e.time.advance(d) }

// ServeHTTP answers one call: of the API, or of the emulator itself under /_emulator/.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, controlPrefix) || leadsToThePage(r) {
		e.control(w, r)
		return
	}
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
		e.refuseConnections()
		if met {
			e.calls.met(w, fault.Kind)
			e.happen(fault, w, r)
			return
		}
	}
	e.deliver(r).send(w)
}

// refuseConnections shuts the door if a fault wants it closed before the next call.
func (e *Emulator) refuseConnections() {
	if e.door != nil {
		e.plan.refuse(e.door)
	}
}

// stop ends the waits of faults, for good.
func (e *Emulator) stop() { e.stopOnce.Do(func() { close(e.stopped) }) }
