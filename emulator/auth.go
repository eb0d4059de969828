package emulator

import (
	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// auth answers authMassPayout, the only operation that moves money.
func (e *Emulator) auth(c *call) (*answer, *failure) {
	request, f := payload[gen.MassPayoutAuthRequest](c)
	if f != nil {
		return nil, f
	}
	b, f := e.store.find(request.RequestID, "")
	if f == nil {
		c.batch = b.requestID
		f = e.authorise(c, b)
	}
	if f != nil {
		return nil, f
	}
	b.authorisations++
	e.store.touch(b)
	return c.success(), nil
}

func (e *Emulator) authorise(c *call, b *batch) *failure {
	status := b.status(e.settings.Behaviour)
	first := status == gen.MassPayoutStatusInit
	switch {
	case first && len(b.accepted) == 0:
		return invalid("every line of the mass payout was refused by init", "toplu ödemenin tüm kalemleri reddedilmiş").by("E9")
	case !first && b.authorisations == 0: // it was canceled
		return wrongStatus(status).by("E7")
	case !first && e.settings.DuplicateAuth == refuseAuth:
		return wrongStatus(status).by("E6")
	case !first && (b.ended != "" || e.settings.DuplicateAuth == succeedAuth):
		return nil
	}
	switch {
	case e.store.covers(b):
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
	switch e.settings.Shortage {
	case shortageRefused:
		return &failure{code: codes.InsufficientFunds, line: "E3"}
	case shortageIyzico:
		b.ended = gen.MassPayoutStatusIyzicoInsufficientBalance
	default:
		b.ended = gen.MassPayoutStatusInsufficientBalance
	}
	return nil
}

// TopUp adds to the mass payout balance, in the major unit. Where [Behaviour] says Shortage "wait" the batches that waited for it go on, in the order of
// their init, as far as it goes.
func (e *Emulator) TopUp(amount money.Decimal) {
	now := e.time.now()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.store.advance(now)
	e.store.ledger.Balance, e.store.funds = e.store.ledger.Balance.Add(amount), e.store.funds.Add(amount)
	for _, b := range e.store.batches {
		waits := e.settings.Shortage == shortageWaits && b.ended == gen.MassPayoutStatusInsufficientBalance
		if waits && e.store.covers(b) {
			b.ended = ""
			e.store.run(b, now, e.settings.pace)
			e.store.touch(b)
		}
	}
	_ = e.commit(true) // one that fails refuses every call from then on
}

// cancel answers cancelMassPayout: it gives up a batch that was not authorised. Of any other it is refused.
func (e *Emulator) cancel(c *call) (*answer, *failure) {
	b, f := e.store.find(c.parameter, "")
	if f != nil {
		return nil, f
	}
	c.batch = b.requestID
	if status := b.status(e.settings.Behaviour); status != gen.MassPayoutStatusInit {
		return nil, wrongStatus(status).by("E7")
	}
	b.ended, b.canceledAt = gen.MassPayoutStatusCanceled, c.now
	e.store.touch(b)
	return c.success(), nil
}
