package emulator_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
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

// Nothing is done for a form without the token, from elsewhere, or that says something wrong; what is wrong is named.
func TestButtonsRefuse(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t)
	id := d.call(http.MethodPost, initPath, initBody("x", item("a", "pay")))["requestId"].(string)
	ref := d.emu.Ledger().Batches[0].Lines[0].ReferenceCode
	for _, tt := range []struct{ says, form string }{
		{"do: must be one of advance, auth, cancel, clear-faults, fail, fault, give-back, hold, init, keep-back, pay, refuse, reset, retrieve, settle, top-up", "do=x"},
		{"by: must be a duration", "do=advance&by=-1s"},
		{"by: must be a duration", "do=advance&by=9999999h"},
		{"amount: must be more than 0", "do=top-up&amount=0"},
		{"amount: must be more than 0", "do=top-up&amount=1.005"},
		{"line: choose at least one", "do=pay"},
		{"Decide: no line has this referenceCode (0 of 1 chosen lines were changed before it)", "do=pay&line=none"},
		{"Settle: the mass payout reads INIT: it must be authorised first", "do=settle&batch=" + id},
		{"Settle: no mass payout has this requestId", "do=settle&batch=x"},
		{"kind: must be one of", "do=fault&kind=x"},
		{"nth: must be a whole number", "do=fault&kind=slow&nth=x"},
		{"for: must be a duration", "do=fault&kind=slow&for=x"},
		{"for: a fault of kind slow needs it", "do=fault&kind=slow"},
		{"httpStatus: must be from 500 to 599", "do=fault&kind=server_error&httpStatus=200"},
		{"lines: must be a whole number from 1 to 1000", "do=init&lines=1001"},
		{"batch: must be a requestId", "do=cancel"},
	} {
		values, err := url.ParseQuery(tt.form)
		require.NoError(t, err)
		var form []string
		for name := range values {
			form = append(form, name, values.Get(name))
		}
		r := d.press(t, form...)
		assert.Equal(t, http.StatusBadRequest, r.Code, tt.form)
		assert.Contains(t, r.Body.String(), tt.says, tt.form)
	}
	deed := url.Values{"do": {"pay"}, "line": {ref}}.Encode()
	for name, tt := range map[string]struct {
		status int
		body   string
		edit   edit
	}{
		"no token":            {http.StatusForbidden, deed, asForm},
		"another token":       {http.StatusForbidden, deed + "&token=x", asForm},
		"JSON":                {http.StatusUnsupportedMediaType, "{}", func(*http.Request) {}},
		"no form":             {http.StatusBadRequest, "%zz", asForm},
		"another site":        {http.StatusForbidden, deed, func(r *http.Request) { asForm(r); r.Header.Set("Origin", "http://localhost:3000") }},
		"another host's name": {http.StatusForbidden, deed, func(r *http.Request) { asForm(r); r.Host = "rebound.example" }},
		"a body without end":  {http.StatusBadRequest, deed, func(r *http.Request) { asForm(r); r.Body = io.NopCloser(brokenReader{}) }},
		"a large body":        {http.StatusRequestEntityTooLarge, strings.Repeat("x", 1<<20+1), asForm},
	} {
		assert.Equal(t, tt.status, d.control(http.MethodPost, "/_emulator/do", tt.body, tt.edit).Code, name)
	}
	assert.Equal(t, http.StatusMethodNotAllowed, d.control(http.MethodGet, "/_emulator/do", "").Code)
}

// Reading is for the page itself and for whoever follows a link to it.
func TestNobodyElseReadsThePage(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t)
	for _, path := range []string{"/", "/_emulator/", "/_emulator/calls", "/_emulator/events?at=/_emulator/", "/_emulator/assets/page.js", "/_emulator/ledger"} {
		for from, refused := range map[[2]string]bool{
			{"cross-site", "no-cors"}: true, {"cross-site", "cors"}: true, {"same-site", "cors"}: true, {"cross-site", "websocket"}: true,
			{"cross-site", "navigate"}: false, {"same-origin", "cors"}: false, {"none", "navigate"}: false, {"", ""}: false,
		} {
			ctx, cancel := context.WithCancel(t.Context())
			cancel() // events would last
			r := d.control(http.MethodGet, path, "", func(r *http.Request) {
				*r = *r.WithContext(ctx)
				r.Header.Set("Sec-Fetch-Site", from[0])
				r.Header.Set("Sec-Fetch-Mode", from[1])
			})
			assert.Equal(t, refused, r.Code == http.StatusForbidden, "%s %s", path, from)
			for name, value := range map[string]string{
				"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Cross-Origin-Resource-Policy": "same-origin",
				"Referrer-Policy": "no-referrer", "Access-Control-Allow-Origin": "",
			} {
				assert.Equal(t, value, r.Header().Get(name), "%s %s", path, name)
			}
			assert.Contains(t, r.Header().Get("Content-Security-Policy"), "default-src 'none'")
			assert.Contains(t, r.Header().Get("Content-Security-Policy"), "frame-ancestors 'none'")
		}
		assert.Equal(t, http.StatusForbidden, d.control(http.MethodGet, path, "", func(r *http.Request) { r.Host = "rebound.example" }).Code, path)
	}
}

