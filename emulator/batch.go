package emulator

import (
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// batch is one mass payout. What retrieve says of the whole is kept and not added up at each call.
type batch struct {
	number    int // of all batches, from 0, in the order of their init
	requestID string
	request   gen.MassPayoutInitializeRequest // as init got it
	lines     []*line                         // its items; of several with one itemExternalId only the first, refused
	accepted  []*line                         // those of them that init did not refuse
	refused   []*line

	// ended is CANCELED or the status for a balance that was too small; empty otherwise.
	ended gen.MassPayoutStatus
	// authorisations counts the auth calls that were answered with success, whatever they did.
	authorisations int
	// effective counts those of them that did something.
	effective int

	runs       []*run        // the payments; the first is what retrieve tells of, the others paid once more
	last       [queues]int   // the nth of the last accepted line of each queue, plus one
	stuck      int           // how many of the accepted lines stay PROCESSING for good
	arrived    int           // how many were paid
	total      money.Decimal // of the accepted lines
	paid       money.Decimal // of those that were paid
	commission money.Decimal // for those that were paid
	each       money.Decimal // commission of one line
	cost       money.Decimal // what the accepted lines and their commission take from the balance

	due                    time.Time // when something happens next; the zero time where nothing does
	receivedAt, canceledAt time.Time
}

// line is one item of a batch.
type line struct {
	batch         *batch
	item          *gen.MassPayoutItem
	nth           int // of the accepted lines, from 0
	referenceCode string
	verdict       *verdict
}

func newBatch(requestID string, request gen.MassPayoutInitializeRequest, commission money.Decimal, now time.Time) *batch {
	zero := atLeast8(money.FromInt(0))
	return &batch{
		requestID: requestID, request: request, receivedAt: now, total: zero, paid: zero, commission: zero, each: atLeast8(commission),
	}
}

func (b *batch) add(l *line) {
	b.lines = append(b.lines, l)
	if l.verdict.fate == MarkRefuse {
		b.refused = append(b.refused, l)
		return
	}
	if l.verdict.fate == MarkStayProcessing {
		b.stuck++
	}
	l.nth = len(b.accepted)
	b.accepted = append(b.accepted, l)
	b.last[l.queue()] = len(b.accepted)
	b.total, b.cost = b.total.Add(l.item.Amount.Value), b.cost.Add(l.cost())
}

// cost is what a payment of the line takes from the balance.
func (l *line) cost() money.Decimal { return l.item.Amount.Value.Add(l.batch.each) }

// pay starts a payment of each accepted line.
func (b *batch) pay(now time.Time, pace Pace, l *Ledger) {
	move(&l.Balance, &l.Reserved, b.cost)
	b.runs = append(b.runs, &run{at: now, pace: pace})
	b.due = now
}

// advance makes happen what was due by now, and reports whether more is to come later.
func (b *batch) advance(now time.Time, l *Ledger) (more bool) {
	if now.Before(b.due) {
		return true
	}
	b.due = time.Time{}
	for _, r := range b.runs {
		for q := range queues {
			for p := range phases {
				b.pass(r, q, p, now, l)
			}
		}
	}
	return !b.due.IsZero()
}

// pass lets the lines of a queue through a phase, as far as they are due.
func (b *batch) pass(r *run, q queue, p phase, now time.Time, l *Ledger) {
	through := &r.through[q][p]
	for ; *through < len(b.accepted); *through++ {
		line := b.accepted[*through]
		if line.queue() != q {
			continue
		}
		if due := r.due(q, p, *through); now.Before(due) {
			if b.due.IsZero() || due.Before(b.due) {
				b.due = due
			}
			return
		}
		b.settle(line, p, r == b.runs[0], l)
	}
}

// settle moves the money of a line that comes through a phase.
func (b *batch) settle(line *line, p phase, first bool, l *Ledger) {
	switch fate := line.verdict.fate; {
	case p == answered && pays(fate):
		move(&l.Reserved, &l.Paid, line.item.Amount.Value)
		move(&l.Reserved, &l.Commission, b.each)
		if first {
			b.arrived++
			b.paid, b.commission = b.paid.Add(line.item.Amount.Value), b.commission.Add(b.each)
		}
	case p == returned && fate == MarkBankFail:
		move(&l.Reserved, &l.Balance, line.cost())
	case p == returned && fate == MarkDepositFail:
		move(&l.Reserved, &l.KeptBack, line.cost())
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
	case l.verdict.fate == MarkRefuse:
		return gen.MassPayoutItemStatusInvalid
	case l.batch.ended == gen.MassPayoutStatusCanceled:
		return gen.MassPayoutItemStatusMassPayoutCanceled
	case len(l.batch.runs) == 0:
		return gen.MassPayoutItemStatusInit
	}
	return l.batch.runs[0].status(l)
}

// status tells the status of a batch from those of its accepted lines.
func (b *batch) status(s Behaviour) gen.MassPayoutStatus {
	all := len(b.accepted)
	switch {
	case b.ended != "":
		return b.ended
	case len(b.runs) == 0:
		return gen.MassPayoutStatusInit
	case b.runs[0].done(sent) < all:
		return gen.MassPayoutStatusInProgress
	case b.runs[0].done(answered) < all || b.stuck > 0:
		return gen.MassPayoutStatusPublishedToQueue
	case b.arrived == all:
		return s.CompletedStatus
	case b.arrived == 0:
		return gen.MassPayoutStatusFail
	}
	return s.MixedStatus
}

// completedAt is when the last accepted line got its result, or the zero time while one has none.
func (b *batch) completedAt() time.Time {
	all := len(b.accepted)
	if len(b.runs) == 0 || b.stuck > 0 || b.runs[0].done(answered) < all {
		return time.Time{}
	}
	var last time.Time
	for q, nth := range b.last {
		if due := b.runs[0].due(queue(q), answered, nth-1); nth > 0 && due.After(last) {
			last = due
		}
	}
	return last
}
