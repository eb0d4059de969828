package payout_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
)

var errBoom = errors.New("boom")

// operations call each operation once; the tests below want the same truth of all of them.
func operations(t testing.TB) map[string]func(context.Context, *payout.Client) error {
	batch, auth := testkit.TwoPayments(t), approval(t)
	return map[string]func(context.Context, *payout.Client) error{
		"init":    func(ctx context.Context, c *payout.Client) error { _, err := c.Init(ctx, batch); return err },
		"auth":    func(ctx context.Context, c *payout.Client) error { _, err := c.Auth(ctx, auth); return err },
		"cancel":  func(ctx context.Context, c *payout.Client) error { _, err := c.Cancel(ctx, "179cdefc1"); return err },
		"balance": func(ctx context.Context, c *payout.Client) error { _, err := c.Balance(ctx); return err },
		"item":    func(ctx context.Context, c *payout.Client) error { _, err := c.Item(ctx, "ref-1"); return err },
		"retrieve": func(ctx context.Context, c *payout.Client) error {
			_, err := c.Retrieve(ctx, payout.ByExternalID("a"), payout.Page{Size: 1})
			return err
		},
	}
}

func hasBody(operation string) bool {
	return operation == "init" || operation == "auth" || operation == "retrieve"
}

func dialer(dial func(context.Context, string, string) (net.Conn, error)) *http.Transport {
	return &http.Transport{DialContext: dial}
}

func TestNotSentIsCertain(t *testing.T) {
	untrusted := unstartedVendor(t, says(200, taken))
	untrusted.StartTLS()
	t.Cleanup(untrusted.Close)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, closed.Close())
	proxy := newProxy(t, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")

	tests := []struct {
		name      string
		url       string
		transport http.RoundTripper
		part      string
	}{
		{"nobody listens", "http://" + closed.Addr().String(), nil, "refused"},
		{"no such host", "https://iyzico.invalid", dialer(func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "iyzico.invalid", IsNotFound: true}}
		}), "no such host"},
		{"dial fails in words of its own", "http://127.0.0.1:1", dialer(func(context.Context, string, string) (net.Conn, error) { return nil, errBoom }), "boom"},
		{"certificate not trusted", untrusted.URL, &http.Transport{}, "certificate"},
		{"proxy refuses CONNECT", "https://iyzico.invalid", &http.Transport{Proxy: proxy}, "Proxy Authentication Required"},
		{"plain http to a stranger", "http://iyzico.invalid", nil, "not be encrypted"},
	}
	for _, tt := range tests {
		for name, call := range operations(t) {
			t.Run(tt.name+"/"+name, func(t *testing.T) {
				err := call(t.Context(), clientOver(t, tt.transport, payout.WithBaseURL(tt.url)))
				require.Error(t, err)
				assert.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(err), "%v", err)
				assert.ErrorContains(t, err, tt.part)
			})
		}
	}
}

// newProxy is a proxy that answers every CONNECT alike.
func newProxy(t testing.TB, answer string) func(*http.Request) (*url.URL, error) {
	address := serveConnections(t, func(conn net.Conn, _ int) {
		if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
			_, _ = io.WriteString(conn, answer)
		}
	})
	return func(*http.Request) (*url.URL, error) { return &url.URL{Scheme: "http", Host: address}, nil }
}

// serveConnections hands every connection to serve, with its number from 1, and closes it afterwards.
func serveConnections(t testing.TB, serve func(net.Conn, int)) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go acceptAll(listener, serve)
	return listener.Addr().String()
}

func acceptAll(listener net.Listener, serve func(net.Conn, int)) {
	for n := 1; ; n++ {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			serve(conn, n)
		}()
	}
}

func TestCancelDuringDialIsNotSent(t *testing.T) {
	for name, call := range operations(t) {
		t.Run(name, func(t *testing.T) {
			dialing, release := make(chan struct{}), make(chan struct{})
			defer close(release)
			c := clientOver(t, dialer(func(context.Context, string, string) (net.Conn, error) {
				close(dialing)
				<-release
				return nil, errBoom
			}))
			ctx, cancel := context.WithCancelCause(t.Context())
			go func() { <-dialing; cancel(errBoom) }()
			err := call(ctx, c)
			assert.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(err), "%v", err)
			assert.ErrorIs(t, err, context.Canceled)
			assert.ErrorIs(t, err, errBoom, "the cause is kept")
		})
	}
}

func TestEndedContextIsNotSent(t *testing.T) {
	v := newVendor(t, says(200, taken))
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errBoom)
	for name, call := range operations(t) {
		t.Run(name, func(t *testing.T) {
			err := call(ctx, v.client())
			assert.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(err))
			assert.ErrorIs(t, err, context.Canceled)
			assert.ErrorIs(t, err, errBoom, "the cause is kept")
		})
	}
	assert.Empty(t, v.received())
}

// stuckConn is a connection whose writes hang until it is closed.
type stuckConn struct {
	net.Conn
	writing, closed chan struct{}
}

