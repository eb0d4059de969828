package scenario

import (
	"errors"
	"fmt"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/drift"
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
			Run: play(func(c *caller) error {
				return c.accepted(c.batch("batch", c.pay("line", c.people.iban, "10", "Payment for services")))
			}),
		},
		{
			Name:  "init-line-without-name",
			About: "A line to an IBAN without a name is refused, the other is not.",
			Known: []Known{inRequest(0, drift.Rule, "/items/1/recipientName")},
			Run: play(func(c *caller) error {
				nameless := c.wire("nameless")
				nameless.RecipientName = ""
				return c.refusesLine(nameless)
			}),
		},
		{
			Name:  "init-line-of-wrong-form",
			About: "A line whose phone number has no country code is refused, the other is not.",
			Known: []Known{inRequest(0, drift.Rule, "/items/1/recipientInfo")},
			Run: play(func(c *caller) error {
				short := c.wire("short")
				short.RecipientType, short.RecipientInfo = gen.RecipientTypePhone, inventedShortPhone
				return c.refusesLine(short)
			}),
		},
	}
}

func oneLineRefused(c *caller) error {
	good := c.pay("good", c.people.iban, "100", "Payment for services")
	bad := c.pay("bad", c.people.member, "100", emulator.MarkRefuse)
	result, err := c.start(c.batch("batch", good, bad))
	if err != nil {
		return err
	}
	if _, err := result.ApproveAll(); err == nil {
		return errors.New("ApproveAll approves although a line was refused")
	}
	if list := result.Refused(); len(list) != 1 || list[0].ExternalID != bad.ExternalID || list[0].Code == "" {
		return fmt.Errorf("%d lines were refused, want only %s, with a code", len(list), bad.ExternalID)
	}
	return errors.Join(
		c.onlyLine(result, gen.ItemTypeValid, good.ExternalID, gen.MassPayoutItemStatusInit),
		c.onlyLine(result, gen.ItemTypeInvalid, bad.ExternalID, gen.MassPayoutItemStatusInvalid),
	)
}

func allLinesRefused(c *caller) error {
	bad := c.pay("bad", c.people.member, "100", emulator.MarkRefuse)
	result, err := c.start(c.batch("batch", bad))
	if err != nil {
		return err
	}
	if _, err := result.ApproveAccepted(); err == nil {
		return errors.New("ApproveAccepted approves although every line was refused")
	}
	return refused("auth of nothing", c.authAgain(result), codes.InvalidRequest)
}

// refusesLine expects that the second of two lines is refused, whatever the code.
func (c *caller) refusesLine(line gen.MassPayoutItem) error {
	got, err := c.sign(c.initRequest(c.wireBatch("batch", c.wire("good"), line)))
	if err != nil {
		return err
	}
	if err := errors.Join(
		expect("status", got.Status, gen.ResultStatusSuccess),
		expect("number of refused lines", len(got.InvalidItems), 1),
	); err != nil {
		return err
	}
	return expect("refused line", got.InvalidItems[0].ExternalID, line.ItemExternalID)
}
