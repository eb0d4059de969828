package emulator

import (
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/signing"
)

// The keys that the emulator knows when [WithCredentials] names no others. They are no secret: whoever knows them can
// pay with invented money.
const (
	DefaultAPIKey    = "sandbox-emulator-api-key"
	DefaultSecretKey = "sandbox-emulator-secret-key"
)

// Option changes an emulator in the making: a [Behaviour], or what a function WithX returns.
type Option interface{ apply(*settings) error }

type option func(*settings) error

func (o option) apply(s *settings) error { return o(s) }

type settings struct {
	Behaviour
	credentials []signing.Credentials
	clock       func() time.Time
	pace        Pace
	ids         func() string
	outcome     func(gen.MassPayoutItem) LineOutcome // nil: the markers
	tls         bool
	faults      []Fault
}

func newSettings(opts []Option) (settings, error) {
	s := settings{Behaviour: defaultBehaviour(), clock: time.Now, pace: DefaultPace(), ids: uuid.NewString}
	for _, opt := range opts {
		if err := opt.apply(&s); err != nil {
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
	return option(func(s *settings) error {
		s.credentials = append(s.credentials, credentials...)
		return nil
	})
}

// WithClock takes the time from now. Without it the time is real. All that the emulated service does follows from it: there are
// no timers.
func WithClock(now func() time.Time) Option {
	return option(func(s *settings) error {
		if now == nil {
			return errors.New("WithClock needs a clock")
		}
		s.clock = now
		return nil
	})
}

// WithPace says how long things take. The default is [DefaultPace], for [Start] it is [TestPace].
func WithPace(p Pace) Option {
	return option(func(s *settings) error {
		s.pace = p
		return p.check()
	})
}

// WithIDs takes requestIds and referenceCodes from next, so that recordings come out the same each time. An init asks
// first for the requestId, then for a referenceCode for each line. Each id must be new; calls come one at a time.
func WithIDs(next func() string) Option {
	return option(func(s *settings) error {
		if next == nil {
			return errors.New("WithIDs needs a function")
		}
		s.ids = next
		return nil
	})
}

// WithLineOutcome lets choose decide what becomes of each line that the document's rules allow. The markers in
// descriptions then mean nothing. It may be called from several goroutines.
func WithLineOutcome(choose func(gen.MassPayoutItem) LineOutcome) Option {
	return option(func(s *settings) error {
		if choose == nil {
			return errors.New("WithLineOutcome needs a function")
		}
		s.outcome = choose
		return nil
	})
}

// WithFaults begins with a plan of faults; see [Emulator.InjectFaults].
func WithFaults(faults ...Fault) Option {
	return option(func(s *settings) error {
		s.faults = append(s.faults, faults...)
		if err := checkFaults(faults); err != nil {
			return fmt.Errorf("WithFaults: %w", err)
		}
		return nil
	})
}

// WithTLS makes [Start] and [Listen] serve https with a certificate made on the spot, which [Server.Client] trusts.
func WithTLS() Option {
	return option(func(s *settings) error {
		s.tls = true
		return nil
	})
}
