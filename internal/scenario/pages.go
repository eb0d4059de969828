package scenario

import (
	"errors"
	"fmt"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

func pages() []Scenario {
	return []Scenario{
		{
			Name:  "retrieve-pages",
			About: "Seven lines on pages of three: each is listed once, and a page behind the last is empty.",
			Run:   play(sevenLines),
		},
		{
			Name:     "retrieve-nested-paging",
			About:    "Page, size and total stand beside the items, as the overview page and the vendor's Java client have them.",
			Emulator: []emulator.Option{emulator.Behaviour{NestedPaging: true}},
			Run:      play(sevenLines),
		},
		{
			Name:         "retrieve-item-types",
			About:        "Accepted lines, refused lines, and what is listed without an itemType.",
			EmulatorOnly: true,
			Run:          play(itemTypes),
		},
	}
}

func sevenLines(c *caller) {
	b := c.batch("batch")
	for i := range 7 {
		b.Items = append(b.Items, c.pay(fmt.Sprintf("line-%d", i+1), c.people.iban, "10", "Payment for services"))
	}
	result := c.start(b)
	var listed int
	for item, err := range c.Items(c.ctx, result.Ref(), payout.WithPageSize(3)) {
		check(err)
		if listed >= len(b.Items) {
			check(errors.New("more lines are listed than were sent"))
		}
		check(expect("itemExternalId", item.ItemExternalID, b.Items[listed].ExternalID))
		listed++
	}
	behind := must(c.Retrieve(c.ctx, result.Ref(), payout.Page{Number: 3, Size: 3}))
	check(
		expect("lines that are listed", listed, len(b.Items)),
		expect("lines on a page behind the last", len(behind.Items), 0),
		expect("paging of it", behind.Paging, payout.Paging{Page: 3, Size: 3, Total: len(b.Items)}),
	)
}

func itemTypes(c *caller) {
	result, good, bad := c.goodAndBad()
	all := must(c.send(c.retrieveRequest(gen.MassPayoutRetrieveRequest{RequestID: result.RequestID(), Size: 10}), c.signed))
	check(expect("status without an itemType", all.Status, gen.ResultStatusSuccess))
	c.onlyLines(result, good, bad)
}
