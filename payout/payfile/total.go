package payfile

import (
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/payout"
)

// total adds up a file, for the row that does so too.
type total struct {
	sum      money.Decimal
	currency string
	mixed    bool // several currencies
	spoiled  bool // by lines that have problems
	lines    int
	line     int // of the totals row
}

// add counts a line that was read.
func (b *builder) add(r *record, item payout.Item) {
	t := &b.total
	if t.line > 0 {
		r.report(noField, "stands below the sum in line %d: one of them is in the wrong place", t.line)
	}
	if len(r.problems) > 0 {
		t.spoiled = true
		return
	}
	a := item.Amount
	t.lines++
	t.mixed = t.mixed || t.currency != "" && t.currency != a.Currency()
	t.currency = a.Currency()
	if t.sum = t.sum.Add(a.Value()); !t.sum.IsSet() {
		t.sum = a.Value()
	}
}

// checkTotal compares the sum that a file names with the lines above it.
func (b *builder) checkTotal(r *record) {
	t := &b.total
	number := b.number(r)
	if number == "" || t.spoiled {
		return
	}
	sum, err := money.Parse(number)
	switch {
	case t.line > 0:
		r.report(noField, "is a second sum, the first is in line %d: remove one", t.line)
	case t.mixed:
		r.report(amount, "is the sum of different currencies: remove this line")
	case err != nil || sum.Cmp(t.sum) != 0:
		r.report(amount, "is not the sum of the lines above: a line is missing, stands twice, or was changed")
	}
	t.line = r.line
}
