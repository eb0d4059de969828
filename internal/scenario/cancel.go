package scenario

import (
	"errors"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

func cancels() []Scenario {
	return []Scenario{
		{
			Name:  "cancel-before-auth",
			About: "A batch that was not authorised is given up, and its line with it.",
			Run: play(func(c *caller) error {
				_, err := c.canceled()
				return err
			}),
		},
		{
			Name:  "cancel-twice",
			About: "A second cancel is refused. What happens then is not documented.",
			Run: play(func(c *caller) error {
				result, err := c.canceled()
				if err != nil {
					return err
				}
				_, err = c.Cancel(c.ctx, result.RequestID())
				return refused("the second cancel", err, codes.InvalidRequest)
			}),
		},
		{
			Name:       "auth-after-cancel",
			About:      "A batch that was given up cannot be authorised.",
			MovesMoney: true, // it calls auth, in vain
			Run: play(func(c *caller) error {
				result, err := c.canceled()
				if err != nil {
					return err
				}
				return refused("auth", c.authAgain(result), codes.InvalidRequest)
			}),
		},
		{
			Name:       "cancel-after-auth",
			About:      "A batch that was authorised cannot be given up, and is paid. What happens then is not documented.",
			MovesMoney: true,
			Run:        play(cancelTooLate),
		},
		{
			Name:  "cancel-unknown",
			About: "Cancel of an id that nobody was given is refused.",
			Run: play(func(c *caller) error {
				_, err := c.Cancel(c.ctx, c.world.ID("unknown"))
				return refused("cancel of an unknown id", err, codes.InvalidRequest)
			}),
		},
	}
}

// canceled hands a batch over and gives it up.
func (c *caller) canceled() (*payout.InitResult, error) {
	result, err := c.start(c.small())
	if err != nil {
		return nil, err
	}
	if _, err := c.Cancel(c.ctx, result.RequestID()); err != nil {
		return nil, err
	}
	listed, err := c.lines(result, gen.ItemTypeValid)
	if err != nil {
		return nil, err
	}
	return result, errors.Join(
		expect("status", listed.Summary.MassPayoutStatus, gen.MassPayoutStatusCanceled),
		c.hasLine(listed, c.world.ID("line"), gen.MassPayoutItemStatusMassPayoutCanceled),
	)
}

func cancelTooLate(c *caller) error {
	result, err := c.authorise(c.small())
	if err != nil {
		return err
	}
	_, err = c.Cancel(c.ctx, result.RequestID())
	if err := refused("cancel after auth", err, codes.InvalidRequest); err != nil {
		return err
	}
	_, err = c.pays(result, 1)
	return err
}
