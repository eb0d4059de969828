// Package temporalexample shows how payouts are paid by Temporal in place of the fleet's own queue. It is a module of its own, so that
// nobody who imports the fleet gets Temporal.
//
// What keeps a line from being paid twice is the runner and its store, not Temporal: an activity is run again after a time-out, while the
// first one may still be under way. So the store is the fleet's database, whose locks end with the connection.
package temporalexample

import (
	"context"
	"errors"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// Payer is the activities. Temporal keeps what goes in and comes out in its history: they are ids and counts, and who is paid stays in a
// database of yours.
type Payer struct {
	Client *payout.Client
	Store  runner.Store
	Load   func(ctx context.Context, externalID string) (payout.Batch, error)
}

// Counts is how far a payout is.
type Counts struct {
	Over                   bool
	Paid, NotPaid, Unknown int
}

// Turn takes a payout a turn farther: what is left of claim, init, auth, and one look at its lines. It waits for nothing.
func (p *Payer) Turn(ctx context.Context, externalID string) (Counts, error) {
	batch, err := p.Load(ctx, externalID)
	if err != nil {
		return Counts{}, err
	}
	r, err := runner.New(p.Client, p.Store, runner.WithOnRefused(runner.PayAccepted), runner.WithWait(payout.WithOneLook()),
		// A worker that hangs sends no heartbeat, and another one gets the activity.
		runner.WithEvents(func(e runner.Event) { activity.RecordHeartbeat(ctx, string(e.Step)) }))
	if err != nil {
		return Counts{}, err
	}
	report, err := r.Run(ctx, batch)
	switch {
	case errors.Is(err, runner.ErrLocked), errors.Is(err, payout.ErrLooked):
		err = nil // another worker has it, or lines wait for the bank: there is another turn
	case err == nil:
		return counts(report, true), nil
	}
	if _, held := errors.AsType[*runner.HeldError](err); held {
		err = temporal.NewNonRetryableApplicationError(err.Error(), "held", nil) // a person decides
	}
	return counts(report, false), err
}

func counts(report *payout.Report, over bool) Counts {
	if report == nil {
		return Counts{}
	}
	return Counts{over, report.Count(payout.StatePaid), report.Count(payout.StateNotPaid), report.Count(payout.StateUnknown)}
}

// Pay is the workflow of one payout. Its workflow id is the externalId, so that there is one at a time.
func Pay(ctx workflow.Context, externalID string) (Counts, error) {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 10 * time.Minute, HeartbeatTimeout: 3 * time.Minute,
		RetryPolicy: &temporal.RetryPolicy{InitialInterval: 15 * time.Second, BackoffCoefficient: 2, MaximumInterval: time.Hour},
	})
	var payer *Payer
	begun := workflow.Now(ctx)
	for {
		var now Counts
		if err := workflow.ExecuteActivity(ctx, payer.Turn, externalID).Get(ctx, &now); err != nil || now.Over {
			return now, err
		}
		// Nothing is held meanwhile. Banks take a day, wallets up to 30: a quarter of the time so far, at most an hour.
		if err := workflow.Sleep(ctx, min(max(workflow.Now(ctx).Sub(begun)/4, 15*time.Second), time.Hour)); err != nil {
			return now, err
		}
	}
}
