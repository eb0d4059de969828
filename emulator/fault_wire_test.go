package emulator_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// seen is what a client makes of an auth that meets a fault.
type seen struct {
	response *http.Response
	text     string
	err      error
	took     time.Duration
}

// isReset is the error of a connection, or of an HTTP/2 stream, that was reset before any answer.
func (s seen) isReset(t *testing.T, transport string) {
	t.Helper()
	assert.Nil(t, s.response)
	if transport == http2 {
		assert.ErrorContains(t, s.err, "stream error")
		return
	}
	// A reset can come when the client reads or while it still writes; net/http may have closed the connection by then.
	assert.True(t, slices.ContainsFunc([]error{syscall.ECONNRESET, syscall.EPIPE, net.ErrClosed}, func(reset error) bool {
		return errors.Is(s.err, reset)
	}), "%v", s.err)
}

// isCut is the error of an answer that ended before its end.
func (s seen) isCut(t *testing.T, transport string) {
	t.Helper()
	require.NotNil(t, s.response, "%v", s.err)
	assert.Equal(t, http.StatusOK, s.response.StatusCode)
	assert.True(t, strings.HasPrefix(s.text, `{"status":"success"`) || strings.HasPrefix(s.text, `{"`), s.text)
	assert.NotEmpty(t, s.text)
	assert.False(t, json.Valid([]byte(s.text)), s.text)
	if transport == http2 {
		assert.ErrorContains(t, s.err, "stream error")
		return
	}
	assert.ErrorIs(t, s.err, io.ErrUnexpectedEOF)
}

func (s seen) isPage(status int) func(*testing.T, string) {
	return func(t *testing.T, _ string) {
		t.Helper()
		require.NoError(t, s.err)
		assert.Equal(t, status, s.response.StatusCode)
		assert.Equal(t, "text/html", s.response.Header.Get("Content-Type"))
		assert.Contains(t, s.text, "<h1>")
	}
}

