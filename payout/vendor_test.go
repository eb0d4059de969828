package payout_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

func signingCredentials() (signing.Credentials, error) {
	return signing.NewCredentials(testkit.MarkerAPIKey, testkit.MarkerSecretKey)
}

func testCredentials(t require.TestingT) signing.Credentials {
	credentials, err := signingCredentials()
	require.NoError(t, err)
	return credentials
}

// vendor is a service on loopback that checks signatures and otherwise answers what a test wants it to.
type vendor struct {
	*httptest.Server
	t        testing.TB
	verifier *signing.Verifier

	mu    sync.Mutex
	calls []received
}

// received is a request as it arrived.
type received struct {
	method, uri, body string
	header            http.Header
}

func newVendor(t testing.TB, answer http.HandlerFunc) *vendor {
	v := unstartedVendor(t, answer)
	v.Start()
	t.Cleanup(v.Close)
	return v
}

func unstartedVendor(t testing.TB, answer http.HandlerFunc) *vendor {
	verifier, err := signing.NewVerifier(testCredentials(t))
	require.NoError(t, err)
	v := &vendor{t: t, verifier: verifier}
	v.Server = httptest.NewUnstartedServer(v.recording(answer))
	v.Config.ErrorLog = log.New(io.Discard, "", 0)
	return v
}

func (v *vendor) recording(answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // the client gave up, which its test looks at
		}
		_, err = v.verifier.Verify(r, body)
		assert.NoError(v.t, err, "signature of %s %s", r.Method, r.URL.Path)
		v.mu.Lock()
		v.calls = append(v.calls, received{r.Method, r.RequestURI, string(body), r.Header.Clone()})
		v.mu.Unlock()
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		answer(w, r)
	}
}

func (v *vendor) received() []received {
	v.mu.Lock()
	defer v.mu.Unlock()
	return append([]received(nil), v.calls...)
}

// client sends each call once, unless the options say otherwise.
func (v *vendor) client(opts ...payout.Option) *payout.Client {
	opts = append([]payout.Option{payout.WithBaseURL(v.URL), payout.WithHTTPClient(v.Client()), payout.WithoutRetries()}, opts...)
	c, err := payout.New(testCredentials(v.t), opts...)
	require.NoError(v.t, err)
	return c
}

// says answers every call alike.
func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json;charset=UTF-8")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// saysInTurn gives one answer after the other, with HTTP status 200, and the last one again and again.
func saysInTurn(bodies ...string) http.HandlerFunc {
	var mu sync.Mutex
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		body := bodies[0]
		if len(bodies) > 1 {
			bodies = bodies[1:]
		}
		mu.Unlock()
		says(http.StatusOK, body)(w, r)
	}
}

// roundTripper is a transport without a network, for tests in a bubble of package synctest and for odd transports.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func inMemory(answer http.HandlerFunc) roundTripper {
	return func(r *http.Request) (*http.Response, error) {
		recorder := httptest.NewRecorder()
		answer(recorder, r)
		return recorder.Result(), nil
	}
}

// clientOver sends each call once, unless the options say otherwise.
func clientOver(t require.TestingT, transport http.RoundTripper, opts ...payout.Option) *payout.Client {
	hc := &http.Client{Transport: transport}
	c, err := payout.New(testCredentials(t), append([]payout.Option{payout.WithHTTPClient(hc), payout.WithoutRetries()}, opts...)...)
	require.NoError(t, err)
	return c
}

func approval(t testing.TB) payout.Approval {
	a, err := payout.ApproveRequest("179cdefc1-request")
	require.NoError(t, err)
	return a
}

const (
	taken    = `{"status":"success","locale":"en","systemTime":1753877400123}`
	initDone = `{"status":"success","requestId":"179cdefc1-request","systemTime":1753877400123}`
)
