package emulator

import (
	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// DuplicateAuth is what a second auth of one mass payout does. Nothing is documented about it.
type DuplicateAuth int

// The choices of [WithDuplicateAuth].
const (
	// RefuseAuth: it is refused.
	RefuseAuth DuplicateAuth = iota
	// SucceedAuth: it is answered with success and does nothing.
	SucceedAuth
	// PayAgain: it is answered with success and pays every accepted line once more, as far as the balance goes. The
	// answers of retrieve do not show it; the balance and [Emulator.Ledger] do.
	PayAgain
)

// Shortage is what an auth does when the balance does not cover the accepted lines and their commission.
type Shortage int

// The choices of [WithShortage].
const (
	// ShortageMerchant: auth succeeds, the batch becomes INSUFFICIENT_BALANCE and its items stay INIT.
	ShortageMerchant Shortage = iota
	// ShortageIyzico: the same with IYZICO_INSUFFICIENT_BALANCE, which only the vendor's Java client knows.
	ShortageIyzico
	// ShortageRefused: auth is refused with code 10051 and the batch stays INIT.
	ShortageRefused
	// ShortageWaits: the same as ShortageMerchant, and once [Emulator.TopUp] has made the balance large enough the batch goes on.
	ShortageWaits
)

// auth answers authMassPayout, the only operation that moves money.
func (e *Emulator) auth(c *call) (any, *failure) {
	request, f := payload[gen.MassPayoutAuthRequest](c)
	if f != nil {
		return nil, f
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.store.advance(c.now)
	b, f := e.store.find(request.RequestID, "")
	if f == nil {
		f = e.authorise(c, b)
	}
	if f != nil {
		return nil, f
	}
	b.authorisations++
	return e.receipt(c), nil
}

func (e *Emulator) authorise(c *call, b *batch) *failure {
	status := b.status(e.settings.statuses)
	first := status == gen.MassPayoutStatusInit
	lines := b.accepted()
	switch {
	case first && len(lines) == 0:
		return invalid("every line of the mass payout was refused by init", "toplu ödemenin tüm kalemleri reddedilmiş")
	case !first && (b.authorisations == 0 || e.settings.duplicateAuth == RefuseAuth):
		return wrongStatus(status)
	case !first && (b.ended != "" || e.settings.duplicateAuth == SucceedAuth):
		return nil
	}
	switch {
	case e.store.account.covers(b.cost()):
		e.store.run(b, c.now, e.settings.pace)
	case first:
		if f := e.short(b); f != nil {
			return f
		}
	default:
		return nil
	}
	b.effective++
	return nil
}

func (e *Emulator) short(b *batch) *failure {
	switch e.settings.shortage {
	case ShortageRefused:
		return &failure{code: codes.InsufficientFunds}
	case ShortageIyzico:
		b.ended = gen.MassPayoutStatusIyzicoInsufficientBalance
	default:
		b.ended = gen.MassPayoutStatusInsufficientBalance
	}
	return nil
}

// TopUp adds to the mass payout balance, in the major unit. With [ShortageWaits] the batches that waited for it go on, in the order of
// their init, as far as it goes.
func (e *Emulator) TopUp(amount money.Decimal) {
	now := e.time.now()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.store.advance(now)
	e.store.account.available = e.store.account.available.Add(amount)
	for _, b := range e.store.batches {
		waits := e.settings.shortage == ShortageWaits && b.ended == gen.MassPayoutStatusInsufficientBalance
		if waits && e.store.account.covers(b.cost()) {
			b.ended = ""
			e.store.run(b, now, e.settings.pace)
		}
	}
}

// cost is what the accepted lines take from the balance.
func (b *batch) cost() money.Decimal {
	var total money.Decimal
	for _, l := range b.accepted() {
		total = total.Add(l.cost.total())
	}
	return total
}
