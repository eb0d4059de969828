package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

func exactlyOneFile(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("pay takes one FILE, got %d", len(args))
	}
	return nil
}

// pay takes a file to its end.
func pay(ctx context.Context, s streams, f payFlags) error {
	render, err := renderer(f.output)
	if err != nil {
		return exit(exitInput, err)
	}
	if f.onRefused != "pay" && f.onRefused != "cancel" {
		return exit(exitInput, fmt.Errorf("--on-refused %s: must be pay or cancel", f.onRefused))
	}
	batch, err := f.batch()
	if err != nil {
		return exit(exitInput, err)
	}
	fmt.Fprintf(s.err, "%s: %d lines, %s in all\n", f.file, len(batch.Items), batch.Total())
	fmt.Fprintf(s.err, "externalId %s%s\n", batch.ExternalID, f.whyExternalID())
	if f.dryRun {
		fmt.Fprintln(s.err, "dry run: nothing was sent")
		return nil
	}
	if err := f.confirm(s, fmt.Sprintf("Pay %s to %d recipients at %s?", batch.Total(), len(batch.Items), f.where())); err != nil {
		return exit(exitInput, err)
	}
	client, stop, err := f.connect(s)
	if err != nil {
		return exit(exitInput, err)
	}
	defer stop()
	report, err := f.send(ctx, s, client, batch)
	if report != nil {
		if renderErr := render(s.out, *report); renderErr != nil {
			err = errors.Join(err, renderErr)
		}
	}
	if err != nil {
		return err
	}
	return exitOf(*report)
}

// batch reads and checks the file.
func (f payFlags) batch() (payout.Batch, error) {
	file, err := os.Open(f.file)
	if err != nil {
		return payout.Batch{}, err
	}
	defer file.Close()
	options, err := f.fileOptions()
	if err != nil {
		return payout.Batch{}, err
	}
	items, err := payfile.ReadAll(f.file, file, options...)
	if err != nil {
		return payout.Batch{}, err
	}
	batch := payout.Batch{ExternalID: f.externalID, Purpose: gen.Purpose(strings.ToUpper(f.purpose)), Items: items}
	if batch.ExternalID == "" {
		batch.ExternalID = batch.ContentID()
	}
	return batch, batch.Validate()
}

func (f payFlags) fileOptions() ([]payfile.Option, error) {
	var options []payfile.Option
	if f.noChecksum {
		options = append(options, payfile.WithoutChecksum())
	}
	switch f.decimal {
	case "":
	case "point":
		options = append(options, payfile.WithDecimal(payfile.Point))
	case "comma":
		options = append(options, payfile.WithDecimal(payfile.Comma))
	default:
		return nil, fmt.Errorf("--decimal %s: must be point or comma", f.decimal)
	}
	return options, nil
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

// send hands the batch over, authorises what was accepted and waits. Without a report nothing was authorised.
func (f payFlags) send(ctx context.Context, s streams, client *payout.Client, batch payout.Batch) (*payout.Report, error) {
	result, err := client.Init(ctx, batch)
	if err != nil {
		return nil, exit(exitNotPaid, fmt.Errorf("%w\nnothing was authorised: nobody was paid", err))
	}
	fmt.Fprintf(s.err, "requestId %s\n", result.RequestID())
	listRefused(s, result)
	if len(result.Refused()) > 0 && f.onRefused == "cancel" {
		return f.giveUp(ctx, client, result)
	}
	approval, err := result.ApproveAccepted()
	if err != nil {
		report := payout.NewReport(result, false, nil)
		return &report, exit(exitNotPaid, err)
	}
	if _, err := client.Auth(ctx, approval); err != nil {
		return f.authFailed(result, err)
	}
	return f.settle(ctx, s, client, result)
}

func listRefused(s streams, result *payout.InitResult) {
	refused := result.Refused()
	if len(refused) == 0 {
		return
	}
	fmt.Fprintf(s.err, "%d lines were refused and will not be paid:\n", len(refused))
	for _, r := range refused {
		fmt.Fprintf(s.err, "  %s: %s (code %s)\n", mask.Text(r.ExternalID), r.Message, mask.Text(r.Code.String()))
	}
}

func (f payFlags) giveUp(ctx context.Context, client *payout.Client, result *payout.InitResult) (*payout.Report, error) {
	report := payout.NewReport(result, false, nil)
	if _, err := client.Cancel(ctx, result.RequestID()); err != nil {
		return &report, exit(exitNotPaid, fmt.Errorf("%w\nnothing was authorised: nobody was paid; the batch may still stand at INIT", err))
	}
	return &report, exit(exitNotPaid, errors.New("canceled, as --on-refused says: nobody was paid"))
}

func (f payFlags) authFailed(result *payout.InitResult, err error) (*payout.Report, error) {
	if payout.OutcomeOf(err) == payout.OutcomeUnknown {
		report := payout.NewReport(result, true, nil)
		return &report, exit(exitUnknown, fmt.Errorf("%w\nit is not known whether auth took effect: retrieve requestId %s before anything else, and do not pay anybody in any other way", err, result.RequestID()))
	}
	report := payout.NewReport(result, false, nil)
	return &report, exit(exitNotPaid, fmt.Errorf("%w\nauth had no effect: nobody was paid", err))
}

// settle waits for the end, with a progress bar where somebody looks at one.
func (f payFlags) settle(ctx context.Context, s streams, client *payout.Client, result *payout.InitResult) (*payout.Report, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, f.wait, fmt.Errorf("not settled within --wait %s", f.wait))
	defer cancel()
	bar := newBar(s, len(result.Accepted()))
	settlement, err := client.Wait(ctx, result.Ref(), append(f.pollInterval(), payout.WithProgress(bar.show))...)
	bar.done()
	if unsettled, ok := errors.AsType[*payout.NotSettledError](err); ok {
		settlement = unsettled.Last
	}
	report := payout.NewReport(result, true, settlement)
	if err != nil {
		return &report, exit(exitUnknown, err)
	}
	return &report, nil
}

// exitOf turns a report into the exit code.
func exitOf(report payout.Report) error {
	switch {
	case report.Count(payout.StateUnknown) > 0:
		return exit(exitUnknown, errors.New("the outcome of some lines is not known: ask again before paying them in any other way"))
	case report.Count(payout.StateNotPaid) > 0:
		return exit(exitNotPaid, nil)
	}
	return nil
}
