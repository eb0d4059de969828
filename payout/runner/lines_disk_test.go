package runner_test

import (
	"context"

	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// linesDisk is a store that fails now and then, before or after it did what was asked.
type linesDisk struct {
	*memory
	s *linesSchedule
}

// fails draws whether a call fails, and whether it took effect all the same.
func (d *linesDisk) fails(what string, do func() error) error {
	kind := 9
	if !d.s.calm {
		kind = rapid.IntRange(0, 39).Draw(d.s.t, what)
	}
	if kind == 0 {
		d.s.seen.diskFaults.Add(1)
		return errDisk
	}
	err := do()
	if kind == 1 {
		d.s.seen.diskFaults.Add(1)
		return errDisk
	}
	return err
}

func (d *linesDisk) Claim(ctx context.Context, claims []runner.Claim) (others []runner.Claim, err error) {
	err = d.fails("claim", func() error {
		others, err = d.memory.Claim(ctx, claims)
		return err
	})
	return others, err
}

func (d *linesDisk) Claims(ctx context.Context, lines []runner.ClaimKey) (found []runner.Claim, err error) {
	err = d.fails("claims", func() error {
		found, err = d.memory.Claims(ctx, lines)
		return err
	})
	return found, err
}

func (d *linesDisk) Release(ctx context.Context, id string, lines []runner.ClaimKey) error {
	return d.fails("release", func() error { return d.memory.Release(ctx, id, lines) })
}

func (d *linesDisk) Open(ctx context.Context, id string) (runner.Journal, error) {
	j, err := d.memory.Open(ctx, id)
	if err != nil {
		return nil, err
	}
	return &linesJournal{Journal: j, d: d}, nil
}

// linesJournal keeps a store's promise: after a failed Append nothing more is appended.
type linesJournal struct {
	runner.Journal
	d      *linesDisk
	broken bool
}

func (j *linesJournal) Append(ctx context.Context, record []byte) error {
	if j.broken {
		return errDisk
	}
	err := j.d.fails("append", func() error { return j.Journal.Append(ctx, record) })
	j.broken = err != nil
	return err
}
