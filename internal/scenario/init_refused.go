package scenario

import (
	"errors"
	"fmt"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/payout"
)

func refusedLines() []Scenario {
	return []Scenario{
		{
			Name:         "init-refused-line",
			About:        "A success that refuses one line of two: nothing is approved by accident, and the refused line reads INVALID.",
			EmulatorOnly: true,
			Run:          play(oneLineRefused),
		},
		{
			Name:         "init-all-refused",
			About:        "A success that refuses every line: nothing can be approved, and auth is refused.",
			EmulatorOnly: true,
			MovesMoney:   true, // it calls auth, in vain
			Run:          play(allLinesRefused),
		},
		{
			Name:     "init-no-line-refused",
			About:    "An answer without a list of refused lines means that all were accepted.",
			Emulator: []emulator.Option{emulator.Behaviour{NoEmptyInvalidItems: true}},
			Run: play(func(c *caller) {
				check(c.accepted(c.batch("batch", c.pay("line", c.people.iban, "10", "Payment for services"))))
			}),
		},
		{
			Name:  "init-line-without-name",
			About: "A line to an IBAN without a name is refused, the other is not.",
			Known: []Known{inRequest(0, drift.Rule, "/items/1/recipientName")},
			Run: play(func(c *caller) {
				nameless := c.wire("nameless")
				nameless.RecipientName = ""
				c.refusesLine(nameless)
			}),
		},
		{
			Name:  "init-line-of-wrong-form",
			About: "A line whose phone number has no country code is refused, the other is not.",
			Known: []Known{inRequest(0, drift.Rule, "/items/1/recipientInfo")},
			Run: play(func(c *caller) {
				short := c.wire("short")
				short.RecipientType, short.RecipientInfo = gen.RecipientTypePhone, inventedShortPhone
				c.refusesLine(short)
			}),
		},
	}
}

// goodAndBad hands over a line that is accepted and one that is refused.
func (c *caller) goodAndBad() (result *payout.InitResult, good, bad string) {
	result = c.start(c.batch("batch",
		c.pay("good", c.people.iban, "100", "Payment for services"), c.pay("bad", c.people.member, "100", emulator.MarkRefuse)))
	return result, c.world.ID("good"), c.world.ID("bad")
}

func oneLineRefused(c *caller) {
	result, good, bad := c.goodAndBad()
	if _, err := result.ApproveAll(); err == nil {
		check(errors.New("ApproveAll approves although a line was refused"))
	}
	if list := result.Refused(); len(list) != 1 || list[0].ExternalID != bad || list[0].Code == "" {
		check(fmt.Errorf("%d lines were refused, want only %s, with a code", len(list), bad))
	}
	c.onlyLines(result, good, bad)
}

// onlyLines expects one accepted and one refused line.
func (c *caller) onlyLines(result *payout.InitResult, good, bad string) {
	check(
		c.onlyLine(result, gen.ItemTypeValid, good, gen.MassPayoutItemStatusInit),
		c.onlyLine(result, gen.ItemTypeInvalid, bad, gen.MassPayoutItemStatusInvalid),
	)
}

func allLinesRefused(c *caller) {
	result := c.start(c.batch("batch", c.pay("bad", c.people.member, "100", emulator.MarkRefuse)))
	if _, err := result.ApproveAccepted(); err == nil {
		check(errors.New("ApproveAccepted approves although every line was refused"))
	}
	check(refused("auth of nothing", c.authAgain(result), codes.InvalidRequest))
}

// refusesLine expects that the second of two lines is refused, whatever the code.
func (c *caller) refusesLine(line gen.MassPayoutItem) {
	got := must(c.send(c.initRequest(c.wireBatch("batch", c.wire("good"), line)), c.signed))
	check(
		expect("status", got.Status, gen.ResultStatusSuccess),
		expect("number of refused lines", len(got.InvalidItems), 1),
	)
	check(expect("refused line", got.InvalidItems[0].ExternalID, line.ItemExternalID))
}
