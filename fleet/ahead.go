package fleet

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// RunnerTx is a Runner that looks and claims ahead, in your transaction, for payouts that are enqueued in it: [runner.Runner.Look], CheckNew,
// CheckPeriod and Hold, which need no keys. What it claims is claimed when you commit, of an error roll back. It is not for paying. The transaction
// is one of [Database.SQL].
//
// [Queue.EnqueueTx] itself claims nothing: without Hold the lines are claimed in the first turn of a worker, and a payout whose lines another one
// holds by then is [StageBlocked].
func (q *Queue) RunnerTx(client *payout.Client, tx *sql.Tx) (*runner.Runner, error) {
	if q.name != queueName(client.Environment(), q.merchant) {
		return nil, errors.New("fleet: the queue is not that of the client")
	}
	return runner.New(client, ahead{q.db, q, tx}, q.runnerOptions()...)
}

// runnerOptions say whose lines these are.
func (q *Queue) runnerOptions() []runner.Option {
	if q.merchant == "" {
		return nil
	}
	return []runner.Option{runner.WithMerchant(q.merchant)}
}

// ahead is a store whose claims are those that a transaction sees. It knows of the payouts that no worker has begun.
type ahead struct {
	*Database
	queue *Queue
	tx    *sql.Tx
}

var _ runner.Waiting = ahead{}

// Claim is [Database.Claim], but where lines are held the transaction is to be rolled back.
func (s ahead) Claim(ctx context.Context, claims []runner.Claim) ([]runner.Claim, error) {
	return claimAll(ctx, s.tx, claims)
}

// Release gives up lines that the payout holds, see [runner.Store].
func (s ahead) Release(ctx context.Context, payout string, lines []runner.ClaimKey) error {
	return release(ctx, s.tx, payout, lines)
}

// Claims finds which lines are held, see [runner.Store].
func (s ahead) Claims(ctx context.Context, lines []runner.ClaimKey) ([]runner.Claim, error) {
	return claimsOf(ctx, s.tx, lines)
}

// SimilarClaims finds claims by their payments, see [runner.Store].
func (s ahead) SimilarClaims(ctx context.Context, payments []runner.ClaimKey, since time.Time) ([]runner.Claim, error) {
	return similarTo(ctx, s.tx, payments, since)
}

// Periods are those of payouts that are not over, see [runner.Waiting].
func (s ahead) Periods(ctx context.Context) (periods []string, err error) {
	rows, err := s.tx.QueryContext(ctx, `SELECT DISTINCT period FROM `+s.queue.prefix+`iyzipayout_payout WHERE queue = $1 AND ended IS NULL`, s.queue.name)
	if err != nil {
		return nil, fmt.Errorf("fleet: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var period []byte
		if err := rows.Scan(&period); err != nil {
			return nil, fmt.Errorf("fleet: %w", err)
		}
		periods = append(periods, string(period))
	}
	return periods, rows.Err()
}
