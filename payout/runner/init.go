package runner

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/internal/pause"
	"github.com/iyzipayout/iyzipayout/payout/internal/vendortext"
)

const (
	mostSends  = 3               // of init, of auth and of cancel by one run
	mostLooks  = 5               // at a status that means nothing
	retryPause = 2 * time.Second // before something is done again
)

// handOver gets the batch accepted and its requestId on record. It moves no money, so it may send init again, but never without
// asking first: a batch that was authorised by somebody whose journal is lost must not be handed over anew.
func (u *run) handOver(ctx context.Context) error {
	if !u.state.taken && u.config.known {
		return &NotReadyError{ExternalID: u.batch.ExternalID, Reason: notHandedOver}
	}
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
			u.tell(Event{Step: StepInit, Refused: u.result().Refused()})
			return nil
		case mustStop(ctx, err) || u.unrecorded != nil:
			return err
		case payout.OutcomeOf(err) == payout.OutcomeRefused && repeated:
			return u.refusedAgain(ctx, err)
		case payout.OutcomeOf(err) != payout.OutcomeUnknown || sends == mostSends:
			return err
		}
		if sleepErr := pause.For(ctx, retryPause); sleepErr != nil {
			return errors.Join(err, sleepErr)
		}
	}
	return nil
}

func (u *run) sendInit(ctx context.Context) error {
	if err := u.intend(ctx, record{Event: eventInit}); err != nil {
		return err
	}
	u.seen = sawNothing
	answer, err := u.client.Init(ctx, u.batch)
	if err != nil {
		u.noteFailure(ctx, eventInitFailed, err)
		return err
	}
	accepted := record{Event: eventAccepted, RequestID: answer.RequestID()}
	for _, item := range answer.Refused() {
		accepted.Refused = append(accepted.Refused, u.refusedLine(item.Index, item.Code))
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

// lookUp asks for the batch by the best id there is. It returns nil where the service does not know it. That a batch whose init is not
// on record is not known is believed when it was said twice: its journal may be somewhere else, and the service slow to show what
// happened a moment ago.
func (u *run) lookUp(ctx context.Context) (*payout.Retrieved, error) {
	if u.config.skipLookUp && !u.state.init.sent && !u.state.taken {
		return nil, nil
	}
	denials, blanks := 0, 0
	for {
		page, err := u.retrieve(ctx)
		switch {
		case err == nil && page.Summary.MassPayoutStatus.Meaning() != "":
			u.see(page.Summary.MassPayoutStatus)
			return page, nil
		case !u.state.taken && u.denied(page, err):
			if denials++; denials == 2 || u.state.init.sent {
				u.seen = sawUnpaid
				return nil, nil
			}
			if u.config.lookedTwice {
				continue
			}
			if err := u.pause(ctx); err != nil {
				return nil, err
			}
		case err != nil:
			return nil, err
		default:
			if blanks++; blanks == mostLooks {
				return nil, meaningless(page.Summary.MassPayoutStatus)
			}
			if err := pause.For(ctx, retryPause); err != nil {
				return nil, err
			}
		}
	}
}

// retrieve asks for one item and the status with it, and notes whether there was an answer. A service that counts its pages from 1 may
// refuse page 0 with the words for a mass payout that it does not know; so that is not believed of one page alone.
func (u *run) retrieve(ctx context.Context) (*payout.Retrieved, error) {
	page, err := u.client.Retrieve(ctx, u.ref(), payout.Page{Number: u.firstPage, Size: 1})
	if errors.Is(err, payout.ErrNotFound) && !u.answered {
		u.firstPage = 1 - u.firstPage
		if u.state.init.sent || u.state.taken { // otherwise it is asked a second time anyway
			page, err = u.client.Retrieve(ctx, u.ref(), payout.Page{Number: u.firstPage, Size: 1})
		}
	}
	u.answered = u.answered || err == nil
	u.silent = err != nil && !errors.Is(err, payout.ErrNotFound)
	return page, err
}

// denied reports an answer that says that there is no such mass payout: a code that was seen for that. A success about nothing is none,
// unless [WithoutLookUp] takes any refusal for a no.
func (u *run) denied(page *payout.Retrieved, err error) bool {
	lenient := u.config.skipLookUp && !u.state.auth.sent
	if err != nil {
		return errors.Is(err, payout.ErrNotFound) || lenient && payout.OutcomeOf(err) == payout.OutcomeRefused
	}
	return lenient && page.Summary == (gen.MassPayoutSummary{}) && len(page.Items) == 0 && page.Paging.Total == 0
}

// see keeps what a status says about whether anybody was paid.
func (u *run) see(status gen.MassPayoutStatus) {
	u.seen = sawBeyond
	if status == gen.MassPayoutStatusInit || status == gen.MassPayoutStatusCanceled {
		u.seen = sawUnpaid
	}
}

// meaningless is a status from which nothing can be concluded. It is asked for again, and recorded as nothing.
func meaningless(status gen.MassPayoutStatus) error {
	return localize.Errorf("the service shows the mass payout with a status that this version does not know: %s", vendortext.Status(status))
}

// pause waits for a random time, so that of two machines that do the same one is ahead of the other.
func (u *run) pause(ctx context.Context) error { return secondLook(ctx, u.config) }

func secondLook(ctx context.Context, c config) error {
	if c.secondLook <= 0 {
		return nil
	}
	return pause.For(ctx, rand.N(c.secondLook))
}

// refusedLine is the record of a line that init refused.
func (u *run) refusedLine(index int, code codes.Code) refusedLine {
	line := refusedLine{Index: index, Code: code}
	if index >= 0 && index < len(u.batch.Items) {
		line.Line = u.lineKeys()[index].String()
	}
	return line
}
