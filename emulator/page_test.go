package emulator_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
)

// look asks for a view and expects it to be there.
func (d *direct) look(t *testing.T, path string) string {
	t.Helper()
	r := d.control(http.MethodGet, path, "")
	require.Equal(t, http.StatusOK, r.Code, path)
	return r.Body.String()
}

// press does what a button of the page does without the script.
func (d *direct) press(t *testing.T, form ...string) *httptest.ResponseRecorder {
	t.Helper()
	token := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(d.look(t, "/_emulator/"))
	require.NotEmpty(t, token)
	values := url.Values{"token": {token[1]}}
	for i := 0; i < len(form); i += 2 {
		values.Add(form[i], form[i+1])
	}
	return d.control(http.MethodPost, "/_emulator/do", values.Encode(), asForm)
}

func asForm(r *http.Request) { r.Header.Set("Content-Type", "application/x-www-form-urlencoded") }

// must presses a button whose deed is done.
func (d *direct) must(t *testing.T, form ...string) {
	t.Helper()
	r := d.press(t, form...)
	require.Equal(t, http.StatusSeeOther, r.Code, r.Body)
}

func TestThePageShowsWhatThereIs(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t, emulator.WithFaults(
		emulator.Fault{Kind: emulator.FaultServerError, Every: true, Operation: gen.OperationCancelMassPayout},
		emulator.Fault{Kind: emulator.FaultSlow, For: time.Millisecond, Nth: 3, Times: 2},
	))
	page := d.look(t, "/_emulator/")
	assert.Contains(t, page, "No mass payout yet.")
	assert.Contains(t, page, "1,000,000,000.00")
	id := d.call(http.MethodPost, initPath, initBody("<script>", item("a&b", "pay"), item("c", emulator.MarkRefuse)))["requestId"].(string)
	assert.Equal(t, "502", d.met(gen.OperationCancelMassPayout))
	page = d.look(t, "/_emulator/")
	for _, part := range []string{"&lt;script&gt;", "cancelMassPayout: every call left", "any operation: 2 calls left", "server_error has happened 1 time", "HTTP 502 by a fault", "100.50 <small>TRY"} {
		assert.Contains(t, page, part)
	}
	page = d.look(t, "/_emulator/batches/"+id)
	for _, part := range []string{"a&amp;b", "will be paid", ">INVALID<", "its description asks for it", "never"} {
		assert.Contains(t, page, part)
	}
	r := d.control(http.MethodGet, "/", "")
	assert.Equal(t, http.StatusSeeOther, r.Code)
	assert.Equal(t, "/_emulator/", r.Header().Get("Location"))
	for _, gone := range []string{"batches/x", "calls/99", "calls/x"} {
		assert.Equal(t, http.StatusNotFound, d.control(http.MethodGet, "/_emulator/"+gone, "").Code, gone)
	}
}
