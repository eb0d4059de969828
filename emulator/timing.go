package emulator

import (
	"errors"
	"sync"
	"time"
)

// Pace says how long a mass payout takes after auth. Nothing is published about it; every duration is invented.
type Pace struct {
	// Queued is how long the batch stays IN_PROGRESS and its items QUEUED.
	Queued time.Duration
	// Processing is how long the first item stays PROCESSING, the batch being PUBLISHED_TO_QUEUE.
	Processing time.Duration
	// Between is how much later than the item before it each further item gets its result from the bank.
	Between time.Duration
	// GiveBack is how long a failed item stays FAILED before its money is given back or kept.
	GiveBack time.Duration
}

// DefaultPace is for people to watch: some seconds in all. [New] and [Listen] use it.
func DefaultPace() Pace {
	return Pace{Queued: time.Second, Processing: 2 * time.Second, Between: 50 * time.Millisecond, GiveBack: 2 * time.Second}
}

// TestPace is for tests that wait: some tens of milliseconds in all. [Start] uses it.
func TestPace() Pace {
	return Pace{Queued: 10 * time.Millisecond, Processing: 10 * time.Millisecond, GiveBack: 20 * time.Millisecond}
}

func (p Pace) check() error {
	const most = time.Hour
	for _, d := range []time.Duration{p.Queued, p.Processing, p.Between, p.GiveBack} {
		if d < 0 || d > most {
			return errors.New("WithPace: each duration must be between 0 and one hour")
		}
	}
	return nil
}

// serviceTime is a clock that can be pushed ahead and never goes back, whatever the clock below it does.
type serviceTime struct {
	mu    sync.Mutex
	clock func() time.Time
	ahead time.Duration
	last  time.Time
}

func (s *serviceTime) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := s.clock().Add(s.ahead); now.After(s.last) {
		s.last = now
	}
	return s.last
}

func (s *serviceTime) advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ahead += d
}
