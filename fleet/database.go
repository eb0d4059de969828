// Package fleet lets many workers, on one machine or on many, pay from one database: it keeps the journals and claims of a
// [runner.Runner] in SQLite, in one file without a server, or in PostgreSQL.
//
//	db, err := fleet.Open(ctx, "sqlite:payouts.db") // or postgres://…
//	defer db.Close()
//	r, err := runner.New(client, db)
//
// A [Queue] in the same database holds payouts to do: a program adds them with its own rows in one transaction, and workers take them to their
// end, by jobs of River. docs/fleet.md says what is guaranteed and what is not.
//
//	queue, err := fleet.NewQueue(ctx, db, client.Environment())
//	_, err = queue.EnqueueTx(ctx, tx, batch)
//	err = queue.Work(ctx, client)
//
// It is a module of its own, so that a program that needs no database carries none.
package fleet

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// Database is a [runner.Store] in SQLite or PostgreSQL. It is used by several goroutines at once, and by as many processes as there are.
//
// While a journal is open it has a lock that ends with its process. In PostgreSQL that is a lock of a connection of its own, by which its
// records are written too: a process whose connection is gone can announce nothing more. What it announced just before it may still send, as
// one that is killed in between: whoever takes the journal over finds the intent, and asks first. Connect to the server itself or to a
// pooler of sessions: one that changes connections between transactions (PgBouncer's "transaction") loses such locks.
// In SQLite it is a file in a folder beside the database, on a disk of this machine and not of the network.
type Database struct {
	db    *sql.DB
	locks locker
	dsn   string // of PostgreSQL; "" for SQLite
}

var (
	_ runner.Store  = (*Database)(nil)
	_ runner.Lister = (*Database)(nil)
)

// locker opens what a journal is written through while nobody else has it open, or fails with [runner.ErrLocked].
type locker interface {
	lock(ctx context.Context, externalID string) (held, error)
	Close() error
}

// held is a lock, and the connection to write with while it lasts.
type held interface {
	querier
	unlock() error
}

// querier is what a database, a connection and a transaction have in common.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Open opens "sqlite:FILE", which is made where there is none, or the database of "postgres://…", and brings its tables up to date. Their
// names begin with iyzipayout_. Errors show no password.
func Open(ctx context.Context, dsn string) (*Database, error) {
	var d *Database
	var dialect goose.Dialect
	var options []goose.ProviderOption
	file, isFile := strings.CutPrefix(dsn, "sqlite:")
	switch {
	case isFile && file != "":
		db, err := openFile(file)
		if err != nil {
			return nil, fmt.Errorf("fleet: %w", err)
		}
		locks := files{db: db, dir: file + "-locks"}
		d, dialect = &Database{db: db, locks: locks}, goose.DialectSQLite3
		once, err := wait(ctx, locks, "\x00tables") // as for PostgreSQL below; goose has no lock for SQLite
		if err != nil {
			return nil, errors.Join(fmt.Errorf("fleet: %w", err), d.Close())
		}
		defer func() { _ = once.unlock() }()
	case strings.HasPrefix(dsn, "postgres://"), strings.HasPrefix(dsn, "postgresql://"):
		config, err := pgx.ParseConfig(dsn)
		if err != nil {
			return nil, fmt.Errorf("fleet: %w", err)
		}
		durable(config)
		db, locks := stdlib.OpenDB(*config), stdlib.OpenDB(*config)
		// What is asked in passing shares a few connections. A lock needs one of its own: as many as there are payouts under way.
		db.SetMaxOpenConns(16)
		db.SetMaxIdleConns(4)
		locks.SetMaxIdleConns(8)
		d = &Database{db: db, locks: sessions{locks}, dsn: dsn}
		dialect = goose.DialectPostgres
		// Two processes that start at once make the tables once. It looks every second, for five minutes.
		once, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
		if err != nil {
			return nil, errors.Join(err, d.Close())
		}
		options = append(options, goose.WithSessionLocker(once))
	default:
		return nil, errors.New(`fleet: a database is "sqlite:FILE" or "postgres://…"`)
	}
	if err := migrate(ctx, d.db, dialect, options...); err != nil {
		return nil, errors.Join(fmt.Errorf("fleet: tables: %w", err), d.Close())
	}
	return d, nil
}

//go:embed migrations/*.sql
var migrations embed.FS

func migrate(ctx context.Context, db *sql.DB, dialect goose.Dialect, options ...goose.ProviderOption) error {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(dialect, db, folder, append(options, goose.WithTableName("iyzipayout_schema"))...)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// SQL is the database itself, for transactions with rows of your own, see [Queue.EnqueueTx].
func (d *Database) SQL() *sql.DB { return d.db }

// Close closes every connection. Journals that are still open can write no more.
func (d *Database) Close() error { return errors.Join(d.locks.Close(), d.db.Close()) }
