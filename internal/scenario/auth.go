package scenario

import (
	"strings"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/money"
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
			Run: play(func(c *caller) {
				check(refused("the second auth", c.authAgain(c.authorise(c.small())), codes.InvalidRequest))
			}),
		},
		{
			Name:       "auth-twice-accepted",
			About:      "A service that answers a second auth with success and does nothing: the balance pays once.",
			MovesMoney: true,
			Emulator:   []emulator.Option{emulator.Behaviour{DuplicateAuth: "succeed"}},
			Run:        play(func(c *caller) { c.costsOfTwoAuths("120") }),
		},
		{
			Name:       "auth-twice-pays-twice",
			About:      "A service that pays again on a second auth: why it is never sent blindly. Only the balance shows it.",
			MovesMoney: true,
			Emulator:   []emulator.Option{emulator.Behaviour{DuplicateAuth: "pay-again"}},
			Run:        play(func(c *caller) { c.costsOfTwoAuths("240") }),
		},
		{
			Name:       "auth-unknown",
			About:      "Auth of an id that nobody was given is refused.",
			MovesMoney: true, // it calls auth, in vain
			Run: play(func(c *caller) {
				check(refused("auth of an unknown id", c.authID(c.world.ID("unknown")), codes.InvalidRequest))
			}),
		},
		{
			Name:       "auth-without-id",
			About:      "Auth of nothing is refused (code 24).",
			MovesMoney: true, // it calls auth, in vain
			Known:      []Known{inRequest(0, drift.MissingProperty, "/requestId")},
			Run: play(func(c *caller) {
				params := &gen.AuthMassPayoutParams{Locale: c.world.Locale}
				request := must(gen.NewAuthMassPayoutRequestWithBody(c.server(), params, jsonType, strings.NewReader(`{}`)))
				check(c.failed("auth of nothing", codes.MandatoryField, request, c.signed))
			}),
		},
	}
}

func authAndWait(c *caller) {
	b := c.batch("batch",
		c.pay("line-1", c.people.iban, "100", publishedText),
		c.pay("line-2", c.people.member, "8000", publishedText),
		c.pay("line-3", c.people.phone, "7000", publishedText),
	)
	result := c.start(b)
	must(c.Auth(c.ctx, must(result.ApproveAll())))
	c.pays(result, len(b.Items))
}

// costsOfTwoAuths authorises a line of 100 twice and expects what the balance loses, commissions and all.
func (c *caller) costsOfTwoAuths(want string) {
	before := must(c.Balance(c.ctx))
	result := c.authorise(c.small())
	check(c.authAgain(result))
	report := c.pays(result, 1)
	after := must(c.Balance(c.ctx))
	check(
		expect("the balance lost "+want, before.Amount.Sub(after.Amount).Equal(money.MustParse(want)), true),
		expect("status of the line", report.Lines[0].Status, gen.MassPayoutItemStatusSuccess),
	)
}
