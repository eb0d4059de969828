package main

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// payUnpaid pays the lines that no payout holds. Payouts that hold lines and have not come to their end are gone on with first.
func (p *payment) payUnpaid(ctx context.Context) error {
	held, err := p.heldByAnyone(ctx)
	if err != nil {
		return err
	}
	if len(held) == 0 {
		if err := p.checkPeriod(ctx); err != nil {
			return err
		}
	}
	if unfinished := holders(slices.DeleteFunc(slices.Clone(held), func(h runner.HeldLine) bool { return !isOpen(h) })); len(unfinished) > 0 {
		if err := p.confirm(ctx, "Payouts that hold lines of this file are not finished: %s. Go on with them first?", strings.Join(unfinished, ", ")); err != nil {
			return err
		}
		for _, holder := range unfinished {
			p.goOn(ctx, holder, held)
		}
		if ctx.Err() != nil {
			return p.finish(ctx)
		}
		if held, err = p.heldByAnyone(ctx); err != nil {
			return err
		}
	}
	p.nameHeld(held, notAgain)
	if len(held) > 0 {
		p.end.worsen(codeOfLeft(held))
		p.sayKept(held)
	}
	free := p.plan.Free(held)
	if len(free) == 0 {
		p.say("no line is left to be paid: nothing was sent")
		p.addHeld(ctx, held)
		return p.finish(ctx)
	}
	return p.payRest(ctx, held, free)
}

// holders are the payouts that hold lines.
func holders(held []runner.HeldLine) []string {
	all := map[string]bool{}
	for _, h := range held {
		all[h.Payout] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// goOn goes on with a payout that holds lines of the file.
func (p *payment) goOn(ctx context.Context, holder string, held []runner.HeldLine) {
	p.say("going on with payout %s", plaintext.Printable(holder))
	a, err := p.attempt(p.plan)
	if err == nil {
		err = a.GoOn(ctx, p.plan, holder, held)
		a.watch.done()
	}
	switch {
	case errors.Is(err, runner.ErrOtherLines):
		p.say("payout %s was begun with other lines than these, and is left alone: run the command that began it, or see --pay-again", plaintext.Printable(holder))
	case err != nil:
		p.say("%v", err) // what became of its lines is asked once more below
		if ctx.Err() != nil {
			p.end.add(nil, err)
		}
	}
}

// payRest pays the lines that nobody holds, as a payout of their own.
func (p *payment) payRest(ctx context.Context, held []runner.HeldLine, free []int) error {
	whole, err := p.attempt(p.plan)
	if err != nil {
		return err
	}
	plan, err := whole.Rest(ctx, p.plan, free)
	if err != nil {
		return exit(codeOf(nil, err), err)
	}
	p.say("left to be paid: %d of %s, %s in all%s, externalId %s", plan.Lines, lines(p.plan.Lines), plan.Total, inBatches(plan), plan.ExternalID)
	if err := p.confirm(ctx, "Pay %s?", p.totals(plan)); err != nil {
		return err
	}
	rest, err := p.attempt(plan)
	if err != nil {
		return err
	}
	p.addHeld(ctx, held)
	p.run(ctx, rest, free)
	return p.finish(ctx)
}

// addHeld prints the lines that are not sent again, a part for each payout that holds some.
func (p *payment) addHeld(ctx context.Context, held []runner.HeldLine) {
	groups, items := holders(held), map[int]payout.Item{}
	held = slices.SortedFunc(slices.Values(held), func(a, b runner.HeldLine) int { return a.Index - b.Index })
	for _, h := range held {
		items[h.Index] = payout.Item{}
	}
	for i, item := range p.plan.Items(ctx) {
		if _, wanted := items[i]; wanted {
			items[i] = item
		}
	}
	for _, holder := range groups {
		next := part{Report: payout.Report{ExternalID: holder}, earlier: true}
		for _, h := range held {
			if h.Payout == holder {
				next.Lines = append(next.Lines, payout.Line{Item: items[h.Index], State: h.State, Reason: earlier(h, notAgain).String()})
				next.reasons = append(next.reasons, earlier(h, notAgain))
				next.numbers = append(next.numbers, h.Index)
			}
		}
		p.add(next)
	}
}
