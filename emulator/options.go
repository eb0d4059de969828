package emulator

import (
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
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
	ownClock    bool // the clock is WithClock's
	speed       int
	pace        Pace
	ids         func() string
	seeded      bool // ids are always the same ones
	stateFile   string
	log         *slog.Logger // nil: none
	hosts       []string     // that calls of other machines name
	bodyTime    time.Duration
	outcome     func(gen.MassPayoutItem) LineOutcome // nil: the markers and recipients
	recipients  map[recipient]LineOutcome
	tls         bool
	faults      []Fault
	batches     []SeedBatch
}

func newSettings(opts []Option) (settings, error) {
	s := settings{Behaviour: defaultBehaviour(), speed: 1, pace: DefaultPace(), ids: uuid.NewString, recipients: testOutcomes(), bodyTime: longestBody}
	for _, opt := range opts {
		if err := opt.apply(&s); err != nil {
			return settings{}, fmt.Errorf("emulator: %w", err)
		}
	}
	s.ownClock = s.clock != nil
	if !s.ownClock {
		s.clock = time.Now
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
// descriptions and the test recipients then mean nothing. It may be called from several goroutines.
func WithLineOutcome(choose func(gen.MassPayoutItem) LineOutcome) Option {
	return option(func(s *settings) error {
		if choose == nil {
			return errors.New("WithLineOutcome needs a function")
		}
		s.outcome = choose
		return nil
	})
}

// WithFaults begins with a plan of faults; see [Emulator.InjectFaults]. Of a state file they count when it is made.
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

// WithClockSpeed makes the service's time pass so many times as fast as that of the clock below it: 1, the default, up to 3600, or 0, where
// only [Emulator.Advance] moves it. At 0, and without WithClock, it begins on 5 January 2026 at 09:00 UTC, so that two runs are the same.
func WithClockSpeed(times int) Option {
	return option(func(s *settings) error {
		if times < 0 || times > 3600 {
			return errors.New("WithClockSpeed: must be between 0 and 3600")
		}
		s.speed = times
		return nil
	})
}

// start is when the service's time begins; the zero time where that is up to the clock.
func (s *settings) start() time.Time {
	if s.speed != 0 || s.ownClock {
		return time.Time{}
	}
	return time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
}

// WithRandomSeed makes requestIds and referenceCodes those of a generator that begins with seed, so that the same calls get the same
// ones each time. They have the form of a UUID.
func WithRandomSeed(seed uint64) Option {
	return option(func(s *settings) error {
		var key [32]byte
		binary.LittleEndian.PutUint64(key[:], seed)
		source := rand.NewChaCha8(key)
		s.seeded, s.ids = true, func() string { return uuid.Must(uuid.NewRandomFromReader(source)).String() }
		return nil
	})
}

// WithStateFile keeps the money, the mass payouts, the clock and what is left of planned faults in a file, which is made where there is
// none: each call that changes something is on disk before it is answered, and an emulator that was killed goes on where it was. The balance
// that a [Behaviour] names and [WithFaults] count for a new file only. A listener that a fault has closed is open after a restart. One process at a time can have it. It holds what was sent, so it is readable
// by its owner only. Close the emulator, or the [Server], to give it up.
func WithStateFile(path string) Option {
	return option(func(s *settings) error {
		if path == "" {
			return errors.New("WithStateFile needs the name of a file")
		}
		s.stateFile = path
		return nil
	})
}

// WithHosts lets other machines in who call this one by one of the names, such as localhost where a port of a container is published, or
// that of a service among containers. Without it only loopback is listened on, and /_emulator/ answers only calls over loopback. It is
// for networks in which everybody may do everything with the emulator.
func WithHosts(names ...string) Option {
	return option(func(s *settings) error {
		for _, name := range names {
			if name == "" || strings.ContainsAny(name, ":/* ") {
				return errors.New("WithHosts: each must be a name, without a port")
			}
			s.hosts = append(s.hosts, strings.ToLower(name))
		}
		return nil
	})
}
