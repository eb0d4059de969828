package payout

import (
	"context"
	"errors"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
)

const (
	mostSends = 3               // of init, of auth and of cancel by one run
	breath    = 2 * time.Second // before something is done again
)

// handOver gets the batch accepted and its requestId on record. It moves no money, so it may send init again, but never without
// asking first: a batch that was authorised by somebody whose journal is lost must not be handed over anew.
func (u *run) handOver(ctx context.Context) error {
	for sends := 1; !u.state.taken; sends++ {
		known, err := u.lookUp(ctx)
		if err != nil {
			return err
		}
		if done, err := u.adopt(ctx, known); done || err != nil {
			return err
		}
		repeated := u.state.init.open() || known != nil
		err = u.sendInit(ctx)
		switch {
		case err == nil:
			u.tell(RunEvent{Step: StepInit, Refused: u.result().Refused()})
			return nil
		case mustStop(ctx, err) || u.unrecorded != nil:
			return err
		case OutcomeOf(err) == OutcomeRefused && repeated:
			return u.refusedAgain(ctx, err)
		case OutcomeOf(err) != OutcomeUnknown || sends == mostSends:
			return err
		}
		if sleepErr := sleep(ctx, breath); sleepErr != nil {
			return errors.Join(err, sleepErr)
		}
	}
	return nil
}

func (u *run) sendInit(ctx context.Context) error {
	if err := u.intend(ctx, record{Event: eventInit}); err != nil {
		return err
	}
	answer, err := u.client.Init(ctx, u.batch)
	if err != nil {
		u.noteFailure(ctx, eventInitFailed, err)
		return err
	}
	accepted := record{Event: eventAccepted, RequestID: answer.RequestID()}
	for _, item := range answer.Refused() {
		accepted.Refused = append(accepted.Refused, refusedLine{Index: item.Index, Code: item.Code})
	}
	// Not only noted: auth is not sent for a batch that is not on record.
	if err := u.intend(context.WithoutCancel(ctx), accepted); err != nil {
		return err
	}
	u.answer = answer
	return nil
}

// refusedAgain tells whether a repeated init was refused because the service has the batch from before.
func (u *run) refusedAgain(ctx context.Context, refusal error) error {
	known, err := u.lookUp(ctx)
	if err != nil {
		return errors.Join(refusal, err)
	}
	if done, err := u.adopt(ctx, known); done || err != nil {
		return err
	}
	if known == nil {
		return refusal
	}
	return &LostError{ExternalID: u.batch.ExternalID, Err: refusal}
}

// lookUp asks for the batch by its externalId. It returns nil where the service does not know it.
func (u *run) lookUp(ctx context.Context) (*Retrieved, error) {
	if u.config.skipLookUp && !u.state.init.sent {
		return nil, nil
	}
	page, err := u.client.Retrieve(ctx, ByExternalID(u.batch.ExternalID), Page{Size: 1})
	switch {
	case deniesIt(err):
		return nil, nil
	case err != nil:
		return nil, err
	case page.Summary.MassPayoutStatus != "":
		return page, nil
	case page.Summary == (gen.MassPayoutSummary{}) && len(page.Items) == 0 && page.Paging.Total == 0:
		return nil, nil // a success without a mass payout
	}
	return nil, errNoStatus
}

var errNoStatus = errors.New("the service shows the mass payout without a status")
