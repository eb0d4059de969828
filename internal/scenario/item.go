package scenario

import (
	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/payout"
)

func items() []Scenario {
	return []Scenario{
		{
			Name:  "item-unknown",
			About: "A referenceCode that nobody was given is refused.",
			Run: play(func(c *caller) {
				_, err := c.Item(c.ctx, c.world.ID("unknown"))
				check(refused("an unknown referenceCode", err, codes.InvalidRequest))
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

func javaMembers(c *caller) {
	result := c.authorise(c.batch("failing", c.pay("line", c.people.iban, "100", emulator.MarkBankFail)))
	c.settle(result)
	listed := c.accepts(result, 1)
	item := must(c.Item(c.ctx, listed.Items[0].ReferenceCode))
	gone := c.start(c.one("gone"))
	check(c.cancel(gone.RequestID()))
	canceled := must(c.Retrieve(c.ctx, gone.Ref(), payout.Page{Size: 10}))
	check(
		expect("massPayoutRequestId", item.MassPayoutRequestID, result.RequestID()),
		expect("errorMessage is there", item.ErrorMessage != "", true),
		expect("receivedDate is there", listed.Summary.ReceivedDate != "", true),
		expect("completedDate is there", listed.Summary.CompletedDate != "", true),
		expect("canceledDate is there", canceled.Summary.CanceledDate != "", true),
	)
}
