package scenario

import (
	"errors"
	"fmt"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/payout"
)

func retrieves() []Scenario {
	return []Scenario{
		{
			Name:  "retrieve-by-either-id",
			About: "A batch is found by the vendor's id, by the caller's, and by both.",
			Run:   play(retrieveByEitherID),
		},
		{
			Name:  "retrieve-by-two-names",
			About: "Two ids that name different batches are refused. What happens then is not documented.",
			Run:   play(retrieveByTwoNames),
		},
		{
			Name:  "retrieve-unknown",
			About: "An id that nobody was given is refused, whichever it is.",
			Run: play(func(c *caller) {
				for _, ref := range []payout.Ref{payout.ByRequestID(c.world.ID("unknown")), payout.ByExternalID(c.world.ID("unknown"))} {
					_, err := c.Retrieve(c.ctx, ref, payout.Page{Size: 10})
					check(refused(ref.String(), err, codes.InvalidRequest))
				}
			}),
		},
		{
			Name:  "retrieve-without-id",
			About: "A retrieve that names no batch is refused.",
			Known: []Known{inRequest(0, drift.Rule, "")},
			Run: play(func(c *caller) {
				check(c.failed("retrieve without an id", codes.MandatoryField, c.retrieveRequest(gen.MassPayoutRetrieveRequest{Size: 10}), c.signed))
			}),
		},
		{
			Name:  "retrieve-page-out-of-range",
			About: "A page below 0 and a size of 0 are refused.",
			Known: []Known{
				inRequest(1, drift.Rule, "/page"), inRequest(1, drift.Constraint, "/page"),
				inRequest(2, drift.Rule, "/size"),
			},
			Run: play(retrieveOutOfRange),
		},
	}
}

func retrieveByEitherID(c *caller) {
	result := c.start(c.small())
	c.foundBy(payout.ByExternalID(c.world.ID("batch")), result)
	both := must(c.send(c.retrieveRequest(gen.MassPayoutRetrieveRequest{
		RequestID: result.RequestID(), ExternalMassPayoutID: c.world.ID("batch"), Size: 10,
	}), c.signed))
	check(expect("status of a retrieve by both", both.Status, gen.ResultStatusSuccess))
}

func retrieveByTwoNames(c *caller) {
	first := c.start(c.small())
	other := c.one("other")
	c.start(other)
	check(c.failed("ids of two batches", codes.InvalidRequest, c.retrieveRequest(gen.MassPayoutRetrieveRequest{
		RequestID: first.RequestID(), ExternalMassPayoutID: other.ExternalID, Size: 10,
	}), c.signed))
}

func retrieveOutOfRange(c *caller) {
	result := c.start(c.small())
	for _, wrong := range []gen.MassPayoutRetrieveRequest{{Page: -1, Size: 10}, {Page: 0, Size: 0}} {
		wrong.RequestID = result.RequestID()
		what := fmt.Sprintf("page %d of size %d", wrong.Page, wrong.Size)
		check(c.failed(what, codes.InvalidRequest, c.retrieveRequest(wrong), c.signed))
	}
}

// onlyLine expects that a batch has one line of a kind, in this status.
func (c *caller) onlyLine(result *payout.InitResult, kind gen.ItemType, id string, status gen.MassPayoutItemStatus) error {
	return c.hasLine(c.lines(result, kind), id, status)
}

// hasLine expects that only one line is listed, in this status, and that it reads the same when asked for on its own.
func (c *caller) hasLine(listed *payout.Retrieved, id string, status gen.MassPayoutItemStatus) error {
	if len(listed.Items) != 1 {
		return fmt.Errorf("%d lines are listed, want 1", len(listed.Items))
	}
	line := listed.Items[0]
	item, err := c.sameItem(line)
	if err != nil {
		return err
	}
	return errors.Join(
		expect("itemExternalId", line.ItemExternalID, id),
		expect("itemStatus", line.ItemStatus, status),
		expect("itemStatus of the item", item.ItemStatus, status),
	)
}

// sameItem asks for a listed line on its own and expects it to be the same, but for its status, which may have moved on.
func (c *caller) sameItem(listed gen.MassPayoutItemDetail) (*gen.MassPayoutItemDetail, error) {
	item, err := c.Item(c.ctx, listed.ReferenceCode)
	if err != nil {
		return nil, err
	}
	return item, errors.Join(
		expect("itemExternalId of the item", item.ItemExternalID, listed.ItemExternalID),
		expect("recipientType of the item", item.RecipientType, listed.RecipientType),
		expect("recipientInfo of the item is the listed one", item.RecipientInfo == listed.RecipientInfo, true),
	)
}
