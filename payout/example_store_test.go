package payout_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/payout"
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
		_, err = db.Exec(`CREATE TABLE IF NOT EXISTS journal (external_id TEXT, n INTEGER, record BLOB, PRIMARY KEY (external_id, n))`)
	}
	return &sqlStore{db: db, dir: dir}, err
}

func (s *sqlStore) Open(ctx context.Context, externalID string) (payout.Journal, error) {
	lock, err := sql.Open("sqlite", fmt.Sprintf("file:%s/%x.lock", s.dir, sha256.Sum256([]byte(externalID))))
	if err != nil {
		return nil, err
	}
	lock.SetMaxOpenConns(1)
	if _, err = lock.ExecContext(ctx, "BEGIN EXCLUSIVE"); err == nil {
		return &sqlJournal{sqlStore: s, id: externalID, lock: lock}, nil
	}
	if busy, ok := errors.AsType[*sqlite.Error](err); ok && busy.Code() == sqlite3.SQLITE_BUSY {
		err = fmt.Errorf("%w: %w", payout.ErrLocked, err)
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
	runner, err := payout.NewRunner(client, store, payout.WithWait(payout.WithPollInterval(10*time.Millisecond, 100*time.Millisecond)))
	check(err)
	for range 2 { // the second time it finds in the journal that all is done
		report, err := runner.Run(context.Background(), exampleBatch())
		check(err)
		fmt.Println(report.Count(payout.StatePaid), "paid,", report.Count(payout.StateNotPaid), "not paid")
	}
	// Output:
	// 2 paid, 0 not paid
	// 2 paid, 0 not paid
}
