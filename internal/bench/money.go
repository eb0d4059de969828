package main

import (
	govalues "github.com/govalues/decimal"
	"github.com/quagmt/udecimal"
	"github.com/shopspring/decimal"

	"github.com/iyzipayout/iyzipayout/money"
)

// moneyRows measure arithmetic and parsing against the decimal that most programs use.
func moneyRows() []row {
	const fee = "20.00000000"
	ours, ourFee := money.MustParse(amount), money.MustParse(fee)
	plain, plainFee := decimal.RequireFromString(amount), decimal.RequireFromString(fee)
	other, otherFee := govalues.MustParse(amount), govalues.MustParse(fee)
	third, thirdFee := udecimal.MustParse(amount), udecimal.MustParse(fee)
	return []row{
		{
			work: "money Add", base: variant{name: "shopspring", do: func() { _ = plain.Add(plainFee) }}, target: "≤ 0.5",
			ours: []variant{{name: "money", do: func() { _ = ours.Add(ourFee) }}},
			peers: []variant{
				{name: "govalues", do: func() { must(other.Add(otherFee)) }}, {name: "udecimal", do: func() { _ = third.Add(thirdFee) }},
			},
		},
		{
			work: "money Parse", base: variant{name: "shopspring", do: func() { must(decimal.NewFromString(amount)) }}, target: "≤ 0.35",
			ours: []variant{{name: "money", do: func() { must(money.Parse(amount)) }}},
			peers: []variant{
				{name: "govalues", do: func() { must(govalues.Parse(amount)) }}, {name: "udecimal", do: func() { must(udecimal.Parse(amount)) }},
			},
		},
	}
}
