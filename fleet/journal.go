package fleet

import (
	"context"
	"errors"
	"fmt"
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
	rows, err := j.lock.QueryContext(ctx, `SELECT n, record FROM iyzipayout_journal WHERE payout = $1 ORDER BY n`, j.payout)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		var record []byte
		if err := rows.Scan(&n, &record); err != nil {
			return nil, err
		}
		if n != int64(len(records))+1 {
			return nil, fmt.Errorf("fleet: the journal is damaged: record %d is followed by %d", len(records), n)
		}
		records = append(records, record)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	j.next = int64(len(records)) + 1
	return records, nil
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
