package signing_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/signing"
)

// arrival is what a server saw of one request.
type arrival struct {
	method, target, body string
	err                  error
}

// startServer verifies every request; redirects leads from one target to another.
func startServer(t *testing.T, redirects map[string]string, status int) (*httptest.Server, func() []arrival) {
	t.Helper()
	verifier := newVerifier(t, markerCredentials(t))
	arrivals := make(chan arrival, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			_, err = verifier.Verify(r, body)
		}
		arrivals <- arrival{r.Method, r.RequestURI, string(body), err}
		if to, found := redirects[r.URL.Path]; found {
			http.Redirect(w, r, to, status)
		}
	}))
	t.Cleanup(server.Close)
	return server, func() []arrival {
		close(arrivals)
		var all []arrival
		for each := range arrivals {
			all = append(all, each)
		}
		return all
	}
}

func send(t *testing.T, client *http.Client, req *http.Request) int {
	t.Helper()
	response, err := client.Do(req)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return response.StatusCode
}

func TestWhatTheClientReallySendsVerifies(t *testing.T) {
	large := strings.Repeat("ödeme ", 200_000)
	tests := []struct {
		name, method, target string
		body                 io.Reader
		wantBody             string
		length               int64
	}{
		{"get with query", "GET", "/v1/balance?locale=tr&x=a/b%2Fc//", nil, "", 0},
		{"post without a body", "POST", "/v1/cancel", nil, "", 0},
		{"post with NoBody", "POST", "/v1/cancel", http.NoBody, "", 0},
		{"post", "POST", initPath + "?locale=tr", strings.NewReader(`{"a":"ş"}`), `{"a":"ş"}`, 0},
		{"once only", "POST", initPath, onceOnly(`{"a":"ş"}`), `{"a":"ş"}`, 0},
		{"once only, empty", "POST", initPath, onceOnly(""), "", 0},
		{"once only, chunked", "POST", initPath, onceOnly("x"), "x", -1},
		{"large", "POST", initPath, strings.NewReader(large), large, 0},
		{"large, once only", "POST", initPath, onceOnly(large), large, 0},
		{"get with a body", "GET", "/v1/x", strings.NewReader("x"), "x", 0},
		{"escaped path", "GET", "/v1/a%2Fb%20c/%C5%9F/%61;x=y+z?q", nil, "", 0},
		{"letters to be escaped", "GET", "/v1/ödeme listesi/\"x\"", nil, "", 0},
		{"doubled and trailing slashes", "GET", "//v1//x/", nil, "", 0},
		{"dots", "GET", "/v1/../x/./y", nil, "", 0},
		{"no path", "GET", "?locale=tr", nil, "", 0},
	}
	server, arrivals := startServer(t, nil, 0)
	signer := newSigner(t, signing.WithUncheckedPath())
	for _, test := range tests {
		req := newRequest(t, test.method, server.URL+test.target, test.body)
		if test.length != 0 {
			req.ContentLength = test.length
		}
		require.NoError(t, signer.Edit(t.Context(), req), test.name)
		send(t, server.Client(), req)
	}
	all := arrivals()
	require.Len(t, all, len(tests))
	for index, test := range tests {
		assert.NoError(t, all[index].err, test.name)
		assert.Equal(t, test.method, all[index].method, test.name)
		assert.Equal(t, test.wantBody, all[index].body, test.name)
	}
}

func TestOpaqueVerifies(t *testing.T) {
	server, arrivals := startServer(t, nil, 0)
	host := strings.TrimPrefix(server.URL, "http://")
	for _, opaque := range []string{"/v1/a%2fb", "//" + host + "/v1/%61"} {
		req := newRequest(t, "GET", server.URL+"?q=1", nil)
		req.URL.Opaque = opaque
		require.NoError(t, newSigner(t, signing.WithUncheckedPath()).Edit(t.Context(), req))
		send(t, server.Client(), req)
	}
	for _, each := range arrivals() {
		assert.NoError(t, each.err, each.target)
	}
}

func TestARetriedRequestVerifiesEachTime(t *testing.T) {
	server, arrivals := startServer(t, nil, 0)
	signer := newSigner(t)
	for _, body := range []io.Reader{strings.NewReader("body"), onceOnly("body")} {
		req := newRequest(t, "POST", server.URL+initPath, body)
		for range 2 {
			require.NoError(t, signer.Edit(t.Context(), req))
			send(t, server.Client(), req)
		}
	}
	all := arrivals()
	require.Len(t, all, 4)
	for _, each := range all {
		assert.Equal(t, arrival{"POST", initPath, "body", nil}, each)
	}
}

// A redirected request keeps the signature of the first path. This is why the
// documentation of the package says to forbid redirects.
func TestARedirectedRequestDoesNotVerify(t *testing.T) {
	for _, status := range []int{http.StatusSeeOther, http.StatusTemporaryRedirect} {
		server, arrivals := startServer(t, map[string]string{"/v1/old": "/v1/new"}, status)
		req := newRequest(t, "POST", server.URL+"/v1/old", strings.NewReader("body"))
		require.NoError(t, newSigner(t).Edit(t.Context(), req))
		send(t, server.Client(), req)
		all := arrivals()
		require.Len(t, all, 2)
		assert.NoError(t, all[0].err)
		assert.Equal(t, "/v1/new", all[1].target)
		assert.ErrorIs(t, all[1].err, signing.ErrSignatureMismatch)
	}
}

func TestForbiddenRedirectsSendOnce(t *testing.T) {
	server, arrivals := startServer(t, map[string]string{"/v1/old": "/v1/new"}, http.StatusTemporaryRedirect)
	client := server.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	req := newRequest(t, "POST", server.URL+"/v1/old", strings.NewReader("body"))
	require.NoError(t, newSigner(t).Edit(t.Context(), req))
	assert.Equal(t, http.StatusTemporaryRedirect, send(t, client, req))
	assert.Len(t, arrivals(), 1)
}

// Edit is what oapi-codegen calls a RequestEditorFn.
func TestEditHasTheFormOfARequestEditor(t *testing.T) {
	var edit func(ctx context.Context, req *http.Request) error = newSigner(t).Edit
	require.NotNil(t, edit)
}
