package emulator

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// Behaviour is what the service does where the vendor's documents are silent, contradict each other or give an example only.
// A member that is zero changes nothing, so several can be given to [New] one after the other. Each has a line in UNVERIFIED.md.
type Behaviour struct {
	// Balance is the mass payout balance at the start, in the major unit, 0 or more. It has no currency, as on the wire, and every
	// payout draws from it whatever its currency is. The default is 1,000,000,000.00.
	Balance money.Decimal `json:"balance,omitzero"`
	// Commission is what the service takes for each line, on top of its amount: 0 or more and below 1,000,000, with 8 decimals at
	// most. The default is 20.00000000, as in the published example.
	Commission money.Decimal `json:"commission,omitzero"`

	// DuplicateInit is what a second init under one externalId does. The vendor calls externalId the idempotency key in one word
	// and says no more.
	//   - "same", the default: an init with the same items and purpose is answered as the first one was; another is refused
	//   - "refuse": it is refused
	//   - "second": it makes another mass payout, and retrieve by externalId finds the newest
	DuplicateInit string `json:"duplicateInit,omitzero"`
	// DuplicateAuth is what a second auth of one mass payout does.
	//   - "refuse", the default: it is refused
	//   - "succeed": it is answered with success and does nothing
	//   - "pay-again": it is answered with success and pays every accepted line once more, as far as the balance goes. The
	//     answers of retrieve do not show it; the balance and [Emulator.Ledger] do
	DuplicateAuth string `json:"duplicateAuth,omitzero"`
	// Shortage is what an auth does when the balance does not cover the accepted lines and their commission.
	//   - "merchant", the default: auth succeeds, the batch becomes INSUFFICIENT_BALANCE and its items stay INIT
	//   - "iyzico": the same with IYZICO_INSUFFICIENT_BALANCE, which only the vendor's Java client knows
	//   - "refuse": auth is refused with code 10051 and the batch stays INIT
	//   - "wait": the same as "merchant", and once [Emulator.TopUp] has made the balance large enough the batch goes on
	Shortage string `json:"shortage,omitzero"`

	// MixedStatus is the status of a batch of which some lines were paid and some failed: COMPLETED, the default, SUCCESS,
	// PUBLISHED_TO_QUEUE or, against the page, which has it for batches that failed as a whole, FAIL.
	MixedStatus gen.MassPayoutStatus `json:"mixedStatus,omitzero"`
	// CompletedStatus is the status of a batch whose lines were all paid: COMPLETED, the default, or SUCCESS, which only the
	// vendor's Java client knows.
	CompletedStatus gen.MassPayoutStatus `json:"completedStatus,omitzero"`

	// FailureStatus are the HTTP statuses, from 200 to 599, of refused calls: by error code, by operationId, or "any" for all
	// others. The default is 200. An unknown path is always 404, a wrong method 405.
	FailureStatus map[string]int `json:"failureStatus,omitzero"`

	// NestedPaging puts page, size and total of retrieve beside the items, as the vendor's overview page and Java client have
	// them. Without it they stand at the top level, as in the schema.
	NestedPaging bool `json:"nestedPaging,omitzero"`
	// NoEmptyInvalidItems leaves invalidItems out where no line is refused. Without it the list is there and empty, as the
	// vendor's sample asserts.
	NoEmptyInvalidItems bool `json:"noEmptyInvalidItems,omitzero"`
	// NoItemRequestID leaves massPayoutRequestId out of an item, as the vendor's pages do. Without it it is there, as the vendor's
	// sample asserts.
	NoItemRequestID bool `json:"noItemRequestId,omitzero"`
	// NumericBalance answers the balance as a JSON number. Without it it is a string, as in the published example.
	NumericBalance bool `json:"numericBalance,omitzero"`
	// JavaMembers adds what only the vendor's Java client knows (iyzipay-java pull request 184): receivedDate, completedDate and
	// canceledDate of a batch, errorMessage of an item.
	JavaMembers bool `json:"javaMembers,omitzero"`

	// LenientLocale takes a locale in capital letters, in the body, or none at all, as the vendor's Java client sends it.
	LenientLocale bool `json:"lenientLocale,omitzero"`
	// Lenient takes what breaks the documents and might be taken: what LenientLocale takes, a line without a description, as three of the
	// four lines of the published example are, a body where none is documented, and any Content-Type.
	Lenient bool `json:"lenient,omitzero"`
	// BodyLimit is the size in bytes above which a body is refused. The default is 16 MiB.
	BodyLimit int64 `json:"bodyLimit,omitzero"`
}

