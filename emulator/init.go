package emulator

import (
	"slices"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// initiate answers initMassPayout. It moves no money.
func (e *Emulator) initiate(c *call) (*answer, *failure) {
	b := e.store.byExternal[c.init.ExternalID]
	c.repeated = b != nil
	switch {
	case b == nil || e.settings.DuplicateInit == secondBatch:
		b = e.newBatch(c)
		if err := e.store.add(b, c.body); err != nil {
			return nil, system(err.Error(), err.Error())
		}
	case e.settings.DuplicateInit == refuseInit:
		return nil, invalid("externalId is that of another mass payout", "externalId başka bir toplu ödemede kullanılmış").by("E4")
	case !b.repeats(c.init):
		return nil, invalid("externalId is that of a mass payout with other items or purpose",
			"externalId, kalemleri veya amacı farklı bir toplu ödemede kullanılmış").by("E4")
	}
	return e.initAnswer(c, b), nil
}

func (e *Emulator) newBatch(c *call) *batch {
	b := newBatch(e.settings.ids(), c.init, e.settings.Commission, c.now)
	for i := range c.init.Items {
		if !c.verdicts[i].repeated {
			b.add(&line{batch: b, item: &c.init.Items[i], verdict: c.verdicts[i], referenceCode: e.settings.ids()})
		}
	}
	return b
}

// repeats reports whether a request would pay the same to the same.
func (b *batch) repeats(request gen.MassPayoutInitializeRequest) bool {
	had := b.request
	return had.Purpose == request.Purpose && slices.EqualFunc(had.Items, request.Items, func(x, y gen.MassPayoutItem) bool {
		same := x.Amount.Value.Equal(y.Amount.Value)
		x.Amount.Value, y.Amount.Value = money.Decimal{}, money.Decimal{}
		return same && x == y
	})
}
