package payfile

import (
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/payout"
)

// total adds up a file, for the rows that do so too.
type total struct {
	sum      money.Decimal
	part     money.Decimal // since the last sum of a part
	currency string
	mixed    bool // several currencies
	spoiled  bool // by lines that have problems
	lines    int
	first    int // line
	last     int // line
	line     int // of the totals row
	note     int // the last line that was left out as no payment
}

// add counts a line that was read.
func (b *builder) add(r *record, item payout.Item) {
	t := &b.total
	switch {
	case r.spoiled:
	case t.line > 0:
		r.report(noField, "stands below the sum in line %d: one of them is in the wrong place; where that is the sum of a part, call it a subtotal (Ara toplam)", t.line)
	case t.note > 0:
		r.report(noField, "stands below line %d, which is no payment: one of them is in the wrong place", t.note)
	}
	if len(r.problems) > 0 {
		t.spoiled = true
		return
	}
	a := item.Amount
	if t.lines++; t.lines == 1 {
		t.first = r.line
	}
	t.last = r.line
	t.mixed = t.mixed || t.currency != "" && t.currency != a.Currency()
	t.currency = a.Currency()
	t.sum, t.part = plus(t.sum, a.Value()), plus(t.part, a.Value())
}

func plus(sum, more money.Decimal) money.Decimal {
	if !sum.IsSet() {
		return more
	}
	return sum.Add(more)
}

// checkTotal compares the sum that a file names with the lines above it.
func (b *builder) checkTotal(r *record) {
	t := &b.total
	number, earlier := b.number(r), t.line
	if !r.part {
		t.line = r.line
	}
	if number == "" || t.spoiled {
		return
	}
	sum, err := money.Parse(number)
	switch {
	case earlier > 0:
		r.report(noField, "is a second sum, the first is in line %d: remove one", earlier)
	case t.mixed:
		r.report(amount, "is the sum of different currencies: remove this line")
	case err != nil || !t.sum.IsSet():
		r.report(amount, "is no sum: there is nothing above that adds up to it")
	case r.part && sum.Cmp(t.part) != 0 && sum.Cmp(t.sum) != 0 && t.part.Cmp(t.sum) != 0:
		r.report(amount, "is %s, but the lines above add up to %s, and since the last subtotal to %s: a line is missing, stands twice, or was changed", t.shown(sum), t.shown(t.sum), t.shown(t.part))
	case sum.Cmp(t.sum) != 0 && !(r.part && sum.Cmp(t.part) == 0):
		r.report(amount, "is %s, but the lines above add up to %s: a line is missing, stands twice, or was changed", t.shown(sum), t.shown(t.sum))
	}
	if r.part {
		t.part = money.Decimal{}
	}
}

// shown is a sum with its currency.
func (t *total) shown(sum money.Decimal) any {
	if a, err := payout.NewAmount(money.Sum(money.FromMinor(0, 2), sum), t.currency); err == nil {
		return a
	}
	return sum
}

// explain says of a row that cannot be a payment what it looks like, in place of each cell that is missing.
func (b *builder) explain(r *record) {
	t := &b.total
	switch {
	case r.note && r.few && (r.spoiled || len(r.problems) == 0):
		r.problems = nil
		r.spoil("has neither a recipient nor an amount: fill them in, or delete the row if it is a heading or a note")
	case r.unnamed && len(r.problems) == 0:
		sum, err := money.Parse(b.number(r))
		switch r.problems, r.bad = nil, nil; {
		case err != nil:
			r.spoil("is no payment: it has neither a recipient nor an id, and no number for an amount: delete the row, or correct it")
		case !t.spoiled && !t.mixed && t.lines > 1 && sum.Cmp(t.sum) == 0:
			r.spoil("looks like the sum of lines %d to %d: delete it, or write TOPLAM beside the amount; if it is a payment, its recipient and its id are missing", t.first, t.last)
		}
	}
}
