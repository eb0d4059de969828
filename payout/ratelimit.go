package payout

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/time/rate"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout/internal/pause"
)

// paced holds attempts back until the client's own rate limit allows them; nil allows all.
func paced(next handler, rates *rate.Limiter, log *slog.Logger) handler {
	if rates == nil {
		return next
	}
	return func(ctx context.Context, a attempt) (*success, error) {
		slot := rates.Reserve()
		if wait := slot.Delay(); wait > 0 {
			logPause(ctx, log, a, wait, "the client's own rate limit, see WithRateLimit")
			ctx, cancel := a.limit.context(ctx)
			defer cancel()
			if err := pause.For(ctx, wait); err != nil {
				slot.Cancel()
				return nil, &notSentError{operation: a.operation, err: localize.Errorf("held back by the client's own rate limit, see WithRateLimit: %w", err)}
			}
		}
		return next(ctx, a)
	}
}

// pacedBy holds attempts back until a pacer allows them.
func pacedBy(next handler, pacer Pacer) handler {
	if pacer == nil {
		return next
	}
	return func(ctx context.Context, a attempt) (*success, error) {
		waiting, cancel := a.limit.context(ctx)
		err := pacer.Wait(waiting)
		cancel()
		if err != nil {
			return nil, &notSentError{operation: a.operation, err: fmt.Errorf("held back, see WithPacer: %w", err)}
		}
		ok, err := next(ctx, a)
		if errors.Is(err, ErrRateLimited) {
			pacer.Limited(ctx, retryAfter(err, time.Now()))
		}
		return ok, err
	}
}
