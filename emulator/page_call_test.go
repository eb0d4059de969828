package emulator_test

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/signing"
)

// everything the page shows of one call and of what it did.
func (d *direct) everything(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	paths := []string{"/_emulator/", "/_emulator/calls"}
	for _, b := range d.emu.Ledger().Batches {
		paths = append(paths, "/_emulator/batches/"+b.RequestID)
	}
	for _, found := range regexp.MustCompile(`href="(/_emulator/calls/\d+)"`).FindAllStringSubmatch(d.look(t, "/_emulator/calls"), -1) {
		paths = append(paths, found[1])
	}
	for _, path := range paths {
		all.WriteString(html.UnescapeString(d.look(t, path)))
		all.WriteString(html.UnescapeString(d.events(t, path)))
	}
	return all.String()
}

// Whatever is sent, and wherever something personal stands in it, neither the page nor a copy shows it.
func TestThePageMasks(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t, emulator.WithCredentials(mustCredentials(t, markerKey, markerKey+"-secret")))
	bodies := refusedBodies()
	bodies["an IBAN for an id"] = initBody(markerIBAN, item(markerIBAN, "x"), with(item("b", "x"), "itemExternalId", "tel 0532 123 45 67"))
	bodies["no JSON"] = markerName
	for _, body := range bodies {
		d.call(http.MethodPost, initPath, body)
		request := httptest.NewRequest(http.MethodPost, "/"+url.PathEscape(markerName)+"/v1?"+url.QueryEscape(markerName)+"="+markerIBAN, strings.NewReader(body))
		request.Header.Set("Authorization", "Bearer "+markerKey)
		request.Header.Set("User-Agent", markerIBAN)
		d.emu.ServeHTTP(httptest.NewRecorder(), request)
	}
	d.call(http.MethodPost, retrievePath, `{"externalMassPayoutId":"ok","page":0,"size":10}`)
	d.call(http.MethodGet, itemPath+markerIBAN, "")
	shown := d.everything(t)
	assertClean(t, "page", shown)
	assert.NotContains(t, shown, "532 123")
	for _, part := range []string{"Z*** G***", "***1326", "IYZWSv2 ***", "copied [emulator:refuse]", "bytes that are not JSON, and are not shown", `"***": "***"`} {
		assert.Contains(t, shown, part)
	}
}

// What is masked is not the signed text: whoever looks can still tell what a call was about.
func TestThePageShowsBodies(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t)
	id := d.call(http.MethodPost, initPath, initBody("payroll-2026-11-28", item("emp-1", "secret "+emulator.MarkBankFail)))["requestId"].(string)
	page := html.UnescapeString(d.look(t, "/_emulator/calls/1"))
	for _, part := range []string{
		"POST /v1/mass/payout/init?locale=en", `"externalId": "payroll-2026-11-28"`, `"itemExternalId": "emp-1"`, `"value": 100.50`, `"currency": "TRY"`,
		`"recipientInfo": "***6178"`, `"recipientName": "J*** C***"`, `"description": "*** [emulator:bank-fail]"`, `"requestId": "` + id + `"`,
		"The signature is right", "Request and answer are what the document promises.", "sample of iyzipay-java pull request 184",
	} {
		assert.Contains(t, page, part)
	}
	d.call(http.MethodPost, initPath, initBody("long", lines(400)...))
	page = html.UnescapeString(d.look(t, "/_emulator/calls/2"))
	assert.Regexp(t, `the first 65536 of \d+ bytes`, page)
	assert.Contains(t, page, "cannot be copied")
	assert.Contains(t, page, "The body of the request was too long to be kept, and was not looked at.")
	assert.NotContains(t, page, "what the document promises")
}

