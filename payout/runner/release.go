package runner

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/internal/vendortext"
)

// Prepared is a batch that waits for its release.
type Prepared struct {
	ExternalID, RequestID string
	Accepted              int
	Total                 payout.Amount // of the accepted lines
	Refused               []payout.RefusedItem
	Report                *payout.Report // of its lines
}

// Prepare claims the lines of a plan and hands its batches over, and authorises nothing: somebody releases them, see [Runner.Release].
// It writes so into the journals before anything is sent: a run that is killed leaves nothing that [Runner.Resume] would pay. Prepared
// again, the same plan is the same payout. One that was authorised or canceled ends with a *[NotReadyError].
func (r *Runner) Prepare(ctx context.Context, plan *Plan) ([]Prepared, error) {
	plan, err := r.named(ctx, plan)
	if err != nil {
		return nil, err
	}
	if plan.recall {
		return nil, &NotReadyError{ExternalID: plan.ExternalID, Reason: "it needs its file"}
	}
	if err := r.undecided(ctx, plan); err != nil {
		return nil, err
	}
	preparer := *r
	preparer.config.prepare = true
	if _, err := preparer.handOverAll(ctx, plan); err != nil {
		return nil, err
	}
	var all []Prepared
	for end := range preparer.each(ctx, plan, goalAccepted, nil) {
		if end.err != nil {
			return nil, plan.about(end.err)
		}
		accepted := end.result.Accepted()
		all = append(all, Prepared{
			ExternalID: plan.batchID(end.number), RequestID: end.result.RequestID(), Accepted: len(accepted),
			Total: (payout.Batch{Items: accepted}).Total(), Refused: end.result.Refused(), Report: end.report,
		})
	}
	return all, nil
}

// undecided makes sure that no batch of a plan was authorised or canceled.
func (r *Runner) undecided(ctx context.Context, plan *Plan) error {
	for id := range plan.ids() {
		s, err := r.peek(ctx, id)
		if err != nil {
			return unreadable(id, err)
		}
		if reason := s.decided(); reason != "" {
			return &NotReadyError{ExternalID: id, Reason: reason}
		}
	}
	return nil
}

// decided says whether it was decided to pay or to cancel, or "".
func (s *state) decided() string {
	switch {
	case s.auth.sent || s.beyond:
		return isAuthorised
	case s.cancel.sent:
		return s.canceling()
	}
	return ""
}

// canceling says of a batch of which a cancel was sent whether it took effect.
func (s *state) canceling() string {
	if s.canceled {
		return isCanceled
	}
	return cancelDoubt
}

// allRefused reports whether init refused every line: there is nothing to release, and nobody is paid by it. A refused line that the
// batch has not, or one that is named twice, leaves another one open.
func (s *state) allRefused() bool {
	return s.taken && len(s.refused) == s.begin.Lines && s.refusedLines() == s.begin.Lines
}

// refusedLines counts the lines of the batch that init refused.
func (s *state) refusedLines() int {
	seen := map[int]bool{}
	for _, line := range s.refused {
		if line.Index >= 0 && line.Index < s.begin.Lines {
			seen[line.Index] = true
		}
	}
	return len(seen)
}

// waiting reports whether nobody may be paid before a release.
func (s *state) waiting() bool { return s.waits && !s.allRefused() }

// Release authorises what was prepared and waits for it, as [Runner.RunPlan] does. The plan is that of the file, or that of [Runner.Find].
// Before anything is authorised it makes sure that every batch was prepared by this store, holds its lines, and is at the service as it was
// handed over; else it ends with a *[NotReadyError], a *[ChangedError], a *[ForeignError] or a *[HeldError]. A payout that was released
// before is gone on with, and only reported where it was authorised.
func (r *Runner) Release(ctx context.Context, plan *Plan) iter.Seq2[*payout.Report, error] {
	return r.goOnKnown(ctx, plan, func(s state) string {
		switch {
		case !s.prepared:
			return notPrepared
		case s.cancel.sent:
			return s.canceling()
		}
		return ""
	}, false)
}

// Resume goes on with a payout that was handed over and is not at its end, as [Runner.RunPlan] does, and authorises nothing that waits for
// a release. The plan is that of [Runner.Find], or that of the file.
func (r *Runner) Resume(ctx context.Context, plan *Plan) iter.Seq2[*payout.Report, error] {
	return r.goOnKnown(ctx, plan, func(s state) string {
		switch {
		case s.waiting() && s.cancel.sent:
			return s.canceling()
		case s.waiting():
			return waitsForRelease
		}
		return ""
	}, true)
}

