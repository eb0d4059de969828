package fetch

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestStatements(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		page string
		want []string
	}{
		"paragraphs":               {"# Title\n\nOne\ntwo.\n\nThree.\n", []string{"Title", "One two.", "Three."}},
		"heading in text":          {"One\n## Two\nThree\n", []string{"One", "Two Three"}},
		"list":                     {"- a **b**\n* c\n1. d\n   e\n", []string{"a b", "c", "d e"}},
		"table":                    {"| A | b |\n|---|---|\n| C | d |\n", []string{"A b", "C d"}},
		"HTML table":               {"<table><thead><tr><th>S</th></tr></thead><tbody><tr><td>A</td><td>b &amp; c</td></tr><tr><td>D</td></tr></tbody></table>", []string{"S", "A b & c", "D"}},
		"code left out":            {"a\n```json\n{\"x\": 1}\n~~~\n```\nb\n", []string{"a", "b"}},
		"longer fence":             {"a\n````\n```\nx\n````\nb", []string{"a", "b"}},
		"quote":                    {"> a\\\n> \\\n> \\*\\*b\\*\\*<br>\n> c", []string{"a", "b", "c"}},
		"navigation":               {navigation1 + "# T\n", []string{"T"}},
		"instructions":             {"# T\n\n---\n\n# Agent Instructions: more\n\nmust\n\n# more\n", []string{"T"}},
		"instructions, other rule": {"# T\n\n\n# Agent Instructions\nThis", []string{"T"}},
		"anchors":                  {"### List <a href=\"#x\" id=\"x\"></a>\n", []string{"List"}},
		"nothing":                  {"\n\n---\n<br>\n", nil},
	}
	for name, c := range cases {
		assert.Equal(t, c.want, statements([]byte(c.page)), name)
	}
}

func TestWhatStatesSomething(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Welcome to this page.": false, "Overview": false, "Send money to many people with ease.": false, "Mass Payout Initialize": false,
		"Items must be unique.": true, "INIT": true, "At most fifty.": true, "Page counts from 1.": true, "Use the externalId": true, "`x`": true,
		"The amount is refunded": true, "Paid lines are not repeated": true, "Money is credited": true, "Deprecated": true,
	} {
		assert.Equal(t, want, statesSomething([]string{text}), text)
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
		assert.Equal(t, want, statements([]byte(strings.Join(plain, "\n\n"))))
		assert.Equal(t, want, statements([]byte(strings.ReplaceAll(strings.Join(wrapped, "\n\n"), "\n", ends))))
	})
}

func TestWithoutCountsRepetitions(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", "c"}))
		a, b := list.Draw(t, "a"), list.Draw(t, "b")
		assert.Empty(t, without(a, a))
		assert.Equal(t, len(a)-len(b), len(without(a, b))-len(without(b, a)))
		assert.Len(t, without(append(a, "new"), a), 1)
	})
}
