package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// stopHeld ends a command that must not pay, because other payouts hold lines of the file.
func (p *payment) stopHeld(ctx context.Context, held []runner.HeldLine) error {
	p.sayHeld(held)
	if p.output == "json" {
		p.addHeld(ctx, held)
	}
	return exit(codeOfHeld(held), localize.Errorf("nothing was sent: other payouts hold %d of %s", len(held), lines(p.plan.Lines)))
}

// codeOfHeld is 2 where it is known of every line whether it was paid.
func codeOfHeld(held []runner.HeldLine) int {
	if slices.ContainsFunc(held, isOpen) {
		return exitUnknown
	}
	return exitInput
}

// isOpen reports whether it is not known of a held line whether it was, or will be, paid.
func isOpen(h runner.HeldLine) bool { return h.State == payout.StateUnknown }

// keptBack reports a held line that was not paid and may not be paid by another payout yet.
func keptBack(h runner.HeldLine) bool { return h.State == payout.StateNotPaid }

// codeOfLeft is the code of a verb that leaves held lines out.
func codeOfLeft(held []runner.HeldLine) int {
	switch {
	case slices.ContainsFunc(held, isOpen):
		return exitUnknown
	case slices.ContainsFunc(held, keptBack):
		return exitNo
	}
	return exitOK
}

func count(held []runner.HeldLine, is func(runner.HeldLine) bool) (n int) {
	for _, h := range held {
		if is(h) {
			n++
		}
	}
	return n
}

// sayKept says what to do about held lines that were not paid.
func (p *payment) sayKept(held []runner.HeldLine) { p.sayNotBack(count(held, keptBack)) }

// sayNotBack says what to do about n lines that were not paid and whose money is not known to be back.
func (p *payment) sayNotBack(n int) {
	if n > 0 {
		p.say("not paid, and no other payout may pay yet, because the money is not known to be back: %s. FAILED may still become DEPOSIT_SUCCESS, which frees the line: run the same command again later. "+
			"At DEPOSIT_FAIL ask iyzico. A line of which iyzico confirms that it will not be paid can be paid once more: alone, in a file of its own, with --pay-again", lines(n))
	}
}

// verbOf is the command of a verb, for a payout or of its own, at the same place.
func (p *payment) verbOf(verb string, id ...string) string {
	words := quotedWords(append([]string{p.commandLine[0], verb}, id...))
	for _, flag := range []struct{ name, value string }{{"--profile", p.profile}, {"--env", p.env}, {"--base-url", p.baseURL}, {"--ca-file", p.caFile}, {"--journal", p.journal}} {
		if flag.value != "" {
			words = append(words, flag.name, quoted(flag.value))
		}
		if flag.name == "--profile" && flag.value != "" {
			break // which says the others
		}
	}
	return strings.Join(words, " ")
}

// waits reports whether a held line is of a payout that was prepared.
func waits(h runner.HeldLine) bool { return strings.Contains(h.Reason, "waits for its release") }

// sayHeld names the lines that other payouts hold, and the ways out.
func (p *payment) sayHeld(held []runner.HeldLine) {
	p.nameHeld(held, notAgain)
	p.say("What you can do:")
	open := slices.ContainsFunc(held, isOpen)
	if open {
		p.say(`  find out what becomes of those that are not known to be paid, before paying them in any other way: run the command again that
  began the payout which holds them, or this one later`)
		if i := slices.IndexFunc(held, waits); i >= 0 {
			id := plaintext.Printable(held[i].Payout)
			p.say("  lines of a payout that was prepared: pay it, or give it up:\n    %s\n    %s", p.verbOf("release", id), p.verbOf("cancel", id))
		}
	}
	p.say("  leave these lines out and pay the others:\n    %s", p.with("--only-unpaid"))
	if !open && !slices.ContainsFunc(held, keptBack) && !p.payAgain { // it pays once more, and no third time
		p.say("  pay these lines once more (they are named before you are asked):\n    %s", p.with("--pay-again"))
	}
	p.sayKept(held)
	if p.period == "" { // a command with another period than the one that was said would pay the same once more
		p.say("  where the ids come again for new payments, as every month in a payroll, name the period:\n    %s", p.with("--period", periodForm))
	}
}

// What happens to a held line.
const (
	notAgain = "not sent again"
	onceMore = "to be paid ONCE MORE"
)

func (p *payment) nameHeld(held []runner.HeldLine, next localize.Term) {
	itemsOf := func(h runner.HeldLine) []int { return []int{h.Index} }
	for _, told := range tell(p.in, held, itemsOf, func(h runner.HeldLine, line localize.Said) localize.Said {
		return localize.Sayf("%s: %s (%s): %s", p.in.name, line, mask.Text(plaintext.Printable(h.ItemExternalID)), earlier(h, next))
	}, "and %d more") {
		p.say(told.Format, told.Args...)
	}
}

// earlier says what became of a held line, and what happens to it now.
func earlier(h runner.HeldLine, next localize.Term) localize.Said {
	since := day(h.Since)
	if h.State == payout.StatePaid {
		return localize.Sayf("paid earlier, %s, by payout %s; %s", since, plaintext.Printable(h.Payout), next)
	}
	return localize.Sayf("payout %s holds it since %s: %s; %s", plaintext.Printable(h.Payout), since, whyHeld{h}, next)
}

// whyHeld is what is known of a held line.
type whyHeld struct{ runner.HeldLine }

func (w whyHeld) String() string { return plaintext.Printable(w.Reason) }

// Localize is String in a language.
func (w whyHeld) Localize(say localize.Sprintf) string { return plaintext.Printable(w.ReasonIn(say)) }

// heldByAnyone finds the lines of the file that any payout holds, also that of the file itself.
func (p *payment) heldByAnyone(ctx context.Context) ([]runner.HeldLine, error) {
	a, err := p.attempt(p.plan)
	if err != nil {
		return nil, err
	}
	known, err := a.Holders(ctx, p.plan, true)
	if err != nil {
		return nil, exit(codeOf(nil, err), err)
	}
	p.warn(p.in.similar(known.Similar)...)
	return known.Held, refuseNotNew(known.CheckIDs())
}

// confirmOnceMore names the lines that would be paid a second time, and asks.
func (p *payment) confirmOnceMore(ctx context.Context, question string) error {
	held, err := p.heldByAnyone(ctx)
	if err != nil {
		return err
	}
	if len(held) == 0 {
		return exit(exitInput, errors.New("--pay-again: no payout holds a line of this file, so there is nothing to pay again: leave it out\nnothing was sent"))
	}
	p.nameHeld(held, onceMore)
	p.warnings = append(p.warnings, localize.Sayf("payouts hold some of these lines already"))
	return p.confirm(ctx, question, p.totals(p.plan), len(held))
}

// payOnceMore pays all lines of the file under an externalId of its own, although others hold them.
func (p *payment) payOnceMore(ctx context.Context) error {
	again, known, err := p.look(ctx, p.plan, false, runner.WithPayAgain())
	if err != nil {
		return err
	}
	switch {
	case !known.Settled.IsZero():
		p.say("externalId %s:", known.ExternalID)
		p.sayEarlier(known)
	case known.Begun.IsZero():
		if err := p.confirmOnceMore(ctx, "Pay %s, %d of them ONCE MORE?"); err != nil {
			return err
		}
	default:
		p.say("externalId %s:", known.ExternalID)
		if err := p.confirmPlan(ctx, known); err != nil {
			return err
		}
	}
	p.run(ctx, again, nil)
	return p.finish(ctx)
}
