package emulator_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
)

// control calls the emulator's own paths, from this machine unless an edit says otherwise.
func (d *direct) control(method, path, body string, edits ...edit) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, "http://127.0.0.1:8080"+path, strings.NewReader(body))
	request.RemoteAddr = "127.0.0.1:50000"
	request.Header.Set("Content-Type", "application/json")
	for _, e := range edits {
		e(request)
	}
	recorder := httptest.NewRecorder()
	d.emu.ServeHTTP(recorder, request)
	return recorder
}

func TestFaultsOverHTTP(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t)
	const path = "/_emulator/faults"
	r := d.control(http.MethodGet, path, "")
	assert.JSONEq(t, `{"faults":[],"met":{}}`, r.Body.String())

	r = d.control(http.MethodPost, path, `{"faults":[{"kind":"server_error","operation":"authMassPayout","nth":2,"times":2}]}`)
	assert.Equal(t, http.StatusOK, r.Code)
	assert.Equal(t, "no-store", r.Header().Get("Cache-Control"))
	left := `{"kind":"server_error","operation":"authMassPayout","nth":2,"times":2}`
	assert.JSONEq(t, `{"faults":[`+left+`],"met":{}}`, r.Body.String())

	r = d.control(http.MethodPost, path, `{"faults":[{"kind":"http_429","every":true}]}`)
	assert.JSONEq(t, `{"faults":[`+left+`,{"kind":"http_429","every":true,"nth":1}],"met":{}}`, r.Body.String(), "it is added")

	const a = gen.OperationAuthMassPayout
	assert.Equal(t, ". 502 502 .", d.met(a, a, a, a), "429 counts as none here")
	r = d.control(http.MethodGet, path, "")
	assert.JSONEq(t, `{"faults":[{"kind":"http_429","every":true,"nth":1}],"met":{"server_error":2,"http_429":2}}`, r.Body.String())

	r = d.control(http.MethodDelete, path, "")
	assert.Equal(t, http.StatusOK, r.Code)
	assert.JSONEq(t, `{"faults":[],"met":{"server_error":2,"http_429":2}}`, r.Body.String())
}

