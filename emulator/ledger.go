package emulator

import (
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// Ledger says what really happened, whatever the answers said. It holds no personal data.
type Ledger struct {
	Balance    money.Decimal // what the balance operation answers
	Reserved   money.Decimal // taken by auth, outcome open
	Paid       money.Decimal // with recipients
	Commission money.Decimal // of what was paid
	KeptBack   money.Decimal // failed and not given back
	Batches    []LedgerBatch // in the order of their init
}

// LedgerBatch is one mass payout.
type LedgerBatch struct {
	RequestID, ExternalID string
	Status                gen.MassPayoutStatus
	Authorisations        int // auth calls that succeeded, whether or not their answer arrived
	Effective             int // those of them that did something: each but the first paid again
	Lines                 []LedgerLine
}

// LedgerLine is one line of a mass payout.
type LedgerLine struct {
	ItemExternalID, ReferenceCode string
	Status                        gen.MassPayoutItemStatus
	Amount                        money.Decimal
	Started                       int // payments that were started
	Paid                          int // payments that reached the recipient: more than one is money lost
}

// Ledger is the state of all money and all mass payouts by now.
func (e *Emulator) Ledger() Ledger {
	now := e.time.now()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.store.advance(now)
	a := e.store.account
	ledger := Ledger{Balance: a.available, Reserved: a.reserved, Paid: a.paid, Commission: a.commission, KeptBack: a.keptBack}
	for _, b := range e.store.batches {
		entry := LedgerBatch{
			RequestID: b.requestID, ExternalID: b.externalID, Status: b.status(e.settings.statuses),
			Authorisations: b.authorisations, Effective: b.effective,
		}
		for _, l := range b.lines {
			entry.Lines = append(entry.Lines, l.entry())
		}
		ledger.Batches = append(ledger.Batches, entry)
	}
	return ledger
}

func (l *line) entry() LedgerLine {
	entry := LedgerLine{
		ItemExternalID: l.item.ItemExternalID, ReferenceCode: l.referenceCode, Status: l.status(),
		Amount: l.item.Amount.Value, Started: len(l.payments),
	}
	for _, p := range l.payments {
		if p.status == gen.MassPayoutItemStatusSuccess {
			entry.Paid++
		}
	}
	return entry
}
