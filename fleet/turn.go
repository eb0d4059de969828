package fleet

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/riverqueue/river"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// result is how a turn ended.
type result string

const (
	turnFailed  result = "failed"
	turnStopped result = "stopped"
	turnTaken   result = "taken"  // another worker has the payout
	turnLooked  result = "looked" // it is not settled yet
	turnOver    result = "over"
)

// Work is one turn of a payout.
func (w *work) Work(ctx context.Context, j *river.Job[job]) error {
	ctx, end := w.telemetry.turn(ctx, j.Args.Payout, j.Attempt)
	result, err := w.turn(ctx, j.Args.Payout)
	end(result)
	return err
}

func (w *work) turn(ctx context.Context, id string) (result, error) {
	p, err := w.load(ctx, id)
	switch {
	case err != nil:
		return turnFailed, err
	case p.ended:
		return turnOver, nil
	}
	own := ownJournal{Database: w.db, id: id, over: func(ctx context.Context) (bool, error) { return w.isOver(ctx, id) }}
	r, err := runner.New(w.client, own, w.runner...)
	if err != nil {
		return turnFailed, err
	}
	report, err := r.Run(ctx, p.batch)
	_, canceled := errors.AsType[*runner.CanceledError](err)
	switch {
	case errors.Is(err, errGivenUp):
		return turnOver, nil
	case errors.Is(err, runner.ErrLocked):
		return turnTaken, river.JobSnooze(jitter(w.first))
	case err == nil, canceled:
		// Only what is certain is told: after a failure a line that is not paid may be paid in a later turn.
		if err = w.tell(ctx, p, report); err == nil {
			return turnOver, w.end(ctx, p, canceled)
		}
	case errors.Is(err, payout.ErrLooked):
		if err = errors.Join(w.tell(ctx, p, report), w.settling(ctx, p, err)); err == nil {
			return turnLooked, river.JobSnooze(w.nextLook(p.authorised))
		}
	}
	if errors.Is(ctx.Err(), context.Canceled) { // this process stops: another one goes on
		return turnStopped, river.JobSnooze(0)
	}
	f := failing(id, err)
	if w.onFailed != nil {
		w.onFailed(f)
	}
	return turnFailed, errors.Join(err, w.note(ctx, p, f.Stage, f.Reason, f.Advice))
}

// settling notes that a payout has lines without an outcome.
func (w *work) settling(ctx context.Context, p *pending, looked error) error {
	if unsettled, ok := errors.AsType[*payout.NotSettledError](looked); ok && unsettled.Last != nil && unsettled.Last.WaitsForBalance() {
		return w.note(ctx, p, StageSettling, "the balance does not cover it", "top the balance up; where the status reads IYZICO_…, iyzico must")
	}
	return w.note(ctx, p, StageSettling, "", "")
}

// Failed is a turn that failed, see [WithOnFailed].
type Failed struct {
	ExternalID string
	Stage      Stage  // StageBlocked where only a person can settle the cause, else StageFailing
	Reason     string // without personal data; the same for all payouts that fail for the same cause, but for those whose lines are held
	Advice     string // what to do about it
}

// failing says why a turn failed, and what a person can do about it.
func failing(id string, err error) Failed {
	f := Failed{ExternalID: id, Stage: StageBlocked, Reason: err.Error()}
	if stopped, ok := errors.AsType[*runner.Error](err); ok {
		f.Reason = fmt.Sprintf("at %s: %v", stopped.Step, stopped.Err)
	}
	if held, ok := errors.AsType[*runner.HeldError](err); ok {
		f.Reason = holders(held.Lines)
		f.Advice = "another payout has lines of it: it goes on by itself when that one proves not to pay them; if they were paid, cancel this one (iyzipayout fleet cancel) and enqueue the others under another externalId"
		return f
	}
	if _, ok := errors.AsType[*payout.RefusedError](err); ok {
		f.Advice = "lines were refused: workers with the policy to pay the accepted ones (--on-refused pay) go on with it, those with cancel give it up"
		return f
	}
	if _, ok := errors.AsType[*runner.ChangedError](err); ok {
		f.Advice = "a journal of this externalId was begun with something else: enqueue it under another externalId, without the lines that the first one paid"
		return f
	}
	if _, ok := errors.AsType[*runner.ForeignError](err); ok {
		f.Advice = "the service has this externalId from somewhere else: find out from where before these lines are paid in any other way"
		return f
	}
	if _, ok := errors.AsType[*runner.LostError](err); ok {
		f.Advice = "ask iyzico to cancel it, and enqueue its lines under another externalId"
		return f
	}
	for cause, what := range map[error]string{
		payout.ErrInvalidSignature: "look at the keys of the workers", payout.ErrUnknownCredentials: "look at the keys of the workers",
		payout.ErrAccountSuspended: "ask iyzico", payout.ErrNotEnabled: "ask iyzico to switch mass payout on", payout.ErrInsufficientFunds: "top the balance up",
	} {
		if errors.Is(err, cause) {
			f.Advice = what
			return f
		}
	}
	f.Stage, f.Advice = StageFailing, "none: it is tried again"
	if errors.Is(err, payout.ErrRateLimited) {
		f.Advice = "let the workers send fewer calls a minute (--rate)"
	}
	return f
}

// holders names the payouts that hold lines, once each.
func holders(lines []runner.HeldLine) string {
	var said []string
	counts := map[string]int{}
	for _, line := range lines {
		who := fmt.Sprintf("payout %s (%s)", line.Payout, line.Reason)
		if counts[who]++; counts[who] == 1 {
			said = append(said, who)
		}
	}
	const most = 3
	for i, who := range said {
		said[i] = fmt.Sprintf("%d of its lines are held by %s", counts[who], who)
	}
	if len(said) > most {
		said = append(said[:most], fmt.Sprintf("and others by %d more payouts", len(said)-most))
	}
	return strings.Join(said, "; ")
}
