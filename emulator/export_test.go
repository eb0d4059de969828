package emulator

import "github.com/iyzipayout/iyzipayout/gen"

// ParseFaults reads what POST /_emulator/faults takes.
func ParseFaults(body []byte) ([]Fault, error) { return parseFaults(body) }

// Hold stores a mass payout without the call that would bring it: reading and checking 100,000 lines takes seconds.
func (e *Emulator) Hold(init gen.MassPayoutInitializeRequest) (requestID string) {
	verdicts, _ := decide(init.Items, nil, nil)
	b := e.newBatch(&call{init: init, verdicts: verdicts, now: e.time.now()})
	_ = e.store.add(b)
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
