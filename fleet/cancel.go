package fleet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// Why a payout is not canceled. Nothing was sent.
var (
	ErrNotInQueue = errors.New("fleet: it is not in this queue")
	ErrOver       = errors.New("fleet: it is over")
	ErrHandedOver = errors.New("fleet: it was handed over to the service: to cancel it there needs a client")
)

// errGivenUp ends a turn of a payout that was canceled while the turn began.
var errGivenUp = errors.New("fleet: it was canceled")

// handingOver is in the record that a Runner writes before it hands a payout over.
const handingOver = `"event":"init"`

// Cancel gives a payout up. One that was never handed over is over at once, its lines are free, and none of them is told; with another one the
// client, which may be nil, cancels it at the service, as [runner.Runner.Cancel] does, and the next turn tells its lines and ends it. What was
// authorised has no undo. It is [runner.ErrLocked] while a worker has the payout. An externalId that was canceled pays nobody any more.
func (q *Queue) Cancel(ctx context.Context, client *payout.Client, id string) error {
	p, err := q.load(ctx, id)
	switch {
	case err != nil:
		return err
	case p.ended:
		return ErrOver
	}
	if sent, err := q.giveUp(ctx, id); err != nil || !sent {
		return err
	}
	if client == nil {
		return ErrHandedOver
	}
	r, err := runner.New(client, q.db, q.runnerOptions()...)
	if err != nil {
		return err
	}
	plan, err := runner.NewPlan(ctx, p.batch, len(p.batch.Items), func(context.Context) iter.Seq2[payout.Item, error] {
		return func(yield func(payout.Item, error) bool) {
			for _, item := range p.batch.Items {
				if !yield(item, nil) {
					return
				}
			}
		}
	})
	if err != nil {
		return err
	}
	return r.Cancel(ctx, plan)
}

// giveUp ends a payout that was never handed over. It has the lock of the journal meanwhile: a turn that took it before has left a record of
// what it sent, and one that takes it later sees that the payout is over, see [ownJournal].
func (q *Queue) giveUp(ctx context.Context, id string) (sent bool, err error) {
	opened, err := q.db.Open(ctx, id)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	records, err := opened.Records(ctx)
	if err != nil {
		return false, err
	}
	for _, record := range records {
		if bytes.Contains(record, []byte(handingOver)) {
			return true, nil
		}
	}
	// By the connection that has the lock: where it is lost, another may hand the payout over, and this fails.
	lock, now := opened.(*journal).lock, time.Now().UnixNano()
	ended, err := lock.ExecContext(ctx, `UPDATE `+q.prefix+`iyzipayout_payout SET stage = $1, reason = '', advice = '', tried = $2, ended = $3, batch = NULL
		WHERE payout = $4 AND ended IS NULL`, string(StageCanceled), now, now, []byte(id))
	if err != nil {
		return false, fmt.Errorf("fleet: %w", err)
	}
	if n, err := ended.RowsAffected(); err != nil || n == 0 {
		return false, errors.Join(ErrOver, err)
	}
	// Were the claims to stay, whoever meets one would see that nothing was handed over.
	if _, err := lock.ExecContext(ctx, `DELETE FROM `+q.prefix+`iyzipayout_claim WHERE payout = $1`, []byte(id)); err != nil {
		return false, fmt.Errorf("fleet: %w", err)
	}
	return false, nil
}

// ownJournal is the store of a turn: whoever has the lock of the payout's journal knows whether it was given up before.
type ownJournal struct {
	*Database
	over func(context.Context) (bool, error)
	id   string
}

// Open takes a journal, see [runner.Store].
func (s ownJournal) Open(ctx context.Context, externalID string) (runner.Journal, error) {
	j, err := s.Database.Open(ctx, externalID)
	if err != nil || externalID != s.id {
		return j, err
	}
	over, err := s.over(ctx)
	if err == nil && over {
		err = errGivenUp
	}
	if err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}
