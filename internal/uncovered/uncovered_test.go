package uncovered_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/uncovered"
)

func TestUncovered(t *testing.T) {
	t.Parallel()
	list := []uncovered.Entry{
		{Place: "b status 400", Reason: uncovered.NoScenario},
		{Place: "a response state = NEW", Reason: "why # not"},
		{Place: "a response has x", Reason: uncovered.NoScenario},
		{Place: "a query expand", Reason: uncovered.NoScenario},
	}
	text := uncovered.Format(list)
	again, err := uncovered.Parse(text)
	require.NoError(t, err)
	var kinds, reasons []string
	for i, u := range again {
		kinds, reasons = append(kinds, u.Kind()), append(reasons, u.Reason)
		assert.Equal(t, i+3, u.Line, "behind two lines of head")
	}
	assert.Equal(t, []string{"parameter", "member", "value", "status"}, kinds, "sorted by place")
	assert.Equal(t, []string{uncovered.NoScenario, uncovered.NoScenario, "why # not", uncovered.NoScenario}, reasons)
	assert.Equal(t, string(text), string(uncovered.Format(again)))

	for _, bad := range []string{"a place", "a place #reason", "# head\n\na place # "} {
		_, err := uncovered.Parse([]byte(bad))
		assert.ErrorContains(t, err, "must be PLACE # REASON", bad)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("# head\na response has x # why\n")
	f.Add("a # b # c")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := uncovered.Parse([]byte(text))
		if err != nil {
			return
		}
		for i, u := range list {
			require.NotEmpty(t, u.Reason)
			require.NotEmpty(t, u.Place)
			list[i].Line = 0
		}
		again, err := uncovered.Parse(uncovered.Format(list))
		require.NoError(t, err)
		require.Len(t, again, len(list))
	})
}