func TestThePageExplainsSignatures(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t)
	creds, err := signing.NewCredentials("another-key", "another-secret")
	require.NoError(t, err)
	const target = balancePath + "?locale=en"
	for name, tt := range map[string]struct {
		header func() string
		says   string
	}{
		"the query is signed": {func() string { h, _ := signAs(d.emu.Credentials(), target, ""); return h }, "The query is part of the signed text. Sign the path only"},
		"another merchant":    {func() string { h, _ := signAs(creds, balancePath, ""); return h }, "is none that the emulator knows"},
		"no header":           {func() string { return "" }, "There is no header Authorization"},
		"another scheme":      {func() string { return "Bearer x" }, "cannot be read"},
	} {
		request := d.request(http.MethodGet, balancePath, "")
		request.Header.Set("Authorization", tt.header())
		request.Header.Del("X-Iyzi-Rnd")
		d.emu.ServeHTTP(httptest.NewRecorder(), request)
		list := d.look(t, "/_emulator/calls?only=signature")
		link := regexp.MustCompile(`href="(/_emulator/calls/\d+)#signature">wrong, see why`).FindStringSubmatch(list)
		require.NotEmpty(t, link, name)
		page := html.UnescapeString(d.look(t, link[1]))
		assert.Contains(t, page, tt.says, name)
		assert.Contains(t, page, "UNVERIFIED.md, E23", name)
	}
}

func TestThePageShowsFaults(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t)
	for i, tt := range []struct {
		fault emulator.Fault
		says  []string
	}{
		{emulator.Fault{Kind: emulator.FaultResetBeforeRead}, []string{"no answer: the connection was reset", "a fault answered the call"}},
		{emulator.Fault{Kind: emulator.FaultResetAfterCommit}, []string{"no answer: the connection was reset", "The signature is right"}},
		{emulator.Fault{Kind: emulator.FaultAnswerCut}, []string{"HTTP 200, cut off", "the rest is not JSON"}},
		{emulator.Fault{Kind: emulator.FaultServerError}, []string{"HTTP 502 by a fault", "<h1>502 Bad Gateway</h1>"}},
		{emulator.Fault{Kind: emulator.FaultRateLimited}, []string{"HTTP 200", `"errorCode": 50000`, "Code 50000 for too many calls"}},
	} {
		require.NoError(t, d.emu.InjectFaults(tt.fault))
		d.must(t, "do", "auth", "batch", "x")
		page := html.UnescapeString(d.look(t, fmt.Sprint("/_emulator/calls/", i+1)))
		for _, part := range append(tt.says, "UNVERIFIED.md, E27", string(tt.fault.Kind)) {
			assert.Contains(t, page, part, tt.fault.Kind)
		}
	}
	assert.Contains(t, d.look(t, "/_emulator/calls?only=fault"), "1–5 of 5")
	assert.Contains(t, d.look(t, "/_emulator/calls?only=lost"), "1–3 of 3")
}

// The newest calls are kept, and no more of their bodies than there is room for.
func TestCallsAreForgotten(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t)
	for range 510 {
		d.call(http.MethodGet, balancePath, "")
	}
	page := d.look(t, "/_emulator/calls?page=10")
	assert.Contains(t, page, "451–500 of 500")
	assert.Equal(t, http.StatusNotFound, d.control(http.MethodGet, "/_emulator/calls/10", "").Code)
	d.look(t, "/_emulator/calls/11")
	long := strings.Repeat(" ", 64<<10)
	for range 140 {
		d.call(http.MethodPost, initPath, long)
	}
	assert.Regexp(t, `of 12\d</span>`, d.look(t, "/_emulator/calls"))
}

// Every property has a line of UNVERIFIED.md or a page, and every line shows where it applies.
func TestGroundsAreThoseOfUNVERIFIED(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../UNVERIFIED.md")
	require.NoError(t, err)
	named := map[string]bool{}
	for _, g := range emulator.Grounds() {
		named[g.Line] = true
		assert.Contains(t, []string{"page", "code", "nothing"}, g.Basis)
		if g.Line == "" {
			assert.Equal(t, "page", g.Basis, g.Says)
			continue
		}
		assert.Contains(t, string(data), "| "+g.Line+" |", g.Says)
	}
	for n := 1; n <= 33; n++ {
		assert.True(t, named[fmt.Sprint("E", n)], "E%d", n)
	}
}

