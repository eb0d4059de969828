package payout

import (
	"context"
	"fmt"
	"iter"
	"sync"
)

// RunPlan takes a large payout to its end, and gives the report of each batch in the order of the items. The plan's batches go
// through every step together: all are handed over before the first is authorised, and all are authorised before the first is
// waited for. When one cannot be handed over, or changed, nothing is authorised. What [WithOnRefused] says holds for the whole:
// one refused line stops or cancels all batches.
//
// Report and error of each batch are those of [Runner.Run]. An error without a batch, such as [ErrSourceChanged], comes with a
// nil report. After any error it is safe to run the same plan again.
func (r *Runner) RunPlan(ctx context.Context, plan *Plan) iter.Seq2[*Report, error] {
	return func(yield func(*Report, error) bool) {
		payer, err := r.handOverAll(ctx, plan)
		if err != nil {
			yield(nil, err)
			return
		}
		// What goes wrong with a batch here goes wrong once more below, where it is reported with the batch.
		for range payer.each(ctx, plan, plan.batches(ctx), goalAuthorised) {
			if ctx.Err() != nil {
				break
			}
		}
		for end := range payer.each(ctx, plan, plan.batches(ctx), goalSettled) {
			if !yield(end.report, end.err) {
				return
			}
		}
	}
}

// handOverAll gets every batch accepted, the first one alone: under its externalId an earlier run shows that cut the same file in
// another way. It returns the runner that pays or cancels them, or an error after which nothing may be authorised.
func (r *Runner) handOverAll(ctx context.Context, plan *Plan) (*Runner, error) {
	if _, err := r.sumUp(ctx, plan, first(plan.batches(ctx))); err != nil {
		return nil, err
	}
	payer := *r
	if plan.Batches() == 1 {
		return &payer, nil
	}
	all, err := r.sumUp(ctx, plan, plan.batches(ctx))
	switch {
	case err != nil:
		return nil, err
	// What an earlier run decided for some batches holds for all of them.
	case all.canceled:
		payer.config.cancelAll = true
	case all.paying:
		payer.config.onRefused = PayAccepted
	case all.refused > 0 && r.config.onRefused == StopOnRefused:
		return nil, &RefusedPlanError{Refused: all.refused, Total: plan.Lines}
	case all.refused > 0 && r.config.onRefused == CancelOnRefused:
		payer.config.cancelAll = true
	}
	return &payer, nil
}

// first is the first of a sequence.
func first(all iter.Seq2[numbered, error]) iter.Seq2[numbered, error] {
	return func(yield func(numbered, error) bool) {
		for b, err := range all {
			yield(b, err)
			return
		}
	}
}

// sumUp hands batches over and sums up how far they are.
func (r *Runner) sumUp(ctx context.Context, plan *Plan, batches iter.Seq2[numbered, error]) (all ending, err error) {
	for end := range r.each(ctx, plan, batches, goalAccepted) {
		if end.err != nil {
			return all, end.err
		}
		all.refused += end.refused
		all.paying = all.paying || end.paying
		all.canceled = all.canceled || end.canceled
	}
	return all, nil
}

// RefusedPlanError says that init refused lines of a plan. Nothing was authorised.
type RefusedPlanError struct{ Refused, Total int }

func (e *RefusedPlanError) Error() string {
	return fmt.Sprintf("payout: %d of %d lines were refused, nothing was authorised", e.Refused, e.Total)
}

// Outcome is OutcomeNotSent: no auth was sent.
func (e *RefusedPlanError) Outcome() Outcome { return OutcomeNotSent }

// each takes batches to a goal, several at once, and tells how they ended in their order.
func (r *Runner) each(ctx context.Context, plan *Plan, batches iter.Seq2[numbered, error], to goal) iter.Seq[ending] {
	return func(yield func(ending) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var all sync.WaitGroup
		defer all.Wait()
		defer cancel()
		var under []chan ending
		oldest := func() bool {
			end := <-under[0]
			under = under[1:]
			return yield(end)
		}
		for next, err := range batches {
			if len(under) == r.config.parallel && !oldest() {
				return
			}
			done := make(chan ending, 1)
			under = append(under, done)
			if err != nil {
				done <- ending{err: err}
				break
			}
			all.Go(func() { done <- r.runTo(ctx, next.batch, plan.place(next.number), to) })
		}
		for len(under) > 0 {
			if !oldest() {
				return
			}
		}
	}
}
