package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/iyzipayout/iyzipayout/internal/page"
)

// writeMarkdown writes GitHub's Markdown, for a pull request or a job's summary.
func writeMarkdown(w io.Writer, r Report) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "## Contract check\n\n%s\n", page.Markdown(r.totals()))
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
		t.AppendRow(table.Row{page.Markdown(each.Name), each.Errors, each.Warnings})
	}
	return t.RenderMarkdown()
}

func findingTable(r Report) string {
	t := table.NewWriter()
	t.AppendHeader(table.Row{"Severity", "File", "Entry", "Operation", "Where", "Kind", "Message"})
	for _, f := range r.Findings {
		t.AppendRow(table.Row{f.Severity, page.MarkdownCode(f.File), f.Entry, page.Markdown(cmp.Or(f.OperationID, noOperation)),
			page.Markdown(string(f.Direction)) + " " + page.MarkdownCode(cmp.Or(f.Pointer, "/")), page.Markdown(string(f.Kind)), page.Markdown(f.Message)})
	}
	return t.RenderMarkdown()
}
