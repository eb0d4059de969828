package main

import (
	"context"
	"iter"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// reports are those of the batches of a plan.
type reports = iter.Seq2[*payout.Report, error]

func newRelease(s streams) *cobra.Command {
	f := defaultPayFlags()
	cmd := &cobra.Command{
		Use:   "release FILE|ID",
		Short: "Pay what was prepared",
		Long: `release authorises a payout that 'iyzipayout prepare' handed over, waits until every line is settled and says who was paid.

It takes the file with the flags that it was prepared with, or the externalId that prepare printed. It refuses what this journal did not
prepare, a file that was edited since, and a payout that was canceled, or that reads otherwise at iyzico than it was handed over. Released
again, a payout is gone on with, and nobody is paid twice.

Exit codes:
` + exitCodes,
		Example: `  iyzipayout release payroll.csv --env production --period 2026-12
  iyzipayout release content-0123456789abcdef0123456789abcdef --env production`,
		Args:              takes("FILE or ID"),
		ValidArgsFunction: f.payouts(s, true, runner.StageWaiting, runner.StageDoubt, runner.StageAuthorised),
		RunE: f.knownVerb(s, func(ctx context.Context, p *payment) error {
			return p.goOnKnown(ctx, "Release %s?", func(a *attempt) reports { return a.Release(ctx, p.plan) })
		}),
	}
	f.whereFlags(cmd, s)
	f.fileFlags(cmd)
	f.sendFlags(cmd)
	f.resultFlags(cmd)
	return cmd
}
