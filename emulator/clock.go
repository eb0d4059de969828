package emulator

import (
	"sync"
	"time"
)

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
