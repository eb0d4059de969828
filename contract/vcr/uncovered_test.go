package vcr_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract/vcr"
)

func TestUncovered(t *testing.T) {
	t.Parallel()
	list := []vcr.Uncovered{
		{Place: "b status 400", Reason: vcr.NoScenario},
		{Place: "a response state = NEW", Reason: "why # not"},
		{Place: "a response has x", Reason: vcr.NoScenario},
		{Place: "a query expand", Reason: vcr.NoScenario},
	}
	text := vcr.FormatUncovered(list)
	again, err := vcr.ParseUncovered(text)
	require.NoError(t, err)
	var kinds, reasons []string
	for i, u := range again {
		kinds, reasons = append(kinds, u.Kind()), append(reasons, u.Reason)
		assert.Equal(t, i+3, u.Line, "behind two lines of head")
	}
	assert.Equal(t, []string{"parameter", "member", "value", "status"}, kinds, "sorted by place")
	assert.Equal(t, []string{vcr.NoScenario, vcr.NoScenario, "why # not", vcr.NoScenario}, reasons)
	assert.Equal(t, string(text), string(vcr.FormatUncovered(again)))

	for _, bad := range []string{"a place", "a place #reason", "# head\n\na place # "} {
		_, err := vcr.ParseUncovered([]byte(bad))
		assert.ErrorContains(t, err, "must be PLACE # REASON", bad)
	}
}

func FuzzParseUncovered(f *testing.F) {
	f.Add("# head\na response has x # why\n")
	f.Add("a # b # c")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := vcr.ParseUncovered([]byte(text))
		if err != nil {
			return
		}
		for i, u := range list {
			require.NotEmpty(t, u.Reason)
			require.NotEmpty(t, u.Place)
			list[i].Line = 0
		}
		again, err := vcr.ParseUncovered(vcr.FormatUncovered(list))
		require.NoError(t, err)
		require.Len(t, again, len(list))
	})
}
