package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
)

// writeMarkdown writes GitHub's Markdown, for a pull request or a job's summary.
func writeMarkdown(w io.Writer, r Report) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "## Contract check\n\n%s\n", escape(r.totals()))
	if len(r.Findings) > 0 {
		fmt.Fprintf(&b, "\n### By kind\n\n%s\n", tallyTable("Kind", r.byKind()))
		fmt.Fprintf(&b, "\n### By operation\n\n%s\n", tallyTable("Operation", r.byOperation()))
		fmt.Fprintf(&b, "\n### Findings\n\n%s\n", findingTable(r))
	}
	_, err := w.Write(b.Bytes())
	return err
}

func tallyTable(what string, tallies []tally) string {
	t := table.NewWriter()
	t.AppendHeader(table.Row{what, "Errors", "Warnings"})
	for _, each := range tallies {
		t.AppendRow(table.Row{escape(each.Name), each.Errors, each.Warnings})
	}
	return t.RenderMarkdown()
}

func findingTable(r Report) string {
	t := table.NewWriter()
	t.AppendHeader(table.Row{"Severity", "File", "Entry", "Operation", "Where", "Kind", "Message"})
	for _, f := range r.Findings {
		t.AppendRow(table.Row{f.Severity, code(f.File), f.Entry, escape(cmp.Or(f.OperationID, noOperation)),
			escape(string(f.Direction)) + " " + code(cmp.Or(f.Pointer, "/")), escape(string(f.Kind)), escape(f.Message)})
	}
	return t.RenderMarkdown()
}

// escape writes every character that means something to Markdown as an entity, which never does. A zero-width space keeps
// GitHub from notifying whoever is called what stands behind an @.
func escape(s string) string {
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

// code shows text as it is. A fence of backquotes would not do: within a table, neither it nor a backslash protects a bar.
func code(s string) string { return "<code>" + escape(s) + "</code>" }
