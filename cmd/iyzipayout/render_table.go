package main

import (
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout"
)

// tableResults writes one table a batch.
type tableResults struct {
	w        io.Writer
	practice bool
	tally
}

func (o *tableResults) begin(int) {
	if o.practice {
		fmt.Fprintln(o.w, practicing)
	}
}

func (o *tableResults) add(report part) {
	list := report.rows()
	o.tally.add(report)
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"#", "Item", "Recipient", "Name", "Amount", "State", "Status", "Reason"})
	for _, r := range list {
		t.AppendRow(table.Row{r.Line, r.ItemExternalID, r.Recipient, r.Name, r.Amount + " " + r.Currency, r.State, r.Status, r.Reason})
	}
	fmt.Fprintln(o.w, t.Render())
	for _, state := range states() {
		summarize(o.w, report, list, state)
	}
}

func (o *tableResults) end() {
	for _, state := range states() {
		if o.parts > 1 && o.count[state] > 0 {
			fmt.Fprintf(o.w, "in all %s: %d of %s, %s %s\n", state, o.count[state], plaintext.Plural(o.lines, "line"), o.total[state], o.currency)
		}
	}
	if o.practice {
		fmt.Fprintln(o.w, practiced)
	}
}

// summarize says in words which lines are in a state.
func summarize(w io.Writer, report part, list []row, state payout.State) {
	n := report.Count(state)
	if n == 0 {
		return
	}
	fmt.Fprintf(w, "%s: %d of %s, %s %s\n", state, n, plaintext.Plural(len(report.Lines), "line"), report.Total(state), report.Lines[0].Item.Amount.Currency())
	for _, r := range list {
		if r.State == string(state) && state != payout.StatePaid {
			fmt.Fprintf(w, "  %s to %s: %s %s\n", r.ItemExternalID, r.Recipient, r.Status, r.Reason)
		}
	}
}
