package transport_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/contract/transport"
	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/spec"
)

const (
	balancePath  = "/v1/mass/payout/balance?locale=en"
	cleanBalance = `{"status":"success","systemTime":1780304400000,"locale":"en","balance":"12.50"}`
	driftBalance = `{"status":"success","systemTime":1780304400000,"locale":"en","balance":"12.50","surprise":"MARKER-VALUE"}`
	markerIBAN   = "TR920086402100005482986178"
	markerName   = "MARKERJANE MARKERCUSTOMER"
	markerAPIKey = "sandbox-MARKERKEY"
	markerSecret = "sandbox-MARKERSECRET"
)

func newChecker(t testing.TB, opts ...contract.CheckerOption) *contract.Checker {
	t.Helper()
	doc, err := spec.Document()
	require.NoError(t, err)
	c, err := contract.NewChecker(doc, append([]contract.CheckerOption{contract.WithLoopback()}, opts...)...)
	require.NoError(t, err)
	return c
}

// findings collects what a Transport reports.
type findings struct {
	mu  sync.Mutex
	all []contract.Finding
}

func (f *findings) add(more []contract.Finding) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, more...)
}

func (f *findings) kinds() []contract.Kind {
	f.mu.Lock()
	defer f.mu.Unlock()
	var kinds []contract.Kind
	for _, each := range f.all {
		kinds = append(kinds, each.Kind)
	}
	return kinds
}

// roundTripper is a function that is an http.RoundTripper.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func answering(status int, header http.Header, body io.ReadCloser) roundTripper {
	return func(r *http.Request) (*http.Response, error) {
		if r.Body != nil {
			_, _ = io.Copy(io.Discard, r.Body)
			_ = r.Body.Close()
		}
		return &http.Response{StatusCode: status, Header: header, Body: body, ContentLength: -1, Request: r}, nil
	}
}

func jsonHeader() http.Header { return http.Header{"Content-Type": {"application/json"}} }

func answeringText(body string) roundTripper {
	return func(r *http.Request) (*http.Response, error) {
		return answering(200, jsonHeader(), io.NopCloser(strings.NewReader(body)))(r)
	}
}

// signed is a call that the document has nothing against.
func signed(t testing.TB, method, url, body string) *http.Request {
	t.Helper()
	credentials, err := signing.NewCredentials(markerAPIKey, markerSecret)
	require.NoError(t, err)
	signer, err := signing.New(credentials)
	require.NoError(t, err)
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	request, err := http.NewRequest(method, url, reader)
	require.NoError(t, err)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	require.NoError(t, signer.Edit(context.Background(), request))
	return request
}

func balanceRequest(t testing.TB) *http.Request {
	return signed(t, http.MethodGet, "http://127.0.0.1:1"+balancePath, "")
}

// read sends a request and reads its answer to the end.
func read(t testing.TB, through http.RoundTripper, request *http.Request) string {
	t.Helper()
	response, err := through.RoundTrip(request)
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return string(body)
}

func newTransport(t testing.TB, next http.RoundTripper, opts ...transport.Option) (*transport.Transport, *findings) {
	t.Helper()
	found := &findings{}
	passing, err := transport.New(newChecker(t), next, append([]transport.Option{transport.WithCallback(found.add)}, opts...)...)
	require.NoError(t, err)
	t.Cleanup(func() { _ = passing.Close() })
	return passing, found
}
