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
			Run: play(func(c *caller) error {
				first, second, err := c.twice(false)
				if err != nil {
					return err
				}
				return expect("requestId of the second init", second.RequestID(), first.RequestID())
			}),
		},
		{
			Name:  "init-twice-changed",
			About: "Another batch under the same externalId is refused. What happens then is not documented.",
			Run: play(func(c *caller) error {
				_, _, err := c.twice(true)
				return refused("a changed batch under the same externalId", err, codes.InvalidRequest)
			}),
		},
		{
			Name:     "init-twice-refused",
			About:    "A service that refuses a second init under one externalId: the first batch is found by it.",
			Emulator: []emulator.Option{emulator.Behaviour{DuplicateInit: "refuse"}},
			Run: play(func(c *caller) error {
				first, _, err := c.twice(false)
				if err := refused("the second init", err, codes.InvalidRequest); err != nil {
					return err
				}
				return c.foundBy(payout.ByExternalID(c.world.ID("batch")), first)
			}),
		},
		{
			Name:     "init-twice-two-batches",
			About:    "A service that makes a second batch under the same externalId: the danger that a lookup before a repeated init avoids.",
			Emulator: []emulator.Option{emulator.Behaviour{DuplicateInit: "second"}},
			Run: play(func(c *caller) error {
				first, second, err := c.twice(false)
				if err != nil {
					return err
				}
				if first.RequestID() == second.RequestID() {
					return errors.New("both inits have one requestId")
				}
				return nil
			}),
		},
	}
}

// twice hands a batch over two times, the second time with another amount where it is to be changed. Its error is that of
// the second time.
func (c *caller) twice(changed bool) (first, second *payout.InitResult, err error) {
	b := c.small()
	if first, err = c.start(b); err != nil {
		return nil, nil, fmt.Errorf("the first init: %w", err)
	}
	if changed {
		b.Items = []payout.Item{c.pay("line", c.people.iban, "101", "Payment for services")}
	}
	second, err = c.start(b)
	return first, second, err
}

// foundBy expects that a batch is found by a name.
func (c *caller) foundBy(ref payout.Ref, result *payout.InitResult) error {
	byName, err := c.Retrieve(c.ctx, ref, payout.Page{Size: 100})
	if err != nil {
		return err
	}
	byID, err := c.Retrieve(c.ctx, result.Ref(), payout.Page{Size: 100})
	if err != nil {
		return err
	}
	if len(byID.Items) == 0 || len(byID.Items) != len(byName.Items) {
		return fmt.Errorf("by %s %d lines are found, by the requestId %d", ref, len(byName.Items), len(byID.Items))
	}
	return expect("referenceCode", byName.Items[0].ReferenceCode, byID.Items[0].ReferenceCode)
}
