package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/internal/plaintext"
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
		Args:              one("FILE or ID"),
		ValidArgsFunction: payFiles,
		RunE: f.knownVerb(s, func(ctx context.Context, p *payment) error {
			a, err := p.attempt(p.plan)
			if err != nil {
				return err
			}
			if err := p.confirm(ctx, fmt.Sprintf("Cancel %s?", p.totals(p.plan))); err != nil {
				return err
			}
			if err := a.Cancel(ctx, p.plan); err != nil {
				return codeOfNothing(err)
			}
			fmt.Fprintf(p.out, "%s is canceled: nobody is paid by it\n", plaintext.Printable(p.plan.ExternalID))
			return nil
		}),
	}
	f.whereFlags(cmd, s)
	f.fileFlags(cmd)
	cmd.Flags().BoolVarP(&f.yes, "yes", "y", false, "do not ask (needed where nobody can answer)")
	return cmd
}
