package payout

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/mask"
)

// What holds personal data shows none of it by mistake, however it is printed, formatted, logged or written as JSON. Whoever needs it
// asks for the field or the method.

// hidden stands for a text of which nothing may show.
const hidden = "***"

func hide(s string) string {
	if s == "" {
		return ""
	}
	return hidden
}

// String shows the id, the amount, and of the recipient the last four characters.
func (i Item) String() string {
	return fmt.Sprintf("%s: %s, %s", visible(i.ExternalID), i.Recipient, i.Amount)
}

// Format prints what String does, whatever the verb and the flags.
func (i Item) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, i.String()) }

// LogValue logs what String prints.
func (i Item) LogValue() slog.Value { return slog.StringValue(i.String()) }

// MarshalJSON hides the description and, of the recipient, all but the last four characters. It cannot be read back.
func (i Item) MarshalJSON() ([]byte, error) {
	type fields Item
	i.Description = hide(i.Description)
	shown := fields(i)
	if i.Amount.IsSet() {
		return json.Marshal(shown)
	}
	return json.Marshal(struct {
		fields
		Amount any // an amount that is not set cannot be written
	}{fields: shown})
}

// String shows the id and the number of items.
func (b Batch) String() string {
	return fmt.Sprintf("externalId %s: %d items", visible(b.ExternalID), len(b.Items))
}

// Format prints what String does, whatever the verb and the flags.
func (b Batch) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, b.String()) }

// LogValue logs what String prints.
func (b Batch) LogValue() slog.Value { return slog.StringValue(b.String()) }

// Format prints what Error does, whatever the verb and the flags.
func (e NotSettledError) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, (&e).Error()) }

// LogValue logs what Error says.
func (e NotSettledError) LogValue() slog.Value { return slog.StringValue((&e).Error()) }

// MarshalJSON writes what Error says.
func (e NotSettledError) MarshalJSON() ([]byte, error) { return json.Marshal((&e).Error()) }

// Format prints what Error does, whatever the verb and the flags.
func (e TransportError) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, (&e).Error()) }

// LogValue logs what Error says.
func (e TransportError) LogValue() slog.Value { return slog.StringValue((&e).Error()) }

// MarshalJSON writes what Error says.
func (e TransportError) MarshalJSON() ([]byte, error) { return json.Marshal((&e).Error()) }

// MarshalJSON masks the items. To keep them as they are, write the fields.
func (r Retrieved) MarshalJSON() ([]byte, error) {
	type fields Retrieved
	r.Items = maskedDetails(r.Items)
	return json.Marshal(fields(r))
}

// MarshalJSON masks the items. To keep them as they are, write the fields.
func (s Settlement) MarshalJSON() ([]byte, error) {
	type fields Settlement
	s.Items = maskedDetails(s.Items)
	return json.Marshal(fields(s))
}

// maskedDetails is what may be shown of items as the vendor lists them.
func maskedDetails(items []gen.MassPayoutItemDetail) []gen.MassPayoutItemDetail {
	if items == nil {
		return nil
	}
	all := make([]Item, len(items))
	for i, item := range items {
		all[i] = Item{Recipient: Recipient{name: item.RecipientName, info: item.RecipientInfo}, Description: item.Description}
	}
	known := cleanerFor(all)
	shown := make([]gen.MassPayoutItemDetail, len(items))
	for i, item := range items {
		item.Description, item.ErrorMessage = hide(item.Description), known.text(item.ErrorMessage)
		if item.RecipientInfo != "" {
			item.RecipientInfo = mask.Tail(item.RecipientInfo)
		}
		item.RecipientName = mask.Name(item.RecipientName)
		messages := item.ErrorMessages
		item.ErrorMessages = nil
		for _, message := range messages {
			item.ErrorMessages = append(item.ErrorMessages, known.text(message))
		}
		shown[i] = item
	}
	return shown
}
