package wording_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/spectest"
	"github.com/iyzipayout/iyzipayout/internal/wording"
)

// TestRenderings: one page as its site and its exports render it says the same each time.
func TestRenderings(t *testing.T) {
	t.Parallel()
	const name = "retrieve-mass-payout.md"
	page := spectest.Page(t, name)
	replace := func(old, with string) string {
		require.Contains(t, page, old)
		return strings.Replace(page, old, with, 1)
	}
	const note = "Each item is **listed once**; see [the list of statuses](../status-list.md) for [more][1]."
	plain := page + "\n" + note + "\n"
	cases := map[string][2]string{
		"front matter":             {page, "---\ntitle: Retrieve Mass Payout\ndescription: >-\n  You must never send it twice.\nlayout:\n  width: wide\n---\n\n" + page},
		"front matter in toml":     {page, "+++\ntitle = \"Retrieve Mass Payout\"\nweight = 3\n+++\n" + page},
		"index line":               {page, "> For the complete documentation index, see [llms.txt](https://docs.iyzico.com/llms.txt). Markdown versions of pages are available by appending `.md`.\n\n" + page},
		"index line, plain":        {page, "For the complete documentation index, see [llms.txt](https://docs.iyzico.com/llms.txt). This page is also available as [Markdown](x.md).\n\n" + page},
		"index, whole pages":       {page, "> For an index of all pages, see [llms-full.txt](/llms-full.txt)\n\n" + page},
		"markdown tables":          {page, markdownTables(page, true)},
		"tables without bars":      {page, markdownTables(page, false)},
		"tabs":                     {page, replace("```json\n", "{% tabs %}\n{% tab title=\"OpenAPI 1.0\" %}\n\n```json\n") + "\n{% endtab %}\n{% endtabs %}\n"},
		"tabs in a component":      {page, replace("```json\n", "<Tabs>\n<Tab title=\"OpenAPI 1.0\">\n\n```json\n") + "\n</Tab>\n</Tabs>\n"},
		"openapi block":            {page, replace("```json\n", "{% openapi src=\"https://files.gitbook.io/v0/openapi.json\" path=\"/v1/mass/payout/retrieve\" method=\"post\" %}\n[openapi.json](https://files.gitbook.io/v0/openapi.json)\n{% endopenapi %}\n\n```json\n")},
		"hint":                     {plain, page + "\n{% hint style=\"warning\" %}\n" + note + "\n{% endhint %}\n"},
		"admonition":               {plain, page + "\n:::warning\n" + note + "\n:::\n"},
		"alert":                    {plain, page + "\n> [!WARNING]\n> " + note + "\n"},
		"picture":                  {page, page + "\n![Flow of the 2 steps](../.gitbook/assets/flow%202.png)\n\n<figure><img src=\"a.png\" alt=\"3 steps\"><figcaption></figcaption></figure>\n"},
		"picture with a link":      {page, page + "\n[![Flow of 3 states](flow.png)](https://docs.iyzico.com/flow)\n"},
		"comment":                  {page, page + "\n<!-- must never be\nsent twice -->\n"},
		"escapes":                  {plain, page + "\nEach item is \\*\\*listed once\\*\\*; see \\[the list of statuses\\]\\(../status-list.md\\) for &#91;more&#93;&#91;1&#93;.\n"},
		"escapes taken away":       {page, regexp.MustCompile("\\\\([*`_])").ReplaceAllString(page, "$1")},
		"single emphasis":          {page + "\nAn *item* is _listed_.\n", page + "\nAn item is listed.\n"},
		"links to elsewhere":       {page + "\nSee [statuses](https://a.test/1-of-2).\n", page + "\nSee [statuses](../statuses-3.md \"Statuses\").\n"},
		"link and text":            {page + "\nSee [statuses](https://a.test/1-of-2).\n", page + "\nSee statuses.\n"},
		"list marks":               {page + "\n* one item\n* two lines\n", page + "\n- one item\n- two lines\n"},
		"numbered list":            {page + "\n1. Init\n2. Auth\n", page + "\n1) Init\n2) Auth\n"},
		"underlined heading":       {page + "\n## After the init\n\nAuth.\n", page + "\nAfter the init\n--------------\n\nAuth.\n"},
		"last updated":             {page, page + "\nLast updated 3 months ago\n"},
		"was this helpful":         {page, page + "\nWas this helpful?\n"},
		"heading with anchor":      {page, replace("### Mass Payout Item Status List", "### Mass Payout Item Status List [\u200b](#mass-payout-item-status-list \"Direct link\") {#item-status}")},
		"blanks that do not break": {page, strings.Replace(page, "must provide", "must\u00a0provide", 1)},
		"invisible characters":     {page, strings.Replace(page, "contained payout", "contained\u200b pay\u00adout", 1)},
		"quotes of a typesetter":   {page + "\nIt's the bank's \"answer\".\n", page + "\nIt’s the bank’s “answer”.\n"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NotEqual(t, c[0], c[1])
			assert.Empty(t, wording.Differences(wording.ReadPage([]byte(c[0])), wording.ReadPage([]byte(c[1]))))
		})
	}
}

