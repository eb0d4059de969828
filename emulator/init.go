package emulator

import (
	"slices"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// DuplicateInit is what a second init under one externalId does. The vendor calls externalId the idempotency key in one
// word and says no more.
type DuplicateInit int

// The choices of [WithDuplicateInit].
const (
	// SameRequestID: an init with the same items and purpose is answered as the first one was; another is refused.
	SameRequestID DuplicateInit = iota
	// RefuseInit: it is refused.
	RefuseInit
	// SecondBatch: it makes another mass payout, and retrieve by externalId finds the newest.
	SecondBatch
)

// initiate answers initMassPayout. It moves no money.
func (e *Emulator) initiate(c *call) (any, *failure) {
	request, f := payload[gen.MassPayoutInitializeRequest](c)
	if f != nil {
		return nil, f
	}
	verdicts, f := e.decider.decide(request.Items, c.broken)
	if f != nil {
		return nil, f
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	b := e.store.byExternal[request.ExternalID]
	switch {
	case b == nil || e.settings.duplicateInit == SecondBatch:
		b = e.newBatch(c, request, verdicts)
		if err := e.store.add(b); err != nil {
			return nil, &failure{code: codes.System, about: words{en: err.Error(), tr: err.Error()}}
		}
	case e.settings.duplicateInit == RefuseInit:
		return nil, invalid("externalId is that of another mass payout", "externalId başka bir toplu ödemede kullanılmış")
	case !b.repeats(request):
		return nil, invalid("externalId is that of a mass payout with other items or purpose",
			"externalId, kalemleri veya amacı farklı bir toplu ödemede kullanılmış")
	}
	return e.initAnswer(c, b), nil
}

func (e *Emulator) newBatch(c *call, request gen.MassPayoutInitializeRequest, verdicts []verdict) *batch {
	b := &batch{
		requestID: e.settings.ids(), externalID: request.ExternalID, request: request, receivedAt: c.now,
	}
	for i, item := range request.Items {
		if verdicts[i].repeated {
			continue
		}
		b.lines = append(b.lines, &line{
			batch: b, item: item, verdict: verdicts[i], referenceCode: e.settings.ids(),
			cost: cost{amount: item.Amount.Value, commission: e.settings.commission},
		})
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
