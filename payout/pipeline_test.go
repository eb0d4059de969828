package payout

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/signing"
)

// What repeats calls will send one attempt several times: always whole, and with another signature.
func TestAnAttemptCanBeSentAgain(t *testing.T) {
	credentials, err := signing.NewCredentials("sandbox-key", "sandbox-secret")
	require.NoError(t, err)
	verifier, err := signing.NewVerifier(credentials)
	require.NoError(t, err)
	signatures := map[string]bool{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		assert.Equal(t, `{"requestId":"179"}`, string(body))
		_, err := verifier.Verify(r, body)
		assert.NoError(t, err)
		signatures[r.Header.Get(signing.HeaderAuthorization)] = true
		_, _ = io.WriteString(w, `{"status":"success"}`)
	}))
	client, err := New(credentials, WithBaseURL(server.URL))
	require.NoError(t, err)
	a, err := client.prepare(question{operation: gen.OperationAuthMassPayout, body: &gen.MassPayoutAuthRequest{RequestID: "179"}})
	require.NoError(t, err)
	for range 3 {
		_, err := client.send(t.Context(), a)
		require.NoError(t, err)
	}
	server.Close()
	assert.Len(t, signatures, 3)
	assert.Nil(t, a.request, "the attempt itself stays as it is")
}

// securedConn is a connection that negotiated a protocol.
type securedConn struct {
	net.Conn
	protocol string
}

func (c securedConn) ConnectionState() tls.ConnectionState {
	return tls.ConnectionState{NegotiatedProtocol: c.protocol}
}

func TestWhichSecondConnectionsAreLetThrough(t *testing.T) {
	tests := []struct {
		name      string
		operation gen.Operation
		protocol  string
		wrote     bool
		canceled  bool
	}{
		{"auth over HTTP/2, written", gen.OperationAuthMassPayout, "h2", true, true},
		{"init over HTTP/2, written", gen.OperationInitMassPayout, "h2", true, true},
		{"cancel over HTTP/2, written", gen.OperationCancelMassPayout, "h2", true, true},
		{"an operation nobody knows, written", "transfer", "h2", true, true},
		{"auth over HTTP/2, on a connection that was dead", gen.OperationAuthMassPayout, "h2", false, false},
		{"auth over HTTP/1.1, where net/http repeats only what was not written", gen.OperationAuthMassPayout, "http/1.1", true, false},
		{"auth without TLS", gen.OperationAuthMassPayout, "", true, false},
		{"retrieve over HTTP/2, written", gen.OperationRetrieveMassPayout, "h2", true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			original := httptest.NewRequest(http.MethodPost, "/", nil)
			request, seen := watch(ctx, cancel, attempt{question: question{operation: tt.operation}, request: original})
			trace := httptrace.ContextClientTrace(request.Context())
			trace.GotConn(httptrace.GotConnInfo{Conn: securedConn{protocol: tt.protocol}})
			if tt.wrote {
				trace.WroteHeaders()
			}
			require.NoError(t, ctx.Err(), "the first connection")
			trace.GotConn(httptrace.GotConnInfo{Conn: securedConn{protocol: tt.protocol}})
			assert.Equal(t, tt.canceled, ctx.Err() != nil)
			assert.Equal(t, tt.canceled, seen.replay.Load())
		})
	}
}
