package fleet

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// durable sets what the promises of a store need, whatever the server's own settings are.
func durable(config *pgx.ConnConfig) {
	config.RuntimeParams["synchronous_commit"] = "on"
	keptAlive(config)
	// Statements name as many lines as there are: to prepare each would fill the server's memory.
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
}

func keptAlive(config *pgx.ConnConfig) {
	// A server notices a client that lost its power by these, and gives up its locks: after a minute in place of two hours.
	config.RuntimeParams["tcp_keepalives_idle"] = "30"
	config.RuntimeParams["tcp_keepalives_interval"] = "10"
	config.RuntimeParams["tcp_keepalives_count"] = "3"
}

// sessions locks journals by locks of connections, which PostgreSQL gives up when the connection ends.
type sessions struct{ *sql.DB }

func (s sessions) lock(ctx context.Context, externalID string) (held, error) {
	conn, err := s.Conn(ctx)
	if err != nil {
		return nil, err
	}
	// A lock is a number of 64 bits, of which a database has one set: the table's own number keeps two schemas apart. Whoever hits the same
	// number by chance only makes a payout wait.
	sum := sha256.Sum256(append([]byte("iyzipayout journal "), externalID...))
	l := session{conn, int64(binary.BigEndian.Uint64(sum[:]))}
	var got bool
	if err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock(`+lockNumber+`)`, l.key).Scan(&got); err != nil {
		return nil, errors.Join(err, l.discard()) // it may have it
	}
	if !got {
		return nil, errors.Join(fmt.Errorf("%w (in PostgreSQL)", runner.ErrLocked), conn.Close())
	}
	return l, nil
}

const lockNumber = `$1 # 'iyzipayout_journal'::regclass::oid::bigint`

type session struct {
	*sql.Conn
	key int64
}

// unlock gives the connection back, or ends it where it is not certain that it has no lock any more.
func (l session) unlock() error {
	var had bool
	err := l.QueryRowContext(context.Background(), `SELECT pg_advisory_unlock(`+lockNumber+`)`, l.key).Scan(&had)
	if err != nil || !had {
		// The connection is gone and its lock with it: nothing is open any more, which is what was asked for.
		return l.discard()
	}
	return l.Conn.Close()
}

func (l session) discard() error {
	_ = l.Raw(func(any) error { return driver.ErrBadConn })
	if err := l.Conn.Close(); err != nil && !errors.Is(err, sql.ErrConnDone) && !errors.Is(err, driver.ErrBadConn) {
		return err
	}
	return nil
}

// again says that PostgreSQL ended a transaction so that another could go on: a deadlock or a conflict of serializable ones.
func again(err error) bool {
	failed, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (failed.Code == "40P01" || failed.Code == "40001")
}
