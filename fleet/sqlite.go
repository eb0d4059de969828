package fleet

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// openFile opens a database whose commits survive a power cut, and which many processes use at once.
func openFile(name string) (*sql.DB, error) {
	options := url.Values{
		"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(30000)"},
		"_txlock": {"immediate"}, // a transaction that reads first and writes then would fail beside another
	}
	path, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	// It holds who is paid. The files that SQLite makes beside it get the same permissions.
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	return sql.Open("sqlite", (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: options.Encode()}).String())
}

// files locks journals by files, which the system unlocks when the process ends.
type files struct {
	db  *sql.DB
	dir string
}

// Close does nothing: each file is closed with its journal.
func (files) Close() error { return nil }

func (f files) lock(_ context.Context, externalID string) (held, error) {
	return f.try(fmt.Sprintf("%x", sha256.Sum256([]byte(externalID))))
}

// wait takes a lock that nobody has for long.
func wait(ctx context.Context, locks locker, name string) (held, error) {
	for {
		lock, err := locks.lock(ctx, name)
		if !errors.Is(err, runner.ErrLocked) {
			return lock, err
		}
		if err := sleep(ctx, 10*time.Millisecond); err != nil {
			return nil, err
		}
	}
}

func (f files) try(name string) (held, error) {
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return nil, err
	}
	path := filepath.Join(f.dir, name)
	for {
		file := flock.New(path, flock.SetPermissions(0o600))
		got, err := file.TryLock()
		if err != nil {
			return nil, errors.Join(err, file.Close())
		}
		if !got {
			return nil, errors.Join(fmt.Errorf("%w (%s)", runner.ErrLocked, path), file.Close())
		}
		// Whoever had it before may have removed the file between our opening and our locking it: then we hold one that nobody else sees.
		mine, err := file.Stat()
		if err != nil {
			return nil, errors.Join(err, file.Close())
		}
		if now, err := os.Stat(path); err == nil && os.SameFile(mine, now) {
			return lockFile{f.db, file}, nil
		}
		if err := file.Close(); err != nil {
			return nil, err
		}
	}
}

type lockFile struct {
	*sql.DB
	file *flock.Flock
}

// unlock removes the file while it is still locked, so that the folder holds files of open journals only. Windows cannot, and keeps it.
func (l lockFile) unlock() error {
	_ = os.Remove(l.file.Path())
	return l.file.Close()
}
