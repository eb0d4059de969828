package scenario

import (
	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/emulator"
)

// closedFailures are those of a service that takes no call of this merchant, for now or at all.
func closedFailures() []Scenario {
	return []Scenario{
		closed("rate-limited", "Every operation refuses calls beyond the limit (code 50000).", emulator.FaultRateLimited, codes.RateLimited),
		closed("not-enabled", "Every operation refuses a merchant for whom mass payout is not switched on (code 100001).", emulator.FaultNotEnabled, codes.ProductNotEnabled),
		closed("marketplace-only", "Every operation refuses a merchant that is no marketplace (code 2000).", emulator.FaultMarketplaceOnly, codes.MarketplaceOnly),
		closed("account-suspended", "Every operation refuses a merchant whose account was suspended (code 9000).", emulator.FaultSuspended, codes.AccountSuspended),
	}
}

func closed(name, about string, fault emulator.FaultKind, code codes.Code) Scenario {
	return Scenario{
		Name: name, About: about,
		MovesMoney: true, // it calls auth, in vain
		Emulator:   []emulator.Option{emulator.WithFaults(emulator.Fault{Kind: fault, Every: true})},
		Run:        play(func(c *caller) { c.refusedEverything(code, c.world.ID("limited")) }),
	}
}
