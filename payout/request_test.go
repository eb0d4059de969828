package payout

import (
	"cmp"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/codec"
	"github.com/iyzipayout/iyzipayout/money"
)

// The items of an init are written one by one, and what is sent is what encoding/json writes of the document's own model.
func TestInitIsWrittenAsTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", `"items":null`, `,"items":null,`, `\","items":null`, "<&>", "\u2028"}))
		b := Batch{ExternalID: text.Draw(t, "externalId"), ConversationID: text.Draw(t, "conversationId"), Purpose: gen.Purpose(text.Draw(t, "purpose"))}
		want := gen.MassPayoutInitializeRequest{ExternalID: b.ExternalID, ConversationID: cmp.Or(b.ConversationID, b.ExternalID), Purpose: b.Purpose, Items: []gen.MassPayoutItem{}}
		for range rapid.IntRange(0, 4).Draw(t, "items") {
			item := Item{
				ExternalID: text.Draw(t, "id"), Description: text.Draw(t, "description"), NonWithdrawable: rapid.Bool().Draw(t, "stays"),
				Recipient: Recipient{kind: gen.RecipientType(text.Draw(t, "kind")), info: text.Draw(t, "info"), name: text.Draw(t, "name")},
				Amount:    Amount{value: money.MustParse(rapid.StringMatching(`[1-9][0-9]{0,9}(\.[0-9]{1,4})?`).Draw(t, "amount")), currency: text.Draw(t, "currency")},
			}
			b.Items = append(b.Items, item)
			want.Items = append(want.Items, gen.MassPayoutItem{
				Amount: gen.Amount{Value: item.Amount.value, Currency: item.Amount.currency}, Description: item.Description, ItemExternalID: item.ExternalID,
				NonWithdrawable: item.NonWithdrawable, RecipientInfo: item.Recipient.info, RecipientName: item.Recipient.name, RecipientType: item.Recipient.kind,
			})
		}
		request := b.request()
		got, err := codec.Marshal(&request)
		require.NoError(t, err)
		expected, err := json.Marshal(want)
		require.NoError(t, err)
		require.Equal(t, string(expected), string(got))
	})
}
