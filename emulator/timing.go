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
	keptTime
}

// keptTime is what a state file keeps of a serviceTime.
type keptTime struct {
	Speed       int           // how many times as fast as the clock below it goes; 0 stands still
	Since, From time.Time     // at any speed but 1: at Since on the clock below it showed From
	Ahead       time.Duration // how far it was pushed
	Last        time.Time     // the latest time that it told
}

// newServiceTime begins at from, or with the clock below it where from is the zero time.
func newServiceTime(clock func() time.Time, speed int, from time.Time) *serviceTime {
	s := &serviceTime{clock: clock, keptTime: keptTime{Speed: speed}}
	if speed != 1 {
		s.Since, s.From = clock(), from
		if from.IsZero() {
			s.From = s.Since
		}
	}
	return s
}

func (s *serviceTime) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock()
	if s.Speed != 1 {
		now = s.From.Add(now.Sub(s.Since) * time.Duration(s.Speed))
	}
	if now = now.Add(s.Ahead); now.After(s.Last) {
		s.Last = now
	}
	return s.Last
}

func (s *serviceTime) advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Ahead += d
}

func (s *serviceTime) kept() keptTime {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.keptTime
}

// resume goes on from what was kept, at the speed of today.
func (s *serviceTime) resume(before keptTime) {
	old := &serviceTime{clock: s.clock, keptTime: before}
	now, speed := old.now(), s.Speed
	if s.keptTime = old.kept(); speed == before.Speed {
		return
	}
	s.Speed, s.Since, s.From, s.Ahead = speed, s.clock(), now, 0
	if speed == 1 {
		s.Ahead = now.Sub(s.Since)
	}
}
