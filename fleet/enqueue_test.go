package fleet_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/fleet"
	"github.com/iyzipayout/iyzipayout/payout"
)

// A payout is in the queue if the rows of the user are, and else it is not.
func TestEnqueueWithRowsOfYourOwn(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		s := newSite(t, dsn)
		own := s.db.SQL()
		_, err := own.ExecContext(t.Context(), `CREATE TABLE orders (id BIGINT PRIMARY KEY)`)
		require.NoError(t, err)
		for n, commit := range []bool{false, true} {
			tx, err := own.BeginTx(t.Context(), nil)
			require.NoError(t, err)
			_, err = tx.ExecContext(t.Context(), `INSERT INTO orders (id) VALUES ($1)`, n)
			require.NoError(t, err)
			_, err = s.queue.EnqueueTx(t.Context(), tx, numbered(n, 1))
			require.NoError(t, err)
			if commit {
				require.NoError(t, tx.Commit())
			} else {
				require.NoError(t, tx.Rollback())
			}
		}
		assert.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM orders`))
		assert.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM river_job`))
		s.work(t)
		ledger := s.srv.Ledger()
		require.Len(t, ledger.Batches, 1)
		assert.Equal(t, "sellers-1", ledger.Batches[0].ExternalID)
	})
}

func count(t *testing.T, s site, query string, args ...any) (n int) {
	t.Helper()
	require.NoError(t, s.db.SQL().QueryRowContext(t.Context(), query, args...).Scan(&n))
	return n
}

// The connection of a user's transaction has a search_path of its own, which is not that of the fleet.
func TestEnqueuePgx(t *testing.T) {
	dsn := postgres(t)
	s := newSite(t, dsn)
	address, err := url.Parse(dsn)
	require.NoError(t, err)
	address.RawQuery = ""
	conn, err := pgx.Connect(t.Context(), address.String())
	require.NoError(t, err)
	defer conn.Close(context.Background())
	for n, commit := range []bool{false, true} {
		tx, err := conn.Begin(t.Context())
		require.NoError(t, err)
		_, err = s.queue.EnqueuePgx(t.Context(), tx, numbered(n, 1))
		require.NoError(t, err)
		if commit {
			require.NoError(t, tx.Commit(t.Context()))
		} else {
			require.NoError(t, tx.Rollback(t.Context()))
		}
	}
	s.work(t)
	require.Len(t, s.srv.Ledger().Batches, 1)

	other := newSite(t, engines["sqlite"](t))
	_, err = other.queue.EnqueuePgx(t.Context(), nil, numbered(1, 1))
	assert.ErrorContains(t, err, "PostgreSQL")
}

// One externalId is one payout: whatever differs is refused before it is in the queue, and whatever is the same is there once.
func TestOnePayoutIsInTheQueueOnce(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		s := newSite(t, dsn)
		first := numbered(1, 2)
		e, err := s.queue.Enqueue(t.Context(), first)
		require.NoError(t, err)
		assert.Equal(t, fleet.Enqueued{ExternalID: "sellers-1"}, e)
		same := map[string]func(*payout.Batch){
			"the same":                func(*payout.Batch) {},
			"in another order":        func(b *payout.Batch) { b.Items[0], b.Items[1] = b.Items[1], b.Items[0] },
			"an amount with one zero": func(b *payout.Batch) { b.Items[0].Amount, _ = payout.TRY("100.5") },
		}
		for name, change := range same {
			b := numbered(1, 2)
			change(&b)
			e, err := s.queue.Enqueue(t.Context(), b)
			require.NoError(t, err, name)
			assert.Equal(t, fleet.Enqueued{ExternalID: "sellers-1", Known: true}, e, name)
		}
		for name, change := range map[string]func(*payout.Batch){
			"with other lines":   func(b *payout.Batch) { b.Items = b.Items[:1] },
			"for another period": func(b *payout.Batch) { b.Period = "2026-12" },
		} {
			b := numbered(1, 2)
			change(&b)
			_, err := s.queue.Enqueue(t.Context(), b)
			var different *fleet.DifferentError
			require.ErrorAs(t, err, &different, name)
			assert.Contains(t, err.Error(), name)
		}
		elsewhere, err := fleet.NewQueue(t.Context(), s.db, "production")
		require.NoError(t, err)
		t.Cleanup(elsewhere.Close)
		_, err = elsewhere.Enqueue(t.Context(), numbered(1, 2))
		require.ErrorContains(t, err, "for another environment or merchant")
		bad := numbered(2, 1)
		bad.Items[0].Description = ""
		_, err = s.queue.Enqueue(t.Context(), bad)
		var invalid *payout.ValidationError
		require.ErrorAs(t, err, &invalid)

		assert.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM river_job`))
		s.work(t)
		e, err = s.queue.Enqueue(t.Context(), first)
		require.NoError(t, err)
		assert.Equal(t, fleet.Enqueued{ExternalID: "sellers-1", Known: true, Ended: true}, e)
		assert.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM river_job`), "what is over gets no job")
	})
}

