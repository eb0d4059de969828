package emulator

import (
	"net/http"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
)

// ParseFaults reads what POST /_emulator/faults takes.
func ParseFaults(body []byte) ([]Fault, error) { return parseFaults(body) }

// Unsynced leaves the state file to the kernel, which a restart in one process does not notice and a test of many does.
func (e *Emulator) Unsynced() { e.keeper.db.NoSync = true }

// WithBodyTime says how long a body may take.
func WithBodyTime(within time.Duration) Option {
	return option(func(s *settings) error { s.bodyTime = within; return nil })
}

// Unrecorded answers calls of the API without remembering them for the page.
func (e *Emulator) Unrecorded() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { e.deliver(r).send(w) })
}

// Hold stores a mass payout without the call that would bring it: reading and checking 100,000 lines takes seconds.
func (e *Emulator) Hold(init gen.MassPayoutInitializeRequest) (requestID string) {
	verdicts, _ := e.settings.decide(init.Items, nil)
	b := e.newBatch(&call{init: init, verdicts: verdicts, now: e.time.now()})
	_ = e.store.add(b, nil)
	return b.requestID
}

// Ground is what one property of an answer rests on.
type Ground struct{ Basis, Says, Line string }

// Grounds are all that the page may name.
func Grounds() (all []Ground) {
	for _, rule := range groundRules() {
		all = append(all, Ground{string(rule.Basis), rule.Says, rule.Line})
	}
	return all
}
