package amend

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"
)

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// TestLayouts: however the list is written, only the values that come and go are touched.
func TestLayouts(t *testing.T) {
	t.Parallel()
	wanted := []string{"N", "A", "M", "C"}
	for before, after := range map[string]string{
		"l:\n  - A # one\n  # about B\n  - B # two\n  - C # three\nz: 1\n": "l:\n  - N\n  - A # one\n  - M\n  # about B\n  - C # three\nz: 1\n",
		"l:\n- A\n- B\n- C":                 "l:\n- N\n- A\n- M\n- C",
		"l:\r\n  - A\r\n  - B\r\n  - C\r\n": "l:\r\n  - N\r\n  - A\r\n  - M\r\n  - C\r\n",
		"l:\n  - 'A'\n  - 'B'\n  - 'C'\n":   "l:\n  - 'N'\n  - 'A'\n  - 'M'\n  - 'C'\n",
		"l:\n  - \"A\"\n  - B\n  - C\n":     "l:\n  - \"N\"\n  - \"A\"\n  - \"M\"\n  - C\n",
		"l: [A, B, C] # all\nz: 1\n":        "l: [N, A, M, C] # all\nz: 1\n",
		"l: [ 'A', \"B\", C ]\n":            "l: [ 'N', 'A', 'M', C ]\n",
		"{x: \"ğü\", l: [A, B, C]} # ğ\n":   "{x: \"ğü\", l: [N, A, M, C]} # ğ\n",
		"l: [A,\n  B, C]\n":                 "by hand",
		"l: [A, B, C, ]\n":                  "by hand",
		"l:\n  - A\n  - B\n  - >-\n    C\n": "l:\n  - N\n  - A\n  - M\n  - >-\n    C\n",
		"l:\n  - >-\n    A\n  - B\n  - C\n": "by hand",
		"? l\n: - A\n  - B\n  - C\n":        "by hand",
		"l: []\n":                           "by hand",
	} {
		t.Run(before, func(t *testing.T) {
			t.Parallel()
			var root yaml.Node
			require.NoError(t, yaml.Unmarshal([]byte(before), &root))
			sequence := member(root.Content[0], "l")
			text := newText("f.yaml", []byte(before))
			err := text.list(sequence, wanted)
			if after == "by hand" {
				require.ErrorContains(t, err, "change it by hand")
				return
			}
			require.NoError(t, err)
			assert.Equal(t, after, string(text.bytes()))
		})
	}
}

func TestReadGuard(t *testing.T) {
	t.Parallel()
	for target, want := range map[string][]string{
		"$.a[?length(@.e) == 2 && @.e[?@ == 'x'] && @.e[?@ == 'y']].e":    {"x", "y"},
		"$.a[?length(@) == 2 && length(@.e) == 1 && @.e[?@ == 'it\\'s']]": {"it's"},
		"$.a[?length(@.e) == 1 && @.e[?@ == 'x'] && @.e.f == 'y']":        {"x"},
		"$.a[?length(@.e) == 3 && @.e[?@ == 'x'] && @.e[?@ == 'y']]":      nil, // counts what it does not list
		"$.a[?length(@.e) == 1]":                   nil,
		"$.a[?length(@.e) == 1 && @.f[?@ == 'x']]": nil,
		"$.a[?length(@.e) == 1 && @.e[?@ == 'x'] && length(@.f) == 1 && @.f[?@ == 'x']]": nil,
		"$..[?@.enum[?@ == 'PUBLISHED_TO_QUEUE']]":                                       nil,
	} {
		g, ok := readGuard(target)
		assert.Equal(t, want != nil, ok, target)
		assert.Equal(t, want, g.values, target)
		if ok {
			assert.Equal(t, target, g.with(g.values))
			assert.NotContains(t, g.loose(), "'"+want[0]+"'")
		}
	}
}

// valuesOf are the values that corrections.yaml lists for a purpose.
func valuesOf(t require.TestingT, corrections []byte) []string {
	f, err := parse(corrections)
	require.NoError(t, err)
	_, list, err := f.list("Purpose")
	require.NoError(t, err)
	return scalars(list)
}

// TestAmendingIsExact: whatever the pages list, the document then lists the same, and of corrections.yaml nothing but the guard
// and the list is different.
func TestAmendingIsExact(t *testing.T) {
	t.Parallel()
	old := []string{"SALARY", "BONUS", "SETTLEMENT", "GOODS", "SERVICES", "CASHBACK", "REBATES", "DONATIONS"}
	quoted := func(values []string) string { return `["` + strings.Join(values, `","`) + `"]` }
	runs := 0
	rapid.Check(t, func(rt *rapid.T) {
		if runs++; raceDetector && runs%8 != 1 {
			return
		}
		word := rapid.OneOf(rapid.SampledFrom(old), rapid.StringMatching(`[A-Z][A-Z_]{0,8}`), rapid.StringMatching(`[a-z0-9 :#',\[\]{}&*!|>%@.-]{1,8}`))
		values := rapid.SliceOfNDistinct(word, 1, 12, rapid.ID[string]).Draw(rt, "values")
		dir := folder(t, [3]string{initPage, quoted(old), quoted(values)})
		before := strings.SplitAfter(string(dir[correctionsFile].Data), "\n")
		r, err := Lists(dir, dir[correctionsFile].Data)
		require.NoError(rt, err)
		got := valuesOf(rt, r.Text)
		assert.ElementsMatch(rt, values, got)
		if runs%8 == 1 { // building takes most of the time
			_, document := amended(t, dir)
			assert.Equal(rt, got, enumOf(t, document, "Purpose"))
		}
		kept := slices.DeleteFunc(slices.Clone(old), func(v string) bool { return !slices.Contains(values, v) })
		if order := slices.DeleteFunc(slices.Clone(values), func(v string) bool { return !slices.Contains(old, v) }); slices.Equal(kept, order) {
			assert.Equal(rt, values, got, "the page's order, where the old values keep theirs")
		}

		after := strings.SplitAfter(string(r.Text), "\n")
		guard := slices.IndexFunc(before, func(l string) bool { return strings.Contains(l, "length(@.purpose.enum)") })
		first := slices.IndexFunc(before, func(l string) bool { return l == "          - SALARY\n" })
		last := len(before) - (first + len(old))
		assert.Equal(rt, before[:guard], after[:guard])
		assert.Equal(rt, before[guard+1:first], after[guard+1:first])
		assert.Equal(rt, before[first+len(old):], after[len(after)-last:])
		assert.Len(rt, after, first+len(values)+last)
	})
}
