package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

func newCancel(s streams) *cobra.Command {
	f := defaultPayFlags()
	cmd := &cobra.Command{
		Use:   "cancel FILE|ID",
		Short: "Give up what was handed over and not authorised",
		Long: `cancel cancels a payout that was handed over, by its externalId or by its file, as long as no batch of it was authorised: nobody is paid by
it, and its lines may be paid by another payout. What was authorised has no undo, and is refused.

Exit codes:
` + exitCodes,
		Example:           `  iyzipayout cancel content-0123456789abcdef0123456789abcdef --env production`,
		Args:              takes("FILE or ID"),
		ValidArgsFunction: f.payouts(s, true, runner.StageWaiting, runner.StageHandedOver),
		RunE: f.knownVerb(s, func(ctx context.Context, p *payment) error {
			p.noTable = true
			a, err := p.attempt(p.plan)
			if err != nil {
				return err
			}
			if err := p.confirm(ctx, "Cancel %s?", p.totals(p.plan)); err != nil {
				return err
			}
			if err := a.Cancel(ctx, p.plan); err != nil {
				return codeOfNothing(err)
			}
			if p.output == "table" {
				fmt.Fprintln(p.out, p.language.sprintf("%s is canceled: nobody is paid by it", plaintext.Printable(p.plan.ExternalID)))
			}
			p.addCanceled(ctx, a)
			return nil
		}),
	}
	f.whereFlags(cmd, s)
	f.fileFlags(cmd)
	f.shownFlags(cmd)
	cmd.Flags().BoolVarP(&f.yes, "yes", "y", false, "do not ask (needed where nobody can answer)")
	return cmd
}

// addCanceled prints the lines of a payout that was canceled, batch by batch as iyzico shows them. Where it does not, or never had them,
// they are those of the plan.
func (p *payment) addCanceled(ctx context.Context, a *attempt) {
	line := 0
	reports, err := a.Status(ctx, p.plan.ExternalID, false)
	if err == nil {
		for _, report := range reports {
			p.addReport(report, &line)
		}
		return
	}
	report := payout.Report{ExternalID: p.plan.ExternalID}
	for _, item := range p.plan.Items(ctx) {
		report.Lines = append(report.Lines, payout.Line{Item: item, State: payout.StateNotPaid, Reason: "canceled", Free: true})
	}
	p.addReport(&report, &line)
}