// Every fault of an auth, over every transport: what the client sees, and what really happened.
func TestFaultsOfAuth(t *testing.T) {
	t.Parallel()
	const happened, did, not = 1, true, false
	tests := map[string]struct {
		fault     emulator.Fault
		committed bool
		looks     func(*testing.T, seen, string)
	}{
		"reset before": {emulator.Fault{Kind: emulator.FaultResetBeforeRead}, not, func(t *testing.T, s seen, on string) { s.isReset(t, on) }},
		"reset after":  {emulator.Fault{Kind: emulator.FaultResetAfterCommit}, did, func(t *testing.T, s seen, on string) { s.isReset(t, on) }},
		"cut":          {emulator.Fault{Kind: emulator.FaultAnswerCut}, did, func(t *testing.T, s seen, on string) { s.isCut(t, on) }},
		"stalled": {emulator.Fault{Kind: emulator.FaultAnswerStalled, For: 60 * time.Millisecond}, did, func(t *testing.T, s seen, on string) {
			s.isCut(t, on)
			assert.GreaterOrEqual(t, s.took, 60*time.Millisecond)
		}},
		"a gateway's error": {emulator.Fault{Kind: emulator.FaultServerError}, not, func(t *testing.T, s seen, on string) {
			s.isPage(502)(t, on)
			assert.Empty(t, s.response.Header.Values("Retry-After"))
		}},
		"a gateway's error after the effect": {
			emulator.Fault{Kind: emulator.FaultServerError, HTTPStatus: 504, Committed: true, RetryAfter: time.Minute}, did,
			func(t *testing.T, s seen, on string) {
				s.isPage(504)(t, on)
				assert.Equal(t, "60", s.response.Header.Get("Retry-After"))
			},
		},
		"429": {emulator.Fault{Kind: emulator.FaultTooManyRequests}, not, func(t *testing.T, s seen, on string) {
			s.isPage(429)(t, on)
			assert.Empty(t, s.response.Header.Values("Retry-After"))
		}},
		"429 with Retry-After": {emulator.Fault{Kind: emulator.FaultTooManyRequests, RetryAfter: 2 * time.Second}, not, func(t *testing.T, s seen, on string) {
			s.isPage(429)(t, on)
			assert.Equal(t, "2", s.response.Header.Get("Retry-After"))
		}},
		"50000": {emulator.Fault{Kind: emulator.FaultRateLimited}, not, func(t *testing.T, s seen, _ string) {
			require.NoError(t, s.err)
			assert.Equal(t, 200, s.response.StatusCode)
			assert.Contains(t, s.text, `"status":"failure"`)
			assert.Contains(t, s.text, `"errorCode":50000`)
			assert.Empty(t, s.response.Header.Values("Retry-After"))
		}},
		"50000 with Retry-After": {emulator.Fault{Kind: emulator.FaultRateLimited, RetryAfter: 3 * time.Second}, not, func(t *testing.T, s seen, _ string) {
			require.NoError(t, s.err)
			assert.Contains(t, s.text, `"errorCode":50000`)
			assert.Equal(t, "3", s.response.Header.Get("Retry-After"))
		}},
		"slow": {emulator.Fault{Kind: emulator.FaultSlow, For: 60 * time.Millisecond}, did, func(t *testing.T, s seen, _ string) {
			require.NoError(t, s.err)
			assert.Contains(t, s.text, `"status":"success"`)
			assert.GreaterOrEqual(t, s.took, 60*time.Millisecond)
		}},
	}
	for on, start := range newWorld(t).transports() {
		for name, tt := range tests {
			t.Run(on+"/"+name, func(t *testing.T) {
				t.Parallel()
				w := start(t)
				id := w.mustInit()
				w.inject(tt.fault)
				begin := time.Now()
				var s seen
				s.response, s.text, s.err = w.auth(t.Context(), id)
				s.took = time.Since(begin)
				tt.looks(t, s, on)
				assert.Equal(t, map[emulator.FaultKind]int{tt.fault.Kind: happened}, w.emu.FaultsMet())

				authorized, paid := w.ledger()
				if !tt.committed {
					assert.Zero(t, authorized)
					_, text, err := w.auth(t.Context(), id)
					require.NoError(t, err)
					assert.Contains(t, text, `"status":"success"`, "it is still INIT, and the fault is over")
					authorized, paid = w.ledger()
				}
				assert.Equal(t, 1, authorized)
				assert.Equal(t, 1, paid)
			})
		}
	}
}

// The body of a call that is not read may be of any size: the client is told all the same.
func TestFaultsOfALargeBody(t *testing.T) {
	t.Parallel()
	w := newWorld(t).listening(t)
	body := strings.Repeat(" ", 3<<20) + `{"requestId":"x"}`
	for _, kind := range []emulator.FaultKind{emulator.FaultServerError, emulator.FaultTooManyRequests, emulator.FaultRateLimited} {
		w.inject(emulator.Fault{Kind: kind})
		response, _, err := w.do(t.Context(), "authMassPayout", authPath, body)
		require.NoError(t, err, kind)
		assert.NotNil(t, response)
	}
	w.inject(emulator.Fault{Kind: emulator.FaultResetBeforeRead})
	_, _, err := w.do(t.Context(), "authMassPayout", authPath, body)
	assert.Error(t, err)
}

// A refusal for the rate limit is one of the service: it repeats the conversationId, and its status can be chosen.
func TestRateLimitedAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t).listening(t, emulator.WithFaults(emulator.Fault{Kind: emulator.FaultRateLimited}),
		emulator.Behaviour{FailureStatus: map[string]int{"50000": 414}})
	response, text, err := w.init(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 414, response.StatusCode)
	assert.Contains(t, text, `"conversationId":"conversation-x"`)
	assert.Contains(t, text, `"errorMessage":"Request Limit Exceeded"`)
}

