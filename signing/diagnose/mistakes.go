package diagnose

import (
	_ "embed"
	"strings"
)

//go:embed mistakes.txt
var mistakesText string

// known lists every mistake that [Request] can name, in a fixed order. Nothing else explains one. In its file each is three lines: the
// name, the explanation, the fix.
func known() []Finding {
	var all []Finding
	for entry := range strings.SplitSeq(strings.TrimSuffix(mistakesText, "\n"), "\n\n") {
		lines := strings.Split(entry, "\n")
		all = append(all, Finding{lines[0], lines[1], lines[2]})
	}
	return all
}
