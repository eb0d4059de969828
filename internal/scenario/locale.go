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
			Run:        play(func(c *caller) { c.everywhere(gen.LocaleTr) }),
		},
		{
			Name:       "locale-en",
			About:      "Every operation in English, accepted and refused.",
			MovesMoney: true,
			Run:        play(func(c *caller) { c.everywhere(gen.LocaleEn) }),
		},
	}
}

// everywhere calls every operation in a language.
func (c *caller) everywhere(l gen.Locale) {
	c = newCaller(c.ctx, c.world, l)
	paid := c.authorise(c.one("paid"))
	check(c.cancel(c.start(c.one("canceled")).RequestID()))
	for _, line := range c.lines(paid, gen.ItemTypeValid).Items {
		must(c.sameItem(line))
	}
	must(c.Balance(c.ctx))
	check(c.refusedEverywhere(codes.InvalidRequest, c.world.ID("unknown")))
}

// refusedEverything expects that every operation is refused; those that name something name an id.
func (c *caller) refusedEverything(code codes.Code, id string) {
	_, init := c.Init(c.ctx, c.small())
	_, balance := c.Balance(c.ctx)
	check(refused("init", init, code), refused("balance", balance, code), c.refusedEverywhere(code, id))
}

// refusedEverywhere expects that every operation that names something refuses an id.
func (c *caller) refusedEverywhere(code codes.Code, id string) error {
	_, retrieve := c.Retrieve(c.ctx, payout.ByRequestID(id), payout.Page{Size: 10})
	cancel := c.cancel(id)
	_, item := c.Item(c.ctx, id)
	return errors.Join(
		refused("retrieve", retrieve, code),
		refused("cancel", cancel, code),
		refused("item", item, code),
		refused("auth", c.authID(id), code),
	)
}
