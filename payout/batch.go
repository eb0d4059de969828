package payout

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/codec"
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
func (b Batch) request() initRequest {
	return initRequest{
		head:  gen.MassPayoutInitializeRequest{ExternalID: b.ExternalID, ConversationID: cmp.Or(b.ConversationID, b.ExternalID), Purpose: b.Purpose},
		items: b.Items,
	}
}

// initRequest is a gen.MassPayoutInitializeRequest whose items are made one by one as they are written: a list of them would be a second copy
// of the batch.
type initRequest struct {
	head  gen.MassPayoutInitializeRequest // without items
	items []Item
}

// AppendJSON writes the items where the head says that it has none. No text can say so: its quotation marks are escaped.
func (r *initRequest) AppendJSON(b []byte, failed *error) []byte {
	const none = "null"
	start := len(b)
	b = r.head.AppendJSON(b, failed)
	at := start + bytes.Index(b[start:], []byte(`"items":`+none)) + len(`"items":`)
	after := slices.Clone(b[at+len(none):])
	b = b[:at]
	b = codec.AppendElements(b, len(r.items), failed, func(i int, b []byte, failed *error) []byte {
		item := r.items[i].wire()
		return item.AppendJSON(b, failed)
	})
	return append(b, after...)
}

// wire is the wire form of a valid item.
func (i *Item) wire() gen.MassPayoutItem {
	return gen.MassPayoutItem{
		ItemExternalID:  i.ExternalID,
		RecipientType:   i.Recipient.kind,
		RecipientInfo:   i.Recipient.info,
		RecipientName:   i.Recipient.name,
		Amount:          gen.Amount{Value: i.Amount.value, Currency: i.Amount.currency},
		Description:     i.Description,
		NonWithdrawable: i.NonWithdrawable,
	}
}
