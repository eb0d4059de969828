package payout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
)

// authorise sets the payments off. It sends auth only after a retrieve that reads INIT, and after an auth of unknown outcome
// only when the batch has read INIT for the time of WithResendAfter. Anything later means that it is authorised.
func (u *run) authorise(ctx context.Context) error {
	for sends := 1; !u.state.beyond; sends++ {
		if err := u.readInit(ctx); err != nil || u.state.beyond {
			return err
		}
		err := u.sendAuth(ctx)
		switch {
		case err == nil:
			u.tell(RunEvent{Step: StepAuth})
			return nil
		case mustStop(ctx, err) || u.unrecorded != nil:
			return err
		case !u.state.auth.open():
			return u.refusedAuth(ctx, err)
		case sends == mostSends:
			return u.lastLook(ctx, err)
		}
		if sleepErr := sleep(ctx, breath); sleepErr != nil {
			return errors.Join(err, sleepErr)
		}
	}
	return nil
}

// readInit returns nil when auth may be sent, or when it need not be because the batch is beyond INIT.
func (u *run) readInit(ctx context.Context) error {
	if !u.state.auth.open() {
		_, err := u.look(ctx)
		return err
	}
	// The time is measured here and not from the record: clocks jump.
	deadline := time.Now().Add(u.config.resendAfter)
	for {
		at, err := u.look(ctx)
		switch {
		case err != nil:
			return fmt.Errorf("it is not known whether auth took effect: %w", err)
		case at != gen.MassPayoutStatusInit:
			return nil
		case u.config.resendAfter == 0:
			return errors.New("it is not known whether auth took effect: the mass payout reads INIT, and WithResendAfter(0) forbids to send it again")
		}
		left := time.Until(deadline)
		if left <= 0 {
			return u.intend(ctx, record{Event: eventStillInit, Status: cleanStatus(at)})
		}
		if err := sleep(ctx, min(left, max(u.config.resendAfter/4, time.Millisecond))); err != nil {
			return fmt.Errorf("it is not known whether auth took effect: %w", err)
		}
	}
}

// look asks for the status, and records one beyond INIT.
func (u *run) look(ctx context.Context) (gen.MassPayoutStatus, error) {
	status, err := u.status(ctx)
	if err == nil && status != gen.MassPayoutStatusInit && !u.state.beyond {
		if err = u.intend(ctx, record{Event: eventAuthorised, Status: cleanStatus(status)}); err == nil {
			u.tell(RunEvent{Step: StepAuth})
		}
	}
	return status, err
}

func (u *run) status(ctx context.Context) (gen.MassPayoutStatus, error) {
	page, err := u.client.Retrieve(ctx, u.ref(), Page{Size: 1})
	if err != nil {
		return "", err
	}
	status := page.Summary.MassPayoutStatus
	if status == "" {
		return "", errNoStatus
	}
	return status, nil
}

func (u *run) sendAuth(ctx context.Context) error {
	approval, err := ApproveRequest(u.state.requestID)
	if err != nil {
		return err
	}
	if err := u.intend(ctx, record{Event: eventAuth, RequestID: u.state.requestID}); err != nil {
		return err
	}
	ctx, stop := finish(ctx)
	defer stop()
	if _, err := u.client.Auth(ctx, approval); err != nil {
		u.noteFailure(ctx, eventAuthFailed, err)
		return err
	}
	u.note(ctx, record{Event: eventAuthorised})
	return nil
}

// refusedAuth returns the refusal, unless the service refused because the batch is authorised.
func (u *run) refusedAuth(ctx context.Context, refusal error) error {
	if OutcomeOf(refusal) == OutcomeNotSent {
		return refusal
	}
	if _, err := u.look(ctx); err != nil || !u.state.beyond {
		return refusal
	}
	return nil
}

// lastLook asks once more before a run gives up on an auth of unknown outcome.
func (u *run) lastLook(ctx context.Context, unknown error) error {
	if _, err := u.look(ctx); err != nil || !u.state.beyond {
		return fmt.Errorf("it is not known whether auth took effect: %w", unknown)
	}
	return nil
}

// patience is how long a call that moves money or gives it up goes on after somebody wanted to stop: its answer is worth more
// than the time.
const patience = 5 * time.Second

// finish is ctx that ends some time later.
func finish(ctx context.Context) (context.Context, func()) {
	later, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(patience)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel(withCause(ctx, ctx.Err()))
		case <-later.Done():
		}
	})
	return later, func() { stop(); cancel(nil) }
}
