package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// pay takes a file to its end.
func pay(ctx context.Context, s streams, f payFlags) error {
	collectLess()
	p, err := f.payment(s)
	if err != nil {
		return exit(exitInput, err)
	}
	if !f.emulated() {
		return p.close(p.pay(ctx))
	}
	p.say(practicing)
	err = p.close(p.pay(ctx))
	if coded, ok := errors.AsType[*exitError](err); ok && coded.err != nil {
		return exit(coded.code, localize.Errorf("%w\n%s", coded.err, p.language.sprintf(practiced)))
	}
	p.say(practiced)
	return err
}

// payment is what the flags ask for, in the language of whoever asks.
func (f payFlags) payment(s streams) (*payment, error) {
	said, err := chosenLanguage(f.lang, s.getenv)
	f.locale, f.language = cmp.Or(f.locale, said.tag()), said
	return &payment{payFlags: f, streams: s}, err
}

func (p *payment) pay(ctx context.Context) error {
	if err := p.check(); err != nil {
		return exit(exitInput, err)
	}
	done, err := p.readFile(ctx)
	if err != nil {
		return err
	}
	defer done()
	if p.dryRun {
		p.showRead()
		return p.dryRunEnd(ctx)
	}
	stop, err := p.open(ctx)
	if err != nil {
		return exit(exitInput, err)
	}
	defer stop()
	switch {
	case p.onlyUnpaid:
		return p.payUnpaid(ctx)
	case p.payAgain:
		return p.payOnceMore(ctx)
	}
	return p.payAll(ctx)
}

// readFile makes the plan of the file. Call what it returns at the end.
func (p *payment) readFile(ctx context.Context) (done func(), err error) {
	if p.in, err = p.read(); err != nil {
		return nil, exit(exitInput, localize.Errorf("%w\nnothing was sent", err))
	}
	p.in.language, p.in.semicolons = p.language, p.locale == "tr"
	if p.plan, err = p.in.plan(ctx, p.header(), p.batchSize); err != nil {
		_ = p.in.Close()
		return nil, exit(exitInput, p.refuseFile(err))
	}
	p.say("%s: %s, %s in all%s", p.file, lines(p.plan.Lines), p.plan.Total, inBatches(p.plan))
	p.say("externalId %s%s", p.plan.ExternalID, p.whyExternalID())
	for i, row := range p.in.leftOut {
		if i == mostShown {
			p.say("and %d more", len(p.in.leftOut)-i)
			break
		}
		p.say("%v", row)
	}
	p.warn(p.in.warnings(p.plan)...)
	return func() { _ = p.in.Close() }, nil
}

// refuseFile is the error about a file that cannot be used. Where nobody knows some of its columns, it has the command that says what they are.
func (p *payment) refuseFile(err error) error {
	var choices []payfile.Choice
	if wrong, is := errors.AsType[*payfile.FileError](err); is {
		for _, problem := range wrong.Problems {
			choices = append(choices, problem.Choices...)
		}
	}
	words := quotedWords(p.commandLine)
	open := false
	for _, c := range choices {
		switch {
		case c.Heading == "":
			open = true
			words = append(words, "--map", c.Member+"=HEADING")
		case c.Member == "":
			words = append(words, "--ignore-columns", quoted(c.Heading))
		default:
			words = append(words, "--map", quoted(c.Member+"="+c.Heading))
		}
	}
	switch command := strings.Join(words, " "); {
	case choices == nil:
		return localize.Errorf("%w\nnothing was sent", err)
	case open:
		return localize.Errorf("%w\nThis says what the columns are, with the right heading in the place of HEADING (--map-file keeps it in a file for every month):\n  %s\nnothing was sent", err, command)
	default:
		return localize.Errorf("%w\nIf that is what is meant, this says so (--map-file keeps it in a file for every month):\n  %s\nnothing was sent", err, command)
	}
}

// check refuses flags, and to write what nobody can read.
func (p *payment) check() error {
	if p.output == "xlsx" && p.screen.terminal {
		return localize.Errorf("--output xlsx: a workbook is nothing for a terminal, write it into a file:\n  %s > result.xlsx", strings.Join(quotedWords(p.commandLine), " "))
	}
	return p.payFlags.check()
}

// check looks at the flags that name something.
func (f payFlags) check() error {
	if f.onRefused != "pay" && f.onRefused != "cancel" {
		return localize.Errorf("--on-refused %s: must be pay or cancel", f.onRefused)
	}
	if f.purpose != "" && !gen.Purpose(strings.ToUpper(f.purpose)).Valid() {
		return localize.Errorf("--purpose %s: must be "+purposes, f.purpose)
	}
	if f.batchSize < 1 {
		return localize.Errorf("--batch-size %d: must be 1 or more", f.batchSize)
	}
	if _, err := newResults(nil, f.output, view{}); err != nil {
		return err
	}
	if f.colour != "auto" && f.colour != "always" && f.colour != "never" {
		return localize.Errorf("--color %s: must be auto, always or never", f.colour)
	}
	if err := f.checkUnmasked(); err != nil {
		return err
	}
	if _, err := f.url(); err != nil && !f.emulated() && (!f.dryRun || f.env != "") {
		return err
	}
	return f.checkRest()
}

// lines is a number of them.
func lines(n int) localize.Count { return localize.Count{N: n, Noun: "line"} }

func inBatches(plan *runner.Plan) localize.Said {
	if plan.Batches() == 1 {
		return localize.Said{}
	}
	return localize.Sayf(", in %d batches of up to %d", plan.Batches(), plan.BatchSize)
}

func (f payFlags) whyExternalID() localize.Term {
	if f.externalID != "" {
		return ""
	}
	return " (derived from the file's content: the same lines again are the same payout; --external-id sets another)"
}

func (f payFlags) where() localize.Said {
	if f.baseURL != "" {
		return localize.Sayf("%s", f.baseURL)
	}
	if f.env == "production" {
		return localize.Sayf("PRODUCTION (real money)")
	}
	return localize.Sayf("iyzico's sandbox (no real money)")
}

// confirm asks before money can move. The built-in emulator moves none.
func (p *payment) confirm(ctx context.Context, format string, args ...any) error {
	if p.yes || p.emulated() {
		return nil
	}
	if !p.interactive {
		if p.verb() != "pay" && p.verb() != "prepare" {
			return exit(exitInput, errors.New("nobody is there to confirm: pass --yes"))
		}
		return exit(exitInput, errors.New("nobody is there to confirm: check the totals with --dry-run, then pass --yes"))
	}
	question := p.language.sprintf(format, args...)
	if len(p.warnings) > 0 {
		question = p.language.sprintf("There are warnings above. %s", question)
	}
	yes, err := p.ask(ctx, p.language.sprintf("%s [y/N] ", question), p.language.yes())
	if err != nil {
		return exit(exitInput, localize.Errorf("no answer, nothing was sent: %w", err))
	}
	if !yes {
		return exit(exitInput, errors.New("not confirmed, nothing was sent"))
	}
	return nil
}

// ask reads a yes or no. Whoever is asked can stop the program instead.
func (s streams) ask(ctx context.Context, question string, yeses []string) (yes bool, err error) {
	fmt.Fprint(s.err, question)
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
		return slices.Contains(yeses, a.text), nil
	}
}