func (c *stuckConn) Write([]byte) (int, error) { close(c.writing); <-c.closed; return 0, net.ErrClosed }
func (c *stuckConn) Close() error              { close(c.closed); return c.Conn.Close() }

func TestCancelDuringWriteIsUnknown(t *testing.T) {
	address := serveConnections(t, func(conn net.Conn, _ int) { _, _ = io.Copy(io.Discard, conn) })
	for name, call := range operations(t) {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("tcp", address)
			require.NoError(t, err)
			stuck := &stuckConn{Conn: conn, writing: make(chan struct{}), closed: make(chan struct{})}
			ctx, cancel := context.WithCancelCause(t.Context())
			go func() { <-stuck.writing; cancel(errBoom) }()
			c := clientOver(t, dialer(func(context.Context, string, string) (net.Conn, error) { return stuck, nil }), payout.WithBaseURL("http://"+address))
			err = call(ctx, c)
			assert.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err), "%v", err)
			assert.ErrorIs(t, err, context.Canceled)
			assert.ErrorIs(t, err, errBoom, "the cause is kept")
		})
	}
}

func TestNoAnswerIsUnknown(t *testing.T) {
	tests := []struct {
		name  string
		serve func(net.Conn, int)
	}{
		{"closed before reading", func(net.Conn, int) {}},
		{"closed after reading", func(conn net.Conn, _ int) { readRequest(conn) }},
		{"not HTTP", func(conn net.Conn, _ int) { readRequest(conn); _, _ = io.WriteString(conn, "boom\r\n\r\n") }},
		{"cut off in the headers", func(conn net.Conn, _ int) { readRequest(conn); _, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nConte") }},
		{"cut off in the body", func(conn net.Conn, _ int) {
			readRequest(conn)
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"+taken)
		}},
		{"cut off in the body of a refusal", func(conn net.Conn, _ int) {
			readRequest(conn)
			_, _ = io.WriteString(conn, "HTTP/1.1 401 No\r\nContent-Length: 1000\r\n\r\n"+`{"status":"failure","errorCode":"1000"}`)
		}},
	}
	for _, tt := range tests {
		for name, call := range operations(t) {
			t.Run(tt.name+"/"+name, func(t *testing.T) {
				err := call(t.Context(), clientOver(t, &http.Transport{}, payout.WithBaseURL("http://"+serveConnections(t, tt.serve))))
				require.Error(t, err)
				assert.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err), "%v", err)
			})
		}
	}
}

func readRequest(conn net.Conn) string {
	request, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return ""
	}
	_, _ = io.Copy(io.Discard, request.Body)
	return request.Method + " " + request.URL.Path
}

func TestOddTransportsNeverClaimTooMuch(t *testing.T) {
	dialFailed := &net.OpError{Op: "dial", Err: errBoom}
	tests := []struct {
		name      string
		transport roundTripper
		withBody  payout.Outcome
	}{
		{"sent it some other way before a failed dial", func(r *http.Request) (*http.Response, error) {
			if r.Body != nil {
				_, _ = io.Copy(io.Discard, r.Body)
			}
			return nil, dialFailed
		}, payout.OutcomeUnknown},
		{"read a copy of the body", func(r *http.Request) (*http.Response, error) {
			if r.GetBody != nil {
				body, _ := r.GetBody()
				_, _ = io.Copy(io.Discard, body)
			}
			return nil, dialFailed
		}, payout.OutcomeUnknown},
		{"refused by itself", func(*http.Request) (*http.Response, error) { return nil, errBoom }, payout.OutcomeNotSent},
	}
	for _, tt := range tests {
		for name, call := range operations(t) {
			t.Run(tt.name+"/"+name, func(t *testing.T) {
				want := payout.OutcomeUnknown // what is sent without a body leaves no trace in such a transport
				if hasBody(name) {
					want = tt.withBody
				}
				err := call(t.Context(), clientOver(t, tt.transport))
				assert.Equal(t, want, payout.OutcomeOf(err), "%v", err)
			})
		}
	}
}

// A transport that hands the request to a goroutine and gives up must not be able to send it after the caller has read "not sent".
func TestWhatIsNotSentCannotLeaveLater(t *testing.T) {
	late := make(chan *http.Request, 1)
	c := clientOver(t, roundTripper(func(r *http.Request) (*http.Response, error) { late <- r; return nil, errBoom }))
	_, err := c.Auth(t.Context(), approval(t))
	require.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(err))
	r := <-late
	body, err := io.ReadAll(r.Body)
	assert.Empty(t, body)
	assert.Error(t, err)
	again, err := r.GetBody()
	require.NoError(t, err)
	body, err = io.ReadAll(again)
	assert.Empty(t, body)
	assert.Error(t, err)
}

func TestOnTheWayThroughAnHonestTransport(t *testing.T) {
	inner := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, errBoom }}
	c := clientOver(t, roundTripper(func(r *http.Request) (*http.Response, error) { return inner.RoundTrip(r) }))
	_, err := c.Auth(t.Context(), approval(t))
	assert.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(err), "a wrapper such as that of a tracer does not spoil the evidence")
}
