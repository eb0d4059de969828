package main

import (
	"cmp"
	"fmt"

	"github.com/iyzipayout/iyzipayout/payout"
)

// showRead prints every line as it was understood, and what they come to.
func (p *payment) showRead() {
	page := p.pagerFor()
	defer func() { page.show(p.getenv) }()
	all := part{Report: payout.Report{ExternalID: p.plan.ExternalID}}
	for row, err := range p.in.rows() {
		if err == nil { // the plan was made of this file, so there is none
			all.numbers = append(all.numbers, len(all.numbers))
			all.Lines = append(all.Lines, payout.Line{Item: row.Item, State: stateRead})
		}
	}
	p.add(all)
	p.printer.end()
}

// addRead writes what a dry run has read.
func (o *tableResults) addRead(report part) {
	var rows [][]string
	for _, r := range o.rows(report) {
		rows = append(rows, []string{fmt.Sprint(r.Row), r.ItemExternalID, r.Recipient, r.Name, o.say.amount(r.Amount, r.Currency)})
	}
	fmt.Fprintln(o.w, o.drawn([]string{"Line", "Item", "Recipient", "Name", "Amount"}, rows, []int{1, 5}))
	for _, s := range o.sums {
		fmt.Fprintln(o.w, o.say.sprintf("%s: %d of %s, %s %s", s.RecipientType, s.Lines, o.say.count(o.lines, "line"), s.Total, s.Currency))
	}
	fmt.Fprintln(o.w, o.say.sprintf("environment: %s", cmp.Or(o.environment, o.say.sprintf("none was named (--env)"))))
}
