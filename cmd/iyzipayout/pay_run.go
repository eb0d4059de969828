package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/payout"
)

func exactlyOneFile(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("pay takes one FILE, got %d", len(args))
	}
	return nil
}

// pay takes a file to its end.
func pay(ctx context.Context, s streams, f payFlags) error {
	results, err := newResults(s.out, f.output)
	if err != nil {
		return exit(exitInput, err)
	}
	if f.onRefused != "pay" && f.onRefused != "cancel" {
		return exit(exitInput, fmt.Errorf("--on-refused %s: must be pay or cancel", f.onRefused))
	}
	plan, err := f.plan(ctx)
	if err != nil {
		return exit(exitInput, fmt.Errorf("%w\nnothing was sent", err))
	}
	fmt.Fprintf(s.err, "%s: %d lines, %s in all%s\n", f.file, plan.Lines, plan.Total, inBatches(plan))
	fmt.Fprintf(s.err, "externalId %s%s\n", plan.ExternalID, f.whyExternalID())
	if f.dryRun {
		fmt.Fprintln(s.err, "dry run: nothing was sent")
		return nil
	}
	if err := f.confirm(s, fmt.Sprintf("Pay %s to %d recipients at %s?", plan.Total, plan.Lines, f.where())); err != nil {
		return exit(exitInput, err)
	}
	return f.send(ctx, s, plan, results)
}

func inBatches(plan *payout.Plan) string {
	if plan.Batches() == 1 {
		return ""
	}
	return fmt.Sprintf(", in %d batches of up to %d", plan.Batches(), plan.BatchSize)
}

func (f payFlags) whyExternalID() string {
	if f.externalID != "" {
		return ""
	}
	return " (derived from the file's content: the same file again is the same payout; --external-id sets another)"
}

func (f payFlags) where() string {
	if f.baseURL != "" {
		return f.baseURL
	}
	return "iyzico's " + f.env
}

// confirm asks before money can move. The built-in emulator moves none.
func (f payFlags) confirm(s streams, question string) error {
	if f.yes || f.emulated() {
		return nil
	}
	if !s.interactive {
		return errors.New("nobody is there to confirm: check the totals with --dry-run, then pass --yes")
	}
	fmt.Fprintf(s.err, "%s [y/N] ", question)
	answer, err := bufio.NewReader(s.in).ReadString('\n')
	if answer = strings.ToLower(strings.TrimSpace(answer)); answer == "y" || answer == "yes" {
		return nil
	}
	if err != nil && answer == "" {
		return fmt.Errorf("no answer, nothing was sent: %w", err)
	}
	return errors.New("not confirmed, nothing was sent")
}

// send runs the plan.
func (f payFlags) send(ctx context.Context, s streams, plan *payout.Plan, results results) error {
	client, stop, err := f.connect(s)
	if err != nil {
		return exit(exitInput, err)
	}
	defer stop()
	store, done, err := f.openJournal(s)
	if err != nil {
		return exit(exitInput, err)
	}
	defer done()
	watch := newWatch(s, plan)
	runner, err := payout.NewRunner(client, store, f.runnerOptions(watch)...)
	if err != nil {
		return exit(exitInput, err)
	}
	var end verdict
	begun := false
	for report, err := range runner.RunPlan(ctx, plan) {
		end.add(report, err)
		if report == nil {
			continue
		}
		if !begun {
			begun = true
			end.output(results.begin(plan.Batches()))
		}
		end.output(results.add(*report))
	}
	watch.done()
	if begun {
		end.output(results.end())
	}
	return end.exit()
}

func (f payFlags) runnerOptions(watch *watch) []payout.RunnerOption {
	policy := payout.PayAccepted
	if f.onRefused == "cancel" {
		policy = payout.CancelOnRefused
	}
	options := []payout.RunnerOption{
		payout.WithOnRefused(policy), payout.WithWaitLimit(f.wait), payout.WithResendAfter(f.resendAfter), payout.WithParallel(f.parallel),
		payout.WithWait(f.pollInterval()...), payout.WithRunEvents(watch.event),
	}
	if f.checkBalance {
		options = append(options, payout.WithBalanceCheck())
	}
	if f.skipLookUp {
		options = append(options, payout.WithoutLookUp())
	}
	return options
}
