package runner

import (
	"context"
	"errors"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/internal/pause"
)

// approve decides whether the batch is paid. It does not decide again once auth or cancel is on record.
func (u *run) approve(ctx context.Context) error {
	result := u.result()
	switch {
	case u.state.auth.sent || u.state.beyond:
		return nil
	case u.state.cancel.sent || u.config.cancelAll:
		return u.cancelAll(ctx)
	}
	if _, err := result.ApproveAll(); err != nil {
		switch u.config.onRefused {
		case StopOnRefused:
			return err
		case CancelOnRefused:
			return u.cancelAll(ctx)
		}
	}
	if _, err := result.ApproveAccepted(); err != nil {
		return err
	}
	if u.config.checkBalance {
		return u.covered(ctx, result)
	}
	return nil
}

// covered asks whether the balance is enough for the accepted lines.
func (u *run) covered(ctx context.Context, result *payout.InitResult) error {
	balance, err := u.client.Balance(ctx)
	if err != nil {
		return err
	}
	if need := (payout.Batch{Items: result.Accepted()}).Total().Value(); balance.Amount.Cmp(need) < 0 {
		return localize.Errorf("%w: the balance is %s, the accepted lines need %s and what iyzico charges", payout.ErrInsufficientFunds, balance.Amount, need)
	}
	return nil
}

// cancelAll gives the batch up and ends with a *[CanceledError]. Only of a batch that somebody else authorised in the meantime
// it returns nil: what becomes of that is waited for and reported.
func (u *run) cancelAll(ctx context.Context) error {
	for sends := 1; ; sends++ {
		if u.state.cancel.open() {
			if err := u.look(ctx); err != nil {
				return err
			}
		}
		switch {
		case u.state.beyond:
			return nil
		case u.state.canceled:
			return u.canceledError()
		}
		err := u.sendCancel(ctx)
		switch {
		case err == nil:
			return u.canceledError()
		case mustStop(ctx, err) || u.unrecorded != nil || payout.OutcomeOf(err) == payout.OutcomeNotSent || sends == mostSends:
			return err
		case payout.OutcomeOf(err) == payout.OutcomeRefused:
			// Perhaps because it is canceled already, or because somebody authorised it.
			if lookErr := u.look(ctx); lookErr != nil || !u.state.canceled && !u.state.beyond {
				return errors.Join(err, lookErr)
			}
			continue
		}
		if sleepErr := pause.For(ctx, retryPause); sleepErr != nil {
			return errors.Join(err, sleepErr)
		}
	}
}

func (u *run) canceledError() error {
	_, err := u.result().ApproveAll()
	refused, _ := errors.AsType[*payout.RefusedError](err)
	return &CanceledError{Refused: refused}
}

func (u *run) sendCancel(ctx context.Context) error {
	if err := u.intend(ctx, record{Event: eventCancel, RequestID: u.state.requestID}); err != nil {
		return err
	}
	ctx, stop := finish(ctx)
	defer stop()
	if _, err := u.client.Cancel(ctx, u.state.requestID); err != nil {
		u.noteFailure(ctx, eventCancelFailed, err)
		return err
	}
	u.note(ctx, record{Event: eventCanceled})
	return nil
}
