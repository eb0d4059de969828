package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

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
	rows := make([][]string, len(list))
	for i, r := range list {
		rows[i] = []string{fmt.Sprint(r.Line), r.ItemExternalID, r.Recipient, r.Name, o.say.amount(r.Amount, r.Currency), o.screen.paint(payout.State(r.State), o.say.word(r.State)), r.Status, r.Reason}
	}
	if len(rows) > 0 {
		fmt.Fprintln(o.w, o.drawn([]string{"#", "Item", "Recipient", "Name", "Amount", "State", "Status", "Reason"}, rows, 1, 5))
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

// drawn is a table that fits the screen: where it is wider, the cells of the widest columns are broken into lines. The columns with
// numbers, counted from 1, are right-aligned.
func (v view) drawn(head []string, rows [][]string, right ...int) string {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	var header table.Row
	widths := make([]int, len(head))
	for i, name := range head {
		name = v.say.capitals(v.say.word(name))
		header = append(header, name)
		widths[i] = text.StringWidthWithoutEscSequences(name)
	}
	t.AppendHeader(header)
	t.Style().Format.Header = text.FormatDefault
	for _, cells := range rows {
		var row table.Row
		for i, cell := range cells {
			row = append(row, cell)
			widths[i] = max(widths[i], text.StringWidthWithoutEscSequences(cell))
		}
		t.AppendRow(row)
	}
	var columns []table.ColumnConfig
	for i, width := range fit(widths, v.screen.width) {
		column := table.ColumnConfig{Number: i + 1, WidthMax: width, WidthMaxEnforcer: text.WrapSoft}
		if slices.Contains(right, i+1) {
			column.Align, column.AlignHeader = text.AlignRight, text.AlignRight
		}
		columns = append(columns, column)
	}
	t.SetColumnConfigs(columns)
	return t.Render()
}

// narrowest is how far a column is cut down to fit a screen.
const narrowest = 8

// fit takes from the widest columns what a table is too wide for a screen. Each has a border and two blanks beside it. A screen of no
// width is as wide as it takes.
func fit(widths []int, screen int) []int {
	sum := 1
	for _, width := range widths {
		sum += width + 3
	}
	for ; screen > 0 && sum > screen; sum-- {
		widest := slices.Index(widths, slices.Max(widths))
		if widths[widest] <= narrowest {
			break
		}
		widths[widest]--
	}
	return widths
}
