package emulator_test

import (
	"errors"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
)

// away is long enough for a test to look, and short enough to wait for.
const away = 250 * time.Millisecond

// Nobody listens for a time: the dial itself fails, and after that the same address answers again.
func TestConnectionRefused(t *testing.T) {
	t.Parallel()
	for on, start := range newWorld(t).transports() {
		if on == handler {
			continue // see TestConnectionRefusedByAHandler
		}
		t.Run(on, func(t *testing.T) {
			t.Parallel()
			w := start(t)
			id := w.mustInit() // leaves an idle connection behind
			w.inject(emulator.Fault{Kind: emulator.FaultConnectionRefused, For: away})
			begin := time.Now()
			require.Eventually(t, func() bool { // an HTTP/2 client learns a little later that its connection is gone
				_, _, err := w.auth(t.Context(), id)
				return isRefused(err)
			}, away, 5*time.Millisecond)
			assert.Zero(t, w.emu.Ledger().Batches[0].Effective)
			require.Eventually(t, func() bool {
				_, text, err := w.auth(t.Context(), id)
				return err == nil && strings.Contains(text, `"status":"success"`)
			}, 5*time.Second, 10*time.Millisecond)
			assert.GreaterOrEqual(t, time.Since(begin), away)
			authorized, paid := w.ledger()
			assert.Equal(t, 1, authorized)
			assert.Equal(t, 1, paid)
			assert.Equal(t, map[emulator.FaultKind]int{emulator.FaultConnectionRefused: 1}, w.emu.FaultsMet())
		})
	}
}

func isRefused(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial" && errors.Is(err, syscall.ECONNREFUSED)
}

// The connection of the n-th call is refused: the call before it is still answered, on a connection that then ends.
func TestConnectionRefusedBeforeTheNthCall(t *testing.T) {
	t.Parallel()
	world := newWorld(t)
	for _, on := range []string{http1, http1s, http2} {
		t.Run(on, func(t *testing.T) {
			t.Parallel()
			w := world.transports()[on](t, emulator.WithFaults(
				emulator.Fault{Kind: emulator.FaultConnectionRefused, Operation: gen.OperationInitMassPayout, Nth: 2, For: away},
			))
			id := w.mustInit()
			_, _, err := w.auth(t.Context(), id)
			assert.True(t, isRefused(err), "the call right after the answer: %v", err)
			require.Eventually(t, func() bool {
				_, _, err := w.auth(t.Context(), id)
				return err == nil
			}, 5*time.Second, 10*time.Millisecond)
			assert.Empty(t, w.emu.Faults())
		})
	}
}

// A server can begin with nobody listening, and do it again after each call.
func TestConnectionRefusedFromTheStartAndAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t).listening(t, emulator.WithFaults(emulator.Fault{Kind: emulator.FaultConnectionRefused, Times: 2, For: away}))
	address := strings.TrimPrefix(w.url, "http://")
	for round := range 2 {
		_, err := net.Dial("tcp", address)
		require.True(t, isRefused(err), "round %d: %v", round, err)
		require.Eventually(t, func() bool {
			_, _, err := w.init(t.Context())
			return err == nil
		}, 5*time.Second, 5*time.Millisecond)
	}
	require.Eventually(t, func() bool {
		_, _, err := w.init(t.Context())
		return err == nil
	}, 5*time.Second, 5*time.Millisecond)
	assert.Equal(t, 2, w.emu.FaultsMet()[emulator.FaultConnectionRefused])
	assert.Len(t, w.emu.Ledger().Batches, 1)
}

// While nobody listens the port is not given to anybody else, and the server can be stopped.
func TestStopWhileNobodyListens(t *testing.T) {
	t.Parallel()
	srv := newWorld(t).server(t)
	require.NoError(t, srv.InjectFaults(emulator.Fault{Kind: emulator.FaultConnectionRefused, For: time.Hour}))
	address := strings.TrimPrefix(srv.URL(), "http://")
	_, err := (&net.Dialer{LocalAddr: mustTCP(t, address)}).Dial("tcp", mustListen(t).Addr().String())
	require.ErrorIs(t, err, syscall.EADDRINUSE)
	require.NoError(t, srv.Close())
	conn, err := (&net.Dialer{LocalAddr: mustTCP(t, address)}).Dial("tcp", mustListen(t).Addr().String())
	require.NoError(t, err, "the port is free now")
	require.NoError(t, conn.Close())
}

