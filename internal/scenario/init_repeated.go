package scenario

import (
	"errors"
	"fmt"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/payout"
)

func repeatedInits() []Scenario {
	return []Scenario{
		{
			Name: "init-twice",
			About: "The same batch handed over twice under one externalId. What happens then is not documented (the page says " +
				"idempotency and no more); here the second answer repeats the requestId of the first.",
			Run: play(func(c *caller) {
				first, second, err := c.twice("100")
				check(err)
				check(expect("requestId of the second init", second.RequestID(), first.RequestID()))
			}),
		},
		{
			Name:  "init-twice-changed",
			About: "Another batch under the same externalId is refused. What happens then is not documented.",
			Run: play(func(c *caller) {
				_, _, err := c.twice("101")
				check(refused("a changed batch under the same externalId", err, codes.InvalidRequest))
			}),
		},
		{
			Name:     "init-twice-refused",
			About:    "A service that refuses a second init under one externalId: the first batch is found by it.",
			Emulator: []emulator.Option{emulator.Behaviour{DuplicateInit: "refuse"}},
			Run: play(func(c *caller) {
				first, _, err := c.twice("100")
				check(refused("the second init", err, codes.InvalidRequest))
				c.foundBy(payout.ByExternalID(c.world.ID("batch")), first)
			}),
		},
		{
			Name:     "init-twice-two-batches",
			About:    "A service that makes a second batch under the same externalId: the danger that a lookup before a repeated init avoids.",
			Emulator: []emulator.Option{emulator.Behaviour{DuplicateInit: "second"}},
			Run: play(func(c *caller) {
				first, second, err := c.twice("100")
				check(err)
				if first.RequestID() == second.RequestID() {
					check(errors.New("both inits have one requestId"))
				}
			}),
		},
	}
}

// twice hands a batch over two times, the second time with this amount in place of 100. Its error is that of the second time.
func (c *caller) twice(amount string) (first, second *payout.InitResult, err error) {
	first, err = c.Init(c.ctx, c.small())
	if err != nil {
		check(fmt.Errorf("the first init: %w", err))
	}
	second, err = c.Init(c.ctx, c.batch("batch", c.pay("line", c.people.iban, amount, publishedText)))
	return first, second, err
}

// foundBy expects that a batch is found by a name.
func (c *caller) foundBy(ref payout.Ref, result *payout.InitResult) {
	byName := must(c.Retrieve(c.ctx, ref, payout.Page{Size: 100}))
	byID := must(c.Retrieve(c.ctx, result.Ref(), payout.Page{Size: 100}))
	if len(byID.Items) == 0 || len(byID.Items) != len(byName.Items) {
		check(fmt.Errorf("by %s %d lines are found, by the requestId %d", ref, len(byName.Items), len(byID.Items)))
	}
	check(expect("referenceCode", byName.Items[0].ReferenceCode, byID.Items[0].ReferenceCode))
}