func TestControlRefuses(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t)
	type answer struct {
		status int
		says   string
		allow  string
	}
	tests := map[string]struct {
		method, path, body string
		edit               edit
		want               answer
	}{
		"a wrong plan":                 {http.MethodPost, "faults", `{"faults":[{"kind":"slow"}]}`, nil, answer{400, "faults[0].for: a fault of kind slow needs it", ""}},
		"an empty body":                {http.MethodPost, "faults", ``, nil, answer{400, "the body: not JSON from byte 0 on", ""}},
		"a large plan":                 {http.MethodPost, "faults", strings.Repeat(" ", 1<<20+1), nil, answer{413, "the body is larger than 1 MiB", ""}},
		"another type":                 {http.MethodPost, "faults", `{}`, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, answer{415, "Content-Type must be application/json, in UTF-8", ""}},
		"a broken body":                {http.MethodPost, "faults", ``, func(r *http.Request) { r.Body = io.NopCloser(brokenReader{}) }, answer{400, "the body could not be read to its end", ""}},
		"no body":                      {http.MethodPost, "faults", ``, func(r *http.Request) { r.Body = nil }, answer{400, "the body: not JSON from byte 0 on", ""}},
		"another method":               {http.MethodPut, "faults", ``, nil, answer{405, "the path takes GET, POST, DELETE", "GET, POST, DELETE"}},
		"a ledger that is written to":  {http.MethodPost, "ledger", ``, nil, answer{405, "the path takes GET", "GET"}},
		"a page that is written to":    {http.MethodDelete, "", ``, nil, answer{405, "the path takes GET", "GET"}},
		"another path":                 {http.MethodGet, "balance", ``, nil, answer{404, "there is /_emulator/, /_emulator/faults and /_emulator/ledger", ""}},
		"a slash too many":             {http.MethodGet, "faults/", ``, nil, answer{404, "there is /_emulator/, /_emulator/faults and /_emulator/ledger", ""}},
		"a page of another site":       {http.MethodPost, "faults", `{}`, func(r *http.Request) { r.Header.Set("Origin", "https://example.com") }, answer{403, "calls from pages of other sites are not answered here", ""}},
		"a page of another site again": {http.MethodDelete, "faults", ``, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, answer{403, "calls from pages of other sites are not answered here", ""}},
	}
	for name, tt := range tests {
		if tt.edit == nil {
			tt.edit = func(*http.Request) {}
		}
		r := d.control(tt.method, "/_emulator/"+tt.path, tt.body, tt.edit)
		assert.Equal(t, tt.want.status, r.Code, name)
		assert.JSONEq(t, fmt.Sprintf(`{"error":%q}`, tt.want.says), r.Body.String(), name)
		assert.Equal(t, tt.want.allow, r.Header().Get("Allow"), name)
		assert.Empty(t, d.emu.Faults(), name)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// Nobody but this machine is answered, by whatever name.
func TestControlIsForLoopbackOnly(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t)
	tests := []struct {
		remote, host string
		answered     bool
	}{
		{"127.0.0.1:1", "127.0.0.1:8080", true},
		{"127.8.8.8:1", "localhost", true},
		{"[::1]:1", "[::1]:8080", true},
		{"[::1]:1", "[::1]", true},
		{"[::ffff:127.0.0.1]:1", "LOCALHOST:1", true},
		{"192.0.2.1:1", "127.0.0.1:8080", false},
		{"10.0.0.1:1", "localhost", false},
		{"[2001:db8::1]:1", "localhost", false},
		{"[::ffff:192.0.2.1]:1", "localhost", false},
		{"", "localhost", false},
		{"@", "localhost", false},
		{"127.0.0.1:1", "", false},
		{"127.0.0.1:1", "example.com", false},
		{"127.0.0.1:1", "localhost.example.com:8080", false},
		{"127.0.0.1:1", "127.0.0.1.example.com", false},
		{"127.0.0.1:1", "192.0.2.1:8080", false},
		{"127.0.0.1:1", "0.0.0.0:8080", false},
		{"127.0.0.1:1", "[::]:8080", false},
		{"127.0.0.1:1", "[fe80::1]:8080", false},
	}
	for _, tt := range tests {
		for _, call := range []string{"GET /_emulator/", "GET /_emulator/ledger", "GET /_emulator/faults", "DELETE /_emulator/faults", "POST /_emulator/faults", "GET /_emulator/x"} {
			method, path, _ := strings.Cut(call, " ")
			r := d.control(method, path, `{}`, func(r *http.Request) { r.RemoteAddr, r.Host = tt.remote, tt.host })
			assert.Equal(t, !tt.answered, r.Code == http.StatusForbidden, "%s from %s to %s", call, tt.remote, tt.host)
		}
	}
	// The API itself is not affected: it is guarded by signatures.
	request := d.request(http.MethodGet, balancePath, "")
	request.RemoteAddr, request.Host = "192.0.2.1:1", "example.com"
	recorder := httptest.NewRecorder()
	d.emu.ServeHTTP(recorder, request)
	assert.Contains(t, recorder.Body.String(), `"status":"success"`)
}

// The ledger has exactly this form, whatever options change on the wire of the API.
func TestLedgerOverHTTP(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t, emulator.Behaviour{DuplicateAuth: "pay-again", NestedPaging: true})
	assert.JSONEq(t, `{"batches":[]}`, d.control(http.MethodGet, "/_emulator/ledger", "").Body.String())

	d.call(http.MethodPost, initPath, initBody("first", item("a", "pay"), item("b", emulator.MarkRefuse), item("c", emulator.MarkBankFail)))
	d.call(http.MethodPost, initPath, initBody("second", item("a", "pay")))
	for range 2 {
		d.call(http.MethodPost, authPath, `{"requestId":"00000000-0000-4000-8000-000000000001"}`)
	}
	d.emu.Advance(10 * step)
	r := d.control(http.MethodGet, "/_emulator/ledger", "")
	assert.Equal(t, "application/json;charset=UTF-8", r.Header().Get("Content-Type"))
	assert.Equal(t, `{"batches":[`+
		`{"externalId":"first","requestId":"00000000-0000-4000-8000-000000000001","status":"COMPLETED","authorized":2,"items":[`+
		`{"itemExternalId":"a","status":"SUCCESS","paid":2},`+
		`{"itemExternalId":"b","status":"INVALID","paid":0},`+
		`{"itemExternalId":"c","status":"DEPOSIT_SUCCESS","paid":0}]},`+
		`{"externalId":"second","requestId":"00000000-0000-4000-8000-000000000005","status":"INIT","authorized":0,"items":[`+
		`{"itemExternalId":"a","status":"INIT","paid":0}]}]}`, r.Body.String())
}