// Nothing in the page is fetched from elsewhere, and nothing in it would run against the policy.
func TestThePageHasNothingOfElsewhere(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t)
	id := d.call(http.MethodPost, initPath, initBody("x", item("a", "pay")))["requestId"].(string)
	for _, path := range []string{"", "calls", "calls/1", "batches/" + id, "assets/page.css", "assets/page.js", "assets/icon.svg"} {
		text := d.look(t, "/_emulator/"+path)
		if path == "calls/1" {
			text, _, _ = strings.Cut(text, "Send it again") // what is copied names its host
		}
		for _, found := range regexp.MustCompile(`(?:https?:)?//[a-z0-9.]+`).FindAllString(text, -1) {
			assert.Equal(t, "http://www.w3.org", found, path)
		}
		for _, inline := range []string{" style=", " onclick=", "<style", "javascript:"} {
			assert.NotContains(t, text, inline, path)
		}
	}
	assert.Equal(t, http.StatusNotFound, d.control(http.MethodGet, "/_emulator/assets/overview.gohtml", "").Code)
}

func TestButtonsDecideWhatHappens(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t)
	press := func(form ...string) { t.Helper(); d.must(t, form...) }
	press("do", "init", "lines", "6", "ends", "paid", "back", "/_emulator/")
	batch := func() emulator.LedgerBatch { return d.emu.Ledger().Batches[0] }
	id := batch().RequestID
	ref := func(i int) string { return batch().Lines[i].ReferenceCode }
	press("do", "refuse", "line", ref(5))
	press("do", "hold", "line", ref(0), "line", ref(1), "line", ref(2))
	press("do", "fail", "line", ref(3))
	assert.Equal(t, "INIT INIT INIT INIT INIT INVALID", statuses(batch()))
	press("do", "auth", "batch", id)
	press("do", "settle", "batch", id)
	assert.Equal(t, "PROCESSING PROCESSING PROCESSING FAILED SUCCESS INVALID", statuses(batch()))
	assert.Contains(t, d.press(t, "do", "pay", "line", ref(3)).Body.String(), "the line reads FAILED, and a status never goes back")
	press("do", "pay", "line", ref(0))
	press("do", "give-back", "line", ref(1))
	press("do", "keep-back", "line", ref(2))
	press("do", "give-back", "line", ref(3))
	assert.Equal(t, "SUCCESS DEPOSIT_SUCCESS DEPOSIT_FAIL DEPOSIT_SUCCESS SUCCESS INVALID", statuses(batch()), "at once")
	assert.Equal(t, "COMPLETED", string(batch().Status))
	for _, again := range []string{"pay", "fail", "hold", "refuse", "give-back"} {
		assert.Contains(t, d.press(t, "do", again, "line", ref(1)).Body.String(), "the line reads DEPOSIT_SUCCESS, which is its end", again)
	}
	l := d.emu.Ledger()
	assert.Equal(t, "0.00000000", l.Reserved.String())
	assert.Equal(t, batch().Lines[0].Amount.Add(batch().Lines[4].Amount).Plain(), strings.TrimSuffix(l.Paid.Plain(), "000000"))
	press("do", "top-up", "amount", "10.00")
	press("do", "reset")
	assert.Empty(t, d.emu.Ledger().Batches)
	assert.Equal(t, "1000000000.00", d.emu.Ledger().Balance.String())
	assert.Contains(t, d.look(t, "/_emulator/"), "No calls yet.")
}

func statuses(b emulator.LedgerBatch) string {
	var all []string
	for _, l := range b.Lines {
		all = append(all, string(l.Status))
	}
	return strings.Join(all, " ")
}

