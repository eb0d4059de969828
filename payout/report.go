package payout

import (
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/payout/internal/vendortext"
)

// State is what is known of one line at the end.
type State string

const (
	// StatePaid: the recipient has the money.
	StatePaid State = "paid"
	// StateNotPaid: the recipient does not have it and will not get it from this mass payout.
	StateNotPaid State = "not paid"
	// StateUnknown: neither is certain. Ask again before paying the line in any other way.
	StateUnknown State = "unknown"
)

// Line is one line of a report. Printed, formatted or logged, it shows of the recipient only the last four characters and
// of the description nothing; nor does JSON made of it.
type Line struct {
	Item          Item
	State         State
	Status        gen.MassPayoutItemStatus // the vendor's word; INVALID for a line that init refused, "" when it was never seen
	ReferenceCode string                   // the vendor's id of the payment
	Code          codes.Code               // of a line that init refused
	Reason        string                   // why it is not paid or not known, or what else is odd about it, masked
	// Free says that this payout proves not to pay the line: refused, canceled, or failed with its money back. Another payout may
	// pay it.
	Free bool
}

// String says what became of the line.
func (l Line) String() string {
	text := fmt.Sprintf("%s: %s, %s: %s", l.Item.ExternalID, l.Item.Recipient, l.Item.Amount, l.State)
	if l.Status != "" {
		text += fmt.Sprintf(" (%s)", l.Status)
	}
	if l.Reason != "" {
		text += ": " + l.Reason
	}
	return text
}

// Format prints what String does, whatever the verb and the flags.
func (l Line) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, l.String()) }

// LogValue logs what String prints.
func (l Line) LogValue() slog.Value { return slog.StringValue(l.String()) }

// Report says for every line of a batch who was paid. Printed, formatted or logged, it shows the ids and the counts.
type Report struct {
	ExternalID string
	RequestID  string
	Status     gen.MassPayoutStatus // of the mass payout as a whole
	Lines      []Line               // one for each item of the batch, in its order

	// When package runner's journal says that it was begun, seen to be authorised, and settled; zero where it is not so far, or none is kept.
	Begun, Authorised, Settled time.Time
	// The vendor's own dates, as it writes them, "" where it gives none (iyzipay-java pull request 184).
	Received, Completed, Canceled string
}

// String shows the ids and the counts.
func (r Report) String() string {
	return fmt.Sprintf("externalId %s, requestId %s, status %s: %d paid, %d not paid, %d unknown",
		r.ExternalID, r.RequestID, vendortext.Status(r.Status), r.Count(StatePaid), r.Count(StateNotPaid), r.Count(StateUnknown))
}

// Format prints what String does, whatever the verb and the flags.
func (r Report) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, r.String()) }

// LogValue logs what String prints.
func (r Report) LogValue() slog.Value { return slog.StringValue(r.String()) }

// Count is how many lines are in a state.
func (r Report) Count(s State) int {
	return len(r.in(s))
}

// in lists the amounts of the lines in a state.
func (r Report) in(s State) (amounts []money.Decimal) {
	for _, l := range r.Lines {
		if l.State == s {
			amounts = append(amounts, l.Item.Amount.value)
		}
	}
	return amounts
}

// Total is the sum of the amounts of the lines in a state, as they were sent, in the major unit.
func (r Report) Total(s State) money.Decimal {
	return money.Sum(r.in(s)...)
}
