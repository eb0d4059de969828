package payout_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
)

func TestValidate(t *testing.T) {
	usd, err := payout.ParseAmount("100", "USD")
	require.NoError(t, err)
	tests := []struct {
		name   string
		change func(*payout.Batch)
		want   []string // each problem, begin to end
	}{
		{"valid", func(*payout.Batch) {}, nil},
		{"no purpose is valid", func(b *payout.Batch) { b.Purpose = "" }, nil},
		{"no external id", func(b *payout.Batch) { b.ExternalID = "" }, []string{"ExternalID: must not be empty"}},
		{"blank external id", func(b *payout.Batch) { b.ExternalID = " " }, []string{"ExternalID: must not be empty"}},
		{"blanks around the external id", func(b *payout.Batch) { b.ExternalID = "a " }, []string{"ExternalID: must not begin or end with white space"}},
		{"external id not UTF-8", func(b *payout.Batch) { b.ExternalID = "a\xff" }, []string{"ExternalID: is not UTF-8: save the file as UTF-8"}},
		{"conversation id with a line break", func(b *payout.Batch) { b.ConversationID = "a\nb" },
			[]string{"ConversationID: must not hold line breaks, tabs or other control characters"}},
		{"unknown purpose", func(b *payout.Batch) { b.Purpose = gen.Purpose("GIFT") },
			[]string{"Purpose: must be empty or one of the gen.Purpose values, such as SALARY or SETTLEMENT"}},
		{"no items", func(b *payout.Batch) { b.Items = nil }, []string{"Items: must hold at least one item"}},
		{"item without id", func(b *payout.Batch) { b.Items[0].ExternalID = "" }, []string{"item 1: ExternalID: must not be empty"}},
		{"two items without id", func(b *payout.Batch) { b.Items[0].ExternalID, b.Items[1].ExternalID = "", "" },
			[]string{"item 1: ExternalID: must not be empty", "item 2: ExternalID: must not be empty"}},
		{"the same id twice", func(b *payout.Batch) { b.Items[1].ExternalID = "1" },
			[]string{`item 2 ("1"): ExternalID: is the same as that of item 1: results are told apart by it`}},
		{"no recipient", func(b *payout.Batch) { b.Items[1].Recipient = payout.Recipient{} },
			[]string{`item 2 ("2"): Recipient: must be set: use IBAN, Phone, IdentityNumber or MemberID`}},
		{"no description", func(b *payout.Batch) { b.Items[0].Description = "" }, []string{`item 1 ("1"): Description: must not be empty`}},
		{"no amount", func(b *payout.Batch) { b.Items[1].Amount = payout.Amount{} },
			[]string{`item 2 ("2"): Amount: must be set: use TRY, ParseAmount or NewAmount`}},
		{"two currencies", func(b *payout.Batch) { b.Items[1].Amount = usd },
			[]string{`item 2 ("2"): Amount: is in USD, the first amount in TRY: make one batch per currency`}},
		{"two currencies after an item without amount", func(b *payout.Batch) {
			third := b.Items[1]
			third.ExternalID, third.Amount = "3", usd
			b.Items[0].Amount = payout.Amount{}
			b.Items = append(b.Items, third)
		}, []string{
			`item 1 ("1"): Amount: must be set: use TRY, ParseAmount or NewAmount`,
			`item 3 ("3"): Amount: is in USD, the first amount in TRY: make one batch per currency`,
		}},
		{"everything at once", func(b *payout.Batch) { *b = payout.Batch{Purpose: "GIFT", Items: []payout.Item{{}}} }, []string{
			"ExternalID: must not be empty",
			"Purpose: must be empty or one of the gen.Purpose values, such as SALARY or SETTLEMENT",
			"item 1: ExternalID: must not be empty",
			"item 1: Recipient: must be set: use IBAN, Phone, IdentityNumber or MemberID",
			"item 1: Description: must not be empty",
			"item 1: Amount: must be set: use TRY, ParseAmount or NewAmount",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := testkit.TwoPayments(t)
			tt.change(&b)
			err := b.Validate()
			if tt.want == nil {
				require.NoError(t, err)
				return
			}
			invalid, ok := errors.AsType[*payout.ValidationError](err)
			require.True(t, ok, "%v", err)
			var got []string
			for _, p := range invalid.Problems {
				got = append(got, p.String())
			}
			assert.Equal(t, tt.want, got)
			for _, secret := range []string{testkit.MarkerIBAN, testkit.MarkerName, testkit.MarkerPhone} {
				assert.NotContains(t, err.Error(), secret)
			}
		})
	}
}

func TestValidationErrorSpellsOutTen(t *testing.T) {
	invalid := &payout.ValidationError{}
	for i := range 12 {
		invalid.Problems = append(invalid.Problems, payout.Problem{Index: i, Field: "Description", Message: "must not be empty"})
	}
	message := invalid.Error()
	assert.Contains(t, message, "nothing was sent: 12 problems")
	assert.Contains(t, message, "\n  item 10: Description")
	assert.NotContains(t, message, "\n  item 11:")
	assert.Contains(t, message, "\n  and 2 more")

	invalid.Problems = invalid.Problems[:10]
	assert.NotContains(t, invalid.Error(), "more")
}

func ExampleBatch_Validate() {
	err := payout.Batch{ExternalID: "november", Items: []payout.Item{{ExternalID: "1", Description: "Salary"}}}.Validate()
	fmt.Println(err)
	// Output:
	// payout: the batch is not valid, nothing was sent: 2 problems
	//   item 1 ("1"): Recipient: must be set: use IBAN, Phone, IdentityNumber or MemberID
	//   item 1 ("1"): Amount: must be set: use TRY, ParseAmount or NewAmount
}
