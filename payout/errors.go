package payout

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
)

// What the vendor's common refusals mean, for errors.Is. The codes behind them are documented for the vendor's other
// services, whose envelope mass payout shares; none is published for mass payout itself.
var (
	ErrInvalidSignature   = errors.New("invalid signature")                  // 1000, 1007, 1009; 8 at HTTP 401
	ErrUnknownCredentials = errors.New("unknown API credentials")            // 1001
	ErrInvalidRequest     = errors.New("invalid request")                    // 11, 24
	ErrRateLimited        = errors.New("rate limited")                       // 50000, HTTP 429
	ErrInsufficientFunds  = errors.New("insufficient funds")                 // 10051
	ErrAccountSuspended   = errors.New("account suspended")                  // 9000
	ErrNotEnabled         = errors.New("mass payout may not be switched on") // 100001, 2000
	ErrNotFound           = errors.New("no such mass payout")                // 11; 11, 1 or none at HTTP 404; of a retrieve
)

// What can be wrong with answers.
var (
	ErrUnintelligible  = errors.New("the answer cannot be understood")
	ErrIncompletePages = errors.New("the pages of items do not add up")
	ErrRedirect        = errors.New("the service answered with a redirect, which is not followed")

	errTooLarge = errors.New("larger than the limit, see WithMaxResponseBytes")
)

// What can come of an init whose answer was lost. Neither has moved money.
var (
	// ErrRequestIDLost: the mass payout is there, but the vendor refuses to make it again and says nowhere what its requestId is.
	ErrRequestIDLost = errors.New("the mass payout is there, but its requestId is not known")
	// ErrExternalIDTaken: a mass payout under the same externalId has gone further than init, so it is another's or an earlier
	// run's. Paying under this externalId could pay twice.
	ErrExternalIDTaken = errors.New("a mass payout under this externalId was dealt with before")
)

// Error is a call that the vendor answered with something else than "success": an answer with status "failure", at any HTTP
// status, or any JSON object at an HTTP status other than 2xx. Whether it is a refusal, so that the call had no effect, says
// [Error.Outcome].
//
// Text from the vendor is on one line and masked: IBANs, numbers of ten digits and more, sandbox keys and signatures, and in
// an answer to init the names and numbers of the batch's recipients.
type Error struct {
	Operation      gen.Operation
	Status         gen.ResultStatus // "failure", or what else the answer says; "" where it says nothing
	Code           codes.Code       // "" where the answer has none
	Message        string           // errorMessage, in the locale of the call
	Group          string           // errorGroup
	Name           string           // errorName
	HTTPStatus     int
	ConversationID string    // as the answer repeats it
	SystemTime     time.Time // the vendor's clock; zero where the answer has none
	RetryAfter     string    // the Retry-After header, seconds or a date; none is documented
}

func (e *Error) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *Error) Localize(say func(format string, args ...any) string) string {
	how, code, about := localize.Term("failed (outcome: unknown)"), "", ""
	if e.Outcome() == OutcomeRefused {
		how = "refused"
	}
	if e.Code != "" {
		code = say("code %s: ", e.Code)
	}
	if e.Group != "" {
		about = say(", group %s", e.Group)
	}
	if e.ConversationID != "" {
		about += say(", conversationId %s", e.ConversationID)
	}
	message := e.Message
	if message == "" {
		message = say("no reason given")
	}
	text := say("payout: %s %s: %s%s (HTTP %d%s)", e.Operation, how, code, message, e.HTTPStatus, about)
	if hint := e.Hint(); hint != "" {
		text += ": " + localize.Text(hint, say)
	}
	return text
}

// Hint tells what to do about a known code, or "".
func (e *Error) Hint() string { return e.Code.Hint() }

// Is makes errors.Is work with the Err… values of this package.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrInvalidSignature:
		// Code 8 alone could also be a missing identity number.
		return e.has(codes.InvalidSignature, codes.SignatureMissing, codes.AuthorizationMissing) ||
			e.has(codes.TokenNotVerified) && e.HTTPStatus == http.StatusUnauthorized
	case ErrRateLimited:
		return e.has(codes.RateLimited) || e.HTTPStatus == http.StatusTooManyRequests
	case ErrNotFound:
		return e.deniesIt()
	}
	return e.has(map[error][]codes.Code{
		ErrUnknownCredentials: {codes.UnknownCredentials},
		ErrInvalidRequest:     {codes.InvalidRequest, codes.MandatoryField},
		ErrInsufficientFunds:  {codes.InsufficientFunds},
		ErrAccountSuspended:   {codes.AccountSuspended},
		ErrNotEnabled:         {codes.ProductNotEnabled, codes.MarketplaceOnly},
	}[target]...)
}

func (e *Error) has(list ...codes.Code) bool { return slices.Contains(list, e.Code) }

// isSystemError reports a failure inside the service, as opposed to code 1 at HTTP 404, a path that does not exist.
func (e *Error) isSystemError() bool {
	return e.has(codes.ProductNotEnabled) || e.has(codes.System) && e.HTTPStatus != http.StatusNotFound
}

// HasCode reports whether err is an [Error] with one of the given codes.
func HasCode(err error, list ...codes.Code) bool {
	refusal, ok := errors.AsType[*Error](err)
	return ok && refusal.has(list...)
}

// deniesIt reports the refusal of a retrieve that says "no such mass payout". No code for that is published. Only one that has been
// seen to say so counts. A code that nobody knows may as well speak of maintenance, and to make a mass payout anew because of it could
// pay twice.
func (e *Error) deniesIt() bool {
	if e.Operation != gen.OperationRetrieveMassPayout || e.Outcome() != OutcomeRefused {
		return false
	}
	switch e.HTTPStatus {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests:
		return false
	case http.StatusNotFound:
		return e.has("", codes.System, codes.InvalidRequest)
	}
	return e.has(codes.InvalidRequest)
}
