package fleet

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"
)

// engine is River on either database.
type engine struct {
	migrate func(context.Context) error
	worker  func(*river.Config) (worker, error)
	sql     inserter[*sql.Tx]
	pgx     inserter[pgx.Tx] // nil on SQLite
	close   func()
}

// worker is a [river.Client] that works.
type worker interface {
	Start(context.Context) error
	Stopped() <-chan struct{}
	JobRetry(ctx context.Context, id int64) (*rivertype.JobRow, error)
}

// inserter is a [river.Client] that adds jobs in a transaction of somebody else.
type inserter[TTx any] interface {
	InsertTx(ctx context.Context, tx TTx, args river.JobArgs, opts *river.InsertOpts) (*rivertype.JobInsertResult, error)
}

func engineOn[TTx any](driver riverdriver.Driver[TTx], schema string) (engine, inserter[TTx], error) {
	e := engine{close: func() {}}
	e.migrate = func(ctx context.Context) error {
		migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Schema: schema, Logger: silent()})
		if err == nil {
			_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
		}
		return err
	}
	e.worker = func(config *river.Config) (worker, error) {
		config.Schema = schema
		return river.NewClient(driver, config)
	}
	inserts, err := river.NewClient(driver, &river.Config{Schema: schema, Logger: silent()})
	return e, inserts, err
}

func sqliteEngine(db *sql.DB) (e engine, err error) {
	var inserts inserter[*sql.Tx]
	e, inserts, err = engineOn(riversqlite.New(db), "")
	e.sql = inserts
	return e, err
}

// postgresEngine keeps River's tables in the schema of ours, also where the connection of a user's transaction has another search_path.
func postgresEngine(ctx context.Context, dsn string, db *sql.DB) (e engine, schema string, err error) {
	if err := db.QueryRowContext(ctx, `SELECT current_schema()`).Scan(&schema); err != nil {
		return e, "", err
	}
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return e, "", err
	}
	keptAlive(config.ConnConfig)
	config.MaxConns = 4
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return e, "", err
	}
	e, e.pgx, err = engineOn(riverpgxv5.New(pool), schema)
	if err == nil {
		_, e.sql, err = engineOn(riverdatabasesql.New(db), schema)
	}
	if err != nil {
		pool.Close()
		return e, "", fmt.Errorf("schema %s: %w", schema, err)
	}
	e.close = pool.Close
	return e, schema, nil
}
