package emulator

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// Decide gives a line, by its referenceCode, another end than it was to have: "" or a marker, such as [MarkBankFail]. It counts from
// where the line stands: one that is held, or that waits FAILED, meets its new end at once. A status never goes back, so a line that
// has come to its end is left alone, one that FAILED is not paid any more, and only one that reads INIT is refused.
func (e *Emulator) Decide(referenceCode, mark string) error {
	now := e.time.now()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.store.advance(now)
	l := e.store.byReference[referenceCode]
	if l == nil {
		return errors.New("emulator: Decide: no line has this referenceCode")
	}
	if !slices.Contains(fates(), mark) {
		return errors.New("emulator: Decide: the mark is none of the emulator's")
	}
	if err := l.mayBecome(mark); err != nil {
		return fmt.Errorf("emulator: Decide: %w", err)
	}
	e.store.decide(l, mark)
	e.store.touch(l.batch)
	e.store.advance(now)
	return e.commit(false)
}

func (l *line) mayBecome(mark string) error {
	status := l.status()
	switch {
	case isFinal(l):
		return fmt.Errorf("the line reads %s, which is its end", status)
	case mark == MarkRefuse && status != gen.MassPayoutItemStatusInit:
		return fmt.Errorf("the line reads %s, and only INIT can be refused", status)
	case l.verdict.fate == MarkSlow && status != gen.MassPayoutItemStatusInit:
		return fmt.Errorf("the line is slow and reads %s: settle the mass payout, or advance the clock by an hour", status)
	case mark == MarkSlow && status != gen.MassPayoutItemStatusInit:
		return fmt.Errorf("the line reads %s, and only INIT can become slow", status)
	case status == gen.MassPayoutItemStatusFailed && (mark == paid || mark == MarkStayProcessing):
		return errors.New("the line reads FAILED, and a status never goes back")
	}
	return nil
}

// decide gives a line another verdict. No money of it has moved at its phases so far, since its end is open; what the new end moves
// at the phases that are behind it moves now.
func (s *store) decide(l *line, mark string) {
	b := l.batch
	if l.verdict.fate == MarkStayProcessing {
		b.stuck--
	}
	v := verdict{fate: mark, about: bankWords(mark)}
	if mark == MarkRefuse {
		about := words{en: "it was refused by hand", tr: "elle reddedildi"}
		v.code, v.about = codes.InvalidRequest, sentence(codes.InvalidRequest, about)
	}
	l.verdict = &v
	switch mark {
	case MarkRefuse:
		b.drop(l)
		return
	case MarkStayProcessing:
		b.stuck++
	}
	for i, r := range b.runs {
		for p := range phases {
			if l.nth < r.through[l.queue()][p] {
				b.settle(l, p, i == 0, &s.ledger)
			}
		}
	}
}

// drop takes a line that was accepted out of those that auth would pay.
func (b *batch) drop(l *line) {
	b.accepted = slices.Delete(b.accepted, l.nth, l.nth+1)
	for i, after := range b.accepted[l.nth:] {
		after.nth = l.nth + i
	}
	b.refused, b.last = b.refused[:0], [queues]int{}
	b.total, b.cost = atLeast8(money.FromInt(0)), money.Decimal{}
	for _, each := range b.lines { // in their order and with their decimals, as after a restart
		if each.verdict.fate == MarkRefuse {
			b.refused = append(b.refused, each)
			continue
		}
		b.last[each.queue()] = each.nth + 1
		b.total, b.cost = b.total.Add(each.item.Amount.Value), b.cost.Add(each.cost())
	}
}

// Settle lets everything that is still to happen to an authorised mass payout happen now. Lines that are held stay so.
func (e *Emulator) Settle(requestID string) error {
	now := e.time.now()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.store.advance(now)
	b := e.store.byRequest[requestID]
	switch {
	case b == nil:
		return errors.New("emulator: Settle: no mass payout has this requestId")
	case len(b.runs) == 0:
		return fmt.Errorf("emulator: Settle: the mass payout reads %s: it must be authorised first", b.status(e.settings.Behaviour))
	}
	b.hurry(now)
	e.store.touch(b)
	e.store.advance(now)
	return e.commit(false)
}

// hurry dates the payments back, so that all of their phases are due.
func (b *batch) hurry(now time.Time) {
	for _, r := range b.runs {
		if before := r.due(late, returned, len(b.accepted)-1).Sub(now); before > 0 {
			r.at = r.at.Add(-before)
		}
	}
	b.due = now
}

// Reset takes the emulator back to its beginning: no mass payouts but those of its seed, the balance that it started with, no faults and no calls. Its time
// goes on.
func (e *Emulator) Reset() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.plan.reset()
	e.calls.clear()
	if e.keeper.failed = e.fresh(); e.keeper.failed != nil {
		return fmt.Errorf("emulator: Reset: %w", e.keeper.failed)
	}
	return nil
}
