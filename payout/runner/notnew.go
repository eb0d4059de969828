package runner

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
)

// NotNewError is a plan of which no line is held, and whose payments other payouts very likely made, or are to make, all the same: its ids are written
// in another way, or its period is. Nothing was sent.
type NotNewError struct {
	Others []PeriodLines // the periods that may be meant
	Again  []SimilarLine // lines whose ids are written in another way; nil where the period is what is wrong

	said localize.Said
}

func (e *NotNewError) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *NotNewError) Localize(say func(format string, args ...any) string) string {
	return e.said.Localize(say)
}

// CheckIDs is a *[NotNewError] where lines that are not held are very likely the same payments as others: the ids of a file that another program saved
// differ in capitals or in zeros. What was begun is gone on with.
func (o *Outlook) CheckIDs() error {
	if !o.Begun.IsZero() {
		return nil
	}
	seen := map[int]bool{}
	for _, h := range o.Held {
		seen[h.Index] = true
	}
	e := &NotNewError{}
	for _, line := range o.Similar {
		if line.Alike && !seen[line.Index] {
			seen[line.Index] = true
			e.Again = append(e.Again, line)
		}
	}
	if len(e.Again) == 0 {
		return nil
	}
	e.said = localize.Sayf("%s would very likely be paid a second time, see the warnings: write the ids as they were; a payment that is another one needs another id",
		localize.Count{N: len(e.Again), Noun: "line"})
	return e
}

// CheckPeriod is a *[NotNewError] where no payout of the plan's period holds its lines and those of other periods do, and the period was forgotten, or
// is new to the store, as one that was mistyped is. Where new payments are payable a new period is what they need, unless it is another way to write
// one of the others. Nobody is asked; the store must be a [Lister].
func (r *Runner) CheckPeriod(ctx context.Context, plan *Plan, payable bool) error {
	others, known, err := r.OtherPeriods(ctx, plan)
	if err != nil {
		return err
	}
	if len(others) == 0 || known && plan.Period != "" {
		return nil
	}
	own, err := r.Look(ctx, plan, false)
	if err != nil || !own.Begun.IsZero() { // these lines were begun in this period, and have become free since
		return err
	}
	period := plaintext.Printable(plan.Period)
	e := &NotNewError{Others: others}
	switch i := slices.IndexFunc(others, func(o PeriodLines) bool { return o.Alike }); {
	case i >= 0:
		e.said = localize.Sayf("%s: some of these lines were, or are to be, paid for that period, which is written %s in this journal: write it so", period, plaintext.Printable(others[i].Period))
	case plan.Period == "":
		e.said = localize.Sayf("it is missing: some of these lines were, or are to be, paid with one: %s. Name the period that is meant, and a new one for new payments", periodList(others))
	case payable:
		return nil
	default:
		e.said = localize.Sayf("%s: no payout of this journal has it, and some of these lines were, or are to be, paid with others: %s. "+
			"If it is not mistyped but new, nobody was paid for it yet: pay the whole file", period, periodList(others))
	}
	return e
}

// CheckNew is CheckIDs, and CheckPeriod where new payments are payable and payments like those of the plan were made lately: new payments may come in
// a new period, and neither in none nor in one that is written in another way. known is what [Runner.Look] has told.
func (r *Runner) CheckNew(ctx context.Context, plan *Plan, known *Outlook) error {
	if err := known.CheckIDs(); err != nil {
		return err
	}
	if len(known.Held) > 0 || !known.Begun.IsZero() || len(known.Similar) == 0 {
		return nil
	}
	return r.CheckPeriod(ctx, plan, true)
}

// periodList names periods and how many lines are held in each.
func periodList(others []PeriodLines) (list localize.Said) {
	for i, other := range others {
		name := any(plaintext.Printable(other.Period))
		if other.Period == "" {
			name = localize.Term("none")
		}
		next := localize.Sayf("%s (%s)", name, localize.Count{N: other.Lines, Noun: "line"})
		if i > 0 {
			next = localize.Sayf("%s, %s", list, next)
		}
		list = next
	}
	return list
}

// String says which payment is similar.
func (l SimilarLine) String() string { return l.Localize(fmt.Sprintf) }

// Localize is String in another language: say is what [fmt.Sprintf] is to English.
func (l SimilarLine) Localize(say func(format string, args ...any) string) string {
	which := localize.Term("under another id or for another period")
	if l.Alike {
		which = localize.Term("under an id that differs from this one only in capitals, blanks, the form of its letters or zeros before it")
	}
	return say("payout %s of %s pays the same recipient the same amount, %s", l.Payout, l.At.UTC().Format(time.DateOnly), which)
}
