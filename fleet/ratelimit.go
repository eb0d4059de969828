package fleet

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/time/rate"

	"github.com/iyzipayout/iyzipayout/payout"
)

// RateLimit is one limit for all processes that have the same database, for [payout.WithPacer]:
//
//	limit, err := db.RateLimit("production", 100, 10)
//	client, err := payout.New(credentials, payout.WithPacer(limit))
//
// What a Retry-After header asks for holds for all of them.
type RateLimit struct {
	db    *Database
	name  string
	every time.Duration
	burst int
	local *rate.Limiter
}

var _ payout.Pacer = (*RateLimit)(nil)

// longestRest is as long as a Retry-After header is believed.
const longestRest = time.Hour

// RateLimit allows so many calls a minute on average, and not more than burst at once, to all who name it so. All must say the same numbers.
// Where the database does not answer nothing is sent.
func (d *Database) RateLimit(name string, callsPerMinute float64, burst int) (*RateLimit, error) {
	if name == "" || !(callsPerMinute > 0 && callsPerMinute <= 1e6) || burst < 1 {
		return nil, errors.New("fleet: RateLimit: needs a name, more than 0 and at most 1,000,000 calls per minute, and a burst of at least 1")
	}
	return &RateLimit{
		db: d, name: name, every: time.Duration(float64(time.Minute) / callsPerMinute), burst: burst,
		local: rate.NewLimiter(rate.Limit(callsPerMinute/60), burst), // this process never asks the database more often than it could be allowed to
	}, nil
}

// Wait takes the next place in the row and waits for it, see [payout.Pacer].
func (l *RateLimit) Wait(ctx context.Context) error {
	if err := l.local.Wait(ctx); err != nil {
		return fmt.Errorf("the shared rate limit %s: %w", l.name, context.Cause(ctx))
	}
	after, err := l.reserve(ctx)
	if err == nil {
		err = sleep(ctx, after)
	}
	if err != nil {
		return fmt.Errorf("the shared rate limit %s: %w", l.name, err)
	}
	return nil
}

// now is the database's clock in nanoseconds since 1970: those of machines differ.
func (d *Database) now() string {
	if d.dsn == "" {
		return fmt.Sprint(time.Now().UnixNano()) // one machine
	}
	return `(extract(epoch FROM clock_timestamp()) * 1e9)::bigint`
}

// functions are the names of the greatest and the least of two numbers.
func (d *Database) functions() (greatest, least string) {
	if d.dsn == "" {
		return "MAX", "MIN"
	}
	return "GREATEST", "LEAST"
}

// reserve takes a place and tells how long it is until then.
func (l *RateLimit) reserve(ctx context.Context) (time.Duration, error) {
	var ahead int64
	now := l.db.now()
	greatest, least := l.db.functions()
	// A clock that was set back makes nobody wait for longer than an hour.
	err := l.db.db.QueryRowContext(ctx, `INSERT INTO iyzipayout_rate (name, free) VALUES ($1, `+now+` + $2)
		ON CONFLICT (name) DO UPDATE SET free = `+greatest+`(`+least+`(iyzipayout_rate.free, `+now+` + $3), `+now+`) + $2
		RETURNING free - `+now, l.name, int64(l.every), int64(longestRest)).Scan(&ahead)
	// Those of a burst may go before their time.
	return time.Duration(ahead) - time.Duration(l.burst)*l.every, err
}

// Limited lets nobody send before the time that the service asks for, see [payout.Pacer].
func (l *RateLimit) Limited(ctx context.Context, after time.Duration) {
	if after <= 0 {
		return
	}
	// The burst is over as well, so that not all of them come back at the same moment.
	until := min(after, longestRest) + time.Duration(l.burst)*l.every
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer stop()
	// Where it cannot be written this client waits by itself, and the others hear it from the service.
	greatest, _ := l.db.functions()
	_, _ = l.db.db.ExecContext(ctx, `UPDATE iyzipayout_rate SET free = `+greatest+`(free, `+l.db.now()+` + $1) WHERE name = $2`, int64(until), l.name)
}
