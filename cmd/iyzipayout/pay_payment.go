package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/journal"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// payment is one command to pay, with what it needs.
type payment struct {
	payFlags
	streams
	in       *input
	plan     *runner.Plan // of the whole file
	client   *payout.Client
	store    *journal.Store
	printer  printer
	noTable  bool // the verb has sentences in its place
	warnings []localize.Said
	end      verdict
}

// header is what a payout of this command has besides its lines.
func (f payFlags) header() payout.Batch {
	return payout.Batch{ExternalID: f.externalID, Period: strings.TrimSpace(f.period), Purpose: gen.Purpose(strings.ToUpper(f.purpose))}
}

// say says something that is no result.
func (p *payment) say(format string, args ...any) {
	fmt.Fprintln(p.err, p.language.sprintf(format, args...))
}

func (p *payment) warn(warnings ...localize.Said) {
	p.warnings = append(p.warnings, warnings...)
	for _, w := range warnings {
		p.say(w.Format, w.Args...)
	}
}

// open connects, opens the journal and gets ready to print. Call what it returns at the end.
func (p *payment) open(ctx context.Context) (func(), error) {
	client, stop, err := p.connect(ctx, p.streams)
	if err != nil {
		return nil, err
	}
	p.client = client
	if p.onlyUnpaid {
		if err := p.needsJournal(p.streams); err != nil {
			stop()
			return nil, err
		}
	}
	store, done, err := p.openJournal(p.streams, client)
	if err != nil {
		stop()
		return nil, err
	}
	p.store = store
	return func() { done(); stop() }, nil
}

// attempt is a runner for a plan, with what watches it.
type attempt struct {
	*runner.Runner
	plan  *runner.Plan
	watch *watch
}

func (p *payment) attempt(plan *runner.Plan, options ...runner.Option) (*attempt, error) {
	watch := newWatch(p.streams, p.language, plan)
	r, err := runner.New(p.client, p.store, append(p.runnerOptions(watch), options...)...)
	if err != nil {
		return nil, exit(exitInput, err)
	}
	return &attempt{r, plan, watch}, nil
}

// look asks what is known of a plan, and also of its similar payments, before it is run.
func (p *payment) look(ctx context.Context, plan *runner.Plan, similar bool, options ...runner.Option) (*attempt, *runner.Outlook, error) {
	a, err := p.attempt(plan, options...)
	if err != nil {
		return nil, nil, err
	}
	known, err := a.Look(ctx, plan, similar)
	if err != nil {
		return nil, nil, exit(codeOf(nil, err), err)
	}
	return a, known, nil
}

func (f payFlags) runnerOptions(watch *watch) []runner.Option {
	policy := runner.PayAccepted
	if f.onRefused == "cancel" {
		policy = runner.CancelOnRefused
	}
	options := []runner.Option{
		runner.WithOnRefused(policy), runner.WithWaitLimit(f.wait), runner.WithResendAfter(f.resendAfter), runner.WithParallel(f.parallel),
		runner.WithWait(f.pollInterval()...), runner.WithEvents(watch.event), runner.WithSecondLook(f.secondLook),
	}
	if f.emulated() {
		options = append(options, runner.WithSecondLook(0)) // nobody else has that service
	}
	if f.checkBalance {
		options = append(options, runner.WithBalanceCheck())
	}
	if f.skipLookUp {
		options = append(options, runner.WithoutLookUp())
	}
	if f.takeOver {
		options = append(options, runner.WithTakeOver())
	}
	return options
}

// payAll pays the whole file.
func (p *payment) payAll(ctx context.Context) error {
	all, known, err := p.look(ctx, p.plan, true)
	if err != nil {
		return err
	}
	p.warn(p.in.similar(known.Similar)...)
	if err := p.checkColumn(known); err != nil {
		return err
	}
	if !known.Settled.IsZero() {
		p.sayEarlier(known)
	}
	if len(known.Held) > 0 {
		return p.stopHeld(ctx, known.Held)
	}
	if err := p.checkNew(ctx, known); err != nil {
		return err
	}
	if known.Settled.IsZero() {
		if err := p.confirmPlan(ctx, known); err != nil {
			return err
		}
	}
	p.run(ctx, all, nil)
	return p.finish(ctx)
}