// A refusal names the line of UNVERIFIED.md by which it came, and no other one; so does an init that refuses lines.
func TestRefusalsNameTheirLine(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t, emulator.WithClockSpeed(0), emulator.Behaviour{Balance: money.MustParse("1000"), Shortage: "refuse", BodyLimit: 4096})
	id := func(name string, items ...map[string]any) any {
		return d.call(http.MethodPost, initPath, initBody(name, items...))["requestId"]
	}
	auth := func(id any) func() {
		return func() { d.call(http.MethodPost, authPath, fmt.Sprintf(`{"requestId":%q}`, id)) }
	}
	init := func(name string, items ...map[string]any) func() { return func() { id(name, items...) } }
	const calls = 6 // that make ready
	good, bad, canceled, dear := id("good", item("1", "pay")), id("bad", item("1", emulator.MarkRefuse)), id("canceled", item("1", "pay")), id("dear", with(item("1", "pay"), "amount", map[string]any{"value": 5000, "currency": "TRY"}))
	auth(good)()
	d.call(http.MethodPost, cancelPath+fmt.Sprint(canceled), "")
	without := item("1", "x")
	delete(without, "amount")
	tests := []struct {
		name  string
		call  func()
		lines []string
	}{
		{"a line that breaks a rule", init("a", item("1", "pay"), with(item("2", "x"), "recipientInfo", "TR1")), []string{"E10"}},
		{"twice in one init", init("b", item("1", "pay"), item("2", "pay"), item("2", "pay")), []string{"E11"}},
		{"two currencies", init("c", item("1", "pay"), with(item("2", "pay"), "amount", map[string]any{"value": 5, "currency": "EUR"})), []string{"E14"}},
		{"a test recipient", init("d", item("1", "pay"), with(item("2", "pay"), "recipientInfo", emulator.TestRecipients()[1].IBAN)), []string{"E33"}},
		{"a marker", init("e", item("1", "pay"), item("2", emulator.MarkRefuse)), nil},
		{"several reasons", init("f", item("1", "pay"), item("2", "pay"), item("2", "pay"), with(item("3", "x"), "recipientInfo", "TR1")), []string{"E10", "E11"}},
		{"a missing member", init("g", without), []string{"E12"}},
		{"a mistyped member", init("h", with(item("1", "x"), "description", 1)), []string{"E12"}},
		{"a blank id", init("i", with(item("1", "x"), "itemExternalId", " ")), []string{"E13"}},
		{"no items", init("j"), nil},
		{"again", init("good", item("1", "pay")), []string{"E4"}},
		{"again with other content", init("good", item("2", "pay")), []string{"E4"}},
		{"too long", init(strings.Repeat("x", 5000), item("1", "pay")), []string{"E32"}},
		{"a second auth", auth(good), []string{"E6"}},
		{"an auth without lines", auth(bad), []string{"E9"}},
		{"an auth after cancel", auth(canceled), []string{"E7"}},
		{"an auth of too much", auth(dear), []string{"E3"}},
		{"an auth of nobody", auth("none"), []string{"E8"}},
		{"a cancel after auth", func() { d.call(http.MethodPost, cancelPath+fmt.Sprint(good), "") }, []string{"E7"}},
		{"a cancel of nobody", func() { d.call(http.MethodPost, cancelPath+"none", "") }, []string{"E8"}},
		{"a cancel with a body", func() { d.call(http.MethodPost, cancelPath+fmt.Sprint(good), `{"x":1}`) }, []string{"E25"}},
		{"a member twice", func() { d.call(http.MethodPost, authPath, `{"requestId":"a","requestId":"b"}`) }, []string{"E25"}},
		{"an item of nobody", func() { d.call(http.MethodGet, itemPath+"none", "") }, []string{"E8"}},
	}
	about := map[string]bool{"E21": true, "E28": true} // of any refusal, and of any init
	for i, tt := range tests {
		tt.call()
		page := d.look(t, fmt.Sprint("/_emulator/calls/", i+1+calls))
		var lines []string
		for _, found := range regexp.MustCompile(`UNVERIFIED.md, (E\d+)`).FindAllStringSubmatch(page, -1) {
			if !about[found[1]] {
				lines = append(lines, found[1])
			}
		}
		assert.ElementsMatch(t, tt.lines, lines, tt.name)
	}
}

