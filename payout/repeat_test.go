package payout_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout"
)

// net/http may repeat a request on a kept-alive connection that turns out to be dead: a GET always, a POST only where not a
// single byte was written.
func TestAPostIsNotRepeatedAfterItWasRead(t *testing.T) {
	for name, call := range operations(t) {
		if name == "balance" || name == "item" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			var served atomic.Int32
			address := serveConnections(t, func(conn net.Conn, _ int) {
				for readRequest(conn) != "" && served.Add(1) == 1 {
					_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 37\r\n\r\n"+`{"status":"success","balance":"1.50"}`)
				}
			})
			c := clientOver(t, &http.Transport{}, payout.WithBaseURL("http://"+address))
			_, err := c.Balance(t.Context())
			require.NoError(t, err, "this leaves a kept-alive connection")
			err = call(t.Context(), c)
			require.Error(t, err)
			assert.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err), "%v", err)
			assert.EqualValues(t, 2, served.Load(), "the balance and one call")
		})
	}
}

// dyingConn fails to write anything once dead.
type dyingConn struct {
	net.Conn
	dead *atomic.Bool
}

func (c dyingConn) Write(p []byte) (int, error) {
	if c.dead.Load() {
		return 0, errBoom
	}
	return c.Conn.Write(p)
}

func TestAPostIsRepeatedWhereNothingWasWritten(t *testing.T) {
	v := newVendor(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			says(200, `{"status":"success","balance":"1.50"}`)(w, r)
			return
		}
		says(200, taken)(w, r)
	})
	var dead *atomic.Bool
	c := v.client(payout.WithHTTPClient(&http.Client{Transport: dialer(func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		dead = &atomic.Bool{}
		return dyingConn{conn, dead}, err
	})}))
	_, err := c.Balance(t.Context())
	require.NoError(t, err)
	dead.Store(true)
	_, err = c.Auth(t.Context(), approval(t))
	require.NoError(t, err)
	assert.Len(t, v.received(), 2, "the balance and one auth")
}

// Over HTTP/2 net/http repeats a POST that was written to its end when the stream is reset with PROTOCOL_ERROR.
func TestNothingIsRepeatedOverHTTP2(t *testing.T) {
	for name, call := range operations(t) {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var arrived atomic.Int32
			c := http2Client(t, func() {
				if arrived.Add(1) == 3 {
					cancel() // it would go on for long, with growing pauses
				}
			})
			err := call(ctx, c)
			require.Error(t, err)
			assert.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err), "%v", err)
			if name == "init" || name == "auth" || name == "cancel" {
				assert.EqualValues(t, 1, arrived.Load())
				assert.ErrorContains(t, err, "a second time")
			} else {
				assert.Greater(t, arrived.Load(), int32(1), "reading again costs nothing; and it shows that net/http would repeat")
			}
		})
	}
}

// http2Client talks to a server that resets every stream with PROTOCOL_ERROR as soon as its request is complete.
func http2Client(t testing.TB, arrived func()) *payout.Client {
	donor := unstartedVendor(t, says(200, taken)) // for its certificate
	donor.StartTLS()
	t.Cleanup(donor.Close)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: donor.TLS.Certificates, NextProtos: []string{"h2"}})
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go acceptAll(listener, func(conn net.Conn, _ int) { resetStreams(conn, arrived) })
	transport := donor.Client().Transport.(*http.Transport).Clone()
	transport.ForceAttemptHTTP2 = true
	t.Cleanup(transport.CloseIdleConnections)
	return clientOver(t, transport, payout.WithBaseURL("https://"+listener.Addr().String()))
}

// resetStreams speaks as little HTTP/2 (RFC 9113) as it takes.
func resetStreams(conn net.Conn, arrived func()) {
	const data, headers, settings = 0, 1, 4
	const endStream, ack = 1, 1
	preface := make([]byte, len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
	if _, err := io.ReadFull(conn, preface); err != nil {
		return
	}
	_, _ = conn.Write([]byte{0, 0, 0, settings, 0, 0, 0, 0, 0})
	for {
		frame := make([]byte, 9)
		if _, err := io.ReadFull(conn, frame); err != nil {
			return
		}
		length := int64(frame[0])<<16 | int64(frame[1])<<8 | int64(frame[2])
		if _, err := io.CopyN(io.Discard, conn, length); err != nil {
			return
		}
		switch kind, flags := frame[3], frame[4]; {
		case kind == settings && flags&ack == 0:
			_, _ = conn.Write([]byte{0, 0, 0, settings, ack, 0, 0, 0, 0})
		case (kind == data || kind == headers) && flags&endStream != 0:
			arrived()
			reset := []byte{0, 0, 4, 3, 0, frame[5], frame[6], frame[7], frame[8], 0, 0, 0, 1}
			_, _ = conn.Write(reset)
		}
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			v := newVendor(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(status)
			})
			for name, call := range operations(t) {
				before := len(v.received())
				err := call(t.Context(), v.client())
				assert.ErrorIs(t, err, payout.ErrRedirect, name)
				assert.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
				assert.Len(t, v.received(), before+1, name)
			}
		})
	}
}
