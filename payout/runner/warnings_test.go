package runner

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/payout"
)

// suspects are lines as id, IBAN, name and amount.
func suspects(lines ...[4]string) []Warning {
	s := newSuspicion()
	for i, l := range lines {
		amount, err := payout.TRY(l[3])
		if err != nil {
			panic(err)
		}
		recipient, err := payout.IBAN(fmt.Sprintf("TR%024s", strings.TrimPrefix(l[1], "TR")), l[2], payout.WithoutChecksum())
		if err != nil {
			panic(err)
		}
		s.take(i, payout.Item{ExternalID: l[0], Recipient: recipient, Amount: amount, Description: "x"})
	}
	return s.found
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lines [][4]string
		want  []Warning
	}{
		"nothing":         {[][4]string{{"a", "TR1", "Ayşe", "1"}, {"b", "TR2", "Ayşe", "1"}, {"c", "TR1", "Ayşe", "2"}}, nil},
		"same payment":    {[][4]string{{"a", "TR1", "Ayşe", "1.50"}, {"b", "TR2", "Ali", "1.5"}, {"c", "TR1", "Ayşe", "1.5"}}, []Warning{{[]int{0, 2}, sameRecipientAndAmount}}},
		"three times":     {[][4]string{{"a", "TR1", "A", "1"}, {"b", "TR1", "A", "1"}, {"c", "TR1", "A", "1"}}, []Warning{{[]int{0, 1, 2}, sameRecipientAndAmount}}},
		"two names":       {[][4]string{{"a", "TR1", "Ayşe Demir", "1"}, {"b", "TR1", "Ali Demir", "2"}}, []Warning{{[]int{0, 1}, sameIBANOtherName}}},
		"one name":        {[][4]string{{"a", "TR1", "Ayşe  Yılmaz", "1"}, {"b", "TR1", "YILMAZ, AYSE", "2"}, {"c", "TR1", "Ays\u0327e yilmaz", "3"}}, nil},
		"capitals":        {[][4]string{{"A1", "TR1", "A", "1"}, {"a1", "TR2", "B", "1"}}, []Warning{{[]int{0, 1}, alikeIDs}}},
		"zeros":           {[][4]string{{"001", "TR1", "A", "1"}, {"1", "TR2", "B", "1"}}, []Warning{{[]int{0, 1}, alikeIDs}}},
		"nothing but 0":   {[][4]string{{"00", "TR1", "A", "1"}, {"0", "TR2", "B", "1"}, {"10", "TR3", "C", "1"}}, []Warning{{[]int{0, 1}, alikeIDs}}},
		"zeros inside":    {[][4]string{{"101", "TR1", "A", "1"}, {"11", "TR2", "B", "1"}, {"1-01", "TR3", "C", "1"}, {"1-1", "TR4", "D", "1"}}, nil},
		"everything":      {[][4]string{{"01", "TR1", "A", "1"}, {"1", "TR1", "B", "1"}}, []Warning{{[]int{0, 1}, sameRecipientAndAmount}, {[]int{0, 1}, sameIBANOtherName}, {[]int{0, 1}, alikeIDs}}},
		"composed or not": {[][4]string{{"\u015e1", "TR1", "A", "1"}, {"S\u03271", "TR2", "B", "1"}}, []Warning{{[]int{0, 1}, alikeIDs}}},
	} {
		assert.Equal(t, c.want, suspects(c.lines...), name)
	}
}

// However large the file, the warnings are few.
func TestWarningsAreBounded(t *testing.T) {
	t.Parallel()
	var lines [][4]string
	for i := range 5000 {
		lines = append(lines, [4]string{fmt.Sprint("id-", i), fmt.Sprint("TR", i/20), "A", "1"})
	}
	found := suspects(lines...)
	require.Len(t, found, mostWarnings)
	for _, w := range found {
		require.Len(t, w.Lines, mostWarningLines)
	}
}

// Lines of which each has an id, a recipient and a name of its own are never suspected.
func TestNoWarningWithoutReason(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var lines [][4]string
		for i := range rapid.IntRange(1, 60).Draw(t, "lines") {
			amount := fmt.Sprint(rapid.IntRange(1, 3).Draw(t, "amount"))
			lines = append(lines, [4]string{fmt.Sprintf("id-%d", i), fmt.Sprintf("TR%d", i), rapid.SampledFrom([]string{"Ayşe", "Ali"}).Draw(t, "name"), amount})
		}
		require.Empty(t, suspects(lines...))
	})
}

func TestAPlanHasItsWarnings(t *testing.T) {
	t.Parallel()
	amount, err := payout.TRY("12")
	require.NoError(t, err)
	phone, err := payout.Phone("5456856931")
	require.NoError(t, err)
	plan, err := NewPlan(t.Context(), payout.Batch{}, 1, func(context.Context) iter.Seq2[payout.Item, error] {
		return func(yield func(payout.Item, error) bool) {
			_ = yield(payout.Item{ExternalID: "a", Recipient: phone, Amount: amount, Description: "x"}, nil) &&
				yield(payout.Item{ExternalID: "b", Recipient: phone, Amount: amount, Description: "y"}, nil)
		}
	})
	require.NoError(t, err)
	require.Equal(t, []Warning{{Lines: []int{0, 1}, Message: sameRecipientAndAmount}}, plan.Warnings)
}