// confirmPlan asks about the whole file, which may have been begun before.
func (p *payment) confirmPlan(ctx context.Context, known *runner.Outlook) error {
	if known.Locked {
		return exit(exitUnknown, localize.Errorf("%w: it is paying these lines right now; wait for it, then run the same again", runner.ErrLocked))
	}
	if !known.Begun.IsZero() {
		p.say("begun %s and not finished: this goes on with it", day(known.Begun))
		return p.confirm(ctx, "Go on with it: %s?", p.totals(p.plan))
	}
	return p.confirm(ctx, "Pay %s?", p.totals(p.plan))
}

func (p *payment) totals(plan *runner.Plan) localize.Said {
	return p.totalsOf(plan.Total, plan.Lines)
}

func (p *payment) totalsOf(total payout.Amount, lines int) localize.Said {
	return localize.Sayf("%s to %s at %s", total, localize.Count{N: lines, Noun: "recipient"}, p.where())
}

// periodForm stands for a period in a command: whoever copies it must say which.
const periodForm = "YYYY-MM"

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// sayEarlier says that there is nothing to send any more.
func (p *payment) sayEarlier(known *runner.Outlook) {
	what := localize.Term("paid earlier")
	if known.Paid == 0 {
		what = "settled earlier, with nobody paid"
	}
	p.say("%s, %s; nothing was sent (begun %s, authorised %s; %s paid, %d not paid, %d unknown)",
		what, day(known.Settled), day(known.Begun), day(known.Authorised), lines(known.Paid), known.NotPaid, known.Unknown)
	if p.period == "" { // a command with another period than the one that was said would pay the same once more
		p.say("If these are new payments whose ids come again, as every month in a payroll, name the period:\n  %s", p.with("--period", periodForm))
	}
}

// run takes a plan to its end. Its items are those of the file, or those with the indexes in items.
func (p *payment) run(ctx context.Context, a *attempt, items []int) {
	p.print(ctx, a, a.RunPlan(ctx, a.plan), items)
}

// print prints the reports of the batches of a plan as they come.
func (p *payment) print(ctx context.Context, a *attempt, reports iter.Seq2[*payout.Report, error], items []int) {
	plan := a.plan
	index := func(i int) int {
		if items != nil {
			return items[i]
		}
		return i
	}
	batch := 0
	silent := map[int]bool{} // lines of batches that have no report
	for report, err := range reports {
		if held, ok := errors.AsType[*runner.HeldError](err); ok {
			for i := range held.Lines {
				held.Lines[i].Index = index(held.Lines[i].Index)
			}
		}
		p.end.add(report, err)
		before := batch * plan.BatchSize
		batch++
		if report == nil {
			for i := before; i < min(before+plan.BatchSize, plan.Lines); i++ {
				silent[index(i)] = true
			}
			continue
		}
		elsewhere := a.watch.sentElsewhere(report.ExternalID)
		numbers := make([]int, len(report.Lines))
		for i, line := range report.Lines {
			if elsewhere && line.State == payout.StatePaid && line.Reason == "" {
				report.Lines[i].Reason = string(paidElsewhere)
			}
			numbers[i] = index(before + i)
			p.end.line(numbers[i], line)
		}
		a.watch.hide()
		p.add(part{Report: *report, numbers: numbers, earlier: elsewhere})
	}
	a.watch.done()
	for i := batch * plan.BatchSize; i < plan.Lines; i++ {
		silent[index(i)] = true
	}
	if p.printer.begun { // otherwise there are no results at all
		p.addSilent(ctx, silent)
	}
}

// paidElsewhere is why a line is paid that this run did not send.
const paidElsewhere = localize.Term("paid earlier, by another journal; nothing was sent by this run")

// addSilent prints the lines that have no report.
func (p *payment) addSilent(ctx context.Context, lines map[int]bool) {
	if len(lines) == 0 {
		return
	}
	var rest part
	for i, item := range p.plan.Items(ctx) {
		if lines[i] {
			rest.Lines = append(rest.Lines, payout.Line{Item: item, State: payout.StateUnknown, Reason: "nothing is known of it: see the error"})
			rest.numbers = append(rest.numbers, i)
		}
	}
	p.add(rest)
}

