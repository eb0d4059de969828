package main

import (
	"context"
	"slices"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// checkPeriod refuses to take the lines of a file for unpaid that no payout of its period holds and those of other periods do, where that period was
// forgotten, or is new to the journal, as one that was mistyped is. Where new payments are payable a new period is what they need, unless it is
// another way to write one of the others.
func (p *payment) checkPeriod(ctx context.Context, payable bool) error {
	a, err := p.attempt(p.plan)
	if err != nil {
		return err
	}
	others, known, err := a.OtherPeriods(ctx, p.plan)
	if err != nil {
		return exit(codeOf(nil, err), err)
	}
	if len(others) == 0 || known && p.period != "" {
		return nil
	}
	own, err := a.Look(ctx, p.plan, false)
	if err != nil {
		return exit(codeOf(nil, err), err)
	}
	if !own.Begun.IsZero() { // these lines were begun in this period, and have become free since
		return nil
	}
	if i := slices.IndexFunc(others, func(o runner.PeriodLines) bool { return o.Alike }); i >= 0 {
		return exit(exitInput, localize.Errorf("--period %s: lines of this file were, or are to be, paid for that period, which is written %s in this journal: write it so\nnothing was sent",
			plaintext.Printable(p.period), plaintext.Printable(others[i].Period)))
	}
	if payable && p.period != "" {
		return nil
	}
	if p.period == "" {
		return exit(exitInput, localize.Errorf("--period is missing: lines of this file were, or are to be, paid with one: %s. Name the period that is meant, and a new one for new payments\nnothing was sent",
			periodList(others)))
	}
	return exit(exitInput, localize.Errorf("--period %s: no payout of this journal has it, and lines of this file were, or are to be, paid with others: %s. "+
		"If it is not mistyped but new, nobody was paid for it yet: pay the whole file\nnothing was sent", plaintext.Printable(p.period), periodList(others)))
}

// checkColumn warns that a column for the period is not read. Where payments without a period are over already, it refuses a file that has one:
// it may be that of the next month.
func (p *payment) checkColumn(known *runner.Outlook) error {
	heading := p.in.periodHeading()
	if p.period != "" || heading == "" {
		return nil
	}
	if known.Settled.IsZero() {
		p.warn(localize.Sayf("the column %s says for which period the payments are, and is not read: --period names it", plaintext.Printable(heading)))
		return nil
	}
	return exit(exitInput, localize.Errorf("the same payments, without a period, were settled on %s, and the column %s, which is not read, says for which period these are: name it (--period %s), or pass the column over (--ignore-columns)\nnothing was sent",
		day(known.Settled), plaintext.Printable(heading), periodForm))
}

// checkNew refuses a file whose payments are very likely not new, although its ids are. A forgotten period is one where payments like those of the
// file were made lately: new payments may come in a new period, and neither in none nor in one that is written in another way.
func (p *payment) checkNew(ctx context.Context, known *runner.Outlook) error {
	if err := p.checkAlike(known); err != nil {
		return err
	}
	if len(known.Held) == 0 && known.Begun.IsZero() && (p.onlyUnpaid || len(known.Similar) > 0) {
		return p.checkPeriod(ctx, !p.onlyUnpaid)
	}
	return nil
}

// periodList names periods and how many lines are held in each.
func periodList(others []runner.PeriodLines) (list localize.Said) {
	for i, other := range others {
		name := any(plaintext.Printable(other.Period))
		if other.Period == "" {
			name = localize.Term("none")
		}
		next := localize.Sayf("%s (%s)", name, lines(other.Lines))
		if i > 0 {
			next = localize.Sayf("%s, %s", list, next)
		}
		list = next
	}
	return list
}
