package payout_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

func TestTheRateLimitHoldsBackEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		balance := replies(200, `{"status":"success","balance":1}`)
		s := play(t, plays{gen.OperationGetMassPayoutBalance: {balance, balance, lost, balance}, opAuth: {lost}, opRetrieve: {reads("IN_PROGRESS")}})
		c := s.client(payout.WithRateLimit(60, 2), payout.WithRetries(payout.RetryPolicy{First: 1, Most: 1}))
		for range 3 {
			_, err := c.Balance(t.Context())
			require.NoError(t, err)
		}
		_, err := c.Auth(t.Context(), approval(t))
		require.NoError(t, err)
		assert.Equal(t, "balance balance balance balance auth retrieve", s.calls())
		for i, want := range []time.Duration{0, 0, 1, 2, 3, 4} {
			assert.InDelta(t, want*time.Second, s.at[i], float64(time.Millisecond), "call %d: a burst of two, then one a second, repetitions and look-ups included", i)
		}
	})
}

func TestWhatIsHeldBackIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t, plays{opAuth: {success}})
		c := s.client(payout.WithRateLimit(1, 1))
		_, err := c.Auth(t.Context(), approval(t))
		require.NoError(t, err)
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errBoom)
		defer cancel()
		start := time.Now()
		_, err = c.Auth(ctx, approval(t))
		assert.Equal(t, time.Second, time.Since(start))
		assert.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(err))
		assert.ErrorIs(t, err, errBoom)
		assert.ErrorContains(t, err, "held back by the client's own rate limit, see WithRateLimit")
		assert.Equal(t, "auth", s.calls())

		time.Sleep(time.Minute - time.Second)
		start = time.Now()
		_, err = c.Auth(t.Context(), approval(t))
		require.NoError(t, err)
		assert.Zero(t, time.Since(start), "what was given up uses no slot")
	})
}

func TestEachClientHasARateLimitOfItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		option := payout.WithRateLimit(1, 1)
		start := time.Now()
		for range 2 {
			_, err := play(t, plays{opAuth: {success}}).client(option).Auth(t.Context(), approval(t))
			require.NoError(t, err)
		}
		assert.Zero(t, time.Since(start))
	})
}

// pacer is a Pacer that says no after some calls.
type pacer struct {
	asked, allowed int
	told           []time.Duration
}

func (p *pacer) Wait(context.Context) error {
	if p.asked++; p.asked > p.allowed {
		return errBoom
	}
	return nil
}

func (p *pacer) Limited(_ context.Context, after time.Duration) { p.told = append(p.told, after) }

func TestAPacerIsAskedBeforeEachAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t, plays{gen.OperationGetMassPayoutBalance: {replies(429, "", "Retry-After", "7"), replies(200, `{"status":"success","balance":1}`)}, opAuth: {lost}, opRetrieve: {reads("IN_PROGRESS")}})
		p := &pacer{allowed: 4}
		c := s.client(payout.WithPacer(p), payout.WithRetries(payout.RetryPolicy{First: 1, Most: 1}))
		_, err := c.Balance(t.Context())
		require.NoError(t, err)
		_, err = c.Auth(t.Context(), approval(t))
		require.NoError(t, err)
		assert.Equal(t, "balance balance auth retrieve", s.calls())
		assert.Equal(t, 4, p.asked)
		assert.Equal(t, []time.Duration{7 * time.Second}, p.told)

		_, err = c.Auth(t.Context(), approval(t))
		assert.ErrorIs(t, err, errBoom)
		assert.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(err))
		assert.Equal(t, "balance balance auth retrieve", s.calls(), "what is not allowed is not sent")
	})
}
