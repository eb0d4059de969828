// Package pause waits, and says what ended a context.
package pause

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// For waits, or returns what ended ctx.
func For(ctx context.Context, d time.Duration) error {
	if ctx.Err() != nil {
		return WithCause(ctx, ctx.Err())
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return WithCause(ctx, ctx.Err())
	case <-timer.C:
		return nil
	}
}

// WithCause adds to err what ended ctx, where err does not say so already.
func WithCause(ctx context.Context, err error) error {
	for _, why := range []error{ctx.Err(), context.Cause(ctx)} {
		if why != nil && !errors.Is(err, why) {
			err = fmt.Errorf("%w: %w", err, why)
		}
	}
	return err
}
