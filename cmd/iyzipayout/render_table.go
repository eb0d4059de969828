package main

import (
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/iyzipayout/iyzipayout/payout"
)

// tableResults writes one table a batch.
type tableResults struct {
	w        io.Writer
	practice bool
	tally
}

func (o *tableResults) begin(int) error {
	return o.sayPractice("this is the built-in emulator, nobody is paid")
}

func (o *tableResults) sayPractice(what string) error {
	if !o.practice {
		return nil
	}
	_, err := fmt.Fprintln(o.w, "PRACTICE:", what)
	return err
}

func (o *tableResults) add(report part) error {
	list := report.rows()
	o.tally.add(report)
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"#", "Item", "Recipient", "Name", "Amount", "State", "Status", "Reason"})
	for _, r := range list {
		t.AppendRow(table.Row{r.Line, r.ItemExternalID, r.Recipient, r.Name, r.Amount + " " + r.Currency, r.State, r.Status, r.Reason})
	}
	if _, err := fmt.Fprintln(o.w, t.Render()); err != nil {
		return err
	}
	for _, state := range states() {
		if err := summarize(o.w, report, list, state); err != nil {
			return err
		}
	}
	return nil
}

func (o *tableResults) end() error {
	for _, state := range states() {
		if o.parts < 2 || o.count[state] == 0 {
			continue
		}
		if _, err := fmt.Fprintf(o.w, "in all %s: %d of %d lines, %s %s\n", state, o.count[state], o.lines, o.total[state], o.currency); err != nil {
			return err
		}
	}
	return o.sayPractice("this was the built-in emulator, nobody was paid")
}

// summarize says in words which lines are in a state.
func summarize(w io.Writer, report part, list []row, state payout.State) error {
	n := report.Count(state)
	if n == 0 {
		return nil
	}
	if _, err := fmt.Fprintf(w, "%s: %d of %d lines, %s %s\n", state, n, len(report.Lines), report.Total(state), report.Lines[0].Item.Amount.Currency()); err != nil {
		return err
	}
	for _, r := range list {
		if r.State != string(state) || state == payout.StatePaid {
			continue
		}
		if _, err := fmt.Fprintf(w, "  %s to %s: %s %s\n", r.ItemExternalID, r.Recipient, r.Status, r.Reason); err != nil {
			return err
		}
	}
	return nil
}
