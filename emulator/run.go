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
	through [queues][phases]int // how many of the accepted lines are through, those of the other queue among them
}

// queue is one of two in which lines come through the phases: a line that is slow does not keep the others waiting.
type queue int

const (
	ordinary queue = iota
	late
	queues
)

// lateBy is how much later than the others a line with [MarkSlow] gets its result.
const lateBy = time.Hour

func (l *line) queue() queue {
	if l.verdict.fate == MarkSlow {
		return late
	}
	return ordinary
}

// phase is something that happens to a line after auth.
type phase int

const (
	sent     phase = iota // it goes to the bank: PROCESSING
	answered              // it comes back: SUCCESS or FAILED
	returned              // of one that failed: DEPOSIT_SUCCESS or DEPOSIT_FAIL
	phases
)

// done is how many of the accepted lines are through a phase, whatever their queue.
func (r *run) done(p phase) int { return min(r.through[ordinary][p], r.through[late][p]) }

// due is when the line of a queue that is nth, from 0, comes through a phase.
func (r *run) due(q queue, p phase, nth int) time.Time {
	after := r.pace.Queued
	if p >= answered {
		after += r.pace.Processing + time.Duration(nth)*r.pace.Between
	}
	if p == returned {
		after += r.pace.GiveBack
	}
	if q == late && p >= answered {
		after += lateBy
	}
	return r.at.Add(after)
}

// status is where the payment of a line stands.
func (r *run) status(l *line) gen.MassPayoutItemStatus {
	through := &r.through[l.queue()]
	switch fate := l.verdict.fate; {
	case l.nth >= through[sent]:
		return gen.MassPayoutItemStatusQueued
	case l.nth >= through[answered] || fate == MarkStayProcessing:
		return gen.MassPayoutItemStatusProcessing
	case pays(fate):
		return gen.MassPayoutItemStatusSuccess
	case l.nth >= through[returned] || fate == MarkStayFailed:
		return gen.MassPayoutItemStatusFailed
	case fate == MarkBankFail:
		return gen.MassPayoutItemStatusDepositSuccess
	}
	return gen.MassPayoutItemStatusDepositFail
}
