package live

import (
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
)

// WriteTable writes the coverage as a table for a terminal, with what was not exercised below it.
func (c Coverage) WriteTable(w io.Writer) error {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"Operation", "Calls", "Statuses", "Parameters", "Fields", "Enum values"})
	for _, o := range c.Operations {
		n := o.Totals()
		t.AppendRow(table.Row{o.ID, o.Calls, n.Statuses, n.Parameters, n.Fields, n.Values})
	}
	n := c.Totals()
	t.AppendFooter(table.Row{"all", "", n.Statuses, n.Parameters, n.Fields, n.Values})
	if _, err := fmt.Fprintln(w, t.Render()); err != nil {
		return err
	}
	for _, gap := range c.Gaps() {
		for _, missing := range gap.Missing {
			if _, err := fmt.Fprintf(w, "not exercised: %s %s\n", gap.Operation, missing); err != nil {
				return err
			}
		}
	}
	return nil
}
