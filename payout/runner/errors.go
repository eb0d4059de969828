package runner

import (
	"context"
	"errors"
	"fmt"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/internal/vendortext"
)

// Error is a run that did not reach its end. Run the same batch again: it goes on from where it stopped.
type Error struct {
	ExternalID string
	RequestID  string // "" where it is not known
	Step       Step
	Err        error
	Sent       bool // an init is on record, of this run or an earlier one; false: nothing was ever sent from this store

	outcome payout.Outcome
}

// Outcome is about the lines of the batch. OutcomeUnknown means that they may have been paid: it is not said that they were not
// without proof. OutcomeRefused says that auth was sent and refused, and OutcomeNotSent that it was not sent; both were found true by
// asking the service after everything that was sent, and mean that this payout paid nobody.
func (e *Error) Outcome() payout.Outcome { return e.outcome }

func (e *Error) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *Error) Localize(say func(format string, args ...any) string) string {
	ids := "externalId " + e.ExternalID
	if e.RequestID != "" {
		ids += ", requestId " + e.RequestID
	}
	var end localize.Term
	switch {
	case e.outcome != payout.OutcomeUnknown:
		end = "nothing was authorised, nobody was paid by this payout"
	case !e.Sent:
		end = "this run sent nothing, and its journal knows of nothing that was sent; whether others paid these lines is not known"
	default:
		end = "not everything is known about who was paid: run the same again before paying anybody in any other way"
	}
	return say("payout: %s: stopped at %s: %v\n%s", ids, localize.Term(e.Step), e.Err, end)
}

func (e *Error) Unwrap() error { return e.Err }

// failed makes the error of a run.
func (u *run) failed(err error) error {
	if err = errors.Join(err, u.unrecorded); err == nil {
		return nil
	}
	if held, ok := errors.AsType[*HeldError](err); ok && !u.state.init.sent && u.unrecorded == nil {
		return held
	}
	e := &Error{ExternalID: u.batch.ExternalID, RequestID: u.state.requestID, Step: u.step, Err: err, Sent: u.state.init.sent || u.state.taken}
	switch {
	case u.mayPay() || u.seen != sawUnpaid || len(u.state.replaced) > 0:
		e.outcome = payout.OutcomeUnknown // also where the payouts from which lines were taken may have paid them
	case u.state.auth.sent:
		e.outcome = payout.OutcomeRefused
	default:
		e.outcome = payout.OutcomeNotSent
	}
	return e
}

// prove asks once more before a run that failed says that nobody was paid: since it last asked it, or somebody else, may have sent
// something. Where the service did not answer just now it is not asked again.
func (u *run) prove(ctx context.Context, err error) {
	_, broken := errors.AsType[*journalError](err)
	if _, other := errors.AsType[*ForeignError](err); other || broken || u.mayPay() || u.silent || u.step == StepJournal || u.step == StepClaim {
		u.seen = sawNothing
		return
	}
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), finishTime)
	defer stop()
	known, err := u.lookUp(ctx)
	foreign := known != nil && !u.state.taken && !u.state.init.open() // somebody else's, who may be about to authorise it
	if held, claimsErr := u.store.Claims(ctx, u.lineKeys()); err != nil || claimsErr != nil || foreign || len(notOf(u.own(), held)) > 0 {
		u.seen = sawNothing
		return
	}
	if known != nil && u.seen == sawBeyond && u.state.taken && !u.state.canceled {
		u.note(ctx, record{Event: eventAuthorised, Status: vendortext.Status(known.Summary.MassPayoutStatus)})
	}
}

// unreadable is a journal that cannot say what was done: anything may have been.
func unreadable(id string, err error) error {
	return &Error{ExternalID: id, Step: StepJournal, Err: &journalError{err}, outcome: payout.OutcomeUnknown}
}

// damagedError is a journal whose records this version does not understand.
type damagedError struct{ error }

// journalError is a failure of the store.
type journalError struct{ err error }

func (e *journalError) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in a language.
func (e *journalError) Localize(say localize.Sprintf) string { return say("the journal: %v", e.err) }

func (e *journalError) Unwrap() error { return e.err }

// mustStop reports whether err leaves nothing to try: the journal cannot be written, or somebody wants to stop.
func mustStop(ctx context.Context, err error) bool {
	_, journal := errors.AsType[*journalError](err)
	return journal || ctx.Err() != nil
}

// LostError is a batch that the service has and cannot be told to pay or to cancel, because no answer names its requestId. Nobody
// is paid by it. To pay its lines, ask iyzico to cancel it and use another externalId; without the requestId nobody can authorise
// it by mistake.
type LostError struct {
	ExternalID string
	Err        error // the refusal of the repeated init
}

func (e *LostError) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *LostError) Localize(say func(format string, args ...any) string) string {
	return say("the service has a mass payout under externalId %s at INIT, refuses to hand it over again and does not name its requestId: "+
		"it cannot be authorised. Pay its lines once more, which happens under another externalId, and ask iyzico to cancel this one: %v", e.ExternalID, e.Err)
}

func (e *LostError) Unwrap() error { return e.Err }

// ForeignError is an externalId under which the service has a mass payout that was not made from this batch, or is not known to
// have been: its journal is somewhere else. This run sent nothing.
type ForeignError struct {
	ExternalID string
	Reason     string

	said localize.Sentence // what Reason says
}

func (e *ForeignError) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *ForeignError) Localize(say func(format string, args ...any) string) string {
	return say("the service has another mass payout under externalId %s: %s", e.ExternalID, sentenceOr(e.said, e.Reason))
}

func (u *run) foreign(format string, args ...any) error {
	said := localize.Sayf(format, args...)
	return &ForeignError{ExternalID: u.batch.ExternalID, Reason: said.String(), said: said}
}

// sentenceOr is a sentence, or a text of ours where there is none.
func sentenceOr(said localize.Sentence, text string) localize.Sentence {
	if said == nil {
		return localize.Term(text)
	}
	return said
}

// CanceledError is a batch that was canceled because lines were refused: nobody was paid.
type CanceledError struct {
	Refused *payout.RefusedError // nil when another batch of the [Plan] had the refused lines
}

func (e *CanceledError) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *CanceledError) Localize(say func(format string, args ...any) string) string {
	if e.Refused == nil {
		return say("it was canceled, because lines of another batch were refused: nobody was paid by it")
	}
	return say("it was canceled: nobody was paid by it: %v", e.Refused)
}

func (e *CanceledError) Unwrap() error {
	if e.Refused == nil {
		return nil
	}
	return e.Refused
}
