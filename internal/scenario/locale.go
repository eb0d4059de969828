package scenario

import (
	"errors"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

func locales() []Scenario {
	return []Scenario{
		{
			Name:       "locale-tr",
			About:      "Every operation in Turkish, accepted and refused.",
			MovesMoney: true,
			Run:        play(func(c *caller) error { return c.everywhere(gen.LocaleTr) }),
		},
		{
			Name:       "locale-en",
			About:      "Every operation in English, accepted and refused.",
			MovesMoney: true,
			Run:        play(func(c *caller) error { return c.everywhere(gen.LocaleEn) }),
		},
	}
}

// everywhere calls every operation in a language.
func (c *caller) everywhere(l gen.Locale) error {
	c, err := newCaller(c.ctx, c.world, l)
	if err != nil {
		return err
	}
	paid, err := c.authorise(c.batch("paid", c.pay("line", c.people.iban, "100", "Payment for services")))
	if err != nil {
		return err
	}
	canceled, err := c.start(c.batch("canceled", c.pay("line", c.people.iban, "100", "Payment for services")))
	if err != nil {
		return err
	}
	if _, err := c.Cancel(c.ctx, canceled.RequestID()); err != nil {
		return err
	}
	listed, err := c.lines(paid, gen.ItemTypeValid)
	if err != nil {
		return err
	}
	for _, line := range listed.Items {
		if _, err := c.sameItem(line); err != nil {
			return err
		}
	}
	if _, err := c.Balance(c.ctx); err != nil {
		return err
	}
	return c.refusedEverywhere(codes.InvalidRequest, c.world.ID("unknown"))
}

// refusedEverywhere expects that every operation that names something refuses an id.
func (c *caller) refusedEverywhere(code codes.Code, id string) error {
	_, retrieve := c.Retrieve(c.ctx, payout.ByRequestID(id), payout.Page{Size: 10})
	_, cancel := c.Cancel(c.ctx, id)
	_, item := c.Item(c.ctx, id)
	return errors.Join(
		refused("retrieve", retrieve, code),
		refused("cancel", cancel, code),
		refused("item", item, code),
		refused("auth", c.authID(id), code),
	)
}
