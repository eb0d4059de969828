package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// within does something with a payout that outlives the verb: where is said, the journal is open, and the file, if it is needed, is read.
func (f payFlags) within(ctx context.Context, s streams, needsFile bool, do func(context.Context, *payment) error) error {
	p, err := f.payment(s)
	if err != nil {
		return exit(exitInput, err)
	}
	return p.close(p.within(ctx, needsFile, do))
}

func (p *payment) within(ctx context.Context, needsFile bool, do func(context.Context, *payment) error) error {
	if err := p.check(); err != nil {
		return exit(exitInput, err)
	}
	if p.emulated() && !p.dryRun {
		return exit(exitInput, errNoMemory())
	}
	if needsFile {
		done, err := p.readFile(ctx)
		if err != nil {
			return err
		}
		defer done()
	}
	if p.dryRun {
		p.showRead()
		return p.dryRunEnd(ctx)
	}
	done, err := p.open(ctx)
	if err != nil {
		return exit(exitInput, err)
	}
	defer done()
	return do(ctx, p)
}

// isFile reports whether an argument names a file, and not the id of a payout.
func isFile(name string) bool {
	_, err := os.Stat(name)
	return name == standardInput || err == nil
}

// noFile says of an id that nobody knows that it looks like the name of a file: nobody handed anything over under a name that was mistyped.
func (p *payment) noFile(err error) error {
	_, notReady := errors.AsType[*runner.NotReadyError](err)
	isName := strings.ContainsAny(p.file, `/\`) || strings.Contains(".csv .tsv .txt .xls .xlsx .xlsm .ods .json .jsonl .ndjson ", strings.ToLower(filepath.Ext(p.file))+" ") && filepath.Ext(p.file) != ""
	switch {
	case notReady && isFile(p.file):
		return localize.Errorf("%s: is a file, and this takes the externalId of a payout, which 'iyzipayout list' names: %w", p.file, err)
	case notReady && isName:
		return localize.Errorf("%s: no such file; and taken for the externalId of a payout: %w", p.file, err)
	}
	return err
}

// knownVerb is a verb for a payout that was handed over, by its id or by its file.
func (f *payFlags) knownVerb(s streams, do func(context.Context, *payment) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		f.file, f.commandLine = args[0], said(cmd)
		return f.within(cmd.Context(), s, isFile(f.file), func(ctx context.Context, p *payment) error {
			if p.plan == nil {
				if err := p.find(ctx); err != nil {
					return err
				}
			}
			return do(ctx, p)
		})
	}
}

// find makes the plan of a payout by its id.
func (p *payment) find(ctx context.Context) error {
	r, err := runner.New(p.client, p.store)
	if err != nil {
		return exit(exitInput, err)
	}
	if p.plan, err = r.Find(ctx, p.file); err != nil {
		return exit(codeOf(nil, err), p.noFile(err))
	}
	p.say("externalId %s: %s, %s in all%s", plaintext.Printable(p.plan.ExternalID), lines(p.plan.Lines), p.plan.Total, inBatches(p.plan))
	return nil
}

// goOnKnown asks, and takes what was handed over to its end.
func (p *payment) goOnKnown(ctx context.Context, question string, do func(*attempt) reports) error {
	a, err := p.attempt(p.plan)
	if err != nil {
		return err
	}
	totals := p.totals(p.plan)
	// What cannot be released says so itself, after the question.
	if accepted, total, err := a.Accepted(ctx, p.plan); err == nil && accepted < p.plan.Lines {
		p.say("refused by iyzico, and not paid by this payout: %d of %s", p.plan.Lines-accepted, lines(p.plan.Lines))
		totals = p.totalsOf(total, accepted)
	}
	if err := p.confirm(ctx, question, totals); err != nil {
		return err
	}
	p.print(ctx, a, do(a), nil)
	return p.finish(ctx)
}

// codeOfNothing is the code of a verb that moves no money and failed.
func codeOfNothing(err error) error {
	if err == nil {
		return nil
	}
	if payout.OutcomeOf(err) == payout.OutcomeNotSent {
		return exit(exitNo, err)
	}
	return exit(codeOf(nil, err), err)
}
