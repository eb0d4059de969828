package fleet_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/payout"
)

// Processes that share a database share the places: a burst, and then one after the other, whoever asks.
func TestTheRateLimitIsShared(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		a, err := open(t, dsn).RateLimit("m", 1, 3)
		require.NoError(t, err)
		b, err := open(t, dsn).RateLimit("m", 1, 3)
		require.NoError(t, err)
		other, err := open(t, dsn).RateLimit("another merchant", 1, 3)
		require.NoError(t, err)
		start := time.Now()
		var waits []time.Duration
		for n := range 6 {
			wait, err := []interface {
				Reserve(context.Context) (time.Duration, error)
			}{a, b}[n%2].Reserve(t.Context())
			require.NoError(t, err)
			waits = append(waits, wait)
		}
		passed := time.Since(start)
		for n, wait := range waits {
			due := time.Duration(max(n-2, 0)) * time.Minute
			if due == 0 {
				assert.LessOrEqual(t, wait, time.Duration(0), "call %d is of the burst", n)
				continue
			}
			assert.LessOrEqual(t, wait, due, "call %d", n)
			assert.GreaterOrEqual(t, wait, due-passed-time.Second, "call %d", n)
		}
		wait, err := other.Reserve(t.Context())
		require.NoError(t, err)
		assert.LessOrEqual(t, wait, time.Duration(0))

		// What one was told holds for all.
		other.Limited(t.Context(), 10*time.Minute)
		again, err := open(t, dsn).RateLimit("another merchant", 1, 3)
		require.NoError(t, err)
		wait, err = again.Reserve(t.Context())
		require.NoError(t, err)
		assert.Greater(t, wait, 9*time.Minute)
		other.Limited(t.Context(), 1000*time.Hour)
		wait, err = again.Reserve(t.Context())
		require.NoError(t, err)
		assert.Less(t, wait, 70*time.Minute, "nobody is believed for longer than an hour")
	})
}

// A clock that was set back by days makes nobody wait for days.
func TestTheRateLimitAndAClockThatWasSetBack(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		db := open(t, dsn)
		limit, err := db.RateLimit("m", 60, 1)
		require.NoError(t, err)
		_, err = limit.Reserve(t.Context())
		require.NoError(t, err)
		_, err = db.SQL().ExecContext(t.Context(), `UPDATE iyzipayout_rate SET free = free + 1000000000000000`) // eleven days
		require.NoError(t, err)
		wait, err := limit.Reserve(t.Context())
		require.NoError(t, err)
		assert.LessOrEqual(t, wait, time.Hour)
	})
}

// A client waits for its place, and a Retry-After that one worker gets stops the others.
func TestAClientWithASharedRateLimit(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		srv := emulator.Start(t)
		clients := make([]*payout.Client, 2)
		for i := range clients {
			limit, err := open(t, dsn).RateLimit("m", 60_000, 100)
			require.NoError(t, err)
			clients[i], err = payout.New(srv.Credentials(), payout.WithBaseURL(srv.URL()), payout.WithHTTPClient(srv.Client()), payout.WithPacer(limit), payout.WithoutRetries())
			require.NoError(t, err)
			_, err = clients[i].Balance(t.Context())
			require.NoError(t, err)
		}
		require.NoError(t, srv.InjectFaults(emulator.Fault{Kind: emulator.FaultTooManyRequests, RetryAfter: time.Minute}))
		_, err := clients[0].Balance(t.Context())
		require.ErrorIs(t, err, payout.ErrRateLimited)
		ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer stop()
		_, err = clients[1].Balance(ctx)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(err))
	})
}

func TestRateLimitsThatAreNone(t *testing.T) {
	db := open(t, engines["sqlite"](t))
	for _, tt := range []struct {
		name  string
		rate  float64
		burst int
	}{{"", 1, 1}, {"m", 0, 1}, {"m", -1, 1}, {"m", 1, 0}, {"m", 2e6, 1}} {
		_, err := db.RateLimit(tt.name, tt.rate, tt.burst)
		require.ErrorContains(t, err, "fleet: RateLimit: ", tt)
	}
}

// A transaction that the database ends for another one is tried again after a pause, and not for ever.
func TestADeadlockIsTriedAgain(t *testing.T) {
	db := open(t, engines["sqlite"](t))
	deadlock := &pgconn.PgError{Code: "40P01"}
	tries := 0
	require.NoError(t, db.Transaction(t.Context(), func(*sql.Tx) error {
		if tries++; tries < 4 {
			return deadlock
		}
		return nil
	}))
	assert.Equal(t, 4, tries)
	tries = 0
	require.ErrorIs(t, db.Transaction(t.Context(), func(*sql.Tx) error { tries++; return deadlock }), deadlock)
	assert.Equal(t, 10, tries)
	tries = 0
	boom := errors.New("boom")
	require.ErrorIs(t, db.Transaction(t.Context(), func(*sql.Tx) error { tries++; return boom }), boom)
	assert.Equal(t, 1, tries)
}
