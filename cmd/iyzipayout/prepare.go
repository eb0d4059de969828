package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

func newPrepare(s streams) *cobra.Command {
	f := defaultPayFlags()
	cmd := &cobra.Command{
		Use:   "prepare FILE",
		Short: "Hand a file over, for somebody else to release",
		Long: `prepare does what pay does up to the last step: it checks every line, claims the lines, hands them over to iyzico (init) and says which
of them iyzico refused. Nobody is paid before 'iyzipayout release' authorises the payout, by a second person or on a second machine
that has the same journal. 'iyzipayout cancel' gives it up.

The flags about the file are those of pay, and so are --only-unpaid and --pay-again. What they prepare is another payout than that of the whole
file: it is released by the externalId that prepare prints. Prepared again, the same file is the same payout.

It ends with 0 where every line waits for the release, and with 1 where iyzico refused some: the others wait, and those are not paid by it.

Exit codes:
` + exitCodes,
		Example: `  iyzipayout prepare payroll.csv --env production --period 2026-12
  iyzipayout release payroll.csv --env production --period 2026-12
  iyzipayout prepare payroll.csv --env production --period 2026-12 --only-unpaid`,
		Args:              takes("FILE"),
		ValidArgsFunction: payFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.file, f.commandLine = args[0], said(cmd)
			return f.within(cmd.Context(), s, true, prepare)
		},
	}
	f.whereFlags(cmd, s)
	f.fileFlags(cmd)
	f.whichFlags(cmd)
	f.handOverFlags(cmd)
	f.shownFlags(cmd)
	cmd.Flags().BoolVarP(&f.yes, "yes", "y", false, "go on where there are warnings (needed where nobody can answer)")
	return cmd
}

func prepare(ctx context.Context, p *payment) error {
	p.noTable = true
	switch {
	case p.onlyUnpaid:
		return p.prepareUnpaid(ctx)
	case p.payAgain:
		return p.prepareOnceMore(ctx)
	}
	a, known, err := p.look(ctx, p.plan, true)
	if err != nil {
		return err
	}
	p.warn(p.in.similar(known.Similar)...)
	if len(known.Held) > 0 {
		return p.stopHeld(ctx, known.Held)
	}
	if err := p.checkNew(ctx, known); err != nil {
		return err
	}
	if len(p.warnings) > 0 {
		if err := p.confirm(ctx, "Prepare %s?", p.totals(p.plan)); err != nil {
			return err
		}
	}
	return p.prepared(ctx, a, p.withVerb("release"))
}

// prepared hands a plan over and says how it is released.
func (p *payment) prepared(ctx context.Context, a *attempt, release string) error {
	batches, err := a.Prepare(ctx, a.plan)
	a.watch.done()
	if held, ok := errors.AsType[*runner.HeldError](err); ok {
		return p.stopHeld(ctx, held.Lines)
	}
	if err != nil {
		return codeOfNothing(err)
	}
	accepted, refused, line := 0, 0, 0
	for _, batch := range batches {
		accepted, refused = accepted+batch.Accepted, refused+len(batch.Refused)
		if batch.Report != nil {
			for i := range batch.Report.Lines {
				if l := &batch.Report.Lines[i]; l.Status != gen.MassPayoutItemStatusInvalid {
					l.State, l.Reason = stateWaits, "waits for its release"
				}
			}
			p.addReport(batch.Report, &line)
		}
		switch {
		case p.output != "table":
		case batch.Accepted == 0:
			fmt.Fprintln(p.out, p.language.sprintf("%s has nothing to release: all its lines were refused", plaintext.Printable(batch.ExternalID)))
		default:
			fmt.Fprintln(p.out, p.language.sprintf("%s waits for its release: %s, %s, requestId %s, %d refused", plaintext.Printable(batch.ExternalID),
				p.language.count(batch.Accepted, "line"), batch.Total, plaintext.Printable(batch.RequestID), len(batch.Refused)))
		}
	}
	p.printer.end()
	if accepted == 0 {
		return exit(exitNo, errors.New("iyzico refused every line: there is nothing to release"))
	}
	p.say("nobody is paid before somebody releases it:\n  %s", release)
	if refused > 0 {
		p.end.worsen(exitNo)
	}
	return p.end.exit()
}

// prepareUnpaid prepares the lines that no payout holds. It goes on with no other payout: that could pay.
func (p *payment) prepareUnpaid(ctx context.Context) error {
	held, err := p.heldByAnyone(ctx)
	if err != nil {
		return err
	}
	if len(held) == 0 {
		if err := p.checkPeriod(ctx); err != nil {
			return err
		}
	}
	p.nameHeld(held, notAgain)
	p.end.worsen(codeOfLeft(held))
	p.sayKept(held)
	free := p.plan.Free(held)
	if len(free) == 0 {
		p.say("no line is left to be prepared: nothing was sent")
		return p.end.exit()
	}
	whole, err := p.attempt(p.plan)
	if err != nil {
		return err
	}
	plan, err := whole.Rest(ctx, p.plan, free)
	if err != nil {
		return exit(codeOf(nil, err), err)
	}
	p.say("left to be prepared: %d of %s, %s in all%s, externalId %s", plan.Lines, lines(p.plan.Lines), plan.Total, inBatches(plan), plan.ExternalID)
	if len(p.warnings) > 0 {
		if err := p.confirm(ctx, "Prepare %s?", p.totals(plan)); err != nil {
			return err
		}
	}
	rest, err := p.attempt(plan)
	if err != nil {
		return err
	}
	return p.prepared(ctx, rest, p.releaseOf(plan.ExternalID))
}

// prepareOnceMore prepares all lines of the file under an externalId of its own, although others hold them.
func (p *payment) prepareOnceMore(ctx context.Context) error {
	again, known, err := p.look(ctx, p.plan, false, runner.WithPayAgain())
	if err != nil {
		return err
	}
	if known.Begun.IsZero() {
		if err := p.confirmOnceMore(ctx, "Prepare %s, %d of them ONCE MORE?"); err != nil {
			return err
		}
	}
	return p.prepared(ctx, again, p.releaseOf(known.ExternalID))
}

// releaseOf is the command that releases a payout that is not that of the whole file.
func (p *payment) releaseOf(id string) string {
	words := []string{quoted(p.commandLine[0]), "release", quoted(plaintext.Printable(id))}
	for _, word := range p.commandLine[3:] {
		if !slices.Contains([]string{"--yes", "--only-unpaid", "--pay-again"}, word) {
			words = append(words, quoted(word))
		}
	}
	return strings.Join(words, " ")
}