// A slow call takes effect even if nobody waits for it any more.
func TestSlowCallOutlivesItsClient(t *testing.T) {
	t.Parallel()
	for on, start := range newWorld(t).transports() {
		for name, committed := range map[string]bool{"late": false, "at once": true} {
			t.Run(on+"/"+name, func(t *testing.T) {
				t.Parallel()
				w := start(t)
				id := w.mustInit()
				w.inject(emulator.Fault{Kind: emulator.FaultSlow, For: 500 * time.Millisecond, Committed: committed})
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				_, _, err := w.auth(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) {
					time.AfterFunc(200*time.Millisecond, cancel)
				}}), id)
				require.ErrorIs(t, err, context.Canceled)
				authorized, _ := w.ledger()
				assert.Equal(t, committed, authorized == 1, "right after the client gave up")
				assert.Eventually(t, func() bool {
					authorized, paid := w.ledger()
					return authorized == 1 && paid == 1
				}, 5*time.Second, 10*time.Millisecond)
			})
		}
	}
}

// An answer stalls until the client goes away, and then the call is over on both sides.
func TestStalledAnswerAndImpatientClient(t *testing.T) {
	t.Parallel()
	for on, start := range newWorld(t).transports() {
		t.Run(on, func(t *testing.T) {
			t.Parallel()
			w := start(t)
			id := w.mustInit()
			w.inject(emulator.Fault{Kind: emulator.FaultAnswerStalled})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			response, text, err := w.auth(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotFirstResponseByte: func() {
				time.AfterFunc(100*time.Millisecond, cancel)
			}}), id)
			require.ErrorIs(t, err, context.Canceled)
			require.NotNil(t, response, "the headers have come")
			assert.NotEmpty(t, text)
			authorized, _ := w.ledger()
			assert.Equal(t, 1, authorized)
		})
	}
}

// Stopping a server ends the waits of faults, and what was slow and has not happened by then never will.
func TestStopEndsWaits(t *testing.T) {
	t.Parallel()
	world := newWorld(t)
	for name, stop := range map[string]func(*emulator.Server) error{
		"Shutdown": func(s *emulator.Server) error { return s.Shutdown(context.Background()) },
		"Close":    func(s *emulator.Server) error { return s.Close() },
	} {
		for _, kind := range []emulator.FaultKind{emulator.FaultSlow, emulator.FaultAnswerStalled} {
			t.Run(name+" "+string(kind), func(t *testing.T) {
				t.Parallel()
				srv := world.server(t)
				w := newWire(t, srv.Emulator, srv.URL(), srv.Client())
				id := w.mustInit()
				w.inject(emulator.Fault{Kind: kind, For: time.Hour})
				ended := make(chan error)
				go func() {
					_, _, err := w.auth(context.Background(), id)
					ended <- err
				}()
				want := map[emulator.FaultKind]int{emulator.FaultSlow: 0, emulator.FaultAnswerStalled: 1}[kind]
				effective := func() int { return w.emu.Ledger().Batches[0].Effective }
				require.Eventually(t, func() bool { return w.emu.FaultsMet()[kind] == 1 && effective() == want }, 5*time.Second, time.Millisecond)
				require.NoError(t, stop(srv))
				assert.Error(t, <-ended)
				assert.Equal(t, want, effective())
			})
		}
	}
}

// Called without a connection, the handler does what net/http expects of one that gives up.
func TestFaultsWithoutAConnection(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t, emulator.WithFaults(
		emulator.Fault{Kind: emulator.FaultResetBeforeRead}, emulator.Fault{Kind: emulator.FaultResetAfterCommit},
		emulator.Fault{Kind: emulator.FaultConnectionRefused, For: time.Hour}, emulator.Fault{Kind: emulator.FaultAnswerCut},
	))
	for range 4 {
		assert.PanicsWithValue(t, http.ErrAbortHandler, func() { d.call(http.MethodPost, initPath, initBody("x", item("1", "pay"))) })
	}
	assert.Equal(t, "success", d.call(http.MethodPost, initPath, initBody("x", item("1", "pay")))["status"])
}