// Two such faults do not happen at once: the second waits until a call has come through, whatever is injected meanwhile.
func TestConnectionRefusedTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t).listening(t)
	refused := emulator.Fault{Kind: emulator.FaultConnectionRefused, For: away}
	other := emulator.Fault{Kind: emulator.FaultServerError, Operation: gen.OperationCancelMassPayout}
	happened := func() int { return w.emu.FaultsMet()[emulator.FaultConnectionRefused] }
	for name, faults := range map[string][2][]emulator.Fault{
		"two of them":              {{refused, refused}, {other}},
		"one with times":           {{{Kind: emulator.FaultConnectionRefused, For: away, Times: 2}}, {other}},
		"one while nobody listens": {{refused}, {refused}},
	} {
		before := happened()
		w.inject(faults[0]...)
		w.inject(faults[1]...)
		assert.Equal(t, before+1, happened(), name)
		require.Eventually(t, func() bool {
			_, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
			return err == nil
		}, 5*time.Second, 5*time.Millisecond)
		if name != "one while nobody listens" { // injecting is a chance to close the listener for one that waits
			w.inject(other)
		}
		assert.Equal(t, before+1, happened(), name)
		_, text, err := w.init(t.Context())
		require.NoError(t, err, "the call between is answered")
		assert.Contains(t, text, `"status":"success"`)
		assert.Equal(t, before+2, happened(), name)
		_, _, err = w.init(t.Context())
		assert.True(t, isRefused(err), "%s: %v", name, err)
		w.emu.ClearFaults()
		require.Eventually(t, func() bool {
			_, _, err := w.init(t.Context())
			return err == nil
		}, 5*time.Second, 5*time.Millisecond)
	}
}

// Behind any other server there is no listener to close: the call is reset unread.
func TestConnectionRefusedByAHandler(t *testing.T) {
	t.Parallel()
	w := newWorld(t).transports()[handler](t, emulator.WithFaults(
		emulator.Fault{Kind: emulator.FaultConnectionRefused, Operation: gen.OperationAuthMassPayout, For: time.Hour},
	))
	id := w.mustInit()
	_, _, err := w.auth(t.Context(), id)
	seen{err: err}.isReset(t, http1)
	_, _, err = w.auth(t.Context(), id)
	require.NoError(t, err)
	authorized, _ := w.ledger()
	assert.Equal(t, 1, authorized)
}

// What arrives on an old connection while nobody listens is reset and not counted.
func TestOldConnectionWhileNobodyListens(t *testing.T) {
	t.Parallel()
	w := newWorld(t).listening(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
	require.NoError(t, err)
	defer conn.Close()
	_, err = conn.Write([]byte("GET " + balancePath + " HTTP/1.1\r\n")) // a call that is under way when the listener closes
	require.NoError(t, err)
	time.Sleep(20 * time.Millisecond)
	w.inject(emulator.Fault{Kind: emulator.FaultConnectionRefused, For: away}, emulator.Fault{Kind: emulator.FaultServerError})
	_, err = conn.Write([]byte("Host: localhost\r\n\r\n"))
	require.NoError(t, err)
	_, err = conn.Read(make([]byte, 1))
	require.ErrorIs(t, err, syscall.ECONNRESET)
	assert.Len(t, w.emu.Faults(), 1, "the other fault waits for a call that comes through")
	assert.NotContains(t, w.emu.FaultsMet(), emulator.FaultServerError)
	require.Eventually(t, func() bool {
		response, err := http.Get(w.url + balancePath)
		return err == nil && response.StatusCode == http.StatusBadGateway && response.Body.Close() == nil
	}, 5*time.Second, 10*time.Millisecond)
}
