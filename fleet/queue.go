package fleet

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"regexp"

	"github.com/jackc/pgx/v5"
)

// Queue is the payouts to do of one merchant in one environment. What is to be paid is in tables of the database, and a job of River for
// each payout says only whose turn it is: were a job there twice, or lost, nobody would be paid twice, see [runner.Runner].
//
// It is used by several goroutines at once, and by as many processes as there are.
type Queue struct {
	db       *Database
	name     string
	merchant string
	engine   engine
	prefix   string // of the names of tables: the schema
}

// QueueOption configures a Queue.
type QueueOption func(*Queue) error

// WithMerchant keeps the payouts of one merchant apart in a database that several share, see [runner.WithMerchant]. The name must stay
// the same for ever.
func WithMerchant(name string) QueueOption {
	return func(q *Queue) error {
		q.merchant = name
		if name == "" {
			return errors.New("fleet: WithMerchant needs a name")
		}
		return nil
	}
}

// NewQueue opens the queue of an environment, see [payout.Client.Environment]: "production", "sandbox", or the host and port of another
// address. It brings River's tables, whose names begin with river_, up to date. A leader of River gives up jobs of a killed process whose
// kind it does not know: give the fleet a database or, by search_path in the DSN, a schema of its own, without jobs of other programs.
func NewQueue(ctx context.Context, db *Database, environment string, opts ...QueueOption) (*Queue, error) {
	if db == nil || environment == "" {
		return nil, errors.New("fleet: NewQueue needs a database and an environment, see payout.Client.Environment")
	}
	q := &Queue{db: db}
	for _, opt := range opts {
		if opt == nil {
			return nil, errors.New("fleet: an option is nil")
		}
		if err := opt(q); err != nil {
			return nil, err
		}
	}
	q.name = queueName(environment, q.merchant)
	var err error
	if db.dsn == "" {
		q.engine, err = sqliteEngine(db.db)
	} else {
		var schema string
		q.engine, schema, err = postgresEngine(ctx, db.dsn, db.db)
		q.prefix = pgx.Identifier{schema}.Sanitize() + "."
	}
	if err != nil {
		return nil, fmt.Errorf("fleet: the queue: %w", err)
	}
	if err := q.migrate(ctx); err != nil {
		q.Close()
		return nil, fmt.Errorf("fleet: tables of River: %w", err)
	}
	return q, nil
}

// migrate makes River's tables once, of processes that start at the same moment.
func (q *Queue) migrate(ctx context.Context) error {
	once, err := wait(ctx, q.db.locks, "\x00tables of River") // no externalId has this character
	if err != nil {
		return err
	}
	defer func() { _ = once.unlock() }()
	return q.engine.migrate(ctx)
}

// Close closes what the queue has opened. The database stays open.
func (q *Queue) Close() { q.engine.close() }

// queueName is a name that River takes.
func queueName(environment, merchant string) string {
	if merchant == "" && regexp.MustCompile(`^[a-z]+$`).MatchString(environment) {
		return "iyzipayout_" + environment
	}
	return fmt.Sprintf("iyzipayout_%x", sha256.Sum256(fmt.Appendf(nil, "%q %q", environment, merchant)))[:40]
}

func silent() *slog.Logger { return slog.New(slog.DiscardHandler) }

// job names a payout. It says nothing about a person.
type job struct {
	Payout string `json:"payout" river:"unique"`
	Period string `json:"period" river:"unique"`
}

// Kind is how River calls it.
func (job) Kind() string { return "iyzipayout" }
