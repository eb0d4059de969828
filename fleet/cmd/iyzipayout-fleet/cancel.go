package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/fleet"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

func newCancel(s streams) *cobra.Command {
	var p place
	cmd := &cobra.Command{
		Use:   "cancel EXTERNALID",
		Short: "Give a payout up that was not authorised",
		Long: `cancel gives a payout of the queue up: nobody is paid by it, its lines are free, and its externalId pays nobody any more. One that was handed
over already is canceled at iyzico, with the keys of IYZICO_API_KEY and IYZICO_SECRET_KEY, and the next turn of a worker ends it. What was authorised has
no undo, and is refused.

Exit codes: 0 it is canceled, 2 it is not, and this sent nothing, 3 it is not known.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.within(cmd.Context(), s, false, func(_ *fleet.Database, q *fleet.Queue) error {
				var client *payout.Client
				if s.getenv("IYZICO_API_KEY") != "" {
					var err error
					if client, err = p.client(s, false); err != nil {
						return err
					}
				}
				err := q.Cancel(cmd.Context(), client, args[0])
				_, notReady := errors.AsType[*runner.NotReadyError](err)
				switch {
				case err == nil:
					_, err = fmt.Fprintf(s.out, "%s is canceled: nobody is paid by it\n", args[0])
					return err
				case errors.Is(err, runner.ErrLocked):
					return fmt.Errorf("%s: a worker has it right now, and it is not canceled: try again", args[0])
				case errors.Is(err, fleet.ErrHandedOver):
					return fmt.Errorf("%s: it was handed over, and is canceled with the keys of IYZICO_API_KEY and IYZICO_SECRET_KEY only", args[0])
				case notReady, errors.Is(err, fleet.ErrOver), errors.Is(err, fleet.ErrNotInQueue):
					return fmt.Errorf("%s: it is not canceled: %w", args[0], err)
				}
				return fmt.Errorf("%w: %w", errUnknown, err)
			})
		},
	}
	p.flags(cmd)
	return cmd
}
