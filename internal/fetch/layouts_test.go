package fetch

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/spectest"
)

// TestLayoutsOfTheWholePage: what a site generator makes of the very page is no change of it, fragment and status tables included.
func TestLayoutsOfTheWholePage(t *testing.T) {
	t.Parallel()
	with := func(old, replacement string) func(string) string {
		return func(s string) string { return strings.ReplaceAll(s, old, replacement) }
	}
	matching := func(pattern, replacement string) func(string) string {
		return func(s string) string { return regexp.MustCompile(pattern).ReplaceAllString(s, replacement) }
	}
	cases := map[string]func(string) string{
		"imports of components": func(s string) string {
			return "import Tabs from '@theme/Tabs';\nimport TabItem from '@theme/TabItem';\n\n" + s
		},
		"exports":               func(s string) string { return "export const meta = { version: 2 };\n\n" + s },
		"attributes of a fence": with("```json\n", "```json title=\"openapi.json\" lineNumbers {1-3}\n"),
		"fence of tildes":       with("```", "~~~"),
		"code block component": func(s string) string {
			return with("```json\n", "{% code overflow=\"wrap\" lineNumbers=\"true\" %}\n```json\n")(s) + "\n{% endcode %}\n"
		},
		"stepper": func(s string) string {
			return "{% stepper %}\n{% step %}\n" + s + "\n{% endstep %}\n{% endstepper %}\n"
		},
		"reference to a page": func(s string) string {
			return s + "\n{% content-ref url=\"mass-payout-auth.md\" %}\n[mass-payout-auth.md](mass-payout-auth.md)\n{% endcontent-ref %}\n"
		},
		"link definitions": func(s string) string {
			return s + "\n[1]: https://docs.iyzico.com/en/5-statuses \"5 statuses\"\n[init]: ./init.md\n"
		},
		"cells aligned": func(s string) string {
			return with("<th>", "<th width=\"220\" align=\"left\">")(with("<td>", "<td valign=\"top\">")(s))
		},
		"closed line breaks": func(s string) string { return with("<br>", "<br />")(with("<br/>", "<br />")(s)) },
		"numeric entities": func(s string) string {
			return with("\\`requestId\\`", "&#x60;requestId&#x60;")(with("> You must provide", "> You must&nbsp;provide")(s))
		},
		"deeper headings":  matching(`(?m)^### (.*)$`, "#### $1 ####"),
		"statuses as code": matching(`<td>([A-Z_]+)\s*</td>`, "<td><code>$1</code></td>"),
		"statuses in bold": matching(`<td>([A-Z_]+)\s*</td>`, "<td><strong>$1</strong></td>"),
		"words marked":     with("> You must provide", "> You <mark style=\"color:red;\">must</mark> <strong>provide</strong>"),
		"table of contents": func(s string) string {
			return "- [Retrieve Mass Payout and Items Detail](#retrieve)\n- [Mass Payout Item Status List](#items)\n\n" + s
		},
		"edit link": func(s string) string {
			return s + "\n[Edit this page](https://github.com/iyzico/docs/edit/main/retrieve.md)\n"
		},
		"previous and next": func(s string) string {
			return s + "\n[Previous: Mass Payout Auth](mass-payout-auth.md) [Next: Mass Payout Cancel](mass-payout-cancel.md)\n"
		},
		"centred": func(s string) string { return s + "\n<p align=\"center\"></p>\n<div></div>\n" },
		"details": func(s string) string {
			return with("<table", "<details>\n<summary>Show the list</summary>\n\n<table")(with("</table>", "</table>\n\n</details>")(s))
		},
		"indented tables": func(s string) string { return with("<tr>", "\n    <tr>\n        ")(with("</tr>", "\n    </tr>")(s)) },
		"quote wrapped":   with("> You must provide", "> You must\n> provide"),
		"emoji":           with("### Mass Payout Item Status List", "### :clipboard: Mass Payout Item Status List"),
	}
	for name, change := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, dir := newDocs(t), spectest.Disk(t)
			after := change(spectest.Page(t, retrieveFile))
			require.NotEqual(t, spectest.Page(t, retrieveFile), after)
			site.Serve(basePath+retrieveFile, after)
			got := page(t, site.check(t, dir), retrieveFile)
			assert.Equal(t, TextOnly, got.State, "%q %q %s", got.Gone, got.Come, got.Error)
		})
	}
}
