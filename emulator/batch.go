package emulator

import (
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// batch is one mass payout. What retrieve says of the whole is kept and not added up at each call.
type batch struct {
	requestID  string
	externalID string
	request    gen.MassPayoutInitializeRequest // as init got it
	lines      []*line                         // its items; of several with one itemExternalId only the first, refused
	accepted   []*line                         // those of them that init did not refuse
	refused    []*line

	// ended is CANCELED or the status for a balance that was too small; empty otherwise.
	ended gen.MassPayoutStatus
	// authorisations counts the auth calls that were answered with success, whatever they did.
	authorisations int
	// effective counts those of them that did something.
	effective int

	count      map[gen.MassPayoutItemStatus]int // the accepted lines by status; empty before the first payment
	total      money.Decimal                    // of the accepted lines
	paid       money.Decimal                    // of those that were paid
	commission money.Decimal                    // for those that were paid
	cost       money.Decimal                    // what the accepted lines take from the balance

	due                                time.Time // when something happens next; the zero time where nothing does
	receivedAt, canceledAt, lastResult time.Time
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

func newBatch(requestID string, request gen.MassPayoutInitializeRequest, now time.Time) *batch {
	zero := atLeast8(money.FromInt(0))
	return &batch{
		requestID: requestID, externalID: request.ExternalID, request: request, receivedAt: now,
		count: map[gen.MassPayoutItemStatus]int{}, total: zero, paid: zero, commission: zero,
	}
}

func (b *batch) add(l *line) {
	b.lines = append(b.lines, l)
	if l.verdict.fate == fateRefused {
		b.refused = append(b.refused, l)
		return
	}
	b.accepted = append(b.accepted, l)
	b.total, b.cost = b.total.Add(l.cost.amount), b.cost.Add(l.cost.total())
}

// pay starts a payment of each accepted line.
func (b *batch) pay(now time.Time, pace Pace, a *account) {
	for nth, l := range b.accepted {
		a.reserve(l.cost)
		p := newPayment(now, pace, nth)
		l.payments = append(l.payments, p)
		if l.payments[0] == p {
			b.count[p.status]++
		}
	}
	b.due = now
}

// advance makes happen what was due by now, and reports whether more is to come later.
func (b *batch) advance(now time.Time, a *account) (more bool) {
	if now.Before(b.due) {
		return true
	}
	b.due = time.Time{}
	for _, l := range b.accepted {
		for _, p := range l.payments {
			if due := l.advance(p, now, a); !due.IsZero() && (b.due.IsZero() || due.Before(b.due)) {
				b.due = due
			}
		}
	}
	return !b.due.IsZero()
}

// advance makes happen what was due of a payment, moves the money with it, and returns when more is to come.
func (l *line) advance(p *payment, now time.Time, a *account) time.Time {
	for {
		next, due := p.next(l.verdict.fate)
		if next == p.status {
			return time.Time{}
		}
		if now.Before(due) {
			return due
		}
		if p == l.payments[0] {
			l.batch.moves(l, p, next)
		}
		p.status = next
		switch next {
		case gen.MassPayoutItemStatusSuccess:
			a.pay(l.cost)
		case gen.MassPayoutItemStatusDepositSuccess:
			a.giveBack(l.cost)
		case gen.MassPayoutItemStatusDepositFail:
			a.keep(l.cost)
		}
	}
}

// moves counts a line that goes on to another status.
func (b *batch) moves(l *line, p *payment, next gen.MassPayoutItemStatus) {
	b.count[p.status]--
	b.count[next]++
	switch next {
	case gen.MassPayoutItemStatusSuccess:
		b.paid, b.commission = b.paid.Add(l.cost.amount), b.commission.Add(l.cost.commission)
		fallthrough
	case gen.MassPayoutItemStatusFailed:
		if p.resultAt.After(b.lastResult) {
			b.lastResult = p.resultAt
		}
	}
}

// currency is that of the accepted lines, which have only one; where there are none, that of the first line.
func (b *batch) currency() string {
	if len(b.accepted) > 0 {
		return b.accepted[0].item.Amount.Currency
	}
	return b.lines[0].item.Amount.Currency
}

// status tells the status of a line. Where a line was paid more than once its first payment counts: a status never goes
// back.
func (l *line) status() gen.MassPayoutItemStatus {
	switch {
	case l.verdict.fate == fateRefused:
		return gen.MassPayoutItemStatusInvalid
	case l.batch.ended == gen.MassPayoutStatusCanceled:
		return gen.MassPayoutItemStatusMassPayoutCanceled
	case len(l.payments) == 0:
		return gen.MassPayoutItemStatusInit
	}
	return l.payments[0].status
}

// status tells the status of a batch from those of its accepted lines.
func (b *batch) status(s Behaviour) gen.MassPayoutStatus {
	switch paid := b.count[gen.MassPayoutItemStatusSuccess]; {
	case b.ended != "":
		return b.ended
	case len(b.count) == 0:
		return gen.MassPayoutStatusInit
	case b.count[gen.MassPayoutItemStatusQueued] > 0:
		return gen.MassPayoutStatusInProgress
	case b.count[gen.MassPayoutItemStatusProcessing] > 0:
		return gen.MassPayoutStatusPublishedToQueue
	case paid == len(b.accepted):
		return s.CompletedStatus
	case paid == 0:
		return gen.MassPayoutStatusFail
	}
	return s.MixedStatus
}

// completedAt is when the last accepted line got its result, or the zero time while one has none.
func (b *batch) completedAt() time.Time {
	if b.count[gen.MassPayoutItemStatusQueued]+b.count[gen.MassPayoutItemStatusProcessing] > 0 {
		return time.Time{}
	}
	return b.lastResult
}
