package payout

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout/internal/pause"
)

// retrier repeats attempts as far as their class allows. Its errors are all a *[CallError].
type retrier struct {
	next    handler
	policy  *RetryPolicy // nil: each call is sent once, and nothing is looked up
	lookUps lookUps
	log     *slog.Logger
}

// handle sends an attempt until it succeeds, may not be repeated, or has been sent often enough.
//
// Once an attempt with an effect has ended in doubt, the call as a whole stays so: what comes back later, such as a refusal
// because the first one was taken after all, speaks for the last attempt only. From then on nothing is sent before a look-up.
func (r retrier) handle(ctx context.Context, a attempt) (*success, error) {
	var pauses pauses
	if r.policy != nil {
		pauses = r.policy.pauses()
	}
	doubt := false
	for a.number = 1; ; a.number++ {
		ok, err := r.next(ctx, a)
		if err == nil {
			ok.attempts = a.number
			return ok, nil
		}
		if r.policy == nil {
			return nil, a.failed(err, OutcomeOf(err), nil)
		}
		if a.number == 1 {
			var cancel context.CancelFunc
			ctx, cancel = a.limit.context(ctx)
			defer cancel()
		}
		step := after(a.operation, err)
		over := step == stop || a.number >= r.policy.MaxAttempts
		doubt = doubt || step == lookUp
		outcome := OutcomeOf(err)
		if doubt {
			outcome = OutcomeUnknown
		}
		if !doubt && over {
			return nil, a.failed(err, outcome, nil)
		}
		if ended := ctx.Err(); ended != nil && errors.Is(err, ended) {
			return nil, a.failed(err, outcome, nil) // err tells the cause as well
		}
		if ended := r.pause(ctx, a, pauses.after(err)); ended != nil {
			return nil, a.failed(err, outcome, ended)
		}
		if !doubt {
			continue
		}
		if ok, why := r.settle(ctx, a, pauses, err, over); ok != nil || why != nil {
			if why != nil {
				return nil, a.failed(err, outcome, why)
			}
			return ok, nil
		}
	}
}

// settle finds out by look-ups what became of an attempt in doubt, err being the last one's error. It returns a success if the
// call took effect, an error if it must not be sent again, and neither if it may. over says that it may not in any case, because
// err is a refusal or the attempts are used up; then a look-up can still find that it took effect.
func (r retrier) settle(ctx context.Context, a attempt, pauses pauses, err error, over bool) (*success, error) {
	found := r.look(ctx, a)
	switch {
	case found.decided():
	case a.operation.MovesMoney():
		if found, ended := r.lookOn(ctx, a, pauses, found); ended != nil || found.decided() {
			return found.took, cmp.Or(found.unclear, ended)
		}
		return nil, found.leftOver(a, err)
	case over:
		if found.state != nil && len(found.state.Items) == 0 && found.state.Paging.Total == 0 {
			// All its lines were refused, and those name its requestId as well.
			if _, refused, err := r.ask(ctx, a, gen.ItemTypeInvalid); err == nil {
				found.state.Items = refused.Items
			}
		}
		return nil, found.leftOver(a, err)
	}
	return found.took, found.unclear
}

// lookOn gives an auth that will not be sent again some time to show its effect.
func (r retrier) lookOn(ctx context.Context, a attempt, pauses pauses, found finding) (finding, error) {
	for looks := 1; looks < r.policy.MaxAttempts && !found.decided(); looks++ {
		if ended := r.pause(ctx, a, pauses.after(nil)); ended != nil {
			return found, localize.Errorf("the mass payout reads INIT so far: %w", ended)
		}
		found = r.look(ctx, a)
	}
	return found, nil
}

func (r retrier) pause(ctx context.Context, a attempt, d time.Duration) error {
	logPause(ctx, r.log, a, d, "before the next attempt or look-up")
	return pause.For(ctx, d)
}

// failed is the error of a call. why tells what kept it from going on, where that is not err itself.
func (a attempt) failed(err error, outcome Outcome, why error) *CallError {
	e := &CallError{Operation: a.operation, Attempts: a.number, Err: err, outcome: outcome, why: why}
	if lost, ok := errors.AsType[*lostID](why); ok && lost.requestID != "" {
		a.ref = ByRequestID(lost.requestID)
	}
	if outcome == OutcomeUnknown && !repeatable(a.operation) && a.ref != (Ref{}) {
		e.recovery = Recovery{Operation: recoverBy, Ref: a.ref, Settles: a.operation}
	}
	return e
}