// Accepted says how many lines of a plan that was handed over are still to be paid by it, and what they come to: those that init did not
// refuse. It asks nobody. The error is a *[NotReadyError] where a batch was not handed over, or that of the store.
func (r *Runner) Accepted(ctx context.Context, plan *Plan) (lines int, total payout.Amount, err error) {
	if plan, err = r.named(ctx, plan); err != nil {
		return 0, total, err
	}
	var accepted payout.Batch
	for b, err := range plan.batches(ctx) {
		if err != nil {
			return 0, total, err
		}
		s, err := r.peek(ctx, b.batch.ExternalID)
		if err != nil {
			return 0, total, unreadable(b.batch.ExternalID, err)
		}
		if !s.taken {
			return 0, total, &NotReadyError{ExternalID: b.batch.ExternalID, Reason: notHandedOver}
		}
		refused := map[int]bool{}
		for _, line := range s.refused {
			refused[line.Index] = true
		}
		for i, item := range b.batch.Items {
			if !refused[i] {
				accepted.Items = append(accepted.Items, item)
			}
		}
	}
	return len(accepted.Items), accepted.Total(), nil
}

// goOnKnown goes on with batches that were handed over, unless refuse says why not of one of them.
func (r *Runner) goOnKnown(ctx context.Context, plan *Plan, refuse func(state) string, released bool) iter.Seq2[*payout.Report, error] {
	return func(yield func(*payout.Report, error) bool) {
		plan, err := r.named(ctx, plan)
		if err != nil {
			yield(nil, err)
			return
		}
		known := *r
		known.config.known, known.config.released = true, released
		var all ending
		for b, err := range plan.batches(ctx) {
			if err == nil {
				err = known.stillReady(ctx, b, refuse, &all)
			}
			if err != nil {
				yield(nil, err)
				return
			}
		}
		payer, err := known.decide(ctx, plan, all)
		if err != nil {
			yield(nil, err)
			return
		}
		payer.payAll(ctx, plan, yield)
	}
}

// stillReady makes sure that a batch may be gone on with, and sums up how far it is.
func (r *Runner) stillReady(ctx context.Context, b planned, refuse func(state) string, all *ending) error {
	u, err := r.read(ctx, b.batch)
	if err != nil {
		return unreadable(b.batch.ExternalID, err)
	}
	defer func() { _ = u.journal.Close() }()
	reason := refuse(u.state)
	switch {
	case u.state.begin == nil:
		reason = unknownHere
	case !u.state.taken:
		reason = notHandedOver
	}
	if reason != "" {
		return &NotReadyError{ExternalID: b.batch.ExternalID, Reason: reason}
	}
	if err := u.isAbout(ctx, r.beginning(b)); err != nil {
		return err
	}
	all.refused += len(u.state.refused)
	all.paying = all.paying || u.state.auth.sent || u.state.beyond
	all.canceled = all.canceled || u.state.cancel.sent
	if u.state.decided() != "" || u.state.allRefused() {
		return nil
	}
	status, err := u.status(ctx)
	if err != nil {
		return err
	}
	if status != gen.MassPayoutStatusInit {
		return notReady(b.batch.ExternalID, "the service shows it at %s", vendortext.Status(status))
	}
	if err := u.sameLines(ctx); err != nil {
		return err
	}
	return u.stillHeld(ctx)
}

// released says that a batch cannot be canceled, and since when.
func (s *state) released(id string) error {
	if s.paying.IsZero() {
		return notReady(id, "an auth of it was sent, so it cannot be canceled any more")
	}
	return notReady(id, "it was authorised on %s, and cannot be canceled any more", s.paying.UTC().Format(time.DateOnly))
}

// Cancel cancels what was handed over and not authorised, and gives its lines up. Of a plan with its file it also gives up the lines of
// batches of which nothing was sent. It ends with a *[NotReadyError] if one batch was authorised: then nothing is canceled.
func (r *Runner) Cancel(ctx context.Context, plan *Plan) error {
	plan, err := r.named(ctx, plan)
	if err != nil {
		return err
	}
	canceler := *r
	canceler.config.cancelAll, canceler.config.known = true, true
	var sent []planned
	for b, err := range plan.batches(ctx) {
		if err != nil {
			return err
		}
		s, err := r.peek(ctx, b.batch.ExternalID)
		switch {
		case err != nil:
			return unreadable(b.batch.ExternalID, err)
		case s.begin == nil && b.number == 1:
			return &NotReadyError{ExternalID: b.batch.ExternalID, Reason: unknownHere}
		case s.decided() == isAuthorised:
			return s.released(b.batch.ExternalID)
		case s.init.sent && !s.taken:
			return &NotReadyError{ExternalID: b.batch.ExternalID, Reason: notHandedOver}
		case s.taken:
			sent = append(sent, b)
			continue
		}
		mine, key := map[ClaimKey]bool{}, r.claimant().lines(plan.Period)
		for _, item := range b.batch.Items {
			mine[key(item.ExternalID)] = true
		}
		if err := r.giveUpUnsent(ctx, b.batch, mine); err != nil {
			return err
		}
	}
	for _, b := range sent {
		err := canceler.runTo(ctx, b, goalDecided).err
		if err == nil {
			return plan.about(localize.Errorf("payout: externalId %s: it was authorised meanwhile, and is not canceled", b.batch.ExternalID))
		}
		if _, canceled := errors.AsType[*CanceledError](err); !canceled {
			return plan.about(err)
		}
	}
	return nil
}
