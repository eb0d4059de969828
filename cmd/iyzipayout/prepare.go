package main

import (
	"context"
	"errors"
	"fmt"

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

The flags about the file are those of pay. Prepared again, the same file is the same payout.

Exit codes:
` + exitCodes,
		Example: `  iyzipayout prepare payroll.csv --env production --period 2026-12
  iyzipayout release payroll.csv --env production --period 2026-12`,
		Args:              one("FILE"),
		ValidArgsFunction: payFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.file, f.commandLine = args[0], said(cmd)
			return f.within(cmd.Context(), s, true, prepare)
		},
	}
	f.whereFlags(cmd)
	f.fileFlags(cmd)
	f.shownFlags(cmd)
	cmd.Flags().BoolVarP(&f.yes, "yes", "y", false, "go on where there are warnings (needed where nobody can answer)")
	cmd.Flags().IntVar(&f.parallel, "parallel", f.parallel, "how many batches are under way at once")
	cmd.Flags().DurationVar(&f.secondLook, "second-look", f.secondLook, "longest random pause before the first init, after which it looks whether another machine was faster")
	return cmd
}

func prepare(ctx context.Context, p *payment) error {
	p.noTable = true
	a, known, err := p.look(ctx, p.plan, true)
	if err != nil {
		return err
	}
	p.warn(p.in.similar(known.Similar)...)
	if len(known.Held) > 0 {
		return p.stopHeld(ctx, known.Held)
	}
	if len(p.warnings) > 0 {
		if err := p.confirm(ctx, "Prepare %s?", p.totals(p.plan)); err != nil {
			return err
		}
	}
	prepared, err := a.Prepare(ctx, p.plan)
	a.watch.done()
	if held, ok := errors.AsType[*runner.HeldError](err); ok {
		return p.stopHeld(ctx, held.Lines)
	}
	if err != nil {
		return codeOfNothing(err)
	}
	accepted, line := 0, 0
	for _, batch := range prepared {
		accepted += batch.Accepted
		if batch.Report != nil {
			for i := range batch.Report.Lines {
				if l := &batch.Report.Lines[i]; l.Status != gen.MassPayoutItemStatusInvalid {
					l.State, l.Reason = stateWaits, "waits for its release"
				}
			}
			p.addReport(batch.Report, &line)
		}
		if p.output == "table" {
			fmt.Fprintln(p.out, p.language.sprintf("%s waits for its release: %s, %s, requestId %s, %d refused", plaintext.Printable(batch.ExternalID),
				p.language.count(batch.Accepted, "line"), batch.Total, plaintext.Printable(batch.RequestID), len(batch.Refused)))
		}
	}
	p.printer.end()
	if accepted == 0 {
		return exit(exitNo, errors.New("iyzico refused every line: there is nothing to release"))
	}
	p.say("nobody is paid before somebody releases it:\n  %s", p.withVerb("release"))
	return nil
}
