package runner

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"

	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout"
)

// RunPlan takes a large payout to its end, and gives the report of each batch in the order of the items. The plan's batches go
// through every step together: the lines of all are claimed before the first is handed over, all are handed over before the first is
// authorised, and all are authorised before the first is waited for. When one cannot be handed over, or changed, nothing is
// authorised. What [WithOnRefused] says holds for the whole: one refused line stops or cancels all batches.
//
// Report and error of each batch are those of [Runner.Run]. An error without a batch, such as [ErrSourceChanged] or a *[HeldError]
// with the held lines of all batches, comes with a nil report; its outcome is about all of them. After any error it is safe to run the
// same plan again.
func (r *Runner) RunPlan(ctx context.Context, plan *Plan) iter.Seq2[*payout.Report, error] {
	return func(yield func(*payout.Report, error) bool) {
		plan, err := r.named(ctx, plan)
		if err != nil {
			yield(nil, err)
			return
		}
		if plan.recall {
			yield(nil, &NotReadyError{ExternalID: plan.ExternalID, Reason: "it is not made of its file"})
			return
		}
		payer, err := r.handOverAll(ctx, plan)
		if err != nil {
			yield(nil, err)
			return
		}
		payer.payAll(ctx, plan, yield)
	}
}

// payAll authorises batches that were handed over, and waits for them.
func (payer *Runner) payAll(ctx context.Context, plan *Plan, yield func(*payout.Report, error) bool) {
	failed := map[int]ending{} // batches that could not be authorised: tried once, reported in their order
	for end := range payer.each(ctx, plan, goalAuthorised, nil) {
		if end.err != nil && end.number > 0 {
			failed[end.number] = end
		}
		if ctx.Err() != nil {
			break
		}
	}
	for end := range payer.each(ctx, plan, goalSettled, failed) {
		if !yield(end.report, end.err) {
			return
		}
	}
}

// named is the plan under the externalId under which it runs.
func (r *Runner) named(ctx context.Context, plan *Plan) (*Plan, error) {
	given := plan.ExternalID
	if plan.derived {
		given = ""
	}
	id, err := r.name(ctx, given, plan.ContentID, plan.earlier)
	if err != nil {
		return nil, err
	}
	under := *plan
	under.ExternalID = id
	return &under, nil
}

// handOverAll gets every batch claimed and accepted, the first one alone: under its externalId an earlier run shows that cut the same
// file in another way. It returns the runner that pays or cancels them, or an error after which nothing may be authorised.
func (r *Runner) handOverAll(ctx context.Context, plan *Plan) (*Runner, error) {
	if err := r.claimAll(ctx, plan); err != nil {
		return nil, err
	}
	for b, err := range plan.batches(ctx) {
		if err == nil {
			err = r.runTo(ctx, b, goalAccepted).err
		}
		if err != nil {
			return nil, plan.about(err)
		}
		break
	}
	if plan.Batches() == 1 {
		return r, nil
	}
	// The first batch has paused before it was handed over: whoever began the same plan elsewhere shows by that one.
	others := *r
	others.config.lookedTwice = true
	all, err := others.sumUp(ctx, plan, goalAccepted)
	if err != nil {
		return nil, plan.about(err)
	}
	return r.decide(ctx, plan, all)
}

// decide returns the runner that pays or cancels batches that were handed over. What an earlier run decided for some holds for all.
func (r *Runner) decide(ctx context.Context, plan *Plan, all ending) (*Runner, error) {
	payer := *r
	switch {
	case r.config.prepare:
		return &payer, nil
	case all.canceled:
		payer.config.cancelAll = true
	case all.paying:
		payer.config.onRefused = PayAccepted
	case all.refused > 0 && r.config.onRefused == StopOnRefused:
		return nil, &RefusedPlanError{Refused: all.refused, Total: plan.Lines}
	case all.refused > 0 && r.config.onRefused == CancelOnRefused:
		payer.config.cancelAll = true
	}
	if !all.paying && !payer.config.cancelAll {
		if err := secondLook(ctx, r.config); err != nil {
			return nil, &partError{err}
		}
		payer.config.lookedTwice = true
	}
	return &payer, nil
}