// Whatever is pressed in whatever order, no money comes or goes, and no line is paid twice.
func TestDecisionsKeepTheMoney(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rapid.Check(t, func(rt *rapid.T) {
		d := w.direct(rt)
		whole := d.emu.Ledger().Balance
		var items []map[string]any
		marks := []string{"", emulator.MarkRefuse, emulator.MarkBankFail, emulator.MarkDepositFail, emulator.MarkStayFailed, emulator.MarkStayProcessing}
		for i := range rapid.IntRange(1, 5).Draw(rt, "lines") {
			items = append(items, item(fmt.Sprint(i), "x "+rapid.SampledFrom(marks).Draw(rt, "mark")))
		}
		id := d.call(http.MethodPost, initPath, initBody("x", items...))["requestId"].(string)
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			before := d.emu.Ledger().Batches[0]
			switch rapid.IntRange(0, 4).Draw(rt, "step") {
			case 0:
				d.call(http.MethodPost, authPath, fmt.Sprintf(`{"requestId":%q}`, id))
			case 1:
				d.emu.Advance(step / 2)
			case 2:
				_ = d.emu.Settle(id)
			default:
				_ = d.emu.Decide(rapid.SampledFrom(before.Lines).Draw(rt, "line").ReferenceCode, rapid.SampledFrom(marks).Draw(rt, "to"))
			}
			l := d.emu.Ledger()
			sum := money.Sum(l.Balance, l.Reserved, l.Paid, l.Commission, l.KeptBack)
			require.Zero(rt, whole.Cmp(sum), "%s became %s", whole, sum)
			require.GreaterOrEqual(rt, l.Reserved.Sign(), 0)
			paid := money.FromInt(0)
			for i, line := range l.Batches[0].Lines {
				require.LessOrEqual(rt, line.Paid, 1)
				if line.Paid == 1 {
					paid = paid.Add(line.Amount)
				}
				was := before.Lines[i].Status
				if was == "SUCCESS" || was == "INVALID" || strings.HasPrefix(string(was), "DEPOSIT") {
					require.Equal(rt, was, line.Status, "an end is an end")
				}
			}
			require.Zero(rt, paid.Cmp(l.Paid))
		}
	})
}

// 100,000 lines are a page of 100 each time, whatever is looked at, and so is what is sent when something changes.
func TestAHundredThousandLines(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t)
	init := gen.MassPayoutInitializeRequest{ExternalID: "large", Items: make([]gen.MassPayoutItem, 100_000)}
	for i := range init.Items {
		init.Items[i] = gen.MassPayoutItem{ItemExternalID: fmt.Sprint("e", i), Amount: gen.Amount{Value: money.MustParse("1.50"), Currency: "TRY"}}
	}
	id := d.emu.Hold(init)
	d.call(http.MethodPost, authPath, fmt.Sprintf(`{"requestId":%q}`, id))
	d.emu.Advance(10 * step)
	const most = 100_000
	for path, rows := range map[string]int{
		"": 0, "batches/" + id: 100, "batches/" + id + "?page=99999999": 100, "batches/" + id + "?status=SUCCESS&page=3": 100, "batches/" + id + "?q=e99999": 1,
	} {
		text := d.look(t, "/_emulator/"+path)
		assert.Equal(t, rows, strings.Count(text, `<tr id="line-`), path)
		assert.Less(t, len(text), most, path)
	}
	assert.Contains(t, d.look(t, "/_emulator/batches/"+id+"?page=1000"), "99901–100000 of 100000")
	events := d.events(t, "/_emulator/batches/"+id)
	assert.Equal(t, 100, strings.Count(events, `<tr id="line-`))
	assert.Less(t, len(events), most)
}

// events is what a view is sent first.
func (d *direct) events(t *testing.T, at string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := d.control(http.MethodGet, "/_emulator/events?at="+url.QueryEscape(at), "", func(r *http.Request) { *r = *r.WithContext(ctx) })
	require.Equal(t, http.StatusOK, r.Code, r.Body)
	assert.Equal(t, "text/event-stream; charset=UTF-8", r.Header().Get("Content-Type"))
	return r.Body.String()
}

func TestEvents(t *testing.T) {
	t.Parallel()
	srv := emulator.Start(t)
	response, err := srv.Client().Get(srv.URL() + "/_emulator/events?at=/_emulator/")
	require.NoError(t, err)
	defer response.Body.Close()
	read := bufio.NewScanner(response.Body)
	until := func(text string) {
		t.Helper()
		for read.Scan() {
			if strings.Contains(read.Text(), text) {
				return
			}
		}
		t.Fatal("the events ended before " + text)
	}
	until("No mass payout yet.")
	require.NoError(t, srv.InjectFaults(emulator.Fault{Kind: emulator.FaultDuplicate}))
	until("duplicate")
	require.NoError(t, srv.Shutdown(t.Context()), "who looks does not keep it from stopping")
	for read.Scan() {
	}

	d := newWorld(t).direct(t)
	for _, at := range []string{"", "/", "/_emulator/ledger", "/_emulator/batches/x", "http://example.com/_emulator/", "//example.com/_emulator/", "%zz"} {
		r := d.control(http.MethodGet, "/_emulator/events?at="+url.QueryEscape(at), "")
		assert.Contains(t, []int{http.StatusNotFound, http.StatusBadRequest}, r.Code, at)
	}
	// A line feed of whoever sends must not begin a line of the event.
	d.call(http.MethodPost, initPath, initBody("a\revent: b\nevent: c", item("a", "pay")))
	for line := range strings.SplitSeq(strings.ReplaceAll(d.events(t, "/_emulator/"), "\r", "\n"), "\n") {
		assert.Regexp(t, `^(?:|event: part|data: .*)$`, line)
	}
}
