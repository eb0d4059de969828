package transport_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/contract/transport"
	"github.com/iyzipayout/iyzipayout/internal/drift"
)

func TestTransportReportsDrift(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][]contract.Kind{
		cleanBalance: nil,
		driftBalance: {drift.UnknownProperty},
	} {
		passing, found := newTransport(t, answeringText(body))
		request := balanceRequest(t)
		response, err := passing.RoundTrip(request)
		require.NoError(t, err)
		assert.Same(t, request, response.Request)
		got, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		assert.Equal(t, body, string(got))
		require.NoError(t, response.Body.Close())
		require.NoError(t, passing.Close())
		assert.Equal(t, want, found.kinds())
		assert.Equal(t, transport.Stats{Checked: 1}, passing.Stats())
	}
}

func TestTransportSeesRequestBodies(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		assert.Equal(t, `{"request":"x"}`, string(body))
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"status":"success","systemTime":1780304400000,"locale":"en"}`)
	}))
	t.Cleanup(server.Close)
	passing, found := newTransport(t, nil)
	read(t, passing, signed(t, http.MethodPost, server.URL+"/v1/mass/payout/auth?locale=en", `{"request":"x"}`))
	require.NoError(t, passing.Close())
	assert.Contains(t, found.kinds(), contract.Kind(drift.RenamedProperty))
}

func TestTransportStreams(t *testing.T) {
	t.Parallel()
	more := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, driftBalance[:10])
		_ = http.NewResponseController(w).Flush()
		<-more
		_, _ = io.WriteString(w, driftBalance[10:])
	}))
	t.Cleanup(server.Close)
	passing, found := newTransport(t, nil)
	response, err := passing.RoundTrip(signed(t, http.MethodGet, server.URL+balancePath, ""))
	require.NoError(t, err)
	begin := make([]byte, 10)
	_, err = io.ReadFull(response.Body, begin)
	require.NoError(t, err)
	close(more) // the server goes on only after the client had the beginning
	rest, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	assert.Equal(t, driftBalance, string(begin)+string(rest))
	require.NoError(t, response.Body.Close())
	require.NoError(t, passing.Close())
	assert.Equal(t, []contract.Kind{drift.UnknownProperty}, found.kinds())
}

func TestTransportWhatIsNoDrift(t *testing.T) {
	t.Parallel()
	t.Run("a call without an answer", func(t *testing.T) {
		failure := errors.New("no route")
		passing, found := newTransport(t, roundTripper(func(*http.Request) (*http.Response, error) { return nil, failure }))
		_, err := passing.RoundTrip(balanceRequest(t))
		require.ErrorIs(t, err, failure)
		require.NoError(t, passing.Close())
		assert.Empty(t, found.kinds())
		assert.Equal(t, transport.Stats{Unanswered: 1}, passing.Stats())
	})
	t.Run("a body that breaks off", func(t *testing.T) {
		cut := io.MultiReader(strings.NewReader(driftBalance[:20]), iotest.ErrReader(io.ErrUnexpectedEOF))
		passing, found := newTransport(t, answering(200, jsonHeader(), io.NopCloser(cut)))
		response, err := passing.RoundTrip(balanceRequest(t))
		require.NoError(t, err)
		_, err = io.ReadAll(response.Body)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		require.NoError(t, response.Body.Close())
		require.NoError(t, passing.Close())
		assert.Empty(t, found.kinds())
		assert.Equal(t, transport.Stats{Checked: 1}, passing.Stats())
	})
	t.Run("a body that nobody reads to its end", func(t *testing.T) {
		passing, found := newTransport(t, answeringText(driftBalance))
		response, err := passing.RoundTrip(balanceRequest(t))
		require.NoError(t, err)
		_, err = response.Body.Read(make([]byte, 5))
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.NoError(t, passing.Close())
		assert.Empty(t, found.kinds())
	})
	t.Run("a request body that was not read to its end", func(t *testing.T) {
		passing, found := newTransport(t, roundTripper(func(r *http.Request) (*http.Response, error) {
			_, _ = r.Body.Read(make([]byte, 3))
			return &http.Response{StatusCode: 200, Header: jsonHeader(), Body: io.NopCloser(strings.NewReader(`{"status":"success","locale":"en"}`)), ContentLength: -1}, nil
		}))
		read(t, passing, signed(t, http.MethodPost, "http://127.0.0.1:1/v1/mass/payout/auth?locale=en", `{"requestId":"r"}`))
		require.NoError(t, passing.Close())
		assert.Empty(t, found.kinds())
	})
	t.Run("a coding that is not undone", func(t *testing.T) {
		header := jsonHeader()
		header.Set("Content-Encoding", "br")
		passing, found := newTransport(t, answering(200, header, io.NopCloser(strings.NewReader("\x0b\x02\x80"))))
		read(t, passing, balanceRequest(t))
		require.NoError(t, passing.Close())
		assert.Empty(t, found.kinds())
	})
}

func TestTransportChecksAnswersReadToTheirLength(t *testing.T) {
	t.Parallel()
	passing, found := newTransport(t, roundTripper(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: jsonHeader(), Body: io.NopCloser(strings.NewReader(driftBalance)), ContentLength: int64(len(driftBalance)), Request: r}, nil
	}))
	response, err := passing.RoundTrip(balanceRequest(t))
	require.NoError(t, err)
	_, err = io.ReadFull(response.Body, make([]byte, len(driftBalance))) // as json.Decoder may: without meeting the end
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.NoError(t, passing.Close())
	assert.Equal(t, []contract.Kind{drift.UnknownProperty}, found.kinds())
}

func TestTransportChecksRequestsReadToTheirLength(t *testing.T) {
	t.Parallel()
	passing, found := newTransport(t, roundTripper(func(r *http.Request) (*http.Response, error) {
		_, _ = io.ReadFull(r.Body, make([]byte, r.ContentLength)) // without meeting the end
		return &http.Response{StatusCode: 200, Header: jsonHeader(), Body: http.NoBody, Request: r}, nil
	}))
	read(t, passing, signed(t, http.MethodPost, "http://127.0.0.1:1/v1/mass/payout/auth?locale=en", `{"requestId":"r","more":1}`))
	require.NoError(t, passing.Close())
	assert.ElementsMatch(t, []contract.Kind{drift.UnknownProperty, drift.EmptyBody}, found.kinds())
}

func TestTransportUndoesGzip(t *testing.T) {
	t.Parallel()
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, err := io.WriteString(w, driftBalance)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	header := jsonHeader()
	header.Set("Content-Encoding", "gzip")
	passing, found := newTransport(t, answering(200, header, io.NopCloser(bytes.NewReader(zipped.Bytes()))))
	assert.Equal(t, zipped.String(), read(t, passing, balanceRequest(t)), "the caller gets what was sent")
	require.NoError(t, passing.Close())
	assert.Equal(t, []contract.Kind{drift.UnknownProperty}, found.kinds())
}

func TestTransportFollowsNetHTTPToASecondBody(t *testing.T) {
	t.Parallel()
	passing, found := newTransport(t, roundTripper(func(r *http.Request) (*http.Response, error) {
		_, _ = r.Body.Read(make([]byte, 4)) // the connection dies
		again, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		_, _ = io.Copy(io.Discard, again)
		return answering(200, jsonHeader(), io.NopCloser(strings.NewReader(`{"status":"success","locale":"en"}`)))(r)
	}))
	read(t, passing, signed(t, http.MethodPost, "http://127.0.0.1:1/v1/mass/payout/auth?locale=en", `{"requestId":"r","more":1}`))
	require.NoError(t, passing.Close())
	assert.Equal(t, []contract.Kind{drift.UnknownProperty}, found.kinds())
}

// connection is a body that writes, as after 101 Switching Protocols.
type connection struct {
	io.ReadCloser
	io.Writer
}

func TestTransportLeavesConnectionsAlone(t *testing.T) {
	t.Parallel()
	passing, _ := newTransport(t, answering(101, http.Header{}, connection{io.NopCloser(strings.NewReader("")), io.Discard}))
	response, err := passing.RoundTrip(balanceRequest(t))
	require.NoError(t, err)
	assert.Implements(t, (*io.Writer)(nil), response.Body)
}
