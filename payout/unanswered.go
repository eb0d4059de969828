package payout

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strconv"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
)

// TransportError is a call that got no answer: no connection, a broken one, or a deadline. However it is printed, logged or
// written as JSON, it shows what Error does, without the body where a RoundTripper quotes it.
type TransportError struct {
	Operation gen.Operation
	Err       error // may hold what a RoundTripper of the caller writes, unmasked

	outcome Outcome
	known   func() cleaner // of what was sent; nil: nothing is known
}

func (e *TransportError) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *TransportError) Localize(say func(format string, args ...any) string) string {
	known := cleaner{}
	if e.known != nil {
		known = e.known()
	}
	return say("payout: %s got no answer (outcome: %s): %s", e.Operation, localize.Term(e.outcome.String()), known.foreign(e.Err))
}

func (e *TransportError) Unwrap() error { return e.Err }

// Outcome is OutcomeNotSent for a call that certainly never left, else OutcomeUnknown.
func (e *TransportError) Outcome() Outcome { return e.outcome }

// AnswerError is a call that got an answer which cannot be understood: not JSON, cut off, too large, or saying neither
// success nor failure. Whether the call took effect is unknown. It matches [ErrUnintelligible], and [ErrRateLimited] where
// the HTTP status is 429. It never holds the body.
type AnswerError struct {
	Operation  gen.Operation
	HTTPStatus int
	MediaType  string // as the Content-Type header says
	RetryAfter string // the Retry-After header, seconds or a date; none is documented
	Size       int    // bytes read
	Err        error
}

func (g *answer) unintelligible(op gen.Operation, err error) *AnswerError {
	mediaType, _, parseErr := mime.ParseMediaType(g.header.Get("Content-Type"))
	if parseErr != nil && !errors.Is(parseErr, mime.ErrInvalidMediaParameter) {
		mediaType = ""
	}
	return &AnswerError{
		Operation: op, HTTPStatus: g.status, MediaType: cleaner{}.text(mediaType), RetryAfter: g.retryAfter(), Size: len(g.body), Err: err,
	}
}

// retryAfter is the Retry-After header where it has one of its two forms (RFC 9110 section 10.2.3): seconds or a date.
func (g *answer) retryAfter() string {
	value := g.header.Get("Retry-After")
	if _, err := strconv.ParseUint(value, 10, 32); err == nil {
		return value
	}
	if _, err := http.ParseTime(value); err == nil {
		return value
	}
	return ""
}

func (e *AnswerError) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *AnswerError) Localize(say func(format string, args ...any) string) string {
	mediaType := e.MediaType
	if mediaType == "" {
		mediaType = say("no Content-Type")
	}
	return say("payout: %s: %v (outcome: unknown): HTTP %d, %s, %d bytes: %s",
		e.Operation, ErrUnintelligible, e.HTTPStatus, mediaType, e.Size, cleaner{}.foreign(e.Err))
}

// Is makes errors.Is(err, ErrRateLimited) true for HTTP status 429, whose body may come from something in between.
func (e *AnswerError) Is(target error) bool {
	return target == ErrRateLimited && e.HTTPStatus == http.StatusTooManyRequests
}

func (e *AnswerError) Unwrap() []error { return []error{ErrUnintelligible, e.Err} }

// Outcome is always OutcomeUnknown.
func (e *AnswerError) Outcome() Outcome { return OutcomeUnknown }

// notSentError is a call that was stopped before the socket: a guard of package signing, a canceled context, a request
// that could not be built.
type notSentError struct {
	operation gen.Operation
	err       error
}

func (e *notSentError) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *notSentError) Localize(say func(format string, args ...any) string) string {
	return say("payout: %s was not sent: %v", e.operation, e.err)
}

func (e *notSentError) Unwrap() error { return e.err }

func (e *notSentError) Outcome() Outcome { return OutcomeNotSent }
