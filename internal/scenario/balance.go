package scenario

import (
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/money"
)

func balances() []Scenario {
	return []Scenario{
		{
			Name:  "balance",
			About: "The balance is a number or a string that holds one.",
			Run:   play(func(c *caller) { must(c.Balance(c.ctx)) }),
		},
		{
			Name:     "balance-number",
			About:    "The balance as a JSON number, with digits that a float64 does not have.",
			Emulator: rich(emulator.Behaviour{NumericBalance: true}),
			Run:      play(exactBalance),
		},
		{
			Name:     "balance-string",
			About:    "The balance as a JSON string, with digits that a float64 does not have.",
			Emulator: rich(),
			Run:      play(exactBalance),
		},
	}
}

const manyDigits = "90071992547409.93000001"

func rich(more ...emulator.Option) []emulator.Option {
	return append(more, emulator.Behaviour{Balance: money.MustParse(manyDigits)})
}

func exactBalance(c *caller) {
	check(expect("balance", must(c.Balance(c.ctx)).Amount.Plain(), manyDigits))
}
