package scenario

import (
	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

func shortages() []Scenario {
	return []Scenario{
		{
			Name:       "auth-insufficient-balance",
			About:      "The merchant's balance does not cover the batch: it reads INSUFFICIENT_BALANCE, and its line waits.",
			MovesMoney: true,
			Emulator:   poor("merchant"),
			Run:        play(func(c *caller) { c.waitsForBalance(gen.MassPayoutStatusInsufficientBalance) }),
		},
		{
			Name:       "auth-insufficient-balance-of-iyzico",
			About:      "The same with IYZICO_INSUFFICIENT_BALANCE, which only the vendor's Java client knows.",
			MovesMoney: true,
			Emulator:   poor("iyzico"),
			Run:        play(func(c *caller) { c.waitsForBalance(gen.MassPayoutStatusIyzicoInsufficientBalance) }),
		},
		{
			Name:       "auth-insufficient-balance-refused",
			About:      "A service that refuses the auth with code 10051: the batch still reads INIT.",
			MovesMoney: true,
			Emulator:   poor("refuse"),
			Run: play(func(c *caller) {
				result := c.start(c.small())
				check(refused("auth", c.authAgain(result), codes.InsufficientFunds))
				check(c.onlyLine(result, gen.ItemTypeValid, c.world.ID("line"), gen.MassPayoutItemStatusInit))
			}),
		},
	}
}

// poor is an emulator whose balance covers an amount of 100 and not the commission.
func poor(what string) []emulator.Option {
	return []emulator.Option{emulator.Behaviour{Balance: money.FromInt(100), Shortage: what}}
}

// waitsForBalance looks once: whether such a batch goes on after a top-up is not known, so nobody waits for its end.
func (c *caller) waitsForBalance(status gen.MassPayoutStatus) {
	page := c.accepts(c.authorise(c.small()), 1)
	check(
		expect("status", page.Summary.MassPayoutStatus, status),
		expect("the line's status", page.Items[0].ItemStatus, gen.MassPayoutItemStatusInit),
	)
}
