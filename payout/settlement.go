package payout

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout/internal/vendortext"
)

// Settlement is what became of an authorised mass payout.
//
// The items hold personal data unmasked. A Settlement that is printed, formatted or logged shows only counts, JSON made of it masks
// the items; a single item shows everything.
type Settlement struct {
	Summary gen.MassPayoutSummary
	Items   []gen.MassPayoutItemDetail // the accepted items
	Polls   int                        // how often Wait has asked

	partial bool // the items were not listed
	givenUp bool // it waited for balance longer than anybody waits
}

// String shows the status and the counts.
func (s Settlement) String() string { return s.sentence().String() }

func (s Settlement) sentence() localize.Said {
	if s.partial {
		return localize.Sayf("status %s: items not listed", vendortext.Status(s.Summary.MassPayoutStatus))
	}
	return localize.Sayf("status %s: %d of %d items settled", vendortext.Status(s.Summary.MassPayoutStatus), s.progress().Settled, len(s.Items))
}

// Format prints what String does, whatever the verb and the flags.
func (s Settlement) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// LogValue logs what String prints.
func (s Settlement) LogValue() slog.Value { return slog.StringValue(s.String()) }

func (s Settlement) progress() Progress {
	p := Progress{Status: s.Summary.MassPayoutStatus, Total: len(s.Items)}
	for _, item := range s.Items {
		if final(item.ItemStatus) {
			p.Settled++
		}
	}
	return p
}

// settled reports whether nothing more is documented to happen: every item has its outcome, or the batch was stopped and
// the items without one were never started.
func (s Settlement) settled() bool {
	if s.partial {
		return false
	}
	over := stopped(s.Summary.MassPayoutStatus) || s.givenUp && short(s.Summary.MassPayoutStatus)
	for _, item := range s.Items {
		if !final(item.ItemStatus) && !(over && waiting(item.ItemStatus)) {
			return false
		}
	}
	return over || len(s.Items) > 0
}

// StateOf is the state of a line of the mass payout by its status, as [NewReport] tells it. A line that is not paid need not be free for
// another payout, see [ProvesUnpaid].
func (s Settlement) StateOf(status gen.MassPayoutItemStatus) State {
	return stateOf(status, s.settled())
}

// unsettled reports whether something may still happen to an item of a batch.
func unsettled(batch gen.MassPayoutStatus, item gen.MassPayoutItemStatus) bool {
	return !final(item) && !(stopped(batch) && waiting(item))
}

// stopped reports whether a batch ended in a way in which nobody is paid any more. COMPLETED and SUCCESS are not among them:
// an item that waits in such a batch contradicts it, and may be paid a moment later. Nor is a lack of balance: once there is some,
// the vendor may go on.
func stopped(status gen.MassPayoutStatus) bool {
	return status == gen.MassPayoutStatusCanceled || status == gen.MassPayoutStatusFail
}

// WaitsForBalance reports whether the mass payout waits for balance, the merchant's or the vendor's own.
func (s Settlement) WaitsForBalance() bool { return short(s.Summary.MassPayoutStatus) }

func short(status gen.MassPayoutStatus) bool {
	return status == gen.MassPayoutStatusInsufficientBalance || status == gen.MassPayoutStatusIyzicoInsufficientBalance
}

// waiting reports whether an item was not started: it still is as init left it.
func waiting(status gen.MassPayoutItemStatus) bool {
	return status.Meaning() == gen.MassPayoutItemStatusMeaningWaiting
}

// final reports whether the recipient's money will not move any more. A failed item may still be given back to the
// merchant; its recipient is not paid either way.
func final(status gen.MassPayoutItemStatus) bool {
	meaning := status.Meaning()
	return meaning == gen.MassPayoutItemStatusMeaningPaid || meaning == gen.MassPayoutItemStatusMeaningFailed ||
		meaning == gen.MassPayoutItemStatusMeaningKeptBack || ProvesUnpaid(status)
}
