package payout

import (
	"context"
	"errors"
	"fmt"
)

// RunError is a run that did not reach its end. Run the same batch again: it goes on from where it stopped.
type RunError struct {
	ExternalID string
	RequestID  string // "" where it is not known
	Step       Step
	Err        error

	outcome Outcome
}

// Outcome is about the whole batch: OutcomeUnknown means that lines may have been paid, OutcomeRefused that auth was sent and had
// no effect, OutcomeNotSent that it was not sent. After the last two nobody was paid, as far as the journal goes back.
func (e *RunError) Outcome() Outcome { return e.outcome }

func (e *RunError) Error() string {
	ids := "externalId " + e.ExternalID
	if e.RequestID != "" {
		ids += ", requestId " + e.RequestID
	}
	end := "nothing was authorised, nobody was paid"
	if e.outcome == OutcomeUnknown {
		end = "not everything is known about who was paid: run the same again before paying anybody in any other way"
	}
	return fmt.Sprintf("payout: %s: stopped at %s: %v\n%s", ids, e.Step, e.Err, end)
}

func (e *RunError) Unwrap() error { return e.Err }

// failed makes the error of a run.
func (u *run) failed(err error) error {
	if err = errors.Join(err, u.unrecorded); err == nil {
		return nil
	}
	e := &RunError{ExternalID: u.batch.ExternalID, RequestID: u.state.requestID, Step: u.step, Err: err, outcome: OutcomeNotSent}
	switch {
	case u.mayPay():
		e.outcome = OutcomeUnknown
	case u.state.auth.sent:
		e.outcome = OutcomeRefused
	}
	return e
}

// unreadable is a journal that cannot say what was done: anything may have been.
func (u *run) unreadable(err error) error {
	return &RunError{ExternalID: u.batch.ExternalID, Step: StepJournal, Err: &journalError{err}, outcome: OutcomeUnknown}
}

// journalError is a failure of the store.
type journalError struct{ err error }

func (e *journalError) Error() string { return "the journal: " + e.err.Error() }

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

func (e *LostError) Error() string {
	return fmt.Sprintf("the service has a mass payout under externalId %s at INIT, refuses to hand it over again and does not name its requestId: "+
		"it cannot be authorised, so pay its lines under another externalId, and ask iyzico to cancel this one: %v", e.ExternalID, e.Err)
}

func (e *LostError) Unwrap() error { return e.Err }

// ForeignError is an externalId under which the service has a mass payout that was not made from this batch, or is not known to
// have been: its journal is somewhere else. Nothing was sent.
type ForeignError struct {
	ExternalID string
	Reason     string
}

func (e *ForeignError) Error() string {
	return fmt.Sprintf("the service has another mass payout under externalId %s: %s", e.ExternalID, e.Reason)
}

// CanceledError is a batch that was canceled because lines were refused: nobody was paid.
type CanceledError struct {
	Refused *RefusedError // nil when another batch of the [Plan] had the refused lines
}

func (e *CanceledError) Error() string {
	if e.Refused == nil {
		return "it was canceled, because lines of another batch were refused: nobody was paid"
	}
	return fmt.Sprintf("it was canceled: nobody was paid: %v", e.Refused)
}

func (e *CanceledError) Unwrap() error {
	if e.Refused == nil {
		return nil
	}
	return e.Refused
}
