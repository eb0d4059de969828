package payout

import (
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// Item is one payment: one line of a payroll. Printed, formatted, logged or written as JSON it shows of the recipient only the last
// four characters and of the description nothing.
type Item struct {
	// ExternalID is the caller's own id of the payment (itemExternalId), unique within its batch. Refused lines and
	// results are matched by it.
	ExternalID string
	// Recipient says who is paid.
	Recipient Recipient
	// Amount is what the recipient is paid. What the vendor charges for it comes on top and is not documented.
	Amount Amount
	// Description is required: the vendor's schema says so, although three of the four published items lack it.
	Description string
	// NonWithdrawable keeps money that goes to a wallet from being withdrawn.
	NonWithdrawable bool
}

// Batch is a mass payout before it is sent. Printed, formatted or logged it shows the id and the number of items.
type Batch struct {
	// ExternalID is the caller's own id of the mass payout (externalId). The vendor calls it the idempotency key: the same
	// payment must always be sent under the same id. Package runner derives one from the content.
	ExternalID string
	// ConversationID comes back in the answer and is found in the vendor's logs. Empty: the ExternalID is sent.
	ConversationID string
	// Period tells payments apart whose items have the same ids: a payroll whose ids are employee numbers says "December". It is
	// not sent. What package runner pays once is an item's ExternalID within a period; without one the same id is the same payment, for
	// ever. Capitals and blanks make no difference.
	Period string
	// Purpose is optional.
	Purpose gen.Purpose
	// Items are the payments, at least one, all in one currency: a batch of mixed currencies could be sent, but the vendor's
	// answers have one currency for all totals.
	Items []Item
}

// Total is what all recipients together are paid, without the vendor's commission. It is the zero Amount for a batch
// that [Batch.Validate] refuses for having no items or several currencies.
func (b Batch) Total() Amount {
	values := make([]money.Decimal, len(b.Items))
	for i, item := range b.Items {
		if !item.Amount.IsSet() || item.Amount.currency != b.Items[0].Amount.currency {
			return Amount{}
		}
		values[i] = item.Amount.value
	}
	if len(values) == 0 {
		return Amount{}
	}
	return Amount{value: money.Sum(values...), currency: b.Items[0].Amount.currency}
}

// request is the wire form of a valid batch.
func (b Batch) request() gen.MassPayoutInitializeRequest {
	r := gen.MassPayoutInitializeRequest{
		ExternalID:     b.ExternalID,
		ConversationID: b.ConversationID,
		Purpose:        b.Purpose,
		Items:          make([]gen.MassPayoutItem, len(b.Items)),
	}
	if r.ConversationID == "" {
		r.ConversationID = b.ExternalID
	}
	for i, item := range b.Items {
		r.Items[i] = gen.MassPayoutItem{
			ItemExternalID:  item.ExternalID,
			RecipientType:   item.Recipient.kind,
			RecipientInfo:   item.Recipient.info,
			RecipientName:   item.Recipient.name,
			Amount:          gen.Amount{Value: item.Amount.value, Currency: item.Amount.currency},
			Description:     item.Description,
			NonWithdrawable: item.NonWithdrawable,
		}
	}
	return r
}
