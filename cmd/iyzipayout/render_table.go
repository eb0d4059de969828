package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/iyzipayout/iyzipayout/payout"
)

// tableResults writes one table a batch.
type tableResults struct {
	w io.Writer
	view
	tally
}

func (o *tableResults) begin() {
	if o.practice() {
		fmt.Fprintln(o.w, o.say.sprintf(practicing))
	}
}

func (o *tableResults) add(report part) {
	list := o.rows(report)
	o.tally.add(report)
	if len(report.Lines) > 0 && report.Lines[0].State == stateRead {
		o.addRead(report)
		return
	}
	// The row of the file is what the person looks for; where nobody knows it lines are counted.
	first, number := "Line", func(r row) int { return r.Row }
	if slices.ContainsFunc(list, func(r row) bool { return r.Row == 0 }) {
		first, number = "#", func(r row) int { return r.Line }
	}
	rows := make([][]string, len(list))
	for i, r := range list {
		rows[i] = []string{fmt.Sprint(number(r)), r.ItemExternalID, r.Recipient, r.Name, o.say.amount(r.Amount, r.Currency), o.screen.paint(payout.State(r.State), o.say.word(r.State)), r.Status, r.Reason}
	}
	if len(rows) > 0 {
		fmt.Fprintln(o.w, o.drawn([]string{first, "Item", "Recipient", "Name", "Amount", "State", "Status", "Reason"}, rows, []int{1, 5}, 6))
	}
	for _, state := range states() {
		o.summarize(report, list, state)
	}
}

func (o *tableResults) end() {
	for _, state := range states() {
		if n, total, currency := o.of(state); o.parts > 1 && n > 0 {
			fmt.Fprintln(o.w, o.say.sprintf("in all %s: %d of %s, %s %s", o.say.word(string(state)), n, o.say.count(o.lines, "line"), total, currency))
		}
	}
	if o.practice() {
		fmt.Fprintln(o.w, o.say.sprintf(practiced))
	}
}

func (o *tableResults) close(ending) {}

// summarize says in words which lines are in a state.
func (o *tableResults) summarize(report part, list []row, state payout.State) {
	n := report.Count(state)
	if n == 0 {
		return
	}
	fmt.Fprintln(o.w, o.say.sprintf("%s: %d of %s, %s %s", o.say.word(string(state)), n, o.say.count(len(report.Lines), "line"), report.Total(state), report.Lines[0].Item.Amount.Currency()))
	for _, r := range list {
		if r.State == string(state) && state != payout.StatePaid {
			fmt.Fprintln(o.w, o.say.sprintf("  %s to %s: %s %s", r.ItemExternalID, r.Recipient, r.Status, r.Reason))
		}
	}
}
