package emulator

import (
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// batch is one mass payout.
type batch struct {
	requestID  string
	externalID string
	request    gen.MassPayoutInitializeRequest // as init got it
	lines      []*line                         // its items; of several with one itemExternalId only the first, refused

	// ended is CANCELED or the status for a balance that was too small; empty otherwise.
	ended gen.MassPayoutStatus
	// authorisations counts the auth calls that were answered with success, whatever they did.
	authorisations int
	// effective counts those of them that did something.
	effective int

	receivedAt, canceledAt time.Time
}

// line is one item of a batch.
type line struct {
	batch         *batch
	item          gen.MassPayoutItem
	referenceCode string
	verdict       verdict
	cost          cost
	payments      []*payment
}

// advance makes happen what was due by now, and reports whether more is to come later.
func (b *batch) advance(now time.Time, a *account) (more bool) {
	for _, l := range b.lines {
		for _, p := range l.payments {
			more = p.advance(now, l.verdict.fate, l.cost, a) || more
		}
	}
	return more
}

// accepted lists the lines that init did not refuse.
func (b *batch) accepted() []*line {
	var lines []*line
	for _, l := range b.lines {
		if l.verdict.fate != FateRefused {
			lines = append(lines, l)
		}
	}
	return lines
}

// currency is that of the accepted lines, which have only one; where there are none, that of the first line.
func (b *batch) currency() string {
	if lines := b.accepted(); len(lines) > 0 {
		return lines[0].item.Amount.Currency
	}
	return b.lines[0].item.Amount.Currency
}

// status tells the status of a line. Where a line was paid more than once its first payment counts: a status never goes
// back.
func (l *line) status() gen.MassPayoutItemStatus {
	switch {
	case l.verdict.fate == FateRefused:
		return gen.MassPayoutItemStatusInvalid
	case l.batch.ended == gen.MassPayoutStatusCanceled:
		return gen.MassPayoutItemStatusMassPayoutCanceled
	case len(l.payments) == 0:
		return gen.MassPayoutItemStatusInit
	}
	return l.payments[0].status
}

// status tells the status of a batch from those of its accepted lines.
func (b *batch) status(s statuses) gen.MassPayoutStatus {
	if b.ended != "" {
		return b.ended
	}
	count := map[gen.MassPayoutItemStatusMeaning]int{}
	queued := 0
	accepted := b.accepted()
	for _, l := range accepted {
		status := l.status()
		count[status.Meaning()]++
		if status == gen.MassPayoutItemStatusQueued {
			queued++
		}
	}
	switch {
	case len(accepted) == 0, count[gen.MassPayoutItemStatusMeaningWaiting] > 0:
		return gen.MassPayoutStatusInit
	case queued > 0:
		return gen.MassPayoutStatusInProgress
	case count[gen.MassPayoutItemStatusMeaningRunning] > 0:
		return gen.MassPayoutStatusPublishedToQueue
	case count[gen.MassPayoutItemStatusMeaningPaid] == len(accepted):
		return s.allPaid
	case count[gen.MassPayoutItemStatusMeaningPaid] == 0:
		return gen.MassPayoutStatusFail
	}
	return s.mixed
}

// statuses are the batch statuses that the documents leave open.
type statuses struct{ allPaid, mixed gen.MassPayoutStatus }

// totals adds up the accepted lines: all, those paid, and the commission of those paid.
func (b *batch) totals() (all, paid, commission money.Decimal) {
	all, paid, commission = atLeast8(money.FromInt(0)), atLeast8(money.FromInt(0)), atLeast8(money.FromInt(0))
	for _, l := range b.accepted() {
		all = all.Add(l.cost.amount)
		if l.status() == gen.MassPayoutItemStatusSuccess {
			paid, commission = paid.Add(l.cost.amount), commission.Add(l.cost.commission)
		}
	}
	return all, paid, commission
}

// completedAt is when the last accepted line got its result, or the zero time while one has none.
func (b *batch) completedAt() time.Time {
	var last time.Time
	for _, l := range b.accepted() {
		if len(l.payments) == 0 || l.status().Meaning() == gen.MassPayoutItemStatusMeaningRunning {
			return time.Time{}
		}
		if at := l.payments[0].resultAt; at.After(last) {
			last = at
		}
	}
	return last
}
