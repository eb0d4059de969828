package emulator

import (
	"sync"
	"time"
)

// Clock tells the time. All that the emulated service does follows from it: there are no timers.
type Clock interface{ Now() time.Time }

// ManualClock stands still until it is told to go on. It is safe for concurrent use.
type ManualClock struct {
	mu  sync.Mutex
	now time.Time
}

// NewManualClock makes a clock that shows start.
func NewManualClock(start time.Time) *ManualClock { return &ManualClock{now: start} }

// Now is the time that the clock shows.
func (c *ManualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock on by d.
func (c *ManualClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

// serviceTime is a clock that can be pushed ahead and never goes back, whatever the clock below it does.
type serviceTime struct {
	mu    sync.Mutex
	clock Clock
	ahead time.Duration
	last  time.Time
}

func (s *serviceTime) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := s.clock.Now().Add(s.ahead); now.After(s.last) {
		s.last = now
	}
	return s.last
}

func (s *serviceTime) advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ahead += d
}
