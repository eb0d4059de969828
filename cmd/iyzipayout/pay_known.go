package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
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
	if err = do(ctx, p); errors.Is(err, runner.ErrNotHere) {
		p.sayKnown(ctx)
	}
	return err
}

// sayKnown says, of a payout that the journal does not know, why that may be, and what it knows that the verb is for.
func (p *payment) sayKnown(ctx context.Context) {
	if p.in != nil {
		p.say("this journal has no payout of these lines: the file was changed since it was handed over, or its period (--period) or externalId (--external-id) is another")
	}
	stages := map[string][]runner.Stage{
		"release": {runner.StageWaiting}, "cancel": {runner.StageWaiting, runner.StageHandedOver}, "resume": {runner.StageHandedOver, runner.StageDoubt, runner.StageAuthorised},
	}[p.verb()]
	shown := 0
	for _, k := range p.journalHas(ctx) {
		if !slices.Contains(stages, k.Stage) {
			continue
		}
		if shown++; shown > mostShown {
			break
		}
		if shown == 1 {
			p.say("what this journal has for it:")
		}
		about := localize.Sayf("%s, %s in all", lines(k.Lines), k.Total)
		if k.Period != "" {
			about = localize.Sayf("%s, period %s", about, plaintext.Printable(k.Period))
		}
		p.say("  %s, begun %s:\n    %s", about, day(k.Begun), p.verbOf(p.verb(), plaintext.Printable(k.ExternalID)))
	}
	if shown == 0 && stages != nil {
		p.say("this journal has nothing for it")
	}
	p.say("all that it knows:\n  %s", p.verbOf("list"))
}

// journalHas are the payouts of the journal, as far as they can be read.
func (p *payment) journalHas(ctx context.Context) []runner.Known {
	a, err := p.attempt(nil)
	if err != nil {
		return nil
	}
	known, _ := a.List(ctx)
	return known
}

// sayJournal says what the journal knows of a payout that iyzico could not be asked about.
func (p *payment) sayJournal(ctx context.Context, id string) {
	for _, k := range p.journalHas(ctx) {
		if k.ExternalID != id {
			continue
		}
		stage := localize.Sayf("%s", localize.Term(k.Stage))
		if !k.Settled.IsZero() {
			stage = localize.Sayf("%s: %s", stage, day(k.Settled))
		}
		p.say("iyzico could not be asked; what the journal knows: %s, %s in all; %s; %d paid, %d not paid, %d unknown, %d open",
			lines(k.Lines), k.Total, stage, k.Paid, k.NotPaid, k.Unknown, k.Open)
	}
}

// isFile reports whether an argument names a file, and not the id of a payout.
func isFile(name string) bool {
	_, err := os.Stat(name)
	return name == standardInput || err == nil
}

// noFile says of an id that nobody knows that it looks like the name of a file: nobody handed anything over under a name that was mistyped.
func (p *payment) noFile(err error) error {
	if p.verb() == "status" && errors.Is(err, runner.ErrNotHere) { // it never sends anything
		err = runner.ErrNotHere
	}
	_, notReady := errors.AsType[*runner.NotReadyError](err)
	notReady = notReady || err == runner.ErrNotHere
	isName := strings.ContainsAny(p.file, `/\`) || strings.Contains(".csv .tsv .txt .xls .xlsx .xlsm .ods .json .jsonl .ndjson ", strings.ToLower(filepath.Ext(p.file))+" ") && filepath.Ext(p.file) != ""
	switch {
	case notReady && isFile(p.file):
		return localize.Errorf("%s: is a file, and this takes the externalId of a payout, which 'iyzipayout list' names: %w", p.file, err)
	case notReady && isName:
		return localize.Errorf("%s: no such file; and taken for the externalId of a payout: %w", p.file, err)
	case err == runner.ErrNotHere:
		return localize.Errorf("%s: %w", plaintext.Printable(p.file), err)
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
		p.sayJournal(ctx, p.file)
		return exit(codeOfUnasked(err), p.noFile(err))
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

// codeOfUnasked is the code of a verb that could not ask about a payout: a question that was refused says nothing about it.
func codeOfUnasked(err error) int {
	if code := codeOf(nil, err); code != exitNo {
		return code
	}
	return exitUnknown
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
