package payout

import (
	"context"
	"net/http"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/codec"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout/internal/pause"
	"github.com/iyzipayout/iyzipayout/signing"
)

// attempt is one HTTP request of a question. Its body is encoded once, by gen, and never again.
type attempt struct {
	question
	url     string
	encoded []byte        // the body
	request *http.Request // once it is signed
	limit   limit         // of the call that it belongs to
	number  int           // counted from 1
	settles gen.Operation // of a look-up: whose outcome it is to settle
}

// answer is what came back, read to its end.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// wire sends an attempt and returns the answer, whatever it says. Its errors implement Outcome. It leaves the attempt's
// request as it is, so that the same attempt can be sent again.
type wire func(context.Context, attempt) (*answer, error)

// handler sends an attempt and understands the answer. Its errors implement Outcome.
type handler func(context.Context, attempt) (*success, error)

// limit is when a whole call ends, and how that is said. Contexts are made of it where something waits: most calls are one attempt.
type limit struct {
	at    time.Time // zero: never
	cause error
}

func (l limit) context(ctx context.Context) (context.Context, context.CancelFunc) {
	if l.at.IsZero() {
		return ctx, func() {}
	}
	return context.WithDeadlineCause(ctx, l.at, l.cause)
}

// bounded gives a whole call its time.
func bounded(next handler, timeout time.Duration) handler {
	tooSlow := localize.Errorf("the call did not end within %s, see WithCallTimeout: %w", timeout, context.DeadlineExceeded)
	return func(ctx context.Context, a attempt) (*success, error) {
		a.limit = limit{time.Now().Add(timeout), tooSlow}
		return next(ctx, a)
	}
}

// signed makes and signs the request of each attempt anew. It does not begin one whose context has ended.
func signed(next wire, signer *signing.Signer) wire {
	return func(ctx context.Context, a attempt) (*answer, error) {
		request, err := a.newRequest(ctx)
		if err == nil {
			err = signer.Edit(ctx, request)
		}
		if err != nil {
			return nil, &notSentError{operation: a.operation, err: pause.WithCause(ctx, err)}
		}
		a.request = request
		return next(ctx, a)
	}
}

// transmit puts the attempt on the wire and reads the answer, within its time.
func transmit(hc *http.Client, maxResponse int64, timeout time.Duration) wire {
	tooSlow := localize.Errorf("no answer within %s, see WithTimeout: %w", timeout, context.DeadlineExceeded)
	once := *hc
	once.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return func(ctx context.Context, a attempt) (*answer, error) {
		ends := limit{time.Now().Add(timeout), tooSlow}
		if !a.limit.at.IsZero() && a.limit.at.Before(ends.at) {
			ends = a.limit
		}
		ctx, cancel := ends.context(ctx)
		defer cancel()
		request, seen := watch(ctx, cancel, a)
		response, err := once.Do(request)
		if err != nil {
			err = pause.WithCause(ctx, err)
			if seen.replay.Load() {
				err = localize.Errorf("%w: %w", err, errReplay)
			}
			outcome := OutcomeUnknown
			if seen.notSent(once.Transport) {
				outcome = OutcomeNotSent
			}
			return nil, &TransportError{Operation: a.operation, Err: err, outcome: outcome, known: a.cleaner}
		}
		defer response.Body.Close()
		body, err := codec.ReadAll(response, maxResponse+1)
		got := &answer{status: response.StatusCode, header: response.Header, body: body}
		switch {
		case err != nil:
			return nil, got.unintelligible(a.operation, localize.Errorf("cut off: %w", pause.WithCause(ctx, err)))
		case int64(len(body)) > maxResponse:
			return nil, got.unintelligible(a.operation, localize.Errorf("%w (%d bytes)", errTooLarge, maxResponse))
		case got.status >= 300 && got.status < 400:
			return nil, got.unintelligible(a.operation, ErrRedirect)
		}
		return got, nil
	}
}
