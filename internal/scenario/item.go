package scenario

import (
	"errors"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/payout"
)

func items() []Scenario {
	return []Scenario{
		{
			Name:  "item-unknown",
			About: "A referenceCode that nobody was given is refused.",
			Run: play(func(c *caller) error {
				_, err := c.Item(c.ctx, c.world.ID("unknown"))
				return refused("an unknown referenceCode", err, codes.InvalidRequest)
			}),
		},
		{
			Name:       "item-java-members",
			About:      "The members that only the vendor's Java client knows: dates of the batch, errorMessage and massPayoutRequestId of an item.",
			MovesMoney: true,
			Emulator:   []emulator.Option{emulator.Behaviour{JavaMembers: true}},
			Run:        play(javaMembers),
		},
	}
}

func javaMembers(c *caller) error {
	failing := c.batch("failing", c.pay("line", c.people.iban, "100", emulator.MarkBankFail))
	result, err := c.authorise(failing)
	if err != nil {
		return err
	}
	if _, err := c.settle(result); err != nil {
		return err
	}
	listed, err := c.accepts(result, 1)
	if err != nil {
		return err
	}
	item, err := c.Item(c.ctx, listed.Items[0].ReferenceCode)
	if err != nil {
		return err
	}
	gone, err := c.start(c.batch("gone", c.pay("line", c.people.iban, "100", "Payment for services")))
	if err != nil {
		return err
	}
	if _, err := c.Cancel(c.ctx, gone.RequestID()); err != nil {
		return err
	}
	canceled, err := c.Retrieve(c.ctx, gone.Ref(), payout.Page{Size: 10})
	if err != nil {
		return err
	}
	return errors.Join(
		expect("massPayoutRequestId", item.MassPayoutRequestID, result.RequestID()),
		expect("errorMessage is there", item.ErrorMessage != "", true),
		expect("receivedDate is there", listed.Summary.ReceivedDate != "", true),
		expect("completedDate is there", listed.Summary.CompletedDate != "", true),
		expect("canceledDate is there", canceled.Summary.CanceledDate != "", true),
	)
}
