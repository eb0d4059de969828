package emulator

import (
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// Ledger says what really happened, whatever the answers said. It holds no personal data. As JSON it is what GET
// /_emulator/ledger answers: how often everything happened. The sum of the money in it never changes but by [Emulator.TopUp].
type Ledger struct {
	Balance    money.Decimal `json:"-"`       // what the balance operation answers
	Reserved   money.Decimal `json:"-"`       // taken by auth, outcome open
	Paid       money.Decimal `json:"-"`       // with recipients
	Commission money.Decimal `json:"-"`       // of what was paid
	KeptBack   money.Decimal `json:"-"`       // failed and not given back
	Batches    []LedgerBatch `json:"batches"` // in the order of their init
}

// LedgerBatch is one mass payout.
type LedgerBatch struct {
	ExternalID     string               `json:"externalId"`
	RequestID      string               `json:"requestId"`
	Status         gen.MassPayoutStatus `json:"status"`
	Authorisations int                  `json:"-"`          // auth calls that succeeded, whether or not their answer arrived
	Effective      int                  `json:"authorized"` // those of them that did something: each but the first paid again
	Lines          []LedgerLine         `json:"items"`
}

// LedgerLine is one line of a mass payout.
type LedgerLine struct {
	ItemExternalID string                   `json:"itemExternalId"`
	ReferenceCode  string                   `json:"-"`
	Status         gen.MassPayoutItemStatus `json:"status"`
	Amount         money.Decimal            `json:"-"`
	Started        int                      `json:"-"`    // payments that were started
	Paid           int                      `json:"paid"` // payments that reached the recipient: more than one is money lost
}

// Ledger is the state of all money and all mass payouts by now.
func (e *Emulator) Ledger() Ledger {
	now := e.time.now()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.store.advance(now)
	ledger := e.store.ledger
	for _, b := range e.store.batches {
		entry := LedgerBatch{
			RequestID: b.requestID, ExternalID: b.request.ExternalID, Status: b.status(e.settings.Behaviour),
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
		Amount: l.item.Amount.Value,
	}
	if l.verdict.fate == MarkRefuse {
		return entry
	}
	entry.Started = len(l.batch.runs)
	for _, r := range l.batch.runs {
		if r.status(l) == gen.MassPayoutItemStatusSuccess {
			entry.Paid++
		}
	}
	return entry
}

func move(from, to *money.Decimal, amount money.Decimal) {
	*from, *to = from.Sub(amount), to.Add(amount)
}
