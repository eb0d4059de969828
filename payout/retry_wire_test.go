package payout_test

import (
	"context"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

// reset breaks the connection as a crash does: with a RST, and without an answer.
func reset(t testing.TB, w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if assert.NoError(t, err) {
		_ = conn.(*net.TCPConn).SetLinger(0)
		_ = conn.Close()
	}
}

// cut promises more than it sends.
func cut(w http.ResponseWriter) {
	w.Header().Set("Content-Length", "1000")
	_, _ = w.Write([]byte(taken[:20]))
}

var hasty = payout.RetryPolicy{First: time.Millisecond, Most: 2 * time.Millisecond}

// The same as in TestRetries over real connections, where every attempt must also carry a signature of its own: the vendor of
// these tests checks each.
func TestRetriesOverRealConnections(t *testing.T) {
	stalled := func(t testing.TB, w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	faults := map[string]func(testing.TB, http.ResponseWriter, *http.Request){
		"reset":   func(t testing.TB, w http.ResponseWriter, _ *http.Request) { reset(t, w) },
		"cut":     func(_ testing.TB, w http.ResponseWriter, _ *http.Request) { cut(w) },
		"stalled": stalled,
		"502":     func(_ testing.TB, w http.ResponseWriter, r *http.Request) { says(502, "<html>")(w, r) },
	}
	for name, fault := range faults {
		for _, committed := range []bool{true, false} {
			t.Run(name+map[bool]string{true: " after it was done", false: " before it was done"}[committed], func(t *testing.T) {
				var auths, done atomic.Int32
				v := newVendor(t, func(w http.ResponseWriter, r *http.Request) {
					switch {
					case r.URL.Path != opAuth.Path():
						says(200, state(map[bool]gen.MassPayoutStatus{true: "IN_PROGRESS", false: "INIT"}[done.Load() > 0], "INIT"))(w, r)
					default:
						auths.Add(1)
						if committed {
							done.Add(1)
						}
						fault(t, w, r)
					}
				})
				receipt, err := v.client(payout.WithRetries(hasty), payout.WithTimeout(200*time.Millisecond)).Auth(t.Context(), approval(t))
				assert.EqualValues(t, 1, auths.Load(), "auth is never sent again")
				if committed {
					require.NoError(t, err)
					assert.True(t, receipt.ByRetrieve)
				} else {
					assert.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err), "%v", err)
				}
				signatures := map[string]bool{}
				for _, call := range v.received() {
					signatures[call.header.Get(signing.HeaderAuthorization)] = true
				}
				assert.Len(t, signatures, len(v.received()))
			})
		}
	}
}

// A service that is away for a moment: connections are refused, nothing leaves, and every operation may go on.
func TestRetriesUntilSomebodyListens(t *testing.T) {
	for name, call := range operations(t) {
		t.Run(name, func(t *testing.T) {
			v := unstartedVendor(t, says(200, `{"status":"success","requestId":"179","balance":1,"item":{"itemStatus":"SUCCESS"}}`))
			address := v.Listener.Addr().String()
			require.NoError(t, v.Listener.Close())
			var dials atomic.Int32
			transport := dialer(func(ctx context.Context, network, address string) (net.Conn, error) {
				if dials.Add(1) == 3 {
					listener, err := net.Listen(network, address)
					if err != nil {
						return nil, err
					}
					v.Listener = listener
					v.Start()
					t.Cleanup(v.Close)
				}
				return (&net.Dialer{}).DialContext(ctx, network, address)
			})
			t.Cleanup(transport.CloseIdleConnections)
			policy := hasty
			policy.MaxAttempts = 4
			c := clientOver(t, transport, payout.WithBaseURL("http://"+address), payout.WithRetries(policy))
			require.NoError(t, call(t.Context(), c))
			assert.EqualValues(t, 3, dials.Load())
			assert.Len(t, v.received(), 1)
		})
	}
}
