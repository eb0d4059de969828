package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/fleet"
)

func newStatus(s streams) *cobra.Command {
	var p place
	var output string
	var most int
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Count the payouts of the queue, and tell which are stuck and what to do",
		Long: `status reads the database. It asks nobody and changes nothing.

Exit codes: 0 nothing is stuck, 1 something is, 2 the database cannot be read.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.within(cmd.Context(), s, false, func(_ *fleet.Database, q *fleet.Queue) error {
				status, err := q.Status(cmd.Context(), most)
				if err != nil {
					return err
				}
				switch output {
				case "json":
					err = json.NewEncoder(s.out).Encode(status)
				case "table":
					err = table(s.out, status)
				default:
					err = fmt.Errorf("--output %s: must be table or json", output)
				}
				if err == nil && len(status.Stuck) > 0 {
					return errNo
				}
				return err
			})
		},
	}
	p.flags(cmd)
	cmd.Flags().StringVar(&output, "output", "table", "form of the results: table or json")
	cmd.Flags().IntVar(&most, "most", 20, "how many stuck payouts are shown")
	return cmd
}

func table(out io.Writer, s *fleet.Status) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "STAGE\tPAYOUTS\tLINES\tPAID\tNOT PAID")
	for _, c := range s.Counts {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\n", c.Stage, c.Payouts, c.Lines, c.Paid, c.NotPaid)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, o := range s.Stuck {
		next := ""
		if !o.Next.IsZero() {
			next = ", next turn " + o.Next.Format(time.RFC3339)
		}
		if _, err := fmt.Fprintf(out, "\n%s (%s, %d of %d lines paid%s)\n  why:  %s\n  do:   %s\n", o.ExternalID, o.Stage, o.Paid, o.Lines, next, o.Reason, o.Advice); err != nil {
			return err
		}
	}
	return nil
}
