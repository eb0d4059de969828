package fleet

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/riverqueue/river"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// WorkOption configures [Queue.Work].
type WorkOption func(*work) error

func when(right bool, problem string, set func(*work)) WorkOption {
	return func(w *work) error {
		if !right {
			return errors.New("fleet: " + problem)
		}
		set(w)
		return nil
	}
}

// WithWorkers says how many payouts are under way at once in this process. The default is 8. Each holds one connection to PostgreSQL while it
// sends or asks something, and none between two looks.
func WithWorkers(n int) WorkOption {
	return when(n >= 1, "WithWorkers: must be 1 or more", func(w *work) { w.workers = n })
}

// WithLooks says when a payout that is authorised is looked at: for the first time after first, and later after a quarter of the time that it
// has taken so far, at most after most. The default is 15 seconds and an hour: banks take a day, wallets up to 30 of them.
func WithLooks(first, most time.Duration) WorkOption {
	return when(first > 0 && most >= first, "WithLooks: the first pause must be greater than 0, the longest not shorter than it",
		func(w *work) { w.first, w.most = first, most })
}

// WithJobTime limits how long one turn of a payout takes. What is not done by then goes on in the next one. It is also how long the payouts
// of a worker that was killed wait until another takes them, and half a minute at most besides. The default is 10 minutes.
func WithJobTime(d time.Duration) WorkOption {
	return when(d > 0, "WithJobTime: must be greater than 0", func(w *work) { w.jobTime = d })
}

// WithRunner passes options to the [runner.Runner] that pays. WithMerchant is that of the queue, and WithWait and WithWaitLimit have no use.
func WithRunner(opts ...runner.Option) WorkOption {
	return when(true, "", func(w *work) { w.runner = append(w.runner, opts...) })
}

// WithOnSettled calls f for each line as soon as its outcome is seen, from several goroutines at once. It is called at least once for each
// line, and once more where a worker is killed before it could write that it has called, or where two look at one payout at the same time:
// [Told.Key] is then the same. Where f fails the payout is not over, and f is called again later.
func WithOnSettled(f func(context.Context, Told) error) WorkOption {
	return when(f != nil, "WithOnSettled needs a function", func(w *work) { w.onSettled = f })
}

// WithOnFailed calls f for each turn that failed, from several goroutines at once, as [Queue.Status] says it later.
func WithOnFailed(f func(Failed)) WorkOption {
	return when(f != nil, "WithOnFailed needs a function", func(w *work) { w.onFailed = f })
}

// WithTelemetry makes spans and metrics of the work.
func WithTelemetry(t *Telemetry) WorkOption {
	return when(t != nil, "WithTelemetry needs a Telemetry", func(w *work) { w.telemetry = t })
}

// WithLogger logs what the workers and River have to say, without personal data.
func WithLogger(log *slog.Logger) WorkOption {
	return when(log != nil, "WithLogger needs a logger", func(w *work) { w.log = log })
}

// work is a payout's turns.
type work struct {
	river.WorkerDefaults[job]
	*Queue
	client    *payout.Client
	workers   int
	first     time.Duration
	most      time.Duration
	jobTime   time.Duration
	runner    []runner.Option
	onSettled func(context.Context, Told) error
	onFailed  func(Failed)
	telemetry *Telemetry
	log       *slog.Logger
}

// stopTime is how long turns may take to their end after somebody wanted to stop.
const stopTime = 10 * time.Second

// Work takes payouts of the queue to their end until ctx is over, and then ends without an error once the turns that have begun are over, or
// were broken off: what is on its way is on record, and another worker goes on with it.
//
// A turn claims, hands over and authorises a payout, or looks once what became of it; between two turns it holds neither lock nor connection.
// An error ends a turn and never a payout: it has its next turn after a pause that grows to an hour, until somebody has settled the cause,
// see [Queue.Status]. A payout that is [StageBlocked] when Work begins has a turn at once: somebody may have settled the cause.
func (q *Queue) Work(ctx context.Context, client *payout.Client, opts ...WorkOption) error {
	w := &work{Queue: q, client: client, workers: 8, first: 15 * time.Second, most: time.Hour, jobTime: 10 * time.Minute, log: silent()}
	if q.name != queueName(client.Environment(), q.merchant) {
		return fmt.Errorf("fleet: the queue is not that of the client, which pays at %q", client.Environment())
	}
	for _, opt := range opts {
		if opt == nil {
			return errors.New("fleet: an option is nil")
		}
		if err := opt(w); err != nil {
			return err
		}
	}
	w.runner = append(append(w.runner, q.runnerOptions()...), runner.WithWait(payout.WithOneLook()))
	if _, err := runner.New(client, q.db, w.runner...); err != nil {
		return err
	}
	if err := q.alone(ctx); err != nil {
		return err
	}
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, w); err != nil {
		return err
	}
	started, err := q.engine.worker(&river.Config{
		Queues: map[string]river.QueueConfig{q.name: {MaxWorkers: w.workers}}, Workers: workers, Logger: w.log,
		JobTimeout: w.jobTime, RescueStuckJobsAfter: w.jobTime + time.Second, SoftStopTimeout: stopTime,
	})
	if err != nil {
		return fmt.Errorf("fleet: %w", err)
	}
	if err := q.unblock(ctx, started); err != nil {
		return fmt.Errorf("fleet: %w", err)
	}
	if err := started.Start(ctx); err != nil {
		return fmt.Errorf("fleet: %w", err)
	}
	<-started.Stopped()
	return nil
}

// unblock gives those payouts their turn whose cause somebody may have settled before this worker was started.
func (q *Queue) unblock(ctx context.Context, jobs worker) error {
	rows, err := q.db.db.QueryContext(ctx, `SELECT j.id FROM `+q.prefix+`iyzipayout_payout p JOIN `+q.prefix+`river_job j ON j.id = p.job
		WHERE p.queue = $1 AND p.ended IS NULL AND p.stage = $2 AND j.state = 'retryable'`, q.name, string(StageBlocked))
	if err != nil {
		return err
	}
	defer rows.Close()
	var ids []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		ids = append(ids, id)
	}
	for _, id := range ids {
		if _, err := jobs.JobRetry(ctx, id); err != nil && !errors.Is(err, river.ErrNotFound) {
			return err
		}
	}
	return rows.Err()
}

// alone makes sure that River's tables are the fleet's: a leader of River gives up the jobs of a killed process whose kind it does not know.
func (q *Queue) alone(ctx context.Context) error {
	var kind string
	err := q.db.db.QueryRowContext(ctx, `SELECT COALESCE(MIN(kind), '') FROM `+q.prefix+`river_job WHERE kind <> 'iyzipayout'`).Scan(&kind)
	switch {
	case err != nil:
		return fmt.Errorf("fleet: %w", err)
	case kind != "":
		return fmt.Errorf("fleet: another program has jobs (%q) in the same tables of River, and would give up those that it does not know: give the fleet a database or a schema of its own", kind)
	}
	return nil
}

// NextRetry is when a turn that failed is tried again.
func (w *work) NextRetry(j *river.Job[job]) time.Time {
	pause := w.first
	for range min(j.Attempt-1, 20) {
		pause = min(2*pause, w.most)
	}
	return time.Now().Add(jitter(pause))
}

// nextLook is when a payout that was authorised is looked at again.
func (w *work) nextLook(authorised time.Time) time.Duration {
	return jitter(min(max(time.Since(authorised)/4, w.first), w.most))
}

// jitter keeps payouts that began together from being looked at together.
func jitter(d time.Duration) time.Duration { return d - d/8 + rand.N(d/4+1) }
