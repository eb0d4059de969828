package scenario

import (
	"errors"
	"strings"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/payout"
)

func auths() []Scenario {
	return []Scenario{
		{
			Name:       "auth-and-wait",
			About:      "A batch is handed over, approved, authorised and waited for; everybody is paid.",
			MovesMoney: true,
			Run:        play(authAndWait),
		},
		{
			Name:       "auth-twice",
			About:      "A second auth of one mass payout is refused. What happens then is not documented.",
			MovesMoney: true,
			Run: play(func(c *caller) error {
				result, err := c.authorise(c.small())
				if err != nil {
					return err
				}
				return refused("the second auth", c.authAgain(result), codes.InvalidRequest)
			}),
		},
		{
			Name:       "auth-twice-accepted",
			About:      "A service that answers a second auth with success and does nothing: the balance pays once.",
			MovesMoney: true,
			Emulator:   []emulator.Option{emulator.Behaviour{DuplicateAuth: "succeed"}},
			Run:        play(func(c *caller) error { return c.costsOfTwoAuths("120") }),
		},
		{
			Name:       "auth-twice-pays-twice",
			About:      "A service that pays again on a second auth: why it is never sent blindly. Only the balance shows it.",
			MovesMoney: true,
			Emulator:   []emulator.Option{emulator.Behaviour{DuplicateAuth: "pay-again"}},
			Run:        play(func(c *caller) error { return c.costsOfTwoAuths("240") }),
		},
		{
			Name:       "auth-unknown",
			About:      "Auth of an id that nobody was given is refused.",
			MovesMoney: true, // it calls auth, in vain
			Run: play(func(c *caller) error {
				return refused("auth of an unknown id", c.authID(c.world.ID("unknown")), codes.InvalidRequest)
			}),
		},
		{
			Name:       "auth-without-id",
			About:      "Auth of nothing is refused (code 24).",
			MovesMoney: true, // it calls auth, in vain
			Known:      []Known{inRequest(0, drift.MissingProperty, "/requestId")},
			Run: play(func(c *caller) error {
				params := &gen.AuthMassPayoutParams{Locale: c.world.Locale}
				got, err := c.sign(gen.NewAuthMassPayoutRequestWithBody(c.server(), params, jsonType, strings.NewReader(`{}`)))
				return failed("auth of nothing", got, err, codes.MandatoryField)
			}),
		},
	}
}

// small is a batch of one line.
func (c *caller) small() payout.Batch {
	return c.batch("batch", c.pay("line", c.people.iban, "100", publishedText))
}

func authAndWait(c *caller) error {
	b := c.batch("batch",
		c.pay("line-1", c.people.iban, "100", publishedText),
		c.pay("line-2", c.people.member, "8000", publishedText),
		c.pay("line-3", c.people.phone, "7000", publishedText),
	)
	result, err := c.start(b)
	if err != nil {
		return err
	}
	approval, err := result.ApproveAll()
	if err != nil {
		return err
	}
	if _, err := c.Auth(c.ctx, approval); err != nil {
		return err
	}
	_, err = c.pays(result, len(b.Items))
	return err
}

// authAgain sends an auth whatever was refused or authorised before.
func (c *caller) authAgain(result *payout.InitResult) error { return c.authID(result.RequestID()) }

func (c *caller) authID(id string) error {
	approval, err := payout.ApproveRequest(id)
	if err != nil {
		return err
	}
	_, err = c.Auth(c.ctx, approval)
	return err
}

// costsOfTwoAuths authorises a line of 100 twice and expects what the balance loses, commissions and all.
func (c *caller) costsOfTwoAuths(want string) error {
	before, err := c.Balance(c.ctx)
	if err != nil {
		return err
	}
	result, err := c.authorise(c.small())
	if err != nil {
		return err
	}
	if err := c.authAgain(result); err != nil {
		return err
	}
	report, err := c.pays(result, 1)
	if err != nil {
		return err
	}
	after, err := c.Balance(c.ctx)
	if err != nil {
		return err
	}
	costs, err := money.Parse(want)
	return errors.Join(err,
		expect("the balance lost "+want, before.Amount.Sub(after.Amount).Equal(costs), true),
		expect("status of the line", report.Lines[0].Status, gen.MassPayoutItemStatusSuccess),
	)
}
