package report

import (
	"bytes"
	"fmt"
	"io"

	"github.com/iyzipayout/iyzipayout/internal/page"
)

// writeText writes a line for each finding under its file and exchange, and the kinds at the end, where a reader of a
// long log looks first.
func writeText(w io.Writer, r Report) error {
	var b bytes.Buffer
	for _, file := range r.withFindings() {
		for _, e := range file.Entries {
			fmt.Fprintf(&b, "%s, entry %d\n", file.Name, e.Number)
			for _, f := range e.Findings {
				fmt.Fprintf(&b, "  %s\n", f)
			}
		}
	}
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	fmt.Fprintln(&b, r.totals())
	for _, t := range r.byKind() {
		fmt.Fprintf(&b, "  %-20s %s, %s\n", t.Name, page.Plural(t.Errors, "error"), page.Plural(t.Warnings, "warning"))
	}
	_, err := w.Write(b.Bytes())
	return err
}
