package payout

import (
	"cmp"
	"net/http"

	"github.com/iyzipayout/iyzipayout/gen"
)

// Outcome says whether a call that returned an error may have taken effect all the same.
type Outcome int

const (
	// OutcomeUnknown: the call may or may not have taken effect. Ask with Retrieve before anything else; after Auth, never
	// send it again without asking. It is the zero value, because it is the safe assumption.
	OutcomeUnknown Outcome = iota
	// OutcomeNotSent: nothing left this process, so the call had no effect.
	OutcomeNotSent
	// OutcomeRefused: the vendor read the call and refused it, so it had no effect.
	OutcomeRefused
)

// String names the outcome: "unknown", "not sent" or "refused".
func (o Outcome) String() string {
	return cmp.Or(map[Outcome]string{OutcomeNotSent: "not sent", OutcomeRefused: "refused"}[o], "unknown")
}

// OutcomeOf tells the outcome of a call from its error, wrapped or not. An error it does not know is OutcomeUnknown; so are
// several joined errors of different outcomes, and nil, for which the question makes no sense.
func OutcomeOf(err error) Outcome {
	found, _ := outcomeOf(err)
	return found
}

// outcomeOf also reports whether any error in the tree has an outcome.
func outcomeOf(err error) (Outcome, bool) {
	switch e := err.(type) {
	case interface{ Outcome() Outcome }:
		return e.Outcome(), true
	case interface{ Unwrap() error }:
		return outcomeOf(e.Unwrap())
	case interface{ Unwrap() []error }:
		return outcomeOfAll(e.Unwrap())
	}
	return OutcomeUnknown, false
}

func outcomeOfAll(list []error) (Outcome, bool) {
	common, any := OutcomeUnknown, false
	for _, err := range list {
		switch o, ok := outcomeOf(err); {
		case !ok:
		case any && o != common:
			return OutcomeUnknown, true
		default:
			common, any = o, true
		}
	}
	return common, any
}

// Outcome is always OutcomeNotSent.
func (e *ValidationError) Outcome() Outcome { return OutcomeNotSent }

// Outcome is OutcomeRefused where the vendor says so and gives a reason, by a code or by an HTTP status of 4xx. It is
// OutcomeUnknown for a failure without any reason, for one that the service calls its own (code 1 or 100001, HTTP 408
// or 5xx) because it may have failed halfway, and for an answer that is not in the vendor's form.
func (e *Error) Outcome() Outcome {
	says := e.Status == gen.ResultStatusFailure || e.Status == "" && e.Code != ""
	reason := e.Code != "" || e.HTTPStatus >= http.StatusBadRequest
	itself := e.HTTPStatus >= http.StatusInternalServerError || e.HTTPStatus == http.StatusRequestTimeout || e.isSystemError()
	if says && reason && !itself {
		return OutcomeRefused
	}
	return OutcomeUnknown
}
