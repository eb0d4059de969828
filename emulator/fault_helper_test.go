package emulator_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/signing"
)

// wire is an emulator behind a real connection, as a client that knows nothing of it sees it.
type wire struct {
	t      testing.TB
	emu    *emulator.Emulator
	url    string
	http   *http.Client
	signer *signing.Signer
}

// transport starts an emulator and reaches it in one of the ways there are.
type transport func(t testing.TB, opts ...emulator.Option) *wire

const (
	http1   = "HTTP/1.1"
	http1s  = "HTTP/1.1 over TLS"
	http2   = "HTTP/2"
	handler = "a plain handler"
)

func (w world) transports() map[string]transport {
	return map[string]transport{
		http1: w.listening,
		http1s: func(t testing.TB, opts ...emulator.Option) *wire {
			reached := w.listening(t, append(opts, emulator.WithTLS())...)
			old := reached.http.Transport.(*http.Transport).Clone()
			old.ForceAttemptHTTP2, old.TLSClientConfig.NextProtos, old.Protocols = false, nil, new(http.Protocols)
			old.Protocols.SetHTTP1(true)
			reached.http = &http.Client{Transport: old}
			t.Cleanup(old.CloseIdleConnections)
			return reached
		},
		http2: func(t testing.TB, opts ...emulator.Option) *wire {
			return w.listening(t, append(opts, emulator.WithTLS())...)
		},
		handler: func(t testing.TB, opts ...emulator.Option) *wire {
			emu, err := emulator.New(append([]emulator.Option{emulator.WithPace(emulator.Pace{})}, opts...)...)
			require.NoError(t, err)
			server := httptest.NewServer(emu)
			t.Cleanup(server.Close)
			return newWire(t, emu, server.URL, server.Client())
		},
	}
}

func (w world) listening(t testing.TB, opts ...emulator.Option) *wire {
	t.Helper()
	srv := w.server(t, opts...)
	return newWire(t, srv.Emulator, srv.URL(), srv.Client())
}

// server is emulator.Start with payments that take no time.
func (w world) server(t testing.TB, opts ...emulator.Option) *emulator.Server {
	t.Helper()
	srv, err := emulator.Listen("127.0.0.1:0", append([]emulator.Option{emulator.WithPace(emulator.Pace{})}, opts...)...)
	require.NoError(t, err)
	t.Cleanup(func() { _ = srv.Close() })
	return srv
}

func newWire(t testing.TB, emu *emulator.Emulator, url string, client *http.Client) *wire {
	t.Helper()
	signer, err := signing.New(emu.Credentials())
	require.NoError(t, err)
	return &wire{t: t, emu: emu, url: url, http: client, signer: signer}
}

// do sends a signed call and reads its answer. The error is the client's own, of the call or of the answer's body.
func (w *wire) do(ctx context.Context, op gen.Operation, path, body string) (*http.Response, string, error) {
	request, err := http.NewRequestWithContext(ctx, op.Method(), w.url+path+"?locale=en", strings.NewReader(body))
	if err != nil {
		return nil, "", err
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	request.GetBody = nil // net/http must not send it again on its own
	if err := w.signer.Edit(ctx, request); err != nil {
		return nil, "", err
	}
	response, err := w.http.Do(request)
	if err != nil {
		return nil, "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return response, string(text), err
}

func (w *wire) init(ctx context.Context) (*http.Response, string, error) {
	return w.do(ctx, gen.OperationInitMassPayout, initPath, initBody("x", item("1", "pay")))
}

func (w *wire) auth(ctx context.Context, id string) (*http.Response, string, error) {
	return w.do(ctx, gen.OperationAuthMassPayout, authPath, fmt.Sprintf(`{"requestId":%q}`, id))
}

// mustInit makes a mass payout of one line and returns its requestId.
func (w *wire) mustInit() string {
	w.t.Helper()
	_, text, err := w.init(w.t.Context())
	require.NoError(w.t, err)
	var answer struct{ RequestID string }
	require.NoError(w.t, json.Unmarshal([]byte(text), &answer))
	require.NotEmpty(w.t, answer.RequestID, text)
	return answer.RequestID
}

func (w *wire) inject(faults ...emulator.Fault) {
	w.t.Helper()
	require.NoError(w.t, w.emu.InjectFaults(faults...))
}

// ledger is what GET /_emulator/ledger says of the only mass payout: how often it was authorised and its line was paid.
func (w *wire) ledger() (authorized, paid int) {
	w.t.Helper()
	w.emu.Advance(time.Second)
	var truth struct {
		Batches []struct {
			Authorized int `json:"authorized"`
			Items      []struct {
				Paid int `json:"paid"`
			} `json:"items"`
		} `json:"batches"`
	}
	response, err := w.http.Get(w.url + "/_emulator/ledger")
	require.NoError(w.t, err)
	defer response.Body.Close()
	require.NoError(w.t, json.NewDecoder(response.Body).Decode(&truth))
	if len(truth.Batches) == 0 {
		return 0, 0
	}
	require.Len(w.t, truth.Batches, 1)
	require.Len(w.t, truth.Batches[0].Items, 1)
	return truth.Batches[0].Authorized, truth.Batches[0].Items[0].Paid
}

func mustTCP(t testing.TB, address string) *net.TCPAddr {
	t.Helper()
	resolved, err := net.ResolveTCPAddr("tcp", address)
	require.NoError(t, err)
	return resolved
}

func mustListen(t testing.TB) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	return listener
}
