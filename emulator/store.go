package emulator

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// store holds the mass payouts and the money of the merchant. Whoever uses it holds the emulator's lock.
type store struct {
	ledger      Ledger        // the money; without batches
	funds       money.Decimal // what was put in: the balance at the start and all top-ups
	changed     []change      // batches that are to be kept; nobody looks at it where nothing is kept
	batches     []*batch      // in the order of their init
	running     []*batch      // those to which something is still to happen
	byRequest   map[string]*batch
	byExternal  map[string]*batch // the newest, where one externalId names several
	byReference map[string]*line
}

func newStore(balance money.Decimal) *store {
	zero := money.FromInt(0)
	ledger := Ledger{Balance: balance, Reserved: zero, Paid: zero, Commission: zero, KeptBack: zero, Batches: []LedgerBatch{}}
	return &store{ledger: ledger, funds: balance, byRequest: map[string]*batch{}, byExternal: map[string]*batch{}, byReference: map[string]*line{}}
}

// advance makes happen what was due by now.
func (s *store) advance(now time.Time) {
	s.running = slices.DeleteFunc(s.running, func(b *batch) bool { return !b.advance(now, &s.ledger) })
}

// run starts the payments of the accepted lines.
func (s *store) run(b *batch, now time.Time, pace Pace) {
	b.pay(now, pace, &s.ledger)
	if !slices.Contains(s.running, b) {
		s.running = append(s.running, b)
	}
	s.advance(now)
}

// covers reports whether the balance is enough for all accepted lines.
func (s *store) covers(b *batch) bool { return s.ledger.Balance.Cmp(b.cost) >= 0 }

// change is a batch that is not what the state file has of it.
type change struct {
	batch *batch
	body  []byte // of its init, where it is new
}

// touch says that a batch has changed.
func (s *store) touch(b *batch) { s.changed = append(s.changed, change{batch: b}) }

// add stores a batch and the body of its init, or nothing when one of its ids is taken already.
func (s *store) add(b *batch, body []byte) error {
	ids := map[string]bool{b.requestID: true}
	for _, l := range b.lines {
		ids[l.referenceCode] = true
	}
	for id := range ids {
		if id == "" || s.byRequest[id] != nil || s.byReference[id] != nil {
			return errors.New("an id of WithIDs is empty or taken")
		}
	}
	if len(ids) != len(b.lines)+1 {
		return errors.New("WithIDs gave the same id twice")
	}
	b.number = len(s.batches)
	s.changed = append(s.changed, change{b, body})
	s.batches = append(s.batches, b)
	s.byRequest[b.requestID] = b
	s.byExternal[b.request.ExternalID] = b
	for _, l := range b.lines {
		s.byReference[l.referenceCode] = l
	}
	return nil
}

// find returns the batch that one id names, or both; "" stands for an id that was not sent.
func (s *store) find(requestID, externalID string) (*batch, *failure) {
	b := s.byRequest[requestID]
	if requestID == "" {
		b = s.byExternal[externalID]
	}
	switch {
	case b == nil:
		return nil, invalid("no mass payout has this id", "bu kimlikte bir toplu ödeme yok").by("E8")
	case externalID != "" && b.request.ExternalID != externalID:
		return nil, invalid("requestId and externalMassPayoutId name different mass payouts",
			"requestId ve externalMassPayoutId farklı toplu ödemelere ait").by("E8")
	}
	return b, nil
}

// wrongStatus refuses a call that works on INIT only.
func wrongStatus(status gen.MassPayoutStatus) *failure {
	return invalid(fmt.Sprintf("the mass payout is %s, and only INIT can be authorised or canceled", status),
		fmt.Sprintf("toplu ödeme %s durumunda; yalnızca INIT durumundaki onaylanabilir veya iptal edilebilir", status))
}