// claimAll claims the lines of all batches before the first is handed over. Where one cannot be claimed, those are given up for which
// nothing was sent.
func (r *Runner) claimAll(ctx context.Context, plan *Plan) error {
	fresh := map[ClaimKey]bool{}
	claiming := *r
	claiming.config.parallel = 1 // one batch may ask about another one as about any payout that holds a line
	claiming.config.claimed = func(line ClaimKey) { fresh[line] = true }
	_, err := claiming.sumUp(ctx, plan, goalClaimed)
	held, ok := errors.AsType[*HeldError](err)
	if !ok {
		return plan.about(err)
	}
	// What they held before they keep: a journal that says that nothing was sent may be an old copy, or a new one in place of a lost one.
	for b, err := range plan.batches(ctx) {
		if err == nil {
			err = r.giveUpUnsent(ctx, b.batch, fresh)
		}
		if err != nil {
			return errors.Join(held, err)
		}
	}
	found, err := r.search(ctx, plan)
	if err != nil {
		return errors.Join(held, err)
	}
	lines, err := r.heldLines(ctx, plan, found, true)
	if err == nil && len(lines) > 0 {
		held = &HeldError{ExternalID: plan.ExternalID, Lines: lines}
	}
	return errors.Join(held, err)
}

// giveUpUnsent releases what a run claimed for a batch of which nothing was sent, with its journal locked: nobody may hand it over
// meanwhile.
func (r *Runner) giveUpUnsent(ctx context.Context, batch payout.Batch, mine map[ClaimKey]bool) error {
	u, err := r.read(ctx, batch)
	if err != nil {
		return nil // whoever has it open needs the lines
	}
	defer func() { _ = u.journal.Close() }()
	if u.state.init.sent || u.state.taken {
		return nil
	}
	_, err = u.giveUp(ctx, slices.DeleteFunc(slices.Clone(u.lineKeys()), func(key ClaimKey) bool { return !mine[key] }))
	return err
}

// about is an error of one batch. Of the others nobody asked.
func (p *Plan) about(err error) error {
	if err == nil || p.Batches() == 1 {
		return err
	}
	return &partError{err}
}

// partError is an error that says nothing about the other batches of a plan.
type partError struct{ err error }

func (e *partError) Error() string {
	return e.err.Error() + "\nthat is one batch of several; others may have been paid: run the same again before paying anybody in any other way"
}

func (e *partError) Unwrap() error { return e.err }

// Outcome is OutcomeUnknown.
func (e *partError) Outcome() payout.Outcome { return payout.OutcomeUnknown }

// sumUp takes batches to a goal and sums up how far they are.
func (r *Runner) sumUp(ctx context.Context, plan *Plan, to goal) (all ending, err error) {
	for end := range r.each(ctx, plan, to, nil) {
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

func (e *RefusedPlanError) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *RefusedPlanError) Localize(say func(format string, args ...any) string) string {
	return plaintext.Agree(say("payout: %d of %d lines were refused, nothing was authorised", e.Refused, e.Total))
}

// Outcome is OutcomeUnknown: no auth was sent from this store, and nobody asked whether one was from another.
func (e *RefusedPlanError) Outcome() payout.Outcome { return payout.OutcomeUnknown }

// each takes the batches to a goal, several at once, and tells how they ended in their order. Those in over have ended already.
func (r *Runner) each(ctx context.Context, plan *Plan, to goal, over map[int]ending) iter.Seq[ending] {
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
		for next, err := range plan.batches(ctx) {
			if len(under) == r.config.parallel && !oldest() {
				return
			}
			done := make(chan ending, 1)
			under = append(under, done)
			if err != nil {
				done <- ending{err: err}
				break
			}
			if end, is := over[next.number]; is {
				done <- end
				continue
			}
			all.Go(func() {
				end := r.runTo(ctx, next, to)
				end.number = next.number
				done <- end
			})
		}
		for len(under) > 0 {
			if !oldest() {
				return
			}
		}
	}
}
