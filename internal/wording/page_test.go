package wording

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestStatements(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		page string
		want []string
	}{
		"paragraphs":             {"# Title\n\nOne\ntwo.\n\nThree.\n", []string{"Title", "One two.", "Three."}},
		"heading in text":        {"One\n## Two\nThree\n", []string{"One", "Two Three"}},
		"list":                   {"- a **b**\n* c\n1. d\n   e\n", []string{"a b", "c", "d e"}},
		"table":                  {"| A | b |\n|---|---|\n| C | d |\n", []string{"C d", "A b"}},
		"HTML table":             {"<table><thead><tr><th>S</th></tr></thead><tbody><tr><td>A</td><td>b &amp; c</td></tr><tr><td>D</td></tr></tbody></table>", []string{"A b & c", "D", "S"}},
		"code left out":          {"a\n```json\n{\"x\": 1}\n~~~\n```\nb\n", []string{"a", "b"}},
		"longer fence":           {"a\n````\n```\nx\n````\nb", []string{"a", "b"}},
		"quote":                  {"> a\\\n> \\\n> \\*\\*b\\*\\*<br>\n> c", []string{"a", "b", "c"}},
		"navigation":             {"> For the index see [llms.txt](https://docs.iyzico.com/llms.txt).\n\n# T\n", []string{"T"}},
		"footer":                 {"# T\n\n---\n\n# Agent Instructions: more\n\nAsk a question about this documentation.\n\n```\nGET x\n```\n\nThe question must be short.\n", []string{"T"}},
		"footer, other rule":     {"# T\n\n\n# Agent Instructions\nUse `ask`.", []string{"T"}},
		"text behind the footer": {"# T\n\n# Agent Instructions: more\n\nAsk a question.\n\nItems must be unique.\n\nA question.\n\n## L\n\n<table><tr><td>A</td><td>b</td></tr></table>", []string{"A b", "T", "Items must be unique.", "A question.", "L"}},
		"anchors":                {"### List <a href=\"#x\" id=\"x\"></a>\n", []string{"List"}},
		"nothing":                {"\n\n---\n<br>\n", nil},
	}
	for name, c := range cases {
		assert.Equal(t, c.want, ReadPage([]byte(c.page)).All(), name)
	}
}

// A statement that comes alone is a rule, or it is none.
func TestANewStatement(t *testing.T) {
	t.Parallel()
	w := vendorWording(t)
	for text, rule := range map[string]bool{
		"Welcome to this page.": false, "Overview": false, "Send money to many people with ease.": false, "Mass Payout Initialize": false,
		"Items must be unique.": true, "INIT": true, "At most fifty.": true, "Page counts from 1.": true, "Use the externalId": true, "`x`": true,
		"The amount is refunded": true, "Paid lines are not repeated": true, "Money is credited": true, "Deprecated": true,
	} {
		d := Differences(Page{}, Page{Statements: []string{text}})
		require.Len(t, d, 1)
		assert.Equal(t, !rule, w.SameRules(d[0]), text)
	}
	for _, d := range Differences(Page{Rows: []Row{{Name: "A", Text: "x"}}}, Page{Rows: []Row{{Name: "B", Text: "x"}}}) {
		assert.False(t, w.SameRules(d), "a row that came or went: %+v", d)
	}
}

func TestStatementsDoNotDependOnLayout(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[A-Za-zÇÖÜğış]{1,8}`), 1, 12)
		var plain, wrapped, want []string
		for _, paragraph := range rapid.SliceOfN(words, 1, 5).Draw(t, "paragraphs") {
			want = append(want, strings.Join(paragraph, " "))
			plain = append(plain, strings.Join(paragraph, " "))
			gap := rapid.SampledFrom([]string{"\n", " ", "  \n", "\t", "\n> "})
			wrapped = append(wrapped, strings.Join(paragraph, gap.Draw(t, "gap")))
		}
		ends := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "line ends")
		assert.Equal(t, want, ReadPage([]byte(strings.Join(plain, "\n\n"))).All())
		assert.Equal(t, want, ReadPage([]byte(strings.ReplaceAll(strings.Join(wrapped, "\n\n"), "\n", ends))).All())
	})
}

func TestLackingCountsRepetitions(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", "c"}))
		a, b := list.Draw(t, "a"), list.Draw(t, "b")
		assert.Empty(t, Lacking(a, a))
		assert.Equal(t, len(a)-len(b), len(Lacking(a, b))-len(Lacking(b, a)))
		assert.Len(t, Lacking(append(a, "new"), a), 1)
	})
}

// TestRowsOfOneName: two tables explain INIT, and each explanation is compared with its own.
func TestRowsOfOneName(t *testing.T) {
	t.Parallel()
	const page = "| INIT | a |\n| PAID | b |\n\n| INIT | c |\n| LOST | d |\n"
	was := ReadPage([]byte(page))
	assert.Empty(t, Differences(was, was))
	assert.Equal(t, []Difference{{Row: "INIT", IsRow: true, Old: "c", New: "e", Had: true, Has: true}},
		Differences(was, ReadPage([]byte(strings.Replace(page, "| c |", "| e |", 1)))))
	assert.Equal(t, []Difference{{Row: "INIT", IsRow: true, Old: "c", Had: true}}, Differences(was, ReadPage([]byte(strings.Replace(page, "| INIT | c |\n", "", 1)))))
}

// FuzzReadPage: whatever a page holds, it says the same as itself, and its pieces stand on one line each.
func FuzzReadPage(f *testing.F) {
	f.Add([]byte("# T\n\n| A | b |\n\n<table><tr><td>C</td><td>d</td></tr></table>\n\n# Agent Instructions\n\nAsk a question.\n\nItems must be unique."))
	f.Add([]byte("| A | b |\n| A | c |\n"))
	f.Add([]byte("````\n```\n> \\*\\*x\\*\\*<br>\xff"))
	w := New()
	f.Fuzz(func(t *testing.T, data []byte) {
		page := ReadPage(data)
		assert.Empty(t, Differences(page, page))
		for _, s := range page.All() {
			assert.NotContains(t, s, "\n")
			assert.True(t, w.Same(s, s), "%q", s)
		}
	})
}
