package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"strings"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/journal"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// noJournal is a --journal that looks into none.
const noJournal = "none"

// reserve refuses lines that the journal of 'pay' knows, and claims the others there, so that neither pays what is the other's: in the database and
// in the journal they would be two payments. has tells which payouts the database has.
func (f enqueueFlags) reserve(ctx context.Context, s streams, file string, batch payout.Batch, has func(externalID string) (bool, error)) error {
	if f.journal == noJournal {
		return nil
	}
	client, err := f.client(s, true)
	if err != nil {
		return err
	}
	dir := f.journal
	if dir == "" {
		if dir, err = journal.DefaultDir(s.getenv, client.Environment()); err != nil {
			return nil // so 'pay' has kept none there
		}
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) && f.journal == "" {
		return nil
	} else if err != nil {
		return fmt.Errorf("--journal: %w", err) // in a folder that was mistyped nobody would be paid
	}
	if err = f.reserveIn(ctx, client, dir, batch, has); err == nil {
		return nil
	}
	return fmt.Errorf("%w\nso says the journal of 'iyzipayout pay' in %s (--journal). 'iyzipayout rest %s NEWFILE' with the same flags writes the lines that nobody was paid for: "+
		"enqueue those. Where the journal is about other payments, --journal %s looks into none\nnothing was added", err, dir, file, noJournal)
}

func (f enqueueFlags) reserveIn(ctx context.Context, client *payout.Client, dir string, batch payout.Batch, has func(externalID string) (bool, error)) error {
	store, err := journal.New(dir)
	if err != nil {
		return err
	}
	r, err := runner.New(client, store)
	if err != nil {
		return err
	}
	plan, err := runner.NewPlan(ctx, batch, f.batchSize, func(context.Context) iter.Seq2[payout.Item, error] {
		return func(yield func(payout.Item, error) bool) {
			for _, item := range batch.Items {
				if !yield(item, nil) {
					return
				}
			}
		}
	})
	if err != nil {
		return err
	}
	outlook, err := r.Holders(ctx, plan, false)
	if err != nil {
		return err
	}
	for _, line := range outlook.Similar {
		if line.Alike {
			return fmt.Errorf("item %d (%q): payout %s pays the same recipient the same amount, under an id that differs from this one only in capitals, blanks or zeros", line.Index+1, line.ItemExternalID, line.Payout)
		}
	}
	if plan.Period == "" && len(outlook.Held) == 0 {
		others, _, err := r.OtherPeriods(ctx, plan)
		if err != nil {
			return err
		}
		if len(others) > 0 {
			return forgotten(others)
		}
	}
	if f.merchant == "" {
		return r.Reserve(ctx, plan, has)
	}
	if len(outlook.Held) > 0 { // 'pay' names no merchant, so nothing is claimed there in the name of one
		return &runner.HeldError{ExternalID: plan.ExternalID, Lines: outlook.Held}
	}
	return nil
}

func forgotten(others []runner.PeriodLines) error {
	var names []string
	for _, other := range others {
		names = append(names, fmt.Sprintf("%s (%d)", other.Period, other.Lines))
	}
	return fmt.Errorf("--period is missing: payouts hold lines of this file in periods: %s", strings.Join(names, ", "))
}
