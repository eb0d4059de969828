package fleet

import (
	"context"
	"database/sql"
)

// transaction calls do in a transaction, once more where the database ended it in favour of another one. What do does has no effect
// until it returns nil.
func (d *Database) transaction(ctx context.Context, do func(*sql.Tx) error) error {
	for {
		err := d.try(ctx, do)
		if !again(err) || ctx.Err() != nil {
			return err
		}
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
