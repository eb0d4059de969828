package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/payout/runner"
)

func newResume(s streams) *cobra.Command {
	f := defaultPayFlags()
	cmd := &cobra.Command{
		Use:   "resume FILE|ID",
		Short: "Go on with what a stopped pay or release left",
		Long: `resume goes on with a payout that was handed over and did not come to its end, by its externalId or by its file, and waits until every
line is settled. 'iyzipayout list' names the externalIds. It authorises nothing that waits for a release, and hands nothing over: a
payout that was stopped before that is gone on with by running its command again.

Exit codes:
` + exitCodes,
		Example:           `  iyzipayout resume content-0123456789abcdef0123456789abcdef --env production`,
		Args:              takes("FILE or ID"),
		ValidArgsFunction: f.payouts(s, true, runner.StageHandedOver, runner.StageDoubt, runner.StageAuthorised),
		RunE: f.knownVerb(s, func(ctx context.Context, p *payment) error {
			return p.goOnKnown(ctx, "Go on with it: %s?", func(a *attempt) reports { return a.Resume(ctx, p.plan) })
		}),
	}
	f.whereFlags(cmd, s)
	f.fileFlags(cmd)
	f.sendFlags(cmd)
	f.resultFlags(cmd)
	return cmd
}
