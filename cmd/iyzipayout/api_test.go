package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/gen"
)

// Whatever a person types, keys of production send no auth by hand, and nothing that the document does not know but GET.
func TestAPIMovesNoMoneyWithKeysOfProduction(t *testing.T) {
	t.Parallel()
	var arrived atomic.Pointer[http.Request]
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		arrived.Store(r)
		_, _ = w.Write([]byte(`{"status":"success"}`))
	}))
	defer server.Close()
	live := map[string]string{envAPIKey: "live-key", envSecretKey: "live-secret"}
	rapid.Check(t, func(rt *rapid.T) {
		arrived.Store(nil)
		path := rapid.SampledFrom([]string{
			"/v1/mass/payout/auth", "/v1/mass/payout/AUTH", "/v1/mass/payout/auth/", "/v1/mass/payout//auth", "/v1/mass/payout/retrieve/../auth", "/v1/mass/payout/retrieve/items/../../auth",
			"/v1/mass/payout/%61uth", "/v1/mass/payout/auth;x", "/payment/refund", "/", "//auth", "/v1/mass/payout/cancel/..", "/v1/mass/payout/init",
		}).Draw(rt, "path") + rapid.SampledFrom([]string{"", "?locale=tr", "?", "?a=/../auth", "#x"}).Draw(rt, "query")
		base := server.URL + rapid.SampledFrom([]string{"", "/v1/mass/payout", "/v1"}).Draw(rt, "base")
		args := []string{"api", rapid.SampledFrom([]string{"POST", "post", "PUT", "DELETE", "PATCH", "GET"}).Draw(rt, "method"), path, "--base-url", base, "--allow-write", "--yes"}
		command{args: append(args, "-f", "requestId=x"), env: live}.runContext(t.Context())
		if r := arrived.Load(); r != nil && r.Method != http.MethodGet {
			require.True(rt, strings.HasSuffix(r.URL.Path, "/v1/mass/payout/init"), args) // which moves no money
		}
	})
}

// A request is sent once, whatever becomes of it, and no redirect is followed.
func TestAPISendsOnce(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(w http.ResponseWriter){
		"redirect": func(w http.ResponseWriter) {
			w.Header().Set("Location", "/v1/mass/payout/auth")
			w.WriteHeader(http.StatusTemporaryRedirect)
		},
		"closed":  func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
		"failure": func(w http.ResponseWriter) { w.WriteHeader(http.StatusServiceUnavailable) },
	} {
		var calls atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			calls.Add(1)
			answer(w)
		}))
		got := command{args: []string{"api", "POST", "/v1/mass/payout/auth", "-f", "requestId=x", "--base-url", server.URL, "--allow-write", "--yes"}, env: keys()}.run(t)
		server.Close()
		assert.Equal(t, exitUnknown, got.code, name)
		assert.Contains(t, got.err, "not known whether it took effect", name)
		assert.EqualValues(t, 1, calls.Load(), name)
	}
}

// What the document calls repeatable is sent without a question. An operation that is added later is a write until somebody has judged it.
func TestAPIReads(t *testing.T) {
	t.Parallel()
	for _, operation := range gen.Operations() {
		path := strings.NewReplacer("{requestId}", "x", "{referenceCode}", "x").Replace(operation.Path())
		f := apiFlags{method: operation.Method(), path: path + "?locale=tr"}
		require.Equal(t, operation, f.operation())
		got := command{args: []string{"api", f.method, path, "--base-url", "http://127.0.0.1:1"}, env: keys()}.run(t)
		want := map[bool]int{true: exitUnknown, false: exitInput}[operation.Retry() == gen.OperationRetryRepeat]
		assert.Equal(t, want, got.code, operation)
	}
	got := command{args: []string{"api", "POST", "/v1/mass/payout/cancel/x", "--base-url", "http://127.0.0.1:1", "--allow-write"}, env: keys(), interactive: true, in: "n\n"}.run(t)
	assert.Equal(t, exitInput, got.code)
	assert.Contains(t, got.err, "not confirmed, nothing was sent")
}

func TestClockFinding(t *testing.T) {
	t.Parallel()
	sent := time.Date(2026, 11, 28, 12, 0, 0, 500_000_000, time.UTC)
	got := sent.Add(3 * time.Second)
	for date, want := range map[string]string{
		"Sat, 28 Nov 2026 12:00:00 GMT": "agrees", "Sat, 28 Nov 2026 12:00:03 GMT": "agrees", "Sat, 28 Nov 2026 11:59:00 GMT": "agrees",
		"Sat, 28 Nov 2026 11:50:00 GMT": "10m1s ahead of", "Sat, 28 Nov 2026 13:00:03 GMT": "1h0m0s behind", "": "not compared", "yesterday": "not compared",
	} {
		one := clockFinding(date, sent, got)
		assert.Contains(t, one.what.String(), want, date)
		assert.Equal(t, !strings.Contains(want, "ahead") && !strings.Contains(want, "behind"), one.ok, date)
	}
}
