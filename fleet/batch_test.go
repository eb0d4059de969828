package fleet_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/fleet"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// anyBatch draws a batch that is valid.
func anyBatch(t *rapid.T) payout.Batch {
	text := rapid.StringMatching(`[A-Za-zçğıöşüÇĞİÖŞÜ"\\{}<>&'/=+;,.-]{1,20}`)
	currency := rapid.SampledFrom([]string{"TRY", "USD", "EUR"}).Draw(t, "currency")
	b := payout.Batch{
		ExternalID: text.Draw(t, "externalId"), Period: rapid.SampledFrom([]string{"", "2026-11", "Kasım"}).Draw(t, "period"),
		ConversationID: rapid.SampledFrom([]string{"", "c-1"}).Draw(t, "conversation"), Purpose: rapid.SampledFrom([]gen.Purpose{"", gen.PurposeSalary, gen.PurposeGoods}).Draw(t, "purpose"),
	}
	for i := range rapid.IntRange(1, 5).Draw(t, "lines") {
		var options []payout.RecipientOption
		if rapid.Bool().Draw(t, "named") {
			options = append(options, payout.WithName(text.Draw(t, "name")))
		}
		who := map[string]func() (payout.Recipient, error){
			"iban": func() (payout.Recipient, error) {
				return payout.IBAN("TR920086402100005482986178", text.Draw(t, "holder"))
			},
			"odd": func() (payout.Recipient, error) {
				return payout.IBAN("TR920086402100005482986179", text.Draw(t, "holder"), payout.WithoutChecksum())
			},
			"phone": func() (payout.Recipient, error) { return payout.Phone("5456856931", options...) },
			"person": func() (payout.Recipient, error) {
				return payout.IdentityNumber("1234567890", append(options, payout.WithoutChecksum())...)
			},
			"member": func() (payout.Recipient, error) { return payout.MemberID("2228853", options...) },
		}[rapid.SampledFrom([]string{"iban", "odd", "phone", "person", "member"}).Draw(t, "kind")]
		recipient, err := who()
		require.NoError(t, err)
		amount, err := payout.ParseAmount(fmt.Sprintf("%d.%02d", rapid.IntRange(1, 1<<40).Draw(t, "lira"), rapid.IntRange(0, 99).Draw(t, "kuruş")), currency)
		require.NoError(t, err)
		b.Items = append(b.Items, payout.Item{
			ExternalID: fmt.Sprintf("%d-%s", i, text.Draw(t, "id")), Recipient: recipient, Amount: amount, Description: text.Draw(t, "description"), NonWithdrawable: rapid.Bool().Draw(t, "kept"),
		})
	}
	return b
}

// What comes out of the database is what was put in: the same lines, so the same payout.
func TestABatchComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := anyBatch(t)
		if b.Validate() != nil {
			t.Skip("not valid")
		}
		text, err := fleet.Encode(b)
		require.NoError(t, err)
		back, err := fleet.Decode(text, b.Period)
		require.NoError(t, err)
		require.Equal(t, runner.ContentID(b), runner.ContentID(back))
		again, err := fleet.Encode(back)
		require.NoError(t, err)
		require.Equal(t, string(text), string(again))
		require.NoError(t, back.Validate())
	})
}

// Damaged lines are an error that shows nothing of them.
func FuzzDecode(f *testing.F) {
	b := batch(2)
	text, err := fleet.Encode(b)
	require.NoError(f, err)
	f.Add(text)
	f.Add([]byte(`{"items":[{"recipientType":"IBAN","recipientInfo":"marker-of-a-person"}]}`))
	f.Add([]byte(`{"items":[{"recipientType":"FAX"}]}`))
	f.Add([]byte("null"))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := fleet.Decode(text, "")
		if err != nil {
			assert.Less(t, len(err.Error()), 80)
			return
		}
		if b.Validate() != nil {
			return
		}
		again, err := fleet.Encode(b)
		require.NoError(t, err)
		back, err := fleet.Decode(again, "")
		require.NoError(t, err)
		assert.Equal(t, runner.ContentID(b), runner.ContentID(back))
	})
}