// markdownTables writes the HTML tables of a page in Markdown.
func markdownTables(page string, bars bool) string {
	return regexp.MustCompile(`(?s)<table.*?</table>`).ReplaceAllStringFunc(page, func(table string) string {
		var b strings.Builder
		for i, row := range regexp.MustCompile(`(?s)<tr>(.*?)</tr>`).FindAllStringSubmatch(table, -1) {
			var cells []string
			for _, c := range regexp.MustCompile(`(?s)<t[hd]>(.*?)</t[hd]>`).FindAllStringSubmatch(row[1], -1) {
				cells = append(cells, strings.ReplaceAll(strings.TrimSpace(c[1]), "_", `\_`))
			}
			left, right := "| ", " |"
			if !bars {
				left, right = "", ""
			}
			b.WriteString(left + strings.Join(cells, " | ") + right + "\n")
			if i == 0 {
				b.WriteString(left + ":--- | ---" + right + "\n")
			}
		}
		return b.String()
	})
}

// TestRenderingsHideNothing: what a rendering holds counts as it would without.
func TestRenderingsHideNothing(t *testing.T) {
	t.Parallel()
	page := spectest.Page(t, "retrieve-mass-payout.md")
	const rule = "At most 50 items are allowed."
	markdown := markdownTables(page, true)
	const row = "All items within the mass payout failed at the bank."
	for name, c := range map[string]struct {
		page string
		row  bool
	}{
		"hint":              {page + "\n{% hint %}\n" + rule + "\n{% endhint %}\n", false},
		"admonition":        {page + "\n:::warning " + rule + "\n:::\n", false},
		"alert":             {page + "\n> [!NOTE] " + rule + "\n", false},
		"behind a line":     {"---\n\n" + rule + "\n\n---\n\n" + page, false},
		"text of a link":    {page + "\n[" + rule + "](x.md)\n", false},
		"after the index":   {"> See the index [llms.txt](/llms.txt).\n> " + rule + "\n\n" + page, false},
		"a date's line":     {page + "\nLast updated items are listed first. " + rule + "\n", false},
		"row of Markdown":   {strings.Replace(markdown, row, "Some items failed.", 1), true},
		"row without bars":  {strings.Replace(markdownTables(page, false), row, "Some items failed.", 1), true},
		"row gone":          {regexp.MustCompile(`(?m)^\| FAIL \|.*\n`).ReplaceAllString(markdown, ""), true},
		"figure's caption":  {page + "\n<figure><img src=\"a\"><figcaption>" + rule + "</figcaption></figure>\n", false},
		"like a definition": {page + "\n[Note]: 50\n", false},
		"behind a link":     {page + "\n[Next](x.md) " + rule + "\n", false},
		"like an export":    {page + "\nexport const is limited: " + rule + "\n", false},
		"in a table's head": {strings.Replace(markdown, "| Description |", "| Description (at most 50) |", 1), false},
	} {
		got := wording.Differences(wording.ReadPage([]byte(page)), wording.ReadPage([]byte(c.page)))
		if assert.Len(t, got, 1, name) {
			assert.Equal(t, c.row, got[0].IsRow, name)
		}
	}
}
