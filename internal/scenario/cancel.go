package scenario

import (
	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

func cancels() []Scenario {
	return []Scenario{
		{
			Name:  "cancel-before-auth",
			About: "A batch that was not authorised is given up, and its line with it.",
			Run:   play(func(c *caller) { c.canceled() }),
		},
		{
			Name:  "cancel-twice",
			About: "A second cancel is refused. What happens then is not documented.",
			Run: play(func(c *caller) {
				check(refused("the second cancel", c.cancel(c.canceled().RequestID()), codes.InvalidRequest))
			}),
		},
		{
			Name:       "auth-after-cancel",
			About:      "A batch that was given up cannot be authorised.",
			MovesMoney: true, // it calls auth, in vain
			Run: play(func(c *caller) {
				check(refused("auth", c.authAgain(c.canceled()), codes.InvalidRequest))
			}),
		},
		{
			Name:       "cancel-after-auth",
			About:      "A batch that was authorised cannot be given up, and is paid. What happens then is not documented.",
			MovesMoney: true,
			Run: play(func(c *caller) {
				result := c.authorise(c.small())
				check(refused("cancel after auth", c.cancel(result.RequestID()), codes.InvalidRequest))
				c.pays(result, 1)
			}),
		},
		{
			Name:  "cancel-unknown",
			About: "Cancel of an id that nobody was given is refused.",
			Run: play(func(c *caller) {
				check(refused("cancel of an unknown id", c.cancel(c.world.ID("unknown")), codes.InvalidRequest))
			}),
		},
	}
}

// canceled hands a batch over and gives it up.
func (c *caller) canceled() *payout.InitResult {
	result := c.start(c.small())
	check(c.cancel(result.RequestID()))
	listed := c.lines(result, gen.ItemTypeValid)
	check(
		expect("status", listed.Summary.MassPayoutStatus, gen.MassPayoutStatusCanceled),
		c.hasLine(listed, c.world.ID("line"), gen.MassPayoutItemStatusMassPayoutCanceled),
	)
	return result
}
