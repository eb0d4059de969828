package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
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
	if unfinished := holders(slices.DeleteFunc(slices.Clone(held), func(h runner.HeldLine) bool { return !isOpen(h) })); len(unfinished) > 0 {
		if err := p.confirm(ctx, fmt.Sprintf("Payouts that hold lines of this file are not finished: %s. Go on with them first?", strings.Join(unfinished, ", "))); err != nil {
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
	switch {
	case slices.ContainsFunc(held, isOpen):
		p.end.worsen(exitUnknown)
	case len(held) > 0:
		p.end.worsen(exitOK)
	}
	free := p.free(held)
	if len(free) == 0 {
		p.say("no line is left to be paid: nothing was sent")
		p.addHeld(held)
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

// free are the indexes of the items that nobody holds.
func (p *payment) free(held []runner.HeldLine) []int {
	taken := make(map[int]bool, len(held))
	for _, h := range held {
		taken[h.Index] = true
	}
	free := []int{}
	for i := range p.plan.Lines {
		if !taken[i] {
			free = append(free, i)
		}
	}
	return free
}

// goOn goes on with a payout that holds lines of the file, if it is made of lines of the file as they are now: of all of them, of
// those that it holds, or of these and those that nobody holds, which it may have given up. The journal tells; what was begun with
// something else is left alone.
func (p *payment) goOn(ctx context.Context, holder string, held []runner.HeldLine) {
	mine := []int{}
	for _, h := range held {
		if h.Payout == holder {
			mine = append(mine, h.Index)
		}
	}
	slices.Sort(mine)
	all := append(slices.Clone(mine), p.free(held)...)
	slices.Sort(all)
	tries := [][]int{mine, all}
	if p.isOwn(holder) {
		tries = [][]int{nil, mine, all}
	}
	p.say("going on with payout %s", plaintext.Printable(holder))
	for _, items := range tries {
		done, err := p.tryToGoOn(ctx, holder, items)
		if err != nil {
			p.say("%v", err) // what became of its lines is asked once more below
		}
		if err != nil && ctx.Err() != nil {
			p.end.add(nil, err)
		}
		if done {
			return
		}
	}
	p.say("payout %s was begun with other lines than these, and is left alone: run the command that began it, or see --pay-again", plaintext.Printable(holder))
}

// isOwn reports whether a payout is one of the batches of the file.
func (p *payment) isOwn(id string) bool {
	rest, cut := strings.CutPrefix(id, p.plan.ExternalID)
	if !cut || rest == "" {
		return cut
	}
	number, err := strconv.Atoi(strings.TrimPrefix(rest, "-"))
	return err == nil && rest[0] == '-' && number > 1 && number <= p.plan.Batches()
}

// tryToGoOn reports whether the payout is made of these items.
func (p *payment) tryToGoOn(ctx context.Context, holder string, items []int) (bool, error) {
	header, size := p.header(), p.batchSize
	if items != nil {
		header.ExternalID, size = holder, max(len(items), 1)
	}
	plan, err := p.in.plan(ctx, header, size, items)
	if err != nil {
		return false, nil // such as no lines at all
	}
	begun, err := p.attempt(plan)
	if err != nil {
		return true, err
	}
	defer begun.watch.done()
	for _, err := range begun.RunPlan(ctx, plan) {
		if _, changed := errors.AsType[*runner.ChangedError](err); changed {
			return false, nil
		}
		if _, others := errors.AsType[*runner.HeldError](err); others {
			return false, nil
		}
		if err != nil {
			return true, err
		}
	}
	return true, nil
}

// payRest pays the lines that nobody holds, as a payout of their own.
func (p *payment) payRest(ctx context.Context, held []runner.HeldLine, free []int) error {
	plan, err := p.restPlan(ctx, free)
	if err != nil {
		return err
	}
	p.say("%d of %d lines are left to be paid, %s in all%s, externalId %s", plan.Lines, p.plan.Lines, plan.Total, inBatches(plan), plan.ExternalID)
	if err := p.confirm(ctx, fmt.Sprintf("Pay %s?", p.totals(plan))); err != nil {
		return err
	}
	rest, err := p.attempt(plan)
	if err != nil {
		return err
	}
	p.parts = len(holders(held)) + plan.Batches()
	p.addHeld(held)
	p.run(ctx, rest, free)
	return p.finish(ctx)
}

// mostTries is how often lines of one content are paid anew after they failed.
const mostTries = 1000

// restPlan makes the payout of the rest. One that has come to its end proved these lines to be unpaid, so that they need another
// one; one that has not is gone on with.
func (p *payment) restPlan(ctx context.Context, free []int) (*runner.Plan, error) {
	header := p.header()
	plan, err := p.in.plan(ctx, header, p.batchSize, free)
	if err != nil {
		return nil, exit(exitInput, err)
	}
	if p.externalID != "" {
		header.ExternalID += "-" + strings.TrimPrefix(plan.ContentID, "content-")[:8]
	}
	first := header.ExternalID
	for try := 1; try <= mostTries; try++ {
		if plan, err = p.in.plan(ctx, header, p.batchSize, free); err != nil {
			return nil, exit(exitInput, err)
		}
		_, known, err := p.look(ctx, plan, false)
		if err != nil {
			return nil, err
		}
		if known.Settled.IsZero() && !known.Canceled {
			return plan, nil
		}
		if first == "" {
			first = known.ExternalID
		}
		header.ExternalID = fmt.Sprintf("%s-try-%d", first, try+1)
	}
	return nil, exit(exitInput, errors.New("these lines failed too often: look at why, or name another --external-id"))
}

// addHeld prints the lines that are not sent again, a part for each payout that holds some.
func (p *payment) addHeld(held []runner.HeldLine) {
	groups := holders(held)
	p.parts = max(p.parts, len(groups))
	index := map[int]runner.HeldLine{}
	for _, h := range held {
		index[h.Index] = h
	}
	lines := map[string]*part{}
	for i, item := range p.in.numbered() {
		h, ok := index[i]
		if !ok {
			continue
		}
		if lines[h.Payout] == nil {
			lines[h.Payout] = &part{Report: payout.Report{ExternalID: h.Payout}, earlier: true}
		}
		to := lines[h.Payout]
		to.Lines = append(to.Lines, payout.Line{Item: item, State: h.State, Reason: earlier(h, notAgain)})
		to.numbers = append(to.numbers, i)
	}
	for _, holder := range groups {
		if lines[holder] != nil {
			p.add(*lines[holder])
		}
	}
}
