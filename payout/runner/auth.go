package runner

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/internal/pause"
	"github.com/iyzipayout/iyzipayout/payout/internal/vendortext"
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
			u.tell(Event{Step: StepAuth})
			return nil
		case mustStop(ctx, err) || u.unrecorded != nil:
			return err
		case !u.state.auth.open():
			return err // it never left
		case payout.OutcomeOf(err) == payout.OutcomeRefused:
			return u.refusedAuth(ctx, err)
		case sends == mostSends:
			return u.lastLook(ctx, err)
		}
		if sleepErr := pause.For(ctx, retryPause); sleepErr != nil {
			return errors.Join(err, sleepErr)
		}
	}
	return nil
}

// readInit returns nil when auth may be sent, or when it need not be because the batch is beyond INIT.
func (u *run) readInit(ctx context.Context) error {
	if !u.state.auth.open() {
		if !u.state.auth.sent && !u.config.lookedTwice {
			if err := u.pause(ctx); err != nil {
				return err
			}
		}
		return u.look(ctx)
	}
	if err := u.keepsInit(ctx, u.config.resendAfter); err != nil {
		return localize.Errorf("it is not known whether auth took effect: %w", err)
	}
	switch {
	case u.state.beyond:
		return nil
	case u.config.resendAfter == 0:
		return errors.New("it is not known whether auth took effect: the mass payout reads INIT, and WithResendAfter(0) forbids to send it again")
	}
	return u.intend(ctx, record{Event: eventStillInit, Status: gen.MassPayoutStatusInit})
}

// keepsInit looks for some time, at least once, until the batch is beyond INIT. The time is measured here and not from the record:
// clocks jump.
func (u *run) keepsInit(ctx context.Context, d time.Duration) error {
	deadline := time.Now().Add(d)
	for {
		if err := u.look(ctx); err != nil || u.state.beyond {
			return err
		}
		left := time.Until(deadline)
		if left <= 0 {
			return nil
		}
		if err := pause.For(ctx, min(left, max(d/4, time.Millisecond))); err != nil {
			return err
		}
	}
}

// look asks for the status, and records one beyond INIT.
func (u *run) look(ctx context.Context) error {
	status, err := u.status(ctx)
	if err != nil || status == gen.MassPayoutStatusInit || u.state.beyond {
		return err
	}
	if status == gen.MassPayoutStatusCanceled && u.state.cancel.sent {
		return u.intend(ctx, record{Event: eventCanceled, Status: vendortext.Status(status)})
	}
	if err := u.intend(ctx, record{Event: eventAuthorised, Status: vendortext.Status(status)}); err != nil {
		return err
	}
	u.tell(Event{Step: StepAuth})
	return nil
}

// status asks until the answer means something.
func (u *run) status(ctx context.Context) (gen.MassPayoutStatus, error) {
	for looks := 1; ; looks++ {
		page, err := u.retrieve(ctx)
		if err != nil {
			return "", err
		}
		status := page.Summary.MassPayoutStatus
		if status.Meaning() != "" {
			u.see(status)
			return status, nil
		}
		if looks == mostLooks {
			return "", meaningless(status)
		}
		if err := pause.For(ctx, retryPause); err != nil {
			return "", err
		}
	}
}

func (u *run) sendAuth(ctx context.Context) error {
	approval, err := payout.ApproveRequest(u.state.requestID)
	if err != nil {
		return err
	}
	if err := u.stillHeld(ctx); err != nil {
		return err
	}
	if u.state.waits {
		if err := u.intend(ctx, record{Event: eventRelease}); err != nil {
			return err
		}
	}
	if err := u.intend(ctx, record{Event: eventAuth, RequestID: u.state.requestID}); err != nil {
		return err
	}
	u.seen = sawNothing
	ctx, stop := finish(ctx)
	defer stop()
	if _, err := u.client.Auth(ctx, approval); err != nil {
		u.noteFailure(ctx, eventAuthFailed, err)
		return err
	}
	u.note(ctx, record{Event: eventAuthorised})
	return nil
}

// defaultWatch is how long a refused auth is watched where WithResendAfter names no time.
const defaultWatch = 30 * time.Second

// refusedAuth looks whether the batch is authorised although auth was refused. The refusal is believed when its code cannot mean
// "done already" and the batch goes on reading INIT.
func (u *run) refusedAuth(ctx context.Context, refusal error) error {
	err := u.keepsInit(ctx, cmp.Or(u.config.resendAfter, defaultWatch))
	switch {
	case err == nil && u.state.beyond:
		return nil
	case err != nil || !refusesBefore(refusal):
		return localize.Errorf("it is not known whether auth took effect: %w", errors.Join(refusal, err))
	}
	if err := u.intend(ctx, record{Event: eventStillInit, Status: gen.MassPayoutStatusInit}); err != nil {
		return errors.Join(refusal, err)
	}
	return refusal
}

// refusesBefore reports a refusal of auth that does not depend on whether the batch is authorised already.
func refusesBefore(err error) bool {
	reasons := []error{payout.ErrInvalidSignature, payout.ErrUnknownCredentials, payout.ErrRateLimited, payout.ErrInsufficientFunds, payout.ErrAccountSuspended}
	return slices.ContainsFunc(reasons, func(reason error) bool { return errors.Is(err, reason) }) || payout.HasCode(err, codes.MarketplaceOnly)
}

// lastLook asks once more before a run gives up on an auth of unknown outcome.
func (u *run) lastLook(ctx context.Context, unknown error) error {
	if err := u.look(ctx); err != nil || !u.state.beyond {
		return localize.Errorf("it is not known whether auth took effect: %w", unknown)
	}
	return nil
}

// finishTime is how long a call that moves money or gives it up goes on after somebody wanted to stop: its answer is worth more
// than the time.
const finishTime = 5 * time.Second

// finish is ctx that ends some time later.
func finish(ctx context.Context) (context.Context, func()) {
	later, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(finishTime)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel(pause.WithCause(ctx, ctx.Err()))
		case <-later.Done():
		}
	})
	return later, func() { stop(); cancel(nil) }
}
