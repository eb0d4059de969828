package main

import (
	"context"

	"github.com/spf13/cobra"
)

func newStatus(s streams) *cobra.Command {
	f := defaultPayFlags()
	watch := false
	cmd := &cobra.Command{
		Use:   "status ID",
		Short: "Ask iyzico what became of a payout",
		Long: `status asks iyzico about a payout that this journal handed over, line by line. It changes nothing and may be run while the payout runs. 'iyzipayout list'
names the externalIds. The lines are in the order in which iyzico lists them, those that it refused where they stood in the file.

Exit codes:
` + exitCodes,
		Example:           `  iyzipayout status content-0123456789abcdef0123456789abcdef --env production --watch`,
		Args:              takes("ID"),
		ValidArgsFunction: f.payouts(s, false),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.file, f.commandLine = args[0], said(cmd)
			return f.within(cmd.Context(), s, false, func(ctx context.Context, p *payment) error { return p.status(ctx, watch) })
		},
	}
	f.whereFlags(cmd, s)
	f.shownFlags(cmd)
	f.pagerFlag(cmd)
	cmd.Flags().BoolVar(&watch, "watch", false, "ask until every line is settled, or for as long as --wait says")
	cmd.Flags().DurationVar(&f.wait, "wait", f.wait, "how long to wait with --watch")
	return cmd
}

func (p *payment) status(ctx context.Context, watch bool) error {
	page := p.pagerFor()
	defer func() { page.show(p.getenv) }()
	a, err := p.attempt(nil)
	if err != nil {
		return err
	}
	if watch {
		limited, stop := context.WithTimeout(ctx, p.payFlags.wait)
		defer stop()
		ctx = limited
	}
	all, err := a.Status(ctx, p.file, watch)
	a.watch.done()
	line := 0
	for _, report := range all {
		p.end.add(report, nil)
		p.addReport(report, &line)
	}
	if err != nil {
		p.sayJournal(ctx, p.file)
		p.end.fail(codeOfUnasked(err), p.noFile(err))
	}
	p.printer.end()
	return p.end.exit()
}
