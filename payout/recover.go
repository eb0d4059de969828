package payout

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout/internal/vendortext"
)

// lookUps makes the retrieve that says where a mass payout stands, and what its answer is read into.
type lookUps func(Ref, gen.ItemType) (attempt, *Retrieved, error)

// finding is what a look-up says about a call in doubt: that it took effect, that nothing certain can be said, or, where both
// are nil, that it has had no effect so far.
type finding struct {
	took    *success
	unclear error
	state   *Retrieved // nil: the vendor knows no such mass payout
}

func (found finding) decided() bool { return found.took != nil || found.unclear != nil }

// look asks for the mass payout of a. A look-up only reads, so it is repeated as such.
func (r retrier) look(ctx context.Context, a attempt) finding {
	if a.ref == (Ref{}) {
		return finding{unclear: errors.New("nothing is known to look it up by")}
	}
	ok, state, err := r.ask(ctx, a, gen.ItemTypeValid)
	found := a.find(state, err)
	if found.took != nil {
		*found.took = success{answer: ok.answer, question: a.question, systemTime: ok.systemTime, attempts: a.number, byRetrieve: true}
	}
	return found
}

func (r retrier) ask(ctx context.Context, a attempt, kind gen.ItemType) (*success, *Retrieved, error) {
	question, state, err := r.lookUps(a.ref, kind)
	if err != nil {
		return nil, state, err
	}
	question.settles, question.limit = a.operation, a.limit
	ok, err := r.handle(ctx, question)
	return ok, state, err
}

// find reads what a look-up found. Only INIT says that nothing happened yet. For an init, whose repetition moves no money,
// a mass payout that the vendor does not know says so too.
func (a attempt) find(state *Retrieved, err error) finding {
	makesIt := a.operation.Retry() == gen.OperationRetryLookUpThenRepeat
	switch {
	case err != nil && makesIt && errors.Is(err, ErrNotFound):
		return finding{}
	case err != nil:
		return finding{unclear: localize.Errorf("the look-up failed: %w", err)}
	}
	status := state.Summary.MassPayoutStatus
	switch meaning := status.Meaning(); {
	case a.took != nil && a.took(status):
		return finding{took: &success{}, state: state}
	case meaning == gen.MassPayoutStatusMeaningCreated:
		return finding{state: state}
	case makesIt && status == "" && state.Summary.ExternalID == "" && len(state.Items) == 0:
		return finding{}
	case makesIt && meaning != "":
		return finding{unclear: localize.Errorf("%w: it reads %s", ErrExternalIDTaken, status)}
	}
	return finding{unclear: localize.Errorf("the mass payout reads %s, from which nothing can be concluded", vendortext.Status(status))}
}

// leftOver says where a call in doubt stands that will not be sent again, although a look-up shows no effect of it.
func (found finding) leftOver(a attempt, last error) error {
	switch {
	case a.operation.Retry() != gen.OperationRetryLookUpThenRepeat:
		return errors.New("the mass payout reads INIT, so the call had no effect so far")
	case found.state == nil:
		return errors.New("the vendor knows no mass payout under this externalId so far; nothing was authorised")
	case OutcomeOf(last) != OutcomeRefused:
		return errors.New("the mass payout is there and reads INIT; nothing was authorised")
	}
	return &lostID{requestID: a.requestIDOf(found.state)}
}

// lostID is an init that was refused as a duplicate of one whose answer was lost.
type lostID struct{ requestID string } // "" where no item of the mass payout names it

func (e *lostID) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *lostID) Localize(say func(format string, args ...any) string) string {
	find := say("find its requestId in the merchant panel or ask iyzico for it, ")
	if e.requestID != "" {
		find = say("one of its items says that its requestId is %s: ", e.requestID)
	}
	return say("%v; nothing was authorised: %slook at the refused lines with Items, and go on with ApproveRequest; or leave it as it is and pay under another externalId", ErrRequestIDLost, find)
}

func (e *lostID) Unwrap() error { return ErrRequestIDLost }

// requestIDOf is the requestId of the mass payout that was found, if an item names it, as the vendor's sample asserts
// (iyzipay-java pull request 184), and if the item is one that was sent.
func (a attempt) requestIDOf(found *Retrieved) string {
	for _, item := range found.Items {
		sent := slices.ContainsFunc(a.items, func(i Item) bool { return i.ExternalID == item.ItemExternalID })
		if sent && checkText(item.MassPayoutRequestID) == nil {
			return item.MassPayoutRequestID
		}
	}
	return ""
}
