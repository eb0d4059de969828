package runner

import (
	"context"
	"slices"
	"time"

	"github.com/iyzipayout/iyzipayout/internal/localize"
)

// Reserve claims the lines of a plan for payouts that are run with another store, such as the database of a queue: from then on runs of this store
// leave them alone, as lines of payouts whose journals are elsewhere. Nothing gives them up but a run with [WithPayAgain]. A line that is reserved
// already passes to the plan where own says that the other store has the payout for which it is. It is a *[HeldError], and nothing is
// claimed, where payouts of this store hold lines. Nobody is asked.
func (r *Runner) Reserve(ctx context.Context, plan *Plan, own func(externalID string) (bool, error)) error {
	nobody := *plan
	nobody.ExternalID, nobody.derived = plan.ContentID+"-look", false // so that the lines of the payout itself are among the held ones
	f, err := r.search(ctx, &nobody)
	if err != nil {
		return err
	}
	var others []Claim
	for _, claims := range byPayout(f.held) {
		id := claims[0].Payout
		s, err := r.peek(ctx, id)
		reserved := err == nil && s.begin == nil
		if reserved {
			if reserved, err = own(id); err != nil {
				return err
			}
		}
		if !reserved {
			others = append(others, claims...)
		}
	}
	if len(others) > 0 {
		return f.refuse(plan, others, "not asked")
	}
	return r.claimPlan(ctx, plan, f, func(string) bool { return true })
}

// Hold claims the lines of those batches of a plan that are to be run later with this store: from then on other payouts leave them alone, and only the
// run itself, or whoever gives it up, releases them. Each batch is to be run by [Runner.Run]. It is a *[HeldError], and nothing is claimed, where other
// payouts hold lines of the plan, and a *[ChangedError] where the journal of a batch was begun with something else, which would keep the lines for
// good. Nobody is asked.
func (r *Runner) Hold(ctx context.Context, plan *Plan, batch func(externalID string) bool) error {
	f, err := r.search(ctx, plan)
	if err != nil {
		return err
	}
	if len(f.held) > 0 {
		return f.refuse(plan, f.held, "not asked")
	}
	for b, err := range plan.batches(ctx) {
		if err != nil {
			return err
		}
		if !batch(b.batch.ExternalID) {
			continue
		}
		b.place = nil
		switch s, err := r.peek(ctx, b.batch.ExternalID); {
		case err != nil:
			return unreadable(b.batch.ExternalID, err)
		case s.begin != nil:
			if differences := s.begin.differences(r.beginning(b)); len(differences) > 0 {
				return changed(b.batch.ExternalID, differences)
			}
		}
	}
	return r.claimPlan(ctx, plan, f, batch)
}

// refuse names held lines of a plan.
func (f *found) refuse(plan *Plan, held []Claim, reason string) error {
	e := &HeldError{ExternalID: plan.ExternalID}
	for _, h := range keep(held, verdict{reason: localize.Sayf(reason)}, nil) {
		e.Lines = append(e.Lines, h.line(f.index[h.Line], f.ids[h.Line]))
	}
	slices.SortFunc(e.Lines, func(a, b HeldLine) int { return a.Index - b.Index })
	return e
}

// claimPlan claims the lines of batches of a plan, also from the payouts that were found to hold them.
func (r *Runner) claimPlan(ctx context.Context, plan *Plan, f *found, batch func(externalID string) bool) error {
	held, now := byLine(f.held), time.Now().UTC()
	line, payment := r.claimant().lines(plan.Period), r.claimant().payments()
	var claims []Claim
	for b, err := range plan.batches(ctx) {
		if err != nil {
			return err
		}
		if !batch(b.batch.ExternalID) {
			continue
		}
		for _, item := range b.batch.Items {
			key := line(item.ExternalID)
			claims = append(claims, Claim{Line: key, Payment: payment(item), Payout: b.batch.ExternalID, At: now, Instead: held[key].Payout})
			f.ids[key] = item.ExternalID
		}
	}
	switch others, err := r.store.Claim(ctx, claims); {
	case err != nil:
		return &journalError{err}
	case len(others) > 0:
		return f.refuse(plan, others, "claimed at this very moment")
	}
	return nil
}
