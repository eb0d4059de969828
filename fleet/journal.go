package fleet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"

	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// Open takes a journal for the caller alone, see [runner.Store].
func (d *Database) Open(ctx context.Context, externalID string) (runner.Journal, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	lock, err := d.locks.lock(ctx, externalID)
	if err != nil {
		return nil, err
	}
	return &journal{lock: lock, payout: []byte(externalID), next: unknown}, nil
}

type journal struct {
	lock   held
	payout []byte

	mu     sync.Mutex
	next   int64 // number of the next record
	closed bool
}

// unknown says that an earlier Append may have written a record or not.
const unknown = -1

var errClosed = errors.New("fleet: the journal is closed")

// Records are all records in their order, see [runner.Journal].
func (j *journal) Records(ctx context.Context) (records [][]byte, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return nil, errClosed
	}
	return j.read(ctx)
}

func (j *journal) read(ctx context.Context) (records [][]byte, err error) {
	for history, err := range histories(ctx, j.lock, `WHERE payout = $1`, j.payout) {
		if err != nil {
			return nil, err
		}
		records = history
	}
	j.next = int64(len(records)) + 1
	return records, nil
}

// Histories gives the records of each journal, see [runner.Lister].
func (d *Database) Histories(ctx context.Context) iter.Seq2[[][]byte, error] {
	return histories(ctx, d.db, "")
}

func histories(ctx context.Context, db querier, where string, args ...any) iter.Seq2[[][]byte, error] {
	return func(yield func([][]byte, error) bool) {
		rows, err := db.QueryContext(ctx, `SELECT payout, n, record FROM iyzipayout_journal `+where+` ORDER BY payout, n`, args...)
		if err != nil {
			yield(nil, err)
			return
		}
		defer rows.Close()
		var current []byte
		var records [][]byte
		var damaged error
		for rows.Next() {
			var payout, record []byte
			var n int64
			if err := rows.Scan(&payout, &n, &record); err != nil {
				yield(nil, err)
				return
			}
			if records != nil && !bytes.Equal(payout, current) {
				if !yield(records, damaged) {
					return
				}
				records, damaged = nil, nil
			}
			current, records = payout, append(records, record)
			if n != int64(len(records)) && damaged == nil {
				damaged = fmt.Errorf("fleet: a journal is damaged: record %d is missing", len(records))
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, err)
		} else if records != nil {
			yield(records, damaged)
		}
	}
}

// Append adds a record, see [runner.Journal]. Its number is this journal's own count: were there a second writer, one of them would fail.
func (j *journal) Append(ctx context.Context, record []byte) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return errClosed
	}
	if j.next == unknown {
		if _, err := j.read(ctx); err != nil {
			return err
		}
	}
	n := j.next
	j.next = unknown
	if _, err := j.lock.ExecContext(ctx, `INSERT INTO iyzipayout_journal (payout, n, record) VALUES ($1, $2, $3)`, j.payout, n, record); err != nil {
		return err
	}
	j.next = n + 1
	return nil
}

// Close gives the journal to others.
func (j *journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return nil
	}
	j.closed = true
	return j.lock.unlock()
}
