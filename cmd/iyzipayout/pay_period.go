package main

import (
	"context"
	"errors"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// checkPeriod refuses to take the lines of a file for unpaid by a period that was forgotten or mistyped, see [runner.Runner.CheckPeriod].
func (p *payment) checkPeriod(ctx context.Context) error {
	a, err := p.attempt(p.plan)
	if err != nil {
		return err
	}
	return refuseNotNew(a.CheckPeriod(ctx, p.plan, false))
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

// checkNew refuses a file whose payments are very likely not new, although its ids are, see [runner.Runner.CheckNew].
func (p *payment) checkNew(ctx context.Context, known *runner.Outlook) error {
	a, err := p.attempt(p.plan)
	if err != nil {
		return err
	}
	if err := a.CheckNew(ctx, p.plan, known); err != nil || !p.onlyUnpaid || len(known.Held) > 0 || !known.Begun.IsZero() {
		return refuseNotNew(err)
	}
	return refuseNotNew(a.CheckPeriod(ctx, p.plan, false))
}

// refuseNotNew is the refusal of payments that are very likely not new.
func refuseNotNew(err error) error {
	notNew, is := errors.AsType[*runner.NotNewError](err)
	switch {
	case err == nil:
		return nil
	case !is:
		return exit(codeOf(nil, err), err)
	case notNew.Again != nil:
		return exit(exitInput, localize.Errorf("%w\nnothing was sent", err))
	}
	return exit(exitInput, localize.Errorf("--period: %w\nnothing was sent", err))
}
