package emulator

import (
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/signing"
)

// The keys that the emulator knows when [WithCredentials] names no others. They are no secret: whoever knows them can
// pay with invented money.
const (
	DefaultAPIKey    = "sandbox-emulator-api-key"
	DefaultSecretKey = "sandbox-emulator-secret-key"
)

// Option changes an emulator in the making.
type Option func(*settings) error

type settings struct {
	credentials []signing.Credentials
	clock       Clock
	pace        Pace
	ids         func() string
	outcome     func(gen.MassPayoutItem) LineOutcome

	balance    money.Decimal
	commission money.Decimal
	shortage   Shortage

	statuses      statuses
	duplicateInit DuplicateInit
	duplicateAuth DuplicateAuth

	failureStatus     FailureStatus
	nestedPaging      bool
	emptyInvalidItems bool
	numericBalance    bool
	javaMembers       bool

	bodyLimit int64
	tls       bool

	faults []Fault
}

func newSettings(opts []Option) (settings, error) {
	s := settings{
		clock:         systemClock{},
		pace:          DefaultPace(),
		ids:           uuid.NewString,
		balance:       money.FromMinor(1_000_000_000_00, 2),
		commission:    money.FromMinor(20_00000000, 8), // the published example of an item
		statuses:      statuses{allPaid: gen.MassPayoutStatusCompleted, mixed: gen.MassPayoutStatusCompleted},
		failureStatus: always200,
		bodyLimit:     signing.DefaultBodyLimit,
	}
	for _, opt := range opts {
		if err := opt(&s); err != nil {
			return settings{}, fmt.Errorf("emulator: %w", err)
		}
	}
	if len(s.credentials) == 0 {
		c, err := signing.NewCredentials(DefaultAPIKey, DefaultSecretKey)
		if err != nil {
			return settings{}, fmt.Errorf("emulator: %w", err)
		}
		s.credentials = []signing.Credentials{c}
	}
	return s, nil
}

// WithCredentials makes these key pairs known in place of the default one. All belong to the same merchant.
func WithCredentials(credentials ...signing.Credentials) Option {
	return func(s *settings) error {
		s.credentials = append(s.credentials, credentials...)
		return nil
	}
}

// WithClock takes the time from c. Without it the time is real.
func WithClock(c Clock) Option {
	return func(s *settings) error {
		if c == nil {
			return errors.New("WithClock needs a clock")
		}
		s.clock = c
		return nil
	}
}

// WithPace says how long things take. The default is [DefaultPace], for [Start] it is [TestPace].
func WithPace(p Pace) Option {
	return func(s *settings) error {
		s.pace = p
		return p.check()
	}
}

// WithIDs takes requestIds and referenceCodes from next, so that recordings come out the same each time. An init asks
// first for the requestId, then for a referenceCode for each line. Each id must be new; calls come one at a time.
func WithIDs(next func() string) Option {
	return func(s *settings) error {
		if next == nil {
			return errors.New("WithIDs needs a function")
		}
		s.ids = next
		return nil
	}
}

// WithLineOutcome lets choose decide what becomes of each line that the document's rules allow. The markers in
// descriptions then mean nothing. It may be called from several goroutines.
func WithLineOutcome(choose func(gen.MassPayoutItem) LineOutcome) Option {
	return func(s *settings) error {
		if choose == nil {
			return errors.New("WithLineOutcome needs a function")
		}
		s.outcome = choose
		return nil
	}
}

// WithBalance sets the mass payout balance at the start, in the major unit. It has no currency, as on the wire, and every
// payout draws from it whatever its currency is. The default is 1,000,000,000.00.
func WithBalance(balance money.Decimal) Option {
	return func(s *settings) error {
		if !balance.IsSet() || balance.Sign() < 0 {
			return errors.New("WithBalance: must be 0 or more")
		}
		s.balance = balance
		return nil
	}
}

// WithCommission sets what the service takes for each line, on top of its amount. The default is 20.00000000, as in the
// published example.
func WithCommission(commission money.Decimal) Option {
	return func(s *settings) error {
		if !commission.IsSet() || commission.Sign() < 0 || commission.Scale() > mostFractionDigits || commission.Cmp(money.FromInt(1e6)) >= 0 {
			return errors.New("WithCommission: must be 0 or more and below 1,000,000, with 8 decimals at most")
		}
		s.commission = atLeast8(commission)
		return nil
	}
}

// WithShortage says what an auth does that the balance does not cover. The default is [ShortageMerchant].
func WithShortage(what Shortage) Option {
	return func(s *settings) error {
		s.shortage = what
		return oneOf("WithShortage", what, ShortageMerchant, ShortageIyzico, ShortageRefused, ShortageWaits)
	}
}

// WithMixedStatus sets the status of a batch of which some lines were paid and some failed; none is documented.
// The default is COMPLETED; SUCCESS, PUBLISHED_TO_QUEUE and, against the page, which has it for batches that failed as a
// whole, FAIL are possible.
func WithMixedStatus(status gen.MassPayoutStatus) Option {
	return func(s *settings) error {
		s.statuses.mixed = status
		return oneOf("WithMixedStatus", status, gen.MassPayoutStatusCompleted, gen.MassPayoutStatusSuccess,
			gen.MassPayoutStatusFail, gen.MassPayoutStatusPublishedToQueue)
	}
}

// WithCompletedStatus sets the status of a batch whose lines were all paid: COMPLETED, the default, or SUCCESS, which only
// the vendor's Java client knows.
func WithCompletedStatus(status gen.MassPayoutStatus) Option {
	return func(s *settings) error {
		s.statuses.allPaid = status
		return oneOf("WithCompletedStatus", status, gen.MassPayoutStatusCompleted, gen.MassPayoutStatusSuccess)
	}
}

// WithDuplicateInit says what a second init under one externalId does. The default is [SameRequestID].
func WithDuplicateInit(what DuplicateInit) Option {
	return func(s *settings) error {
		s.duplicateInit = what
		return oneOf("WithDuplicateInit", what, SameRequestID, RefuseInit, SecondBatch)
	}
}

// WithDuplicateAuth says what a second auth of one mass payout does. The default is [RefuseAuth].
func WithDuplicateAuth(what DuplicateAuth) Option {
	return func(s *settings) error {
		s.duplicateAuth = what
		return oneOf("WithDuplicateAuth", what, RefuseAuth, SucceedAuth, PayAgain)
	}
}

func oneOf[T comparable](option string, value T, allowed ...T) error {
	if !slices.Contains(allowed, value) {
		return fmt.Errorf("%s: %v is not possible, only %v", option, value, allowed)
	}
	return nil
}
