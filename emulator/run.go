package emulator

import (
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
)

// run is one payment of all accepted lines of a batch. They go through each phase in their order, so that how many are through it says
// where every line is, and nothing has to be kept or looked at for each.
type run struct {
	at      time.Time // of the auth
	pace    Pace
	through [phases]int
}

// phase is something that happens to a line after auth.
type phase int

const (
	sent     phase = iota // it goes to the bank: PROCESSING
	answered              // it comes back: SUCCESS or FAILED
	returned              // of one that failed: DEPOSIT_SUCCESS or DEPOSIT_FAIL
	phases
)

// due is when the line that is nth, from 0, comes through a phase.
func (r *run) due(p phase, nth int) time.Time {
	after := r.pace.Queued
	if p >= answered {
		after += r.pace.Processing + time.Duration(nth)*r.pace.Between
	}
	if p == returned {
		after += r.pace.GiveBack
	}
	return r.at.Add(after)
}

// status is where the payment of a line stands.
func (r *run) status(l *line) gen.MassPayoutItemStatus {
	switch fate := l.verdict.fate; {
	case l.nth >= r.through[sent]:
		return gen.MassPayoutItemStatusQueued
	case l.nth >= r.through[answered] || fate == MarkStayProcessing:
		return gen.MassPayoutItemStatusProcessing
	case fate == paid:
		return gen.MassPayoutItemStatusSuccess
	case l.nth >= r.through[returned] || fate == MarkStayFailed:
		return gen.MassPayoutItemStatusFailed
	case fate == MarkBankFail:
		return gen.MassPayoutItemStatusDepositSuccess
	}
	return gen.MassPayoutItemStatusDepositFail
}
