package payout

import (
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout/internal/itemid"
)

// RefusedItem is one line that init refused (a member of invalidItems). It is stored INVALID and never paid.
type RefusedItem struct {
	ExternalID string     // the itemExternalId that was sent; masked when the batch has no such item
	Index      int        // of the item in the batch, counted from 0; -1 when the batch has no such item
	Code       codes.Code // the vendor publishes no list of these
	Message    string     // masked, in the locale of the call
}

// InitResult is an accepted init. Accepted says nothing about single lines: to authorise, take an [Approval] from
// [InitResult.ApproveAll], or after looking at [InitResult.Refused] from [InitResult.ApproveAccepted].
//
// However it is printed, formatted or logged, only the ids and the counts show.
type InitResult struct {
	batch      func() Batch // a function, because fmt reads unexported fields and follows pointers, but does not call functions
	requestID  string
	refused    []RefusedItem
	systemTime time.Time
	attempts   int
}

// RestoreInitResult is the answer to an init of an earlier process, of which the batch, the requestId and the refused lines were stored.
// It says what the first one did but for the vendor's clock and the number of attempts.
func RestoreInitResult(batch Batch, requestID string, refused []RefusedItem) *InitResult {
	batch.Items = slices.Clone(batch.Items)
	return &InitResult{batch: func() Batch { return batch }, requestID: requestID, refused: slices.Clone(refused)}
}

func newInitResult(batch Batch, response gen.MassPayoutInitializeResponse, ok *success) *InitResult {
	r := RestoreInitResult(batch, response.RequestID, nil)
	r.systemTime, r.attempts = ok.systemTime, ok.attempts
	if len(response.InvalidItems) == 0 {
		return r
	}
	index := make(map[string]int, len(batch.Items))
	for i, item := range batch.Items {
		index[itemid.Normal(item.ExternalID)] = i
	}
	known := ok.cleaner()
	for _, invalid := range response.InvalidItems {
		refused := RefusedItem{
			ExternalID: invalid.ExternalID, Code: codes.Code(known.text(invalid.ErrorCode.String())), Message: known.text(invalid.ErrorMessage),
		}
		var sent bool
		if refused.Index, sent = index[itemid.Normal(invalid.ExternalID)]; !sent {
			refused.Index, refused.ExternalID = -1, known.text(invalid.ExternalID)
		}
		r.refused = append(r.refused, refused)
	}
	return r
}

// RequestID is the vendor's id of the mass payout. Store it: no other answer repeats it.
func (r InitResult) RequestID() string { return r.requestID }

// Ref names the mass payout for Retrieve, Items and Wait.
func (r InitResult) Ref() Ref { return Ref{requestID: r.requestID} }

// SystemTime is the vendor's clock when it answered; zero where the answer has none.
func (r InitResult) SystemTime() time.Time { return r.systemTime }

// Attempts is how often init was sent.
func (r InitResult) Attempts() int { return r.attempts }

// Refused lists the lines that will never be paid.
func (r InitResult) Refused() []RefusedItem { return slices.Clone(r.refused) }

// Accepted lists the items of the batch that were not refused, in their order.
func (r InitResult) Accepted() []Item {
	refused := make(map[int]bool, len(r.refused))
	for _, item := range r.refused {
		refused[item.Index] = true
	}
	var accepted []Item
	for i, item := range r.sent().Items {
		if !refused[i] {
			accepted = append(accepted, item)
		}
	}
	return accepted
}

func (r InitResult) sent() Batch {
	if r.batch == nil {
		return Batch{}
	}
	return r.batch()
}

// String shows the ids and the counts.
func (r InitResult) String() string {
	return fmt.Sprintf("requestId %s, externalId %s: %d lines, %d refused", r.requestID, r.sent().ExternalID, len(r.sent().Items), len(r.refused))
}

// Format prints what String does, whatever the verb and the flags.
func (r InitResult) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, r.String()) }

// LogValue logs what String prints.
func (r InitResult) LogValue() slog.Value { return slog.StringValue(r.String()) }

// Approval allows Auth to pay one mass payout.
type Approval struct{ requestID string }

// ApproveAll approves the mass payout if every line was accepted. Otherwise its error is a *[RefusedError].
func (r InitResult) ApproveAll() (Approval, error) {
	if len(r.refused) > 0 {
		return Approval{}, r.refusedError()
	}
	return Approval{requestID: r.requestID}, nil
}

// ApproveAccepted approves the payment of the accepted lines; the refused ones are not paid. It fails with a
// *[RefusedError] when no line was accepted, and when a refused line is none of the batch: then nobody can say which were
// accepted.
func (r InitResult) ApproveAccepted() (Approval, error) {
	foreign := slices.ContainsFunc(r.refused, func(f RefusedItem) bool { return f.Index < 0 })
	if foreign || len(r.Accepted()) == 0 {
		return Approval{}, r.refusedError()
	}
	return Approval{requestID: r.requestID}, nil
}

// ApproveRequest approves a mass payout whose requestId was stored, after a restart or in another process. The caller
// answers for the refused lines.
func ApproveRequest(requestID string) (Approval, error) {
	if err := argument("payout: requestId", requestID); err != nil {
		return Approval{}, err
	}
	return Approval{requestID: requestID}, nil
}

// RefusedError says which lines of an accepted init were refused. Nothing was authorised.
type RefusedError struct {
	RequestID string
	Items     []RefusedItem
	Total     int // items in the batch
}

func (r InitResult) refusedError() *RefusedError {
	return &RefusedError{RequestID: r.requestID, Items: r.Refused(), Total: len(r.sent().Items)}
}

func (e *RefusedError) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *RefusedError) Localize(say func(format string, args ...any) string) string {
	return plaintext.Agree(say("payout: %d of %d lines were refused, nothing was authorised", len(e.Items), e.Total)) + ":" +
		spelledOut(e.Items, RefusedItem.text, say)
}

func (f RefusedItem) text(say localize.Sprintf) string {
	text := strconv.Quote(f.ExternalID)
	if f.Index < 0 {
		text += " (" + say("no such item was sent") + ")"
	}
	if f.Code != "" {
		text += ": " + say("code %s", f.Code)
	}
	if f.Message != "" {
		text += ": " + f.Message
	}
	return text
}

// Outcome is OutcomeNotSent: no auth was sent.
func (e *RefusedError) Outcome() Outcome { return OutcomeNotSent }
