package emulator_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// manualClock stands still until it is told to go on.
type manualClock struct{ now time.Time }

func (c *manualClock) Now() time.Time { return c.now }

func (c *manualClock) Advance(d time.Duration) { c.now = c.now.Add(d) }

func TestManualClockDrivesTheService(t *testing.T) {
	t.Parallel()
	clock := &manualClock{time.UnixMilli(1_759_231_970_716)}
	s := newService(t, emulator.WithClock(clock.Now))
	id := s.init("x", item("1", "pay"))
	s.mustAuth(id)
	clock.Advance(2*step - 1)
	_, lines := s.statuses(id)
	assert.Equal(t, []string{"PROCESSING"}, lines)
	clock.Advance(1)
	_, lines = s.statuses(id)
	assert.Equal(t, []string{"SUCCESS"}, lines)
	assert.Equal(t, "1759231972716", s.get(balancePath).body["systemTime"].(interface{ String() string }).String())
}

// Both ways of moving time add up.
func TestAdvanceComesOnTopOfTheClock(t *testing.T) {
	t.Parallel()
	start := time.UnixMilli(1_759_231_970_000)
	clock := &manualClock{start}
	s := newService(t, emulator.WithClock(clock.Now))
	clock.Advance(time.Second)
	s.emu.Advance(2 * time.Second)
	assert.Equal(t, "1759231973000", s.get(balancePath).body["systemTime"].(interface{ String() string }).String())
	assert.Equal(t, start.Add(time.Second), clock.Now())
}

// A clock that is set back, as real ones are now and then, must not undo a payment.
func TestTimeNeverGoesBack(t *testing.T) {
	t.Parallel()
	clock := &manualClock{time.UnixMilli(1_759_231_970_000)}
	s := newService(t, emulator.WithClock(clock.Now))
	id := s.init("x", item("1", "pay"))
	s.mustAuth(id)
	clock.Advance(time.Hour)
	s.statuses(id)
	clock.Advance(-2 * time.Hour)
	s.emu.Advance(-time.Hour)
	batch, _ := s.statuses(id)
	assert.Equal(t, "COMPLETED", batch)
	assert.Equal(t, "1759235570000", s.get(balancePath).body["systemTime"].(interface{ String() string }).String())
}

func TestClockOutOfRange(t *testing.T) {
	t.Parallel()
	for _, at := range []time.Time{{}, time.Unix(0, 0), time.UnixMilli(1e12 - 1), time.UnixMilli(1e13)} {
		_, err := emulator.New(emulator.WithClock((&manualClock{at}).Now))
		require.ErrorContains(t, err, "between 2001-09-09 and 2286-11-20")
	}
}
