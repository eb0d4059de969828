package emulator

import (
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// steal shuts a door and takes its port while nobody listens on it.
func steal(t *testing.T, d *door) net.Listener {
	t.Helper()
	d.shut(30 * time.Millisecond)
	d.mu.Lock()
	d.release()
	d.mu.Unlock()
	thief, err := net.Listen("tcp", d.addr.String())
	require.NoError(t, err)
	t.Cleanup(func() { _ = thief.Close() })
	return thief
}

// A port that somebody else has taken for a short time is taken back.
func TestServerTakesItsPortBack(t *testing.T) {
	t.Parallel()
	s, err := Listen("127.0.0.1:0")
	require.NoError(t, err)
	thief := steal(t, s.door)
	time.Sleep(60 * time.Millisecond)
	assert.True(t, s.door.isShut())
	require.NoError(t, thief.Close())
	require.Eventually(t, func() bool { return !s.door.isShut() }, 5*time.Second, time.Millisecond)
	response, err := s.Client().Get(s.URL() + "/_emulator/ledger")
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.NoError(t, s.Close())
	require.NoError(t, s.Close())
}

// One that stays taken ends the server, and Close says why.
func TestServerThatLosesItsPort(t *testing.T) {
	t.Parallel()
	s, err := Listen("127.0.0.1:0")
	require.NoError(t, err)
	s.door.reopenWithin = 0
	steal(t, s.door)
	served := <-s.done
	require.ErrorContains(t, served, "cannot listen again after the fault connection_refused: listen tcp")
	s.done <- served
	require.ErrorContains(t, s.Close(), "emulator: cannot listen again")
}

// A door that is shut stays so for as long as was said first, and what stops the server ends the wait.
func TestDoorThatIsShutTwice(t *testing.T) {
	t.Parallel()
	s, err := Listen("127.0.0.1:0")
	require.NoError(t, err)
	s.door.shut(20 * time.Millisecond)
	s.door.shut(time.Hour) // is shut already
	require.Eventually(t, func() bool { return !s.door.isShut() }, 5*time.Second, time.Millisecond)
	s.door.shut(time.Hour)
	require.NoError(t, s.Close())
	assert.True(t, s.door.isShut())
	late, err := net.Listen("tcp", s.door.addr.String())
	require.NoError(t, err, "the port is given up")
	require.NoError(t, late.Close())
}
