package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/fleet"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

type workFlags struct {
	place
	workers, burst                                   int
	rate                                             float64
	onRefused                                        string
	firstLook, mostLook, jobTime, resend, secondLook time.Duration
	untilDone, verbose                               bool
}

func newWork(s streams) *cobra.Command {
	var f workFlags
	cmd := &cobra.Command{
		Use:   "work",
		Short: "Take payouts of the queue to their end, until it is stopped",
		Long: `work pays what is in the queue, with the keys of IYZICO_API_KEY and IYZICO_SECRET_KEY. Start as many as you like, on as many machines as have
the database. A signal stops it after the turns that have begun, ten seconds at most; whatever stops it, others go on.

It writes a line of JSON for each line whose outcome is seen: at least one, and more than one with the same key where a worker was killed. The first
payout that fails for a cause is told of on standard error, with what to do.

With --until-done it ends when nothing is left that goes on by itself: every payout is over, or needs a person and has failed once more in this run.
What waits for the bank goes on by itself, and so does what failed because of the network.

Exit codes: 0 it was stopped, or with --until-done every line was paid; 2 it could not begin: this worker sent nothing; with --until-done also
1 every line has its outcome, and some were not paid, and 3 not all have one. Lines of payouts that were over before it began do not count.
'iyzipayout fleet status' says what is stuck.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.work(cmd.Context(), s) },
	}
	f.flags(cmd)
	flags := cmd.Flags()
	flags.IntVar(&f.workers, "workers", 8, "how many payouts are under way at once in this process")
	flags.Float64Var(&f.rate, "rate", 0, "most calls a minute of all workers of this database together (0: any number)")
	flags.IntVar(&f.burst, "burst", 10, "how many of them may come at once")
	flags.StringVar(&f.onRefused, "on-refused", "pay", "what to do when iyzico refuses lines: pay the others, cancel the payout, or stop until somebody decides")
	flags.DurationVar(&f.firstLook, "first-look", 15*time.Second, "how long after auth to look what became of a payout")
	flags.DurationVar(&f.mostLook, "most-look", time.Hour, "longest pause between two looks")
	flags.DurationVar(&f.jobTime, "job-time", 10*time.Minute, "longest turn of a payout, and how long those of a killed worker wait")
	flags.DurationVar(&f.resend, "resend-after", 30*time.Second, "how long the payout must read INIT before an auth of unknown outcome is sent again; 0: never")
	flags.DurationVar(&f.secondLook, "second-look", 2*time.Second, "longest random pause before the first auth, after which it is looked whether another machine was faster")
	flags.BoolVar(&f.untilDone, "until-done", false, "end when every payout of the queue is over, or needs a person")
	flags.BoolVar(&f.verbose, "verbose", false, "log every call to standard error, without personal data")
	return cmd
}

func (f workFlags) work(ctx context.Context, s streams) error {
	policy, known := map[string]runner.OnRefused{"pay": runner.PayAccepted, "cancel": runner.CancelOnRefused, "stop": runner.StopOnRefused}[f.onRefused]
	if !known {
		return fmt.Errorf("--on-refused %s: must be pay, cancel or stop", f.onRefused)
	}
	if _, err := f.url(); err != nil {
		return err
	}
	db, err := f.open(ctx, s, false)
	if err != nil {
		return err
	}
	defer func() { s.complain(db.Close()) }()
	logs := slog.NewJSONHandler(s.err, &slog.HandlerOptions{Level: slog.LevelWarn})
	var calls slog.Handler // that the service does not know a payout is the usual answer before the first init
	if f.verbose {
		calls = slog.NewJSONHandler(s.err, nil)
	}
	telemetry, shutDown, err := exported(ctx, s)
	if err != nil {
		return err
	}
	defer func() { s.complain(shutDown()) }()
	options := []payout.Option{payout.WithLogger(telemetry.Logger(calls))}
	if f.rate != 0 {
		limit, err := db.RateLimit("calls of "+f.merchant, f.rate, f.burst)
		if err != nil {
			return fmt.Errorf("--rate, --burst: %w", err)
		}
		options = append(options, payout.WithPacer(limit))
	}
	client, err := f.client(s, false, options...)
	if err != nil {
		return err
	}
	queue, err := f.queue(ctx, db, client)
	if err != nil {
		return err
	}
	defer queue.Close()
	before, err := over(ctx, queue)
	if err != nil {
		return err
	}
	working, stop := context.WithCancel(ctx)
	defer stop()
	if f.untilDone {
		go func() { untilIdle(working, queue, time.Now()); stop() }()
	}
	lines, refusals := &results{out: s.out}, &refusals{out: s.err, told: map[string]bool{}}
	err = queue.Work(working, client,
		fleet.WithWorkers(f.workers), fleet.WithLooks(f.firstLook, f.mostLook), fleet.WithJobTime(f.jobTime), fleet.WithTelemetry(telemetry),
		fleet.WithRunner(runner.WithOnRefused(policy), runner.WithResendAfter(f.resend), runner.WithSecondLook(f.secondLook)),
		fleet.WithLogger(slog.New(logs)), fleet.WithOnSettled(lines.write), fleet.WithOnFailed(refusals.write))
	if f.untilDone && ctx.Err() == nil && errors.Is(err, context.Canceled) {
		err = nil // everything was done before the workers had begun
	}
	if err != nil || !f.untilDone {
		return err
	}
	return unpaid(context.WithoutCancel(ctx), queue, before)
}

// complain says what went wrong after everything was done: it changes no exit code.
func (s streams) complain(err error) {
	if err != nil {
		fmt.Fprintln(s.err, "warning:", err)
	}
}

// results writes lines whose outcome is known. What cannot be written is told again later.
type results struct {
	mu  sync.Mutex
	out io.Writer
}

func (r *results) write(_ context.Context, told fleet.Told) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return json.NewEncoder(r.out).Encode(struct {
		ExternalID     string                   `json:"externalId"`
		ItemExternalID string                   `json:"itemExternalId"`
		State          payout.State             `json:"state"`
		Status         gen.MassPayoutItemStatus `json:"status,omitempty"`
		Reason         string                   `json:"reason,omitempty"`
		Key            string                   `json:"key"`
	}{told.ExternalID, told.Line.Item.ExternalID, told.Line.State, told.Line.Status, told.Line.Reason, told.Key})
}

// refusals writes why turns fail, each cause once.
type refusals struct {
	mu   sync.Mutex
	out  io.Writer
	told map[string]bool
}

func (r *refusals) write(f fleet.Failed) {
	r.mu.Lock()
	defer r.mu.Unlock()
	kind := f.Advice
	if f.Stage != fleet.StageBlocked {
		kind += f.Reason
	}
	if r.told[kind] {
		return
	}
	r.told[kind] = true
	fmt.Fprintf(r.out, "%s is %s: %s\n  do: %s\n  Others like it are not told of: 'iyzipayout fleet status' names them.\n", f.ExternalID, f.Stage, f.Reason, f.Advice)
}

// untilIdle returns when nothing is left that goes on by itself.
func untilIdle(ctx context.Context, queue *fleet.Queue, since time.Time) {
	for ctx.Err() == nil {
		if idle, err := queue.Idle(ctx, since); err == nil && idle {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// tally counts the payouts that are not over, and the lines of those that are.
type tally struct{ left, lines, paid int }

func over(ctx context.Context, queue *fleet.Queue) (t tally, err error) {
	status, err := queue.Status(ctx, 0)
	if err != nil {
		return t, err
	}
	for _, c := range status.Counts {
		if c.Stage == fleet.StageSettled || c.Stage == fleet.StageCanceled {
			t.lines, t.paid = t.lines+c.Lines, t.paid+c.Paid
		} else {
			t.left += c.Payouts
		}
	}
	return t, nil
}

// unpaid is errNo where lines of payouts that were not over before were not paid, and errUnknown where not all have an outcome.
func unpaid(ctx context.Context, queue *fleet.Queue, before tally) error {
	now, err := over(ctx, queue)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", errUnknown, err)
	case now.left > 0:
		return fmt.Errorf("%w: %d payouts are not over: 'iyzipayout fleet status' says why, and what to do", errUnknown, now.left)
	case now.paid-before.paid != now.lines-before.lines: // what is over changes no more
		return errNo
	}
	return nil
}
