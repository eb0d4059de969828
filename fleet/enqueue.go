package fleet

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// Enqueued says what became of a batch that was given to a [Queue].
type Enqueued struct {
	ExternalID string
	Known      bool // it was in the queue before
	Ended      bool // and is over: nothing is done any more
	Canceled   bool // because it was canceled: nobody is paid by it, and what it was to pay needs another externalId
}

// DifferentError is an externalId that is in the database for something else. Nothing was added.
type DifferentError struct {
	ExternalID string
	Reason     string
}

func (e *DifferentError) Error() string {
	return fmt.Sprintf("fleet: externalId %s is in the database already, %s: what is to be paid besides needs an externalId of its own", e.ExternalID, e.Reason)
}

// Enqueue adds a payout in a transaction of its own. An empty ExternalID is derived from the content, see [runner.ContentID]. A payout is
// in the queue once: added again with the same lines it is the same, and gets a job again where it had lost its own; with others it is a
// *[DifferentError]. A batch that is not valid is a *[payout.ValidationError].
func (q *Queue) Enqueue(ctx context.Context, batch payout.Batch) (e Enqueued, err error) {
	err = q.db.transaction(ctx, func(tx *sql.Tx) error {
		e, err = q.EnqueueTx(ctx, tx, batch)
		return err
	})
	return e, err
}

// EnqueueTx is [Queue.Enqueue] in your transaction: with your own rows, the payout is there when you commit, and else it is not. It is a
// transaction of the same database, by any driver for PostgreSQL and by [Database.SQL] or modernc.org/sqlite for SQLite. Of an error roll it back.
func (q *Queue) EnqueueTx(ctx context.Context, tx *sql.Tx, batch payout.Batch) (Enqueued, error) {
	return enqueue(ctx, q, tx, q.engine.sql, sqlRows{tx}, batch)
}

// EnqueuePgx is [Queue.EnqueueTx] for a transaction of pgx.
func (q *Queue) EnqueuePgx(ctx context.Context, tx pgx.Tx, batch payout.Batch) (Enqueued, error) {
	if q.engine.pgx == nil {
		return Enqueued{}, errors.New("fleet: EnqueuePgx is for PostgreSQL: this database is SQLite")
	}
	return enqueue(ctx, q, tx, q.engine.pgx, pgxRows{tx}, batch)
}

// rower is what transactions of database/sql and of pgx have in common.
type rower interface {
	exec(ctx context.Context, query string, args ...any) (int64, error)
	row(ctx context.Context, query string, args ...any) interface{ Scan(...any) error }
}

type sqlRows struct{ tx *sql.Tx }

func (r sqlRows) exec(ctx context.Context, query string, args ...any) (int64, error) {
	done, err := r.tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return done.RowsAffected()
}

func (r sqlRows) row(ctx context.Context, query string, args ...any) interface{ Scan(...any) error } {
	return r.tx.QueryRowContext(ctx, query, args...)
}

type pgxRows struct{ tx pgx.Tx }

func (r pgxRows) exec(ctx context.Context, query string, args ...any) (int64, error) {
	done, err := r.tx.Exec(ctx, query, args...)
	return done.RowsAffected(), err
}

func (r pgxRows) row(ctx context.Context, query string, args ...any) interface{ Scan(...any) error } {
	return r.tx.QueryRow(ctx, query, args...)
}

func enqueue[TTx any](ctx context.Context, q *Queue, tx TTx, inserts inserter[TTx], rows rower, batch payout.Batch) (e Enqueued, err error) {
	content := runner.ContentID(batch)
	if batch.ExternalID == "" {
		batch.ExternalID = content
	}
	if err := batch.Validate(); err != nil {
		return e, err
	}
	text, err := encode(batch)
	if err != nil {
		return e, err
	}
	e.ExternalID = batch.ExternalID
	added, err := rows.exec(ctx, `INSERT INTO `+q.prefix+`iyzipayout_payout
		(payout, queue, period, content, lines, batch, outcome, stage, added) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (payout) DO NOTHING`,
		[]byte(batch.ExternalID), q.name, []byte(batch.Period), content, len(batch.Items), text, []byte(strings.Repeat(notTold, len(batch.Items))),
		string(StageQueued), time.Now().UnixNano())
	if err != nil {
		return e, fmt.Errorf("fleet: %w", err)
	}
	if e.Known = added == 0; e.Known {
		if batch.Period, err = q.same(ctx, rows, batch, content, &e); err != nil || e.Ended {
			return e, err
		}
	}
	inserted, err := inserts.InsertTx(ctx, tx, job{Payout: batch.ExternalID, Period: batch.Period}, &river.InsertOpts{
		Queue:       q.name,
		MaxAttempts: math.MaxInt16, // it is never given up: the pauses grow to an hour
		UniqueOpts:  river.UniqueOpts{ByArgs: true, ByState: unfinished()},
	})
	if err == nil {
		_, err = rows.exec(ctx, `UPDATE `+q.prefix+`iyzipayout_payout SET job = $1 WHERE payout = $2`, inserted.Job.ID, []byte(batch.ExternalID))
	}
	if err != nil {
		return e, fmt.Errorf("fleet: %w", err)
	}
	return e, nil
}

// unfinished are the states of jobs that are still to come. The payouts that are over are known by the table.
func unfinished() []rivertype.JobState {
	return []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
	}
}

// same makes sure that a payout which is in the database is this one. It returns the period as it was written first, and says in e whether the
// payout is over.
func (q *Queue) same(ctx context.Context, rows rower, batch payout.Batch, content string, e *Enqueued) (period string, err error) {
	var queue, was, stage string
	var written []byte
	err = rows.row(ctx, `SELECT queue, period, content, stage, ended IS NOT NULL FROM `+q.prefix+`iyzipayout_payout WHERE payout = $1`, []byte(batch.ExternalID)).
		Scan(&queue, &written, &was, &stage, &e.Ended)
	e.Canceled = e.Ended && stage == string(StageCanceled)
	different := func(reason string) (string, error) {
		return "", &DifferentError{ExternalID: batch.ExternalID, Reason: reason}
	}
	switch {
	case err != nil:
		return "", fmt.Errorf("fleet: %w", err)
	case queue != q.name:
		return different("for another environment or merchant")
	case was == content:
		return string(written), nil
	case string(written) != batch.Period:
		return different("for another period")
	}
	return different("with other lines")
}
