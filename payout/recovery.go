package payout

import (
	"errors"
	"fmt"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
)

// CallError is a call of the client that failed, after all its attempts. Err is the last attempt's: an *[Error], an
// *[AnswerError], a *[TransportError], or what stopped it before the socket.
type CallError struct {
	Operation gen.Operation
	Attempts  int // how often it was tried; look-ups do not count. 0: an argument was refused
	Err       error

	outcome  Outcome
	why      error // it did not go on, where that is not Err
	recovery Recovery
}

// Outcome is that of all attempts together: after one whose outcome is unknown it stays OutcomeUnknown, also where the vendor
// refused a later one, perhaps because the first had taken effect.
func (e *CallError) Outcome() Outcome { return e.outcome }

// Recovery is the call that settles an unknown outcome; false for any other outcome, and for calls that only read.
func (e *CallError) Recovery() (Recovery, bool) { return e.recovery, e.recovery != Recovery{} }

func (e *CallError) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *CallError) Localize(say func(format string, args ...any) string) string {
	text := said(e.Err, say)
	if e.why != nil {
		text += say("; not sent again: %s", cleaner{}.text(said(e.why, say)))
	}
	if e.Attempts > 1 {
		text += say(" (%d attempts)", e.Attempts)
	}
	if e.outcome != OutcomeOf(e.Err) {
		text = say("payout: %s: outcome: %s, because of an earlier attempt; the last one: %s", e.Operation, localize.Term(e.outcome.String()), text)
	}
	if _, ok := e.Recovery(); ok && e.why != nil {
		text += say("; to settle it, %s", e.recovery)
	}
	return text
}

// said is an error in a language, also where there is none.
func said(err error, say localize.Sprintf) string {
	if err == nil {
		return fmt.Sprint(err)
	}
	return localize.Error(err, say)
}

// Unwrap gives the last attempt's error, and what kept the call from going on.
func (e *CallError) Unwrap() []error {
	if e.why == nil {
		return []error{e.Err}
	}
	return []error{e.Err, e.why}
}

// Recovery names the call that settles a call of unknown outcome.
type Recovery struct {
	Operation gen.Operation // to call: gen.OperationRetrieveMassPayout, with Client.Retrieve
	Ref       Ref           // what to ask for
	Settles   gen.Operation // whose outcome is unknown; for a Wait, gen.OperationAuthMassPayout
}

// recoverBy is the only call that tells where a mass payout stands.
const recoverBy = gen.OperationRetrieveMassPayout

// String says what to call and what the status in its answer means.
func (r Recovery) String() string { return r.Localize(fmt.Sprintf) }

// Localize is String in another language: say is what [fmt.Sprintf] is to English.
func (r Recovery) Localize(say func(format string, args ...any) string) string {
	text := say("call %s for %s: ", r.Operation, r.Ref)
	switch r.Settles {
	case gen.OperationInitMassPayout:
		return text + say("where it is found with status INIT, call init again with the same batch and externalId to learn its requestId")
	case gen.OperationCancelMassPayout:
		return text + say("CANCELED says that it took effect, INIT that it has not so far, anything else that it was authorised")
	}
	return text + say("INIT says that auth has had no effect so far, CANCELED that it was given up, any other known status that auth took effect")
}

// RecoveryOf finds, in an error of unknown outcome, the call that settles it. A call that only reads needs none.
func RecoveryOf(err error) (Recovery, bool) {
	if with, ok := errors.AsType[recoverable](err); ok {
		return with.Recovery()
	}
	return Recovery{}, false
}

type recoverable interface {
	error
	Recovery() (Recovery, bool)
}

// AttemptsOf is how often the failed call behind err was tried; 0 where it never was, or err is no error of a call.
func AttemptsOf(err error) int {
	if call, ok := errors.AsType[*CallError](err); ok {
		return call.Attempts
	}
	return 0
}
