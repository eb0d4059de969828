package scenario

import (
	"errors"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/emulator"
)

func limitFailures() []Scenario {
	return []Scenario{
		{
			Name:       "rate-limited",
			About:      "Every operation refuses calls beyond the limit (code 50000).",
			MovesMoney: true, // it calls auth, in vain
			Emulator:   []emulator.Option{emulator.WithFaults(emulator.Fault{Kind: emulator.FaultRateLimited, Every: true})},
			Run:        play(rateLimited),
		},
	}
}

func rateLimited(c *caller) error {
	_, init := c.start(c.small())
	_, balance := c.Balance(c.ctx)
	return errors.Join(
		refused("init", init, codes.RateLimited),
		refused("balance", balance, codes.RateLimited),
		c.refusedEverywhere(codes.RateLimited, c.world.ID("limited")),
	)
}
