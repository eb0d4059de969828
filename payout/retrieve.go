package payout

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout/internal/vendortext"
)

// Ref names a mass payout for Retrieve, Items and Wait. It holds one id, never both: what the vendor does when two name
// different payouts is not documented.
type Ref struct{ requestID, externalID string }

// ByRequestID names a mass payout by the vendor's requestId.
func ByRequestID(id string) Ref { return Ref{requestID: id} }

// ByExternalID names a mass payout by the caller's own externalId: the way to ask what became of an init whose answer was lost.
func ByExternalID(id string) Ref { return Ref{externalID: id} }

// String shows which id it is: "requestId 179cdefc1-…".
func (r Ref) String() string {
	if r.requestID != "" {
		return "requestId " + r.requestID
	}
	return "externalId " + r.externalID
}

// RequestID is the vendor's requestId, or "" for a Ref that holds an externalId.
func (r Ref) RequestID() string { return r.requestID }

// ExternalID is the caller's externalId, or "" for a Ref that holds a requestId.
func (r Ref) ExternalID() string { return r.externalID }

func (r Ref) check() error {
	if (r.requestID == "") == (r.externalID == "") {
		return errors.New("ref: must name a mass payout: use ByRequestID or ByExternalID")
	}
	return argument("ref", r.requestID+r.externalID)
}

// Page selects a part of the items of a mass payout.
type Page struct {
	Number   int          // counted from 0
	Size     int          // items per page, at least 1; no maximum is documented
	ItemType gen.ItemType // empty: gen.ItemTypeValid, the accepted items; gen.ItemTypeInvalid lists the refused ones
}

// Retrieved is one page of a mass payout.
//
// The items hold personal data unmasked. A Retrieved that is printed, formatted or logged shows only counts, JSON made of it masks
// the items; a single item shows everything.
type Retrieved struct {
	Summary    gen.MassPayoutSummary
	Items      []gen.MassPayoutItemDetail
	Paging     Paging
	SystemTime time.Time // the vendor's clock; zero where the answer has none
	Attempts   int       // how often the call was tried
}

// String shows the status and the counts.
func (r Retrieved) String() string {
	return fmt.Sprintf("status %s, page %d: %d of %d items", vendortext.Status(r.Summary.MassPayoutStatus), r.Paging.Page, len(r.Items), r.Paging.Total)
}

// Format prints what String does, whatever the verb and the flags.
func (r Retrieved) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, r.String()) }

// LogValue logs what String prints.
func (r Retrieved) LogValue() slog.Value { return slog.StringValue(r.String()) }

// Paging is what an answer says about its page. The vendor's schema has it at the top level, its overview page beside
// the items; both are read. All zero: the answer says nothing.
type Paging struct{ Page, Size, Total int }

// Retrieve asks for the state of a mass payout and one page of its items (POST /v1/mass/payout/retrieve). Most callers want
// [Client.Items] or [Client.Wait].
func (c *Client) Retrieve(ctx context.Context, ref Ref, page Page) (*Retrieved, error) {
	question, state := c.retrieval(ref, page)
	ok, err := c.ask(ctx, question)
	if err != nil {
		return nil, err
	}
	state.Attempts = ok.attempts
	return state, nil
}

// retrieval asks for a page, and reads the answer into the second value.
func (c *Client) retrieval(ref Ref, page Page) (question, *Retrieved) {
	state := &Retrieved{}
	var response gen.MassPayoutRetrieveResponse
	body, invalid := retrieveRequest(ref, page)
	return question{
		operation: gen.OperationRetrieveMassPayout,
		invalid:   invalid,
		body:      &body,
		answer:    &response,
		most:      max(page.Size, mostUnasked),
		shown:     true,
		check: func(ok *success) error {
			if answered := response.MassPayout.ExternalID; answered != "" && ref.externalID != "" && answered != ref.externalID {
				return errors.New("it is about another mass payout than the one that was asked for")
			}
			*state = Retrieved{
				Summary: response.MassPayout, Items: response.MassPayoutItems.Items, Paging: paging(response), SystemTime: ok.systemTime,
			}
			return nil
		},
		ref: ref,
	}, state
}

// lookUp asks where a mass payout stands, for [retried].
func (c *Client) lookUp(ref Ref, kind gen.ItemType) (attempt, *Retrieved, error) {
	question, state := c.retrieval(ref, Page{Size: 1, ItemType: kind})
	a, err := c.prepare(question)
	return a, state, err
}

// mostUnasked is how many items are read of an answer to a question for fewer: a service may give pages of its own size.
const mostUnasked = 1000

func retrieveRequest(ref Ref, page Page) (gen.MassPayoutRetrieveRequest, error) {
	if err := ref.check(); err != nil {
		return gen.MassPayoutRetrieveRequest{}, err
	}
	if page.Number < 0 || page.Size < 1 {
		return gen.MassPayoutRetrieveRequest{}, errors.New("page: Number must be 0 or more, Size 1 or more")
	}
	// Required on the Turkish page, unknown to the English one: always sent.
	if page.ItemType == "" {
		page.ItemType = gen.ItemTypeValid
	}
	if !page.ItemType.Valid() {
		return gen.MassPayoutRetrieveRequest{}, errors.New("page: ItemType must be empty, gen.ItemTypeValid or gen.ItemTypeInvalid")
	}
	return gen.MassPayoutRetrieveRequest{
		RequestID: ref.requestID, ExternalMassPayoutID: ref.externalID, ItemType: page.ItemType, Page: page.Number, Size: page.Size,
	}, nil
}

// paging reads both places. Where they disagree on the total, the larger one makes a missing item show.
func paging(r gen.MassPayoutRetrieveResponse) Paging {
	return Paging{
		Page:  cmp.Or(r.MassPayoutItems.Page, r.Page),
		Size:  cmp.Or(r.MassPayoutItems.Size, r.Size),
		Total: max(r.MassPayoutItems.Total, r.Total),
	}
}