// A copy has no keys, and runs: it is signed, and answered as the original was.
func TestCopiesRun(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"sh", "curl", "openssl", "go"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not here", tool)
		}
	}
	creds := mustCredentials(t, markerKey, markerKey+"-secret")
	srv := emulator.Start(t, emulator.WithCredentials(creds))
	d := &direct{t: t, emu: srv.Emulator}
	var err error
	d.signer, err = signing.New(creds)
	require.NoError(t, err)
	with4 := initBody("it's $HOME", with(item("1", "for "+markerName), "recipientInfo", markerIBAN),
		with(with(item("2", "x"), "recipientType", "PHONE"), "recipientInfo", "+905321234567"),
		with(with(item("3", "x"), "recipientType", "MEMBER_ID"), "recipientInfo", "2228853"),
		with(with(item("4", "x"), "recipientType", "IDENTITY_NUMBER"), "recipientInfo", "53857708216"))
	id := d.call(http.MethodPost, initPath, with4)["requestId"].(string)
	d.call(http.MethodPost, retrievePath, fmt.Sprintf(`{"requestId":%q,"page":0,"size":10,"itemType":"VALID"}`, id))
	d.call(http.MethodGet, balancePath, "")
	d.call(http.MethodPost, authPath, fmt.Sprintf(`{"requestId":%q}`, id))
	d.call(http.MethodPost, cancelPath+id, "")
	keys := []string{"IYZICO_API_KEY=" + markerKey, "IYZICO_SECRET_KEY=" + markerKey + "-secret"}
	for n, status := range []string{"success", "success", "success", "failure", "failure"} { // one authorises only once
		page := fetch(t, fmt.Sprint(srv.URL(), "/_emulator/calls/", n+1))
		for name, run := range map[string]func(text string) *exec.Cmd{
			"curl-text": func(text string) *exec.Cmd { return exec.Command("sh", "-euc", text) },
			"go-text": func(text string) *exec.Cmd {
				file := filepath.Join(t.TempDir(), "main.go")
				require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
				if n > 0 {
					return exec.Command("go", "vet", file) // running one is enough
				}
				return exec.Command("go", "run", file)
			},
		} {
			if name == "go-text" && n != 0 && n != 2 {
				continue // one with a body and one without
			}
			text := preformatted(t, page, name)
			assertClean(t, name, text)
			cmd := run(text)
			cmd.Env = append(os.Environ(), keys...)
			answered, err := cmd.Output()
			require.NoError(t, err, "%s\n%s", text, answered)
			if name == "go-text" && n > 0 {
				continue
			}
			var body map[string]any
			require.NoError(t, json.Unmarshal(answered, &body), "%s", answered)
			assert.Equal(t, status, body["status"], "%s %s", text, answered)
			assert.NotEqual(t, "1000", body["errorCode"], "%s", answered)
			if n == 0 {
				assert.Empty(t, body["invalidItems"], "what is made up is valid")
			}
		}
	}
	assert.Equal(t, "it's $HOME-copy", srv.Ledger().Batches[1].ExternalID)
}

func preformatted(t *testing.T, page, id string) string {
	t.Helper()
	found := regexp.MustCompile(`(?s)<pre id="` + id + `"[^>]*>(.*?)</pre>`).FindStringSubmatch(page)
	require.NotEmpty(t, found, id)
	return html.UnescapeString(found[1])
}

func fetch(t *testing.T, address string) string {
	t.Helper()
	response, err := http.Get(address)
	require.NoError(t, err)
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return string(data)
}
