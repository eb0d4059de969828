package fleet

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"time"
)

// The database ends one of two transactions that wait for each other. Whoever begins again at once and without end may meet the same one
// for ever.
const (
	mostTries     = 10
	shortestPause = 4 * time.Millisecond // the longest is 2 seconds
)

// transaction calls do in a transaction, and again after a pause of random length, twice as long each time, where the database ended it in
// favour of another one. What do does has no effect until it returns nil.
func (d *Database) transaction(ctx context.Context, do func(*sql.Tx) error) error {
	for tries, most := 1, shortestPause; ; tries, most = tries+1, 2*most {
		err := d.try(ctx, do)
		if !again(err) || tries == mostTries || sleep(ctx, rand.N(most)) != nil {
			return err
		}
	}
}

// sleep ends with the context at the latest.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (d *Database) try(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := d.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}
