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
	if !f.emulated() {
		return f.pay(ctx, s)
	}
	const nobody = "PRACTICE: this was the built-in emulator, nobody was paid"
	fmt.Fprintln(s.err, "PRACTICE: this is the built-in emulator, nobody is paid")
	err := f.pay(ctx, s)
	if coded, ok := errors.AsType[*exitError](err); ok && coded.err != nil {
		return exit(coded.code, fmt.Errorf("%w\n%s", coded.err, nobody))
	}
	fmt.Fprintln(s.err, nobody)
	return err
}

func (f payFlags) pay(ctx context.Context, s streams) error {
	environment, err := f.check()
	if err != nil {
		return exit(exitInput, err)
	}
	results, err := newResults(s.out, f.output, environment)
	if err != nil {
		return exit(exitInput, err)
	}
	in, err := f.read()
	if err != nil {
		return exit(exitInput, fmt.Errorf("%w\nnothing was sent", err))
	}
	defer in.Close()
	plan, err := f.plan(ctx, in)
	if err != nil {
		return exit(exitInput, fmt.Errorf("%w\nnothing was sent", err))
	}
	fmt.Fprintf(s.err, "%s: %d lines, %s in all%s\n", f.file, plan.Lines, plan.Total, inBatches(plan))
	fmt.Fprintf(s.err, "externalId %s%s\n", plan.ExternalID, f.whyExternalID())
	warnings := in.warnings(plan)
	for _, w := range warnings {
		fmt.Fprintln(s.err, w)
	}
	if f.dryRun {
		fmt.Fprintln(s.err, "dry run: nothing was sent")
		return nil
	}
	question := fmt.Sprintf("Pay %s to %d recipients at %s?", plan.Total, plan.Lines, f.where())
	if len(warnings) > 0 {
		question = "There are warnings above. " + question
	}
	if err := f.confirm(ctx, s, question); err != nil {
		return exit(exitInput, err)
	}
	return f.send(ctx, s, plan, results)
}

// check looks at the flags that name something, and returns the name of the environment: "" for a dry run anywhere.
func (f payFlags) check() (string, error) {
	if f.onRefused != "pay" && f.onRefused != "cancel" {
		return "", fmt.Errorf("--on-refused %s: must be pay or cancel", f.onRefused)
	}
	if f.dryRun && f.env == "" && f.baseURL == "" {
		return "", nil
	}
	if err := f.chosen(); err != nil {
		return "", err
	}
	return f.environment()
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
func (f payFlags) confirm(ctx context.Context, s streams, question string) error {
	if f.yes || f.emulated() {
		return nil
	}
	if !s.interactive {
		return errors.New("nobody is there to confirm: check the totals with --dry-run, then pass --yes")
	}
	yes, err := s.ask(ctx, question)
	if err != nil {
		return fmt.Errorf("no answer, nothing was sent: %w", err)
	}
	if !yes {
		return errors.New("not confirmed, nothing was sent")
	}
	return nil
}

// ask reads a yes or no. Whoever is asked can stop the program instead.
func (s streams) ask(ctx context.Context, question string) (yes bool, err error) {
	fmt.Fprintf(s.err, "%s [y/N] ", question)
	type answer struct {
		text string
		err  error
	}
	answered := make(chan answer, 1)
	go func() {
		text, err := bufio.NewReader(s.in).ReadString('\n')
		answered <- answer{strings.ToLower(strings.TrimSpace(text)), err}
	}()
	select {
	case <-ctx.Done():
		return false, context.Cause(ctx)
	case a := <-answered:
		if a.text == "" {
			return false, a.err
		}
		return a.text == "y" || a.text == "yes", nil
	}
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
			_ = results.begin(plan.Batches()) // that something could not be written shows at the end
		}
		_ = results.add(*report)
	}
	watch.done()
	if ctx.Err() != nil && end.failed > 0 {
		fmt.Fprintln(s.err, context.Cause(ctx))
		end.worsen(exitUnknown) // stopped in the middle is not finished
	}
	if begun {
		_ = results.end()
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
