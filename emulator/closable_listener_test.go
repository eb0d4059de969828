package emulator

import (
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// steal shuts a listener and takes its port while nobody listens on it.
func steal(t *testing.T, g *closableListener) net.Listener {
	t.Helper()
	g.shut(30 * time.Millisecond)
	g.mu.Lock()
	g.release()
	g.mu.Unlock()
	thief, err := net.Listen("tcp", g.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { _ = thief.Close() })
	return thief
}

// A port that somebody else has taken for a short time is taken back.
func TestClosableListenerTakesItsPortBack(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	g := newClosableListener(listener)
	defer g.Close()
	accepted := make(chan error)
	go func() {
		conn, err := g.Accept()
		if err == nil {
			err = conn.Close()
		}
		accepted <- err
	}()
	thief := steal(t, g)
	time.Sleep(60 * time.Millisecond)
	assert.True(t, g.isShut())
	require.NoError(t, thief.Close())
	require.Eventually(t, func() bool { return !g.isShut() }, 5*time.Second, time.Millisecond)
	conn, err := net.Dial("tcp", g.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, <-accepted)
}

// One that stays taken ends the server, and Close says why.
func TestServerThatLosesItsPort(t *testing.T) {
	t.Parallel()
	s, err := Listen("127.0.0.1:0")
	require.NoError(t, err)
	s.listener.reopenWithin = 0
	steal(t, s.listener)
	served := <-s.done
	require.ErrorContains(t, served, "cannot listen again after the fault connection_refused: listen tcp")
	s.done <- served
	require.ErrorContains(t, s.Close(), "emulator: cannot listen again")
}

// A listener that is shut or closed stays so, whatever is asked of it.
func TestClosableListenerStaysClosed(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	g := newClosableListener(listener)
	told := make(chan bool, 4)
	g.shutting = func(shut bool) { told <- shut }
	g.shut(20 * time.Millisecond)
	g.shut(time.Hour) // is shut already
	require.NoError(t, g.Close())
	require.NoError(t, g.Close())
	_, err = g.Accept()
	require.ErrorIs(t, err, net.ErrClosed)
	assert.True(t, <-told)
	assert.False(t, <-told, "the first time is over")
	late, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	g.opened(late, nil)
	_, err = late.Accept()
	require.ErrorIs(t, err, net.ErrClosed, "a listener that comes too late is closed")
	g.shut(time.Hour)
	assert.Empty(t, told)
}
