package payout

import (
	"crypto/tls"
	"errors"
	"net/http"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/codec"
)

// next is what may follow an attempt that failed.
type next int

const (
	stop   next = iota // nothing: it would change nothing, or might do harm
	repeat             // the same once more
	lookUp             // a retrieve, which says whether to send it once more
)

// after is the rule of money safety. What may follow an unknown outcome is the retry class of the operation, which the
// document holds (x-operation-retry in spec/rules.yaml); this is the only place that acts on it.
//
//	outcome                            any class      repeat          look-up-then-repeat, repeat-only-while-init
//	not sent                           repeat
//	refused: "rate limited"            repeat
//	refused for any other reason       stop
//	unknown                                           repeat          lookUp
//
// An operation without a class is never repeated after an unknown outcome.
func after(op gen.Operation, err error) next {
	switch OutcomeOf(err) {
	case OutcomeNotSent:
		if lasting(err) {
			return stop
		}
		return repeat
	case OutcomeRefused:
		if errors.Is(err, ErrRateLimited) {
			return repeat
		}
		return stop
	}
	switch op.Retry() {
	case gen.OperationRetryRepeat:
		if lasting(err) {
			return stop
		}
		return repeat
	case gen.OperationRetryLookUpThenRepeat, gen.OperationRetryRepeatOnlyWhileInit:
		return lookUp
	}
	return stop
}

// repeatable reports whether repeating the operation does no harm, whatever came of it before.
func repeatable(op gen.Operation) bool { return op.Retry() == gen.OperationRetryRepeat }

// lasting reports an error that the same call would meet again, so that repeating it costs only time. It never decides
// whether repeating is safe.
func lasting(err error) bool {
	if _, ok := errors.AsType[*notSentError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	if errors.Is(err, ErrRedirect) || errors.Is(err, errTooLarge) || errors.Is(err, codec.ErrTooMany) {
		return true
	}
	switch status, _ := answerTo(err); status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return false
	default:
		return status >= 400 && status < 500
	}
}

// answerTo is the status and the Retry-After header of the answer behind err, or 0 and "".
func answerTo(err error) (httpStatus int, retryAfter string) {
	if refusal, ok := errors.AsType[*Error](err); ok {
		return refusal.HTTPStatus, refusal.RetryAfter
	}
	if unclear, ok := errors.AsType[*AnswerError](err); ok {
		return unclear.HTTPStatus, unclear.RetryAfter
	}
	return 0, ""
}
