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

func sevenLines(c *caller) error {
	b := c.batch("batch")
	for i := range 7 {
		b.Items = append(b.Items, c.pay(fmt.Sprintf("line-%d", i+1), c.people.iban, "10", "Payment for services"))
	}
	result, err := c.start(b)
	if err != nil {
		return err
	}
	var listed int
	for item, err := range c.Items(c.ctx, result.Ref(), payout.WithPageSize(3)) {
		if err != nil {
			return err
		}
		if listed >= len(b.Items) {
			return errors.New("more lines are listed than were sent")
		}
		if err := expect("itemExternalId", item.ItemExternalID, b.Items[listed].ExternalID); err != nil {
			return err
		}
		listed++
	}
	behind, err := c.Retrieve(c.ctx, result.Ref(), payout.Page{Number: 3, Size: 3})
	if err != nil {
		return err
	}
	return errors.Join(
		expect("lines that are listed", listed, len(b.Items)),
		expect("lines on a page behind the last", len(behind.Items), 0),
		expect("paging of it", behind.Paging, payout.Paging{Page: 3, Size: 3, Total: len(b.Items)}),
	)
}

func itemTypes(c *caller) error {
	good := c.pay("good", c.people.iban, "100", "Payment for services")
	bad := c.pay("bad", c.people.member, "100", emulator.MarkRefuse)
	result, err := c.start(c.batch("batch", good, bad))
	if err != nil {
		return err
	}
	all, err := c.sign(c.retrieveRequest(gen.MassPayoutRetrieveRequest{RequestID: result.RequestID(), Size: 10}))
	if err != nil {
		return err
	}
	return errors.Join(
		expect("status without an itemType", all.Status, gen.ResultStatusSuccess),
		c.onlyLine(result, gen.ItemTypeValid, good.ExternalID, gen.MassPayoutItemStatusInit),
		c.onlyLine(result, gen.ItemTypeInvalid, bad.ExternalID, gen.MassPayoutItemStatusInvalid),
	)
}
