package runner_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// sqlStore keeps journals in a table of a database. With a server in place of SQLite the lock is a lock of the connection, such as
// pg_try_advisory_lock or GET_LOCK: it must end with its process, so a row that says "taken" will not do.
type sqlStore struct {
	db  *sql.DB
	dir string
}

func newSQLStore(dir string) (*sqlStore, error) {
	const durable = "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(10000)"
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "journal.db")+durable)
	if err == nil {
		_, err = db.Exec(`
			CREATE TABLE IF NOT EXISTS journal (external_id TEXT, n INTEGER, record BLOB, PRIMARY KEY (external_id, n));
			CREATE TABLE IF NOT EXISTS claim (line TEXT PRIMARY KEY, payment TEXT, payout TEXT, at INTEGER);
			CREATE INDEX IF NOT EXISTS claim_payment ON claim (payment, at)`)
	}
	return &sqlStore{db: db, dir: dir}, err
}

// Claim leaves it to the unique index who gets a line.
func (s *sqlStore) Claim(ctx context.Context, claims []runner.Claim) (others []runner.Claim, err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }()
	for _, c := range claims {
		done, err := tx.ExecContext(ctx, `INSERT INTO claim VALUES (?, ?, ?, ?) ON CONFLICT (line) DO UPDATE
			SET payment = excluded.payment, payout = excluded.payout, at = CASE claim.payout WHEN excluded.payout THEN claim.at ELSE excluded.at END
			WHERE claim.payout IN (excluded.payout, ?)`, c.Line.String(), c.Payment.String(), c.Payout, c.At.UnixMilli(), c.Instead)
		if err != nil {
			return nil, err
		}
		if n, err := done.RowsAffected(); err != nil {
			return nil, err
		} else if n == 0 {
			held, err := find(ctx, tx, `WHERE line = ?`, c.Line.String())
			if err != nil {
				return nil, err
			}
			others = append(others, held...)
		}
	}
	if len(others) > 0 {
		return others, nil
	}
	return nil, tx.Commit()
}

func (s *sqlStore) Release(ctx context.Context, id string, lines []runner.ClaimKey) error {
	for _, line := range lines {
		if _, err := s.db.ExecContext(ctx, `DELETE FROM claim WHERE line = ? AND payout = ?`, line.String(), id); err != nil {
			return err
		}
	}
	return nil
}

func (s *sqlStore) Claims(ctx context.Context, lines []runner.ClaimKey) (found []runner.Claim, err error) {
	for _, line := range lines {
		held, err := find(ctx, s.db, `WHERE line = ?`, line.String())
		if err != nil {
			return nil, err
		}
		found = append(found, held...)
	}
	return found, nil
}

func (s *sqlStore) SimilarClaims(ctx context.Context, payments []runner.ClaimKey, since time.Time) (found []runner.Claim, err error) {
	for _, payment := range payments {
		held, err := find(ctx, s.db, `WHERE payment = ? AND at >= ?`, payment.String(), since.UnixMilli())
		if err != nil {
			return nil, err
		}
		found = append(found, held...)
	}
	return found, nil
}

func find(ctx context.Context, db interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}, where string, args ...any) (found []runner.Claim, err error) {
	rows, err := db.QueryContext(ctx, `SELECT line, payment, payout, at FROM claim `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c runner.Claim
		var line, payment string
		var at int64
		if err := rows.Scan(&line, &payment, &c.Payout, &at); err != nil {
			return nil, err
		}
		_, lineErr := hex.Decode(c.Line[:], []byte(line))
		_, paymentErr := hex.Decode(c.Payment[:], []byte(payment))
		if err := errors.Join(lineErr, paymentErr); err != nil {
			return nil, err
		}
		c.At = time.UnixMilli(at).UTC()
		found = append(found, c)
	}
	return found, rows.Err()
}

func (s *sqlStore) Open(ctx context.Context, externalID string) (runner.Journal, error) {
	lock, err := sql.Open("sqlite", fmt.Sprintf("file:%s/%x.lock", s.dir, sha256.Sum256([]byte(externalID))))
	if err != nil {
		return nil, err
	}
	lock.SetMaxOpenConns(1)
	if _, err = lock.ExecContext(ctx, "BEGIN EXCLUSIVE"); err == nil {
		return &sqlJournal{sqlStore: s, id: externalID, lock: lock}, nil
	}
	if busy, ok := errors.AsType[*sqlite.Error](err); ok && busy.Code() == sqlite3.SQLITE_BUSY {
		err = fmt.Errorf("%w: %w", runner.ErrLocked, err)
	}
	return nil, errors.Join(err, lock.Close())
}

type sqlJournal struct {
	*sqlStore
	id     string
	lock   *sql.DB
	closed bool
}

func (j *sqlJournal) Records(ctx context.Context) (records [][]byte, err error) {
	rows, err := j.db.QueryContext(ctx, `SELECT record FROM journal WHERE external_id = ? ORDER BY n`, j.id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var record []byte
		if err := rows.Scan(&record); err != nil {
			return nil, err
		}
		records = append(records, record)
	}
	return records, rows.Err()
}

func (j *sqlJournal) Append(ctx context.Context, record []byte) error {
	if j.closed {
		return errors.New("the journal is closed")
	}
	_, err := j.db.ExecContext(ctx, `INSERT INTO journal SELECT ?, COALESCE(MAX(n), 0) + 1, ? FROM journal WHERE external_id = ?`, j.id, record, j.id)
	return err
}

func (j *sqlJournal) Close() error {
	j.closed = true
	return j.lock.Close()
}

// A runner whose journal is in a database.
func ExampleStore() {
	service, err := emulator.Listen("127.0.0.1:0", emulator.WithPace(emulator.TestPace()))
	check(err)
	defer service.Close()
	client, err := payout.New(service.Credentials(), payout.WithBaseURL(service.URL()))
	check(err)
	dir, err := os.MkdirTemp("", "journal-")
	check(err)
	defer os.RemoveAll(dir)

	store, err := newSQLStore(dir)
	check(err)
	defer store.db.Close()
	r, err := runner.New(client, store, runner.WithWait(payout.WithPollInterval(10*time.Millisecond, 100*time.Millisecond)))
	check(err)
	for range 2 { // the second time it finds in the journal that all is done
		report, err := r.Run(context.Background(), exampleBatch())
		check(err)
		fmt.Println(report.Count(payout.StatePaid), "paid,", report.Count(payout.StateNotPaid), "not paid")
	}
	// Output:
	// 2 paid, 0 not paid
	// 2 paid, 0 not paid
}
