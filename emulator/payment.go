package emulator

import (
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
)

// payment is one attempt to pay a line. A line has one, unless a second auth was allowed to pay again.
type payment struct {
	status gen.MassPayoutItemStatus // from QUEUED on

	sentAt   time.Time // goes to the bank: PROCESSING
	resultAt time.Time // comes back: SUCCESS or FAILED
	endAt    time.Time // of a failed one: DEPOSIT_SUCCESS or DEPOSIT_FAIL
}

// newPayment plans the payment of the line that is nth in its batch, counted from 0.
func newPayment(now time.Time, pace Pace, nth int) *payment {
	p := &payment{status: gen.MassPayoutItemStatusQueued, sentAt: now.Add(pace.Queued)}
	p.resultAt = p.sentAt.Add(pace.Processing + time.Duration(nth)*pace.Between)
	p.endAt = p.resultAt.Add(pace.GiveBack)
	return p
}

// next is the status that follows and when it is due; the same status where none follows.
func (p *payment) next(f fate) (gen.MassPayoutItemStatus, time.Time) {
	switch {
	case p.status == gen.MassPayoutItemStatusQueued:
		return gen.MassPayoutItemStatusProcessing, p.sentAt
	case p.status == gen.MassPayoutItemStatusProcessing && f == fatePaid:
		return gen.MassPayoutItemStatusSuccess, p.resultAt
	case p.status == gen.MassPayoutItemStatusProcessing && f != fateStaysProcessing:
		return gen.MassPayoutItemStatusFailed, p.resultAt
	case p.status == gen.MassPayoutItemStatusFailed && f == fateGivenBack:
		return gen.MassPayoutItemStatusDepositSuccess, p.endAt
	case p.status == gen.MassPayoutItemStatusFailed && f == fateKeptBack:
		return gen.MassPayoutItemStatusDepositFail, p.endAt
	}
	return p.status, time.Time{}
}