// The words of Behaviour that are no defaults.
const (
	refuseInit      = "refuse"
	secondBatch     = "second"
	refuseAuth      = "refuse"
	succeedAuth     = "succeed"
	payAgain        = "pay-again"
	shortageIyzico  = "iyzico"
	shortageRefused = "refuse"
	shortageWaits   = "wait"
)

func defaultBehaviour() Behaviour {
	return Behaviour{
		Balance:         money.FromMinor(1_000_000_000_00, 2),
		Commission:      money.FromMinor(20_00000000, 8), // the published example of an item
		DuplicateInit:   "same",
		DuplicateAuth:   refuseAuth,
		Shortage:        "merchant",
		MixedStatus:     gen.MassPayoutStatusCompleted,
		CompletedStatus: gen.MassPayoutStatusCompleted,
		BodyLimit:       16 << 20,
	}
}

// apply makes a Behaviour an Option: it sets the members that are not zero.
func (b Behaviour) apply(s *settings) error {
	from, to := reflect.ValueOf(b), reflect.ValueOf(&s.Behaviour).Elem()
	for i := range from.NumField() {
		if member := from.Field(i); !member.IsZero() {
			to.Field(i).Set(member)
		}
	}
	return s.check()
}

func (b Behaviour) check() error {
	most := money.FromInt(1e6)
	switch {
	case b.Balance.Sign() < 0:
		return fmt.Errorf("balance: must be 0 or more")
	case b.Commission.Sign() < 0 || b.Commission.Scale() > mostFractionDigits || b.Commission.Cmp(most) >= 0:
		return fmt.Errorf("commission: must be 0 or more and below 1,000,000, with 8 decimals at most")
	case b.BodyLimit < 0:
		return fmt.Errorf("bodyLimit: must be greater than 0")
	}
	for of, status := range b.FailureStatus {
		if status < 200 || status > 599 {
			return fmt.Errorf("failureStatus of %s: must be from 200 to 599", of)
		}
	}
	for _, word := range []struct {
		member, value string
		possible      []string
	}{
		{"duplicateInit", b.DuplicateInit, []string{"same", refuseInit, secondBatch}},
		{"duplicateAuth", b.DuplicateAuth, []string{refuseAuth, succeedAuth, payAgain}},
		{"shortage", b.Shortage, []string{"merchant", shortageIyzico, shortageRefused, shortageWaits}},
		{"mixedStatus", string(b.MixedStatus), []string{"COMPLETED", "SUCCESS", "FAIL", "PUBLISHED_TO_QUEUE"}},
		{"completedStatus", string(b.CompletedStatus), []string{"COMPLETED", "SUCCESS"}},
	} {
		if !slices.Contains(word.possible, word.value) {
			return fmt.Errorf("%s: %s is not possible, only %v", word.member, word.value, word.possible)
		}
	}
	return nil
}

// failureStatus is the HTTP status of a refused call.
func (b Behaviour) failureStatus(op gen.Operation, f *failure) int {
	if f.httpStatus != 0 {
		return f.httpStatus
	}
	for _, of := range []string{string(f.code), string(op), "any"} {
		if status := b.FailureStatus[of]; status != 0 {
			return status
		}
	}
	return http.StatusOK
}
