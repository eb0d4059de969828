package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/journal"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// noJournal is a --journal that looks into none.
const noJournal = "none"

// reserve refuses lines that the journal of 'pay' knows, and claims the others there, so that neither pays what is the other's: in the database and
// in the journal they would be two payments. has tells which payouts the database has.
func (f enqueueFlags) reserve(ctx context.Context, s streams, client *payout.Client, file string, plan *runner.Plan, has func(externalID string) (bool, error)) error {
	if f.journal == noJournal {
		return nil
	}
	dir := f.journal
	if dir == "" {
		var err error
		if dir, err = journal.DefaultDir(s.getenv, client.Environment()); err != nil {
			return nil // so 'pay' has kept none there
		}
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) && f.journal == "" {
		return nil
	} else if err != nil {
		return fmt.Errorf("--journal: %w", err) // in a folder that was mistyped nobody would be paid
	}
	err := f.reserveIn(ctx, s, client, dir, file, plan, has)
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w\nso says the journal of 'iyzipayout pay' in %s (--journal). 'iyzipayout rest %s NEWFILE' with the same flags writes the lines that nobody was paid for: "+
		"enqueue those. Where the journal is about other payments, --journal %s looks into none\nnothing was added", err, dir, file, noJournal)
}

func (f enqueueFlags) reserveIn(ctx context.Context, s streams, client *payout.Client, dir, file string, plan *runner.Plan, has func(externalID string) (bool, error)) error {
	store, err := journal.New(dir)
	if err != nil {
		return err
	}
	r, err := runner.New(client, store)
	if err != nil {
		return err
	}
	known, err := r.Holders(ctx, plan, false)
	if err != nil {
		return err
	}
	known.Similar = slices.DeleteFunc(known.Similar, func(line runner.SimilarLine) bool { // those of the database were told of
		own, hasErr := has(line.Payout)
		err = errors.Join(err, hasErr)
		return own
	})
	if err != nil {
		return err
	}
	if err := checkNew(ctx, s, r, file, plan, known); err != nil {
		return err
	}
	if f.merchant == "" {
		return r.Reserve(ctx, plan, has)
	}
	if len(known.Held) > 0 { // 'pay' names no merchant, so nothing is claimed there in the name of one
		return &runner.HeldError{ExternalID: plan.ExternalID, Lines: known.Held}
	}
	return nil
}
