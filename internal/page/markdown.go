package page

import (
	"fmt"
	"strings"
)

// Markdown writes every character that means something to GitHub's Markdown as an entity, which never does. A zero-width
// space keeps GitHub from notifying whoever is called what stands behind an @.
func Markdown(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\\`*_{}[]()<>&#!~$|", r) {
			fmt.Fprintf(&b, "&#%d;", r)
			continue
		}
		b.WriteRune(r)
	}
	return strings.NewReplacer("@", "@\u200B", "://", "&#58;//").Replace(b.String())
}

// MarkdownCode shows text as it is. A fence of backquotes would not do: within a table, neither it nor a backslash protects a
// bar.
func MarkdownCode(s string) string { return "<code>" + Markdown(s) + "</code>" }
