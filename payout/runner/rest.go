package runner

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/payout"
)

// Holders is [Runner.Look] for whoever wants to pay what is left of a plan: the lines that the payout of the plan itself holds are told, too.
func (r *Runner) Holders(ctx context.Context, plan *Plan, ask bool) (*Outlook, error) {
	nobody := *plan
	nobody.ExternalID, nobody.derived = plan.ContentID+"-look", false // under which nothing is ever paid
	return r.Look(ctx, &nobody, ask)
}

// Free are the indexes of the items that nobody holds.
func (p *Plan) Free(held []HeldLine) []int {
	taken := make(map[int]bool, len(held))
	for _, h := range held {
		taken[h.Index] = true
	}
	free := []int{}
	for i := range p.Lines {
		if !taken[i] {
			free = append(free, i)
		}
	}
	return free
}

// Items gives the items of the plan with their indexes. It ends where they cannot be read again.
func (p *Plan) Items(ctx context.Context) iter.Seq2[int, payout.Item] {
	return func(yield func(int, payout.Item) bool) {
		index := 0
		for item, err := range p.source(ctx) {
			if err != nil || !yield(index, item) {
				return
			}
			index++
		}
	}
}

// of is a plan of some items of a plan, by their indexes in their order.
func (p *Plan) of(ctx context.Context, externalID string, batchSize int, items []int) (*Plan, error) {
	header := payout.Batch{ExternalID: externalID, Period: p.Period, Purpose: p.Purpose}
	return NewPlan(ctx, header, batchSize, func(ctx context.Context) iter.Seq2[payout.Item, error] {
		return func(yield func(payout.Item, error) bool) {
			index, left := -1, items
			for item, err := range p.source(ctx) {
				index++
				if err == nil && (len(left) == 0 || left[0] != index) {
					continue
				}
				if left = left[min(1, len(left)):]; !yield(item, err) {
					return
				}
			}
		}
	})
}

// ErrTriedTooOften ends the search for an externalId under which lines that failed again and again could be paid.
var ErrTriedTooOften = errors.New("these lines failed too often: look at why, or name another externalId")

// mostTries is how often lines of one content are paid anew after they failed.
const mostTries = 1000

// Rest is the payout of some items of a plan that nobody holds, see [Plan.Free]. One that has come to its end proved these lines to be
// unpaid, so that they need another one; one that has not is gone on with.
func (r *Runner) Rest(ctx context.Context, plan *Plan, free []int) (*Plan, error) {
	rest, err := plan.of(ctx, "", plan.BatchSize, free)
	if err != nil {
		return nil, err
	}
	if !plan.derived {
		rest.ExternalID, rest.derived = plan.ExternalID+"-"+strings.TrimPrefix(rest.ContentID, "content-")[:8], false
	}
	first := ""
	for try := 2; try <= mostTries; try++ {
		known, err := r.Look(ctx, rest, false)
		if err != nil {
			return nil, err
		}
		if known.Settled.IsZero() && !known.Canceled {
			return rest, nil
		}
		if first == "" {
			first = known.ExternalID
		}
		rest.ExternalID, rest.derived = fmt.Sprintf("%s-try-%d", first, try), false
	}
	return nil, ErrTriedTooOften
}

// ErrOtherLines is what [Runner.GoOn] ends with for a payout that was begun with other lines.
var ErrOtherLines = errors.New("it was begun with other lines than these")

// GoOn takes a payout that holds lines of a plan to its end, if it is made of lines of the plan as they are now: of all of them, of those
// that it holds, or of these and those that nobody holds, which it may have given up. The journal tells; what was begun with something
// else ends with [ErrOtherLines].
func (r *Runner) GoOn(ctx context.Context, plan *Plan, holder string, held []HeldLine) error {
	var mine []int
	for _, h := range held {
		if h.Payout == holder {
			mine = append(mine, h.Index)
		}
	}
	if s, err := r.peek(ctx, holder); err == nil && s.begin == nil {
		return &NotReadyError{ExternalID: holder, Reason: unknownHere} // another store has it, which may be paying it
	}
	slices.Sort(mine)
	all := slices.Concat(mine, plan.Free(held))
	slices.Sort(all)
	if plan.ids()[holder] {
		if err := r.tryToGoOn(ctx, plan); !errors.Is(err, ErrOtherLines) {
			return err
		}
	}
	for _, items := range [][]int{mine, all} {
		part, err := plan.of(ctx, holder, max(len(items), 1), items)
		if err != nil {
			continue // such as no lines at all
		}
		if err := r.tryToGoOn(ctx, part); !errors.Is(err, ErrOtherLines) {
			return err
		}
	}
	return ErrOtherLines
}

// tryToGoOn leaves alone what waits for a release.
func (r *Runner) tryToGoOn(ctx context.Context, plan *Plan) error {
	careful := *r
	careful.config.released = true
	for _, err := range careful.RunPlan(ctx, plan) {
		_, changed := errors.AsType[*ChangedError](err)
		_, others := errors.AsType[*HeldError](err)
		switch {
		case changed, others:
			return ErrOtherLines
		case err != nil:
			return err
		}
	}
	return nil
}

// ids are the externalIds of the batches.
func (p *Plan) ids() map[string]bool {
	ids := map[string]bool{}
	for number := 1; number <= p.Batches(); number++ {
		ids[p.batchID(number)] = true
	}
	return ids
}