// A payout whose job somebody has deleted or canceled is seen, and gets one again.
func TestALostJob(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		s := newSite(t, dsn)
		_, err := s.queue.Enqueue(t.Context(), numbered(1, 1))
		require.NoError(t, err)
		_, err = s.db.SQL().ExecContext(t.Context(), `DELETE FROM river_job`)
		require.NoError(t, err)
		status, err := s.queue.Status(t.Context(), 10)
		require.NoError(t, err)
		require.Len(t, status.Stuck, 1)
		assert.Equal(t, "it has lost its job", status.Stuck[0].Reason)
		assert.Contains(t, status.Stuck[0].Advice, "enqueue the same lines again")
		_, err = s.queue.Enqueue(t.Context(), numbered(1, 1))
		require.NoError(t, err)
		status, err = s.queue.Status(t.Context(), 10)
		require.NoError(t, err)
		assert.Empty(t, status.Stuck)
		s.work(t)
	})
}

// River's leader gives up jobs that it does not know: the fleet does not work where others have theirs.
func TestOthersInTheTablesOfRiver(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		s := newSite(t, dsn)
		_, err := s.queue.Enqueue(t.Context(), numbered(1, 1))
		require.NoError(t, err)
		_, err = s.db.SQL().ExecContext(t.Context(), `UPDATE river_job SET kind = 'mail'`)
		require.NoError(t, err)
		err = s.queue.Work(t.Context(), s.client)
		require.ErrorContains(t, err, `"mail"`)
		require.ErrorContains(t, err, "schema of its own")
	})
}

func TestAQueueOfAnotherPlace(t *testing.T) {
	s := newSite(t, engines["sqlite"](t))
	q, err := fleet.NewQueue(t.Context(), s.db, "production")
	require.NoError(t, err)
	defer q.Close()
	require.ErrorContains(t, q.Work(t.Context(), s.client), "not that of the client")
	for _, opt := range []fleet.WorkOption{nil, fleet.WithWorkers(0), fleet.WithLooks(0, 0), fleet.WithLooks(2, 1), fleet.WithJobTime(0), fleet.WithOnSettled(nil), fleet.WithTelemetry(nil), fleet.WithLogger(nil)} {
		require.ErrorContains(t, s.queue.Work(t.Context(), s.client, opt), "fleet: ")
	}
	_, err = fleet.NewQueue(t.Context(), s.db, "")
	require.Error(t, err)
	_, err = fleet.NewQueue(t.Context(), s.db, "sandbox", fleet.WithMerchant(""))
	require.Error(t, err)
}

// Merchants who share a database have queues of their own, and their lines are not each other's.
func TestMerchantsShareADatabase(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		s := newSite(t, dsn)
		for _, name := range []string{"a", "b"} {
			q, err := fleet.NewQueue(t.Context(), s.db, s.client.Environment(), fleet.WithMerchant(name))
			require.NoError(t, err)
			t.Cleanup(q.Close)
			b := numbered(1, 2)
			b.ExternalID = "of-" + name
			_, err = q.Enqueue(t.Context(), b)
			require.NoError(t, err)
			s.queue = q
			s.work(t)
		}
		require.Len(t, s.srv.Ledger().Batches, 2)
	})
}

// everything is all rows of all tables as text.
func everything(t *testing.T, s site) string {
	t.Helper()
	var all strings.Builder
	for _, table := range []string{"iyzipayout_payout", "iyzipayout_journal", "iyzipayout_claim", "iyzipayout_rate", "river_job"} {
		rows, err := s.db.SQL().QueryContext(t.Context(), `SELECT * FROM `+table)
		require.NoError(t, err)
		columns, err := rows.Columns()
		require.NoError(t, err)
		for rows.Next() {
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new(any)
			}
			require.NoError(t, rows.Scan(values...))
			for i := range values {
				fmt.Fprintf(&all, "%s.%s: %s\n", table, columns[i], *values[i].(*any))
			}
		}
		require.NoError(t, rows.Err())
		require.NoError(t, rows.Close())
	}
	return all.String()
}