// finish ends the results and says what to do next.
func (p *payment) finish(ctx context.Context) error {
	if ctx.Err() != nil && p.end.failed > 0 {
		p.say("%v", context.Cause(ctx))
		p.end.worsen(exitUnknown) // stopped in the middle is not finished
	}
	p.printer.end()
	if p.end.held != nil && p.in != nil {
		p.sayHeld(p.end.held)
	}
	if err := p.writeRest(); err != nil {
		p.end.fail(exitUnknown, err)
	}
	p.sayNext()
	return p.end.exit()
}

// sayNext says what to do about lines that were not paid.
func (p *payment) sayNext() {
	if p.end.foreign {
		p.say("If the machine and folder (--journal) that handed it over are lost, so that nobody else can pay it:\n  %s", p.with("--take-over"))
	}
	if p.end.code != exitNo || p.emulated() {
		return
	}
	switch n := len(p.end.free); {
	case n == 0:
	case p.verb() == "pay":
		p.say("not paid, and may be paid by another payout: %s. When what stood in the way is mended:\n  %s", lines(n), p.with("--only-unpaid"))
		if p.restFile == "" && p.file != standardInput {
			p.say("or to correct them, in a file of their own:\n  %s", p.restOf())
		}
	case p.in == nil:
		p.say("not paid, and may be paid by another payout: %s. To correct them, in a file of their own, where FILE is the file that was handed over (%s, %s in all; the journal keeps no names) and NEWFILE a new name:\n  %s",
			lines(n), lines(p.plan.Lines), p.plan.Total, p.restOf())
	case p.file != standardInput:
		p.say("not paid, and may be paid by another payout: %s. To correct them, in a file of their own:\n  %s", lines(n), p.restOf())
	}
	if n := p.end.waiting; n > 0 {
		p.say("not paid, and in a payout that was begun and not authorised: %s. When what stood in the way is mended, run the same command again: it goes on with it", lines(n))
	}
	p.sayNotBack(p.end.notPaid - len(p.end.free) - p.end.waiting)
}

// dryRunEnd says what is known without asking anybody.
func (p *payment) dryRunEnd(ctx context.Context) error {
	held, err := p.lookOffline(ctx)
	if _, journal := errors.AsType[*runner.Error](err); journal {
		return exit(codeOf(nil, err), err)
	}
	if err != nil {
		return exit(exitInput, err)
	}
	p.say("dry run: nothing was sent")
	if p.payAgain {
		p.nameHeld(held, onceMore)
		p.say("without --dry-run this pays %s, %d of them ONCE MORE", p.totals(p.plan), len(held))
		return nil
	}
	if len(held) > 0 && !p.onlyUnpaid && !p.payAgain {
		p.sayHeld(held)
		return exit(exitInput, errors.New("other payouts hold lines of this file: they would not be paid"))
	}
	return nil
}

// lookOffline reads the journal, where there is one, and returns the lines that other payouts hold.
func (p *payment) lookOffline(ctx context.Context) ([]runner.HeldLine, error) {
	if p.env == "" && p.baseURL == "" || p.emulated() {
		return nil, nil
	}
	there, done, err := p.openOffline()
	if err == nil && !there && p.onlyUnpaid {
		err = p.needsJournal(p.streams)
	}
	if err != nil || !there {
		return nil, err
	}
	defer done()
	look, err := p.attempt(p.plan)
	if err != nil {
		return nil, err
	}
	if p.payAgain {
		return p.heldByAnyone(ctx)
	}
	known, err := look.Look(ctx, p.plan, false)
	if err != nil {
		return nil, err
	}
	p.warn(p.in.similar(known.Similar)...)
	if err := p.checkColumn(known); err != nil {
		return known.Held, err
	}
	if !known.Settled.IsZero() {
		p.sayEarlier(known)
	}
	return known.Held, p.checkNew(ctx, known)
}

// openOffline opens the journal for whoever only reads it, where there is one. Call what it returns at the end.
func (p *payment) openOffline() (there bool, done func(), err error) {
	if p.client, err = p.offline(); err != nil {
		return false, nil, err
	}
	if there, err := p.hasJournal(p.streams, p.client); err != nil || !there {
		return false, nil, err
	}
	p.store, done, err = p.openJournal(p.streams, p.client)
	return err == nil, done, err
}
