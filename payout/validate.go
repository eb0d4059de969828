package payout

import (
	"fmt"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout/internal/together"
)

// ValidationError lists everything that is wrong with a batch. Nothing was sent.
type ValidationError struct {
	Problems []Problem
}

// Problem is one thing that is wrong with a batch. It never holds personal data.
type Problem struct {
	Index          int    // of the item, counted from 0; -1 for the batch as a whole
	ItemExternalID string // "" where it is missing
	Field          string // as the Go field is called, such as Recipient
	Message        string // what is wrong and what would be right

	said localize.Sentence // what Message says, where that is more than a text
}

// NewProblem makes a problem whose message is a format and what it is filled with, so that it can be said in another language.
func NewProblem(index int, itemExternalID, field, format string, args ...any) Problem {
	said := localize.Sayf(format, args...)
	return Problem{Index: index, ItemExternalID: itemExternalID, Field: field, Message: said.String(), said: said}
}

func (p Problem) String() string { return p.Localize(fmt.Sprintf) }

// Localize is String in another language: say is what [fmt.Sprintf] is to English.
func (p Problem) Localize(say func(format string, args ...any) string) string {
	message := p.MessageIn(say)
	if p.Index < 0 {
		return p.Field + ": " + message
	}
	id := ""
	if p.ItemExternalID != "" {
		id = fmt.Sprintf(" (%q)", p.ItemExternalID)
	}
	return say("item %d%s: %s: %s", p.Index+1, id, p.Field, message)
}

// MessageIn is Message in another language.
func (p Problem) MessageIn(say func(format string, args ...any) string) string {
	if p.said == nil {
		return localize.Text(p.Message, say)
	}
	return p.said.Localize(say)
}

// shownProblems is how many problems an error message spells out; the rest is in ValidationError.Problems.
const shownProblems = 10

func (e *ValidationError) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *ValidationError) Localize(say func(format string, args ...any) string) string {
	return say("payout: the batch is not valid, nothing was sent: %s", localize.Count{N: len(e.Problems), Noun: "problem"}) + spelledOut(e.Problems, Problem.Localize, say)
}

// spelledOut is the first of many, each on a line of its own.
func spelledOut[T any](all []T, text func(T, localize.Sprintf) string, say localize.Sprintf) string {
	var b strings.Builder
	for _, one := range all[:min(len(all), shownProblems)] {
		b.WriteString("\n  " + text(one, say))
	}
	if more := len(all) - shownProblems; more > 0 {
		b.WriteString("\n  " + say("and %d more", more))
	}
	return b.String()
}

// Validate checks everything that can be checked without the vendor and returns a *[ValidationError] that lists every
// problem, or nil. [Client.Init] calls it before it sends.
func (b Batch) Validate() error {
	v := validator{}
	v.header(b)
	if len(b.Items) == 0 {
		v.add(-1, "", "Items", "must hold at least one item")
	}
	v.items(b.Items)
	if len(v.problems) == 0 {
		return nil
	}
	return &ValidationError{Problems: v.problems}
}

// Validate checks an item by itself and returns a *[ValidationError] that lists every problem, under the index 0, or nil.
func (i Item) Validate() error {
	v := validator{}
	v.item(0, &i, localize.Said{}, localize.Said{})
	if len(v.problems) == 0 {
		return nil
	}
	return &ValidationError{Problems: v.problems}
}

type validator struct{ problems []Problem }

func (v *validator) add(index int, id, field, message string) {
	v.problems = append(v.problems, Problem{Index: index, ItemExternalID: id, Field: field, Message: message})
}

// beside adds what is wrong with an item beside others, if anything is.
func (v *validator) beside(index int, id, field string, said localize.Said) {
	if said.Format != "" {
		v.problems = append(v.problems, NewProblem(index, id, field, said.Format, said.Args...))
	}
}

func (v *validator) text(index int, id, field, value string) {
	if err := checkText(value); err != nil {
		v.add(index, id, field, err.Error())
	}
}

func (v *validator) header(b Batch) {
	v.text(-1, "", "ExternalID", b.ExternalID)
	if b.ConversationID != "" {
		v.text(-1, "", "ConversationID", b.ConversationID)
	}
	if b.Period != "" {
		v.text(-1, "", "Period", b.Period)
	}
	if b.Purpose != "" && !b.Purpose.Valid() {
		v.add(-1, "", "Purpose", "must be empty or one of the gen.Purpose values, such as SALARY or SETTLEMENT")
	}
}

func (v *validator) items(items []Item) {
	var all together.Items
	all.Expect(len(items))
	for i := range items {
		item := &items[i]
		sameID, otherCurrency := all.Add(item.ExternalID, item.Amount.currency)
		v.item(i, item, sameID, otherCurrency)
	}
}

// item checks one item. The last two say what is wrong with it beside the others, or nothing.
func (v *validator) item(i int, item *Item, sameID, otherCurrency localize.Said) {
	id := item.ExternalID
	v.text(i, id, "ExternalID", id)
	v.beside(i, id, "ExternalID", sameID)
	if item.Recipient == (Recipient{}) {
		v.add(i, id, "Recipient", "must be set: use IBAN, Phone, IdentityNumber or MemberID")
	}
	v.text(i, id, "Description", item.Description)
	switch {
	case !item.Amount.IsSet():
		v.add(i, id, "Amount", "must be set: use TRY, ParseAmount or NewAmount")
	default:
		v.beside(i, id, "Amount", otherCurrency)
	}
}
