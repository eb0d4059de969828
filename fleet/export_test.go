package fleet

import (
	"context"
	"database/sql"
	"time"

	"github.com/iyzipayout/iyzipayout/payout"
)

// Encode and Decode are the form of a batch in the database.
func Encode(b payout.Batch) ([]byte, error) { return encode(b) }

// Decode reads it.
func Decode(text []byte, period string) (payout.Batch, error) { return decode(text, period) }

// Reserve takes a place and tells how long it is until then.
func (l *RateLimit) Reserve(ctx context.Context) (time.Duration, error) { return l.reserve(ctx) }

// Transaction calls do in a transaction.
func (d *Database) Transaction(ctx context.Context, do func(*sql.Tx) error) error {
	return d.transaction(ctx, do)
}
