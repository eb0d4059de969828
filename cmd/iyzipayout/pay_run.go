package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// pay takes a file to its end.
func pay(ctx context.Context, s streams, f payFlags) error {
	collectLess()
	if !f.emulated() {
		return f.pay(ctx, s)
	}
	fmt.Fprintln(s.err, practicing)
	err := f.pay(ctx, s)
	if coded, ok := errors.AsType[*exitError](err); ok && coded.err != nil {
		return exit(coded.code, fmt.Errorf("%w\n%s", coded.err, practiced))
	}
	fmt.Fprintln(s.err, practiced)
	return err
}

func (f payFlags) pay(ctx context.Context, s streams) error {
	if err := f.check(); err != nil {
		return exit(exitInput, err)
	}
	p := &payment{payFlags: f, streams: s}
	done, err := p.readFile(ctx)
	if err != nil {
		return err
	}
	defer done()
	if f.dryRun {
		p.showRead()
		return p.dryRunEnd(ctx)
	}
	stop, err := p.open()
	if err != nil {
		return exit(exitInput, err)
	}
	defer stop()
	switch {
	case f.onlyUnpaid:
		return p.payUnpaid(ctx)
	case f.payAgain:
		return p.payOnceMore(ctx)
	}
	return p.payAll(ctx)
}

// readFile makes the plan of the file. Call what it returns at the end.
func (p *payment) readFile(ctx context.Context) (done func(), err error) {
	if p.in, err = p.read(); err != nil {
		return nil, exit(exitInput, fmt.Errorf("%w\nnothing was sent", err))
	}
	if p.plan, err = p.in.plan(ctx, p.header(), p.batchSize); err != nil {
		_ = p.in.Close()
		return nil, exit(exitInput, fmt.Errorf("%w\nnothing was sent", err))
	}
	p.say("%s: %s, %s in all%s", p.file, plaintext.Plural(p.plan.Lines, "line"), p.plan.Total, inBatches(p.plan))
	p.say("externalId %s%s", p.plan.ExternalID, p.whyExternalID())
	p.warn(p.in.warnings(p.plan)...)
	return func() { _ = p.in.Close() }, nil
}

// check looks at the flags that name something.
func (f payFlags) check() error {
	if f.onRefused != "pay" && f.onRefused != "cancel" {
		return fmt.Errorf("--on-refused %s: must be pay or cancel", f.onRefused)
	}
	if f.batchSize < 1 {
		return fmt.Errorf("--batch-size %d: must be 1 or more", f.batchSize)
	}
	if _, err := newResults(nil, f.output, "", ""); err != nil {
		return err
	}
	if _, err := f.url(); err != nil && !f.emulated() && (!f.dryRun || f.env != "") {
		return err
	}
	return f.checkRest()
}

func inBatches(plan *runner.Plan) string {
	if plan.Batches() == 1 {
		return ""
	}
	return fmt.Sprintf(", in %d batches of up to %d", plan.Batches(), plan.BatchSize)
}

func (f payFlags) whyExternalID() string {
	if f.externalID != "" {
		return ""
	}
	return " (derived from the file's content: the same lines again are the same payout; --external-id sets another)"
}

func (f payFlags) where() string {
	if f.baseURL != "" {
		return f.baseURL
	}
	return "iyzico's " + f.env
}

// confirm asks before money can move. The built-in emulator moves none.
func (p *payment) confirm(ctx context.Context, question string) error {
	if p.yes || p.emulated() {
		return nil
	}
	if !p.interactive {
		return exit(exitInput, errors.New("nobody is there to confirm: check the totals with --dry-run, then pass --yes"))
	}
	if p.warned {
		question = "There are warnings above. " + question
	}
	yes, err := p.ask(ctx, question)
	if err != nil {
		return exit(exitInput, fmt.Errorf("no answer, nothing was sent: %w", err))
	}
	if !yes {
		return exit(exitInput, errors.New("not confirmed, nothing was sent"))
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
