package live_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jstemmer/go-junit-report/v2/junit"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/internal/live"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/internal/uncovered"
)

func TestCleanRunOverTLS(t *testing.T) {
	t.Parallel()
	p := startProxy(t)
	o := p.options(t, paying(true), paying(false), asking())
	o.AllowAuth = true
	result := play(t, o)
	for _, s := range result.Scenarios {
		assert.Equal(t, live.Passed, s.Outcome, "%s: %s %v", s.Name, s.Reason, s.Findings)
	}
	assert.True(t, result.Clean())
	assert.Equal(t, 1, p.Calls("/auth"))
	assert.Equal(t, 6, result.Exchanges)
	assert.Equal(t, p.URL, result.Target)
}

func TestServiceThatIsNotOnThisMachine(t *testing.T) {
	t.Parallel()
	p := startProxy(t)
	o := p.options(t, asking())
	transport := p.Client().Transport.(*http.Transport).Clone()
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, p.Listener.Addr().String())
	}
	o.BaseURL, o.Transport = "https://example.com/", transport // a name that the test certificate has
	result := play(t, o)
	assert.True(t, result.Clean(), "%s %v", result.Scenarios[0].Reason, result.Findings())
	assert.Equal(t, 1, result.Coverage.Operations[2].Calls+result.Coverage.Operations[1].Calls)
}

func TestEveryScenarioAgainstItsOwnEmulator(t *testing.T) {
	t.Parallel()
	doc, err := theDocument()
	require.NoError(t, err)
	result := play(t, live.Options{Document: doc, Scenarios: scenario.All(), AllowAuth: true})
	for _, s := range result.Scenarios {
		assert.Equal(t, live.Passed, s.Outcome, "%s: %s %v", s.Name, s.Reason, s.Findings)
	}
	totals := result.Coverage.Totals()
	// What no scenario exercises is listed, with a reason; that the list is right is for package vcr.
	listed := map[string]int{}
	data, err := os.ReadFile("../../contract/vcr/testdata/uncovered.txt")
	require.NoError(t, err)
	open, err := uncovered.Parse(data)
	require.NoError(t, err)
	for _, u := range open {
		listed[u.Kind()]++
	}
	for what, tally := range map[string]live.Tally{"status": totals.Statuses, "parameter": totals.Parameters, "value": totals.Values} {
		assert.Equal(t, tally.All-listed[what], tally.Met, "every documented %s: %v", what, result.Coverage.Gaps())
	}
}

func TestDriftsShowInEveryReport(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change testkit.Change
		kind   contract.Kind
		place  string
	}{
		"a renamed field": {testkit.Replacing("/retrieve", `"referenceCode"`, `"reference_code"`), drift.RenamedProperty, "/massPayoutItems/items/0/reference_code"},
		"a new status":    {testkit.Replacing("/retrieve", `"massPayoutStatus":"INIT"`, `"massPayoutStatus":"DELAYED"`), drift.Enum, "DELAYED"},
		"an extra field":  {testkit.Replacing("/init", `"requestId"`, `"holder":"`+markerName+`","requestId"`), drift.UnknownProperty, "/holder"},
		"a field called like an IBAN": {testkit.Replacing("/init", `"requestId"`, `"`+markerIBAN+`":{"`+markerName+`":[1234567]},"requestId"`),
			drift.UnknownProperty, "***1326"},
		"a field called like a person": {testkit.Replacing("/init", `"requestId"`, `"Markerjane":1,"requestId"`), drift.UnknownProperty, "/M***"},
		"another media type":           {func(_ *http.Request, a *httptest.ResponseRecorder) { a.Header().Set("Content-Type", "text/plain") }, drift.MediaType, "header Content-Type"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := startProxy(t, tt.change, func(_ *http.Request, a *httptest.ResponseRecorder) { a.Header().Set("X-Holder", markerName) })
			result := play(t, p.options(t, paying(false)))
			require.Equal(t, live.Drifted, result.Scenarios[0].Outcome, result.Scenarios[0].Reason)
			assert.False(t, result.Clean())
			files := written(t, result)
			for file, text := range files {
				assert.True(t, strings.Contains(text, string(tt.kind)), "%s: %s", file, tt.kind)
				assert.True(t, strings.Contains(text, tt.place), "%s: %s", file, tt.place)
				assertNoMarkers(t, file, text)
			}
			assert.Contains(t, files[live.HTMLFile], "<mark>", "the place is marked in the message")
			assert.Contains(t, files[live.HTMLFile], "POST "+p.URL+"/v1/mass/payout/", "beside the request")
		})
	}
}

func assertNoMarkers(t *testing.T, file, text string) {
	t.Helper()
	for _, marker := range markers() {
		if at := strings.Index(text, marker); at >= 0 {
			assert.Fail(t, "a marker shows", "%s in %s: …%s…", marker, file, text[max(0, at-80):min(len(text), at+80)])
		}
	}
	assert.NotContains(t, text, "IYZWSv2 ", file)
}

func TestNothingPersonalInAFailedScenario(t *testing.T) {
	t.Parallel()
	p := startProxy(t, testkit.Replacing("/retrieve", `"itemStatus"`, `"itemStatus":7,"x"`),
		func(r *http.Request, a *httptest.ResponseRecorder) {
			if strings.HasSuffix(r.URL.Path, "/init") {
				testkit.Replacing("/init", `"status":"success"`, `"status":"failure","errorCode":"11","errorMessage":"`+markerName+` `+markerIBAN+` refused"`)(r, a)
			}
		})
	leaking := scenario.Scenario{Name: "leak", About: "An error names a person.", Run: func(ctx context.Context, w *scenario.World) error {
		err := paying(false).Run(ctx, w)
		return errors.Join(err, errors.New("got "+markerName+", "+markerIBAN+", "+markerText))
	}}
	panicking := scenario.Scenario{Name: "panic", About: "A panic names a person.", Run: func(ctx context.Context, w *scenario.World) error {
		_ = paying(false).Run(ctx, w)
		panic(markerName)
	}}
	result := play(t, p.options(t, leaking, panicking))
	for _, s := range result.Scenarios {
		assert.Equal(t, live.Failed, s.Outcome)
		assert.NotEmpty(t, s.Exchanges, "a failed scenario shows what it exchanged")
	}
	for file, text := range written(t, result) {
		assertNoMarkers(t, file, text)
		assert.Contains(t, text, "leak", file)
		assert.Contains(t, text, "panicked", file)
		assert.Contains(t, strings.ReplaceAll(text, `\`, ""), "M*** M***", file)
	}
}

func TestKeysNeverShow(t *testing.T) {
	t.Parallel()
	p := startProxy(t)
	o := p.options(t, asking(), paying(false))
	var err error
	o.Credentials, err = credentials(markerAPIKey, markerSecret)
	require.NoError(t, err)
	result := play(t, o)
	assert.Equal(t, 2, result.Count(live.Failed), "the emulator does not know these keys")
	for file, text := range written(t, result) {
		assertNoMarkers(t, file, text)
		assert.NotContains(t, text, "MARKERKEY", file)
	}
}

func TestAuthIsNeverCalledUnlessAllowed(t *testing.T) {
	t.Parallel()
	lying := func(name, path string) scenario.Scenario {
		return scenario.Scenario{Name: name, About: "It calls auth and does not say so.", Run: func(ctx context.Context, w *scenario.World) error {
			request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.BaseURL+path, strings.NewReader(`{"requestId":"r"}`))
			if err != nil {
				return err
			}
			_ = plainly(w, request) // a scenario that expects a refusal takes this for one
			return nil
		}}
	}
	unmarked := paying(true)
	unmarked.MovesMoney = false
	scenarios := []scenario.Scenario{
		paying(true), unmarked,
		lying("plain", "/v1/mass/payout/auth?locale=en"), lying("slash", "/v1//mass/payout/auth/"), lying("capitals", "/V1/Mass/Payout/AUTH"),
		lying("escaped", "/v1/mass/payout/%61uth"), lying("escaped-twice", "/v1/mass/payout/%2561uth"), lying("dots", "/v1/mass/payout/init/../auth"),
		lying("prefix", "/api/v1/mass/payout/auth"), lying("matrix", "/v1/mass/payout/auth;x=1"),
	}
	p := startProxy(t)
	result := play(t, p.options(t, scenarios...))
	assert.Equal(t, live.Skipped, result.Scenarios[0].Outcome)
	assert.Contains(t, result.Scenarios[0].Reason, "moves money")
	for _, s := range result.Scenarios[1:] {
		assert.Equal(t, live.Failed, s.Outcome, s.Name)
		assert.Contains(t, s.Reason, "nothing was sent", s.Name)
	}
	assert.Zero(t, p.Calls("uth"))
	for _, b := range p.Emulator.Ledger().Batches {
		assert.Zero(t, b.Authorisations)
	}

	o := p.options(t, scenarios...)
	o.AllowAuth = true
	result = play(t, o)
	assert.Equal(t, live.Passed, result.Scenarios[0].Outcome, result.Scenarios[0].Reason)
	assert.Equal(t, live.Failed, result.Scenarios[1].Outcome, "not marked is not allowed, whatever the run allows")
	assert.Equal(t, 1, p.Calls("uth"))
}

func TestWhatIsSkipped(t *testing.T) {
	t.Parallel()
	p := startProxy(t)
	onlyEmulator, ownEmulator := asking(), asking()
	onlyEmulator.EmulatorOnly = true
	ownEmulator.Emulator = []emulator.Option{emulator.Behaviour{NumericBalance: true}}
	o := p.options(t, onlyEmulator, ownEmulator)
	result := play(t, o)
	assert.Equal(t, 2, result.Count(live.Skipped))
	assert.Zero(t, p.Calls(""))

	o.Emulator = true
	result = play(t, o)
	assert.Equal(t, live.Passed, result.Scenarios[0].Outcome)
	assert.Equal(t, live.Skipped, result.Scenarios[1].Outcome)
	assert.Contains(t, result.Scenarios[1].Reason, "options of its own")

	o.BaseURL = ""
	result = play(t, o)
	assert.Equal(t, 2, result.Count(live.Passed))
	assert.Equal(t, "the built-in emulator", result.Target)
	for file, text := range written(t, result) {
		if file == "report.sarif" { // which holds findings only
			continue
		}
		assert.Contains(t, text, "built-in emulator", file)
	}
}

func TestKnownDrifts(t *testing.T) {
	t.Parallel()
	known := asking()
	known.Known = []scenario.Known{{Entry: 0, Direction: contract.InResponse, Kind: drift.UnknownProperty, Pointer: "/extra", Reason: "seen since June"}}
	p := startProxy(t, testkit.Replacing("/balance", `"status"`, `"extra":1,"status"`))
	result := play(t, p.options(t, known))
	s := result.Scenarios[0]
	assert.Equal(t, live.Passed, s.Outcome)
	assert.Empty(t, s.Findings)
	require.Len(t, s.Known, 1)
	assert.Contains(t, s.Known[0].Message, "seen since June")
	assert.True(t, result.Clean())
	for file, text := range written(t, result) {
		if file != "report.sarif" { // which knows nothing that is expected
			assert.Contains(t, text, "seen since June", file)
		}
	}

	result = play(t, startProxy(t).options(t, known))
	assert.Equal(t, live.Failed, result.Scenarios[0].Outcome)
	assert.Contains(t, result.Scenarios[0].Reason, "a known drift did not show")
}

func TestInterruptedRunKeepsWhatItHas(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	waiting := scenario.Scenario{Name: "wait", About: "It waits.", Run: func(ctx context.Context, w *scenario.World) error {
		cancel()
		return w.Pause(ctx, time.Hour)
	}}
	p := startProxy(t, testkit.Replacing("/balance", `"status"`, `"extra":1,"status"`))
	o := p.options(t, asking(), waiting, paying(false))
	o.Pace = 1
	result, err := live.Run(ctx, o)
	require.NoError(t, err)
	assert.True(t, result.Interrupted)
	assert.False(t, result.Clean())
	var outcomes []live.Outcome
	for _, s := range result.Scenarios {
		outcomes = append(outcomes, s.Outcome)
	}
	assert.Equal(t, []live.Outcome{live.Drifted, live.Interrupted, live.Skipped}, outcomes)
	for file, text := range written(t, result) {
		assert.Contains(t, text, "/extra", file)
		if file != "report.sarif" { // which holds findings only
			assert.Contains(t, text, "nterrupted", file)
		}
	}
}

func TestHungScenario(t *testing.T) {
	t.Parallel()
	hung := scenario.Scenario{Name: "hang", About: "It waits for ever.", Run: func(ctx context.Context, w *scenario.World) error {
		return w.Pause(ctx, time.Hour)
	}}
	o := startProxy(t).options(t, hung, asking())
	o.Pace, o.Timeout = 1, 20*time.Millisecond
	result := play(t, o)
	assert.Equal(t, live.Failed, result.Scenarios[0].Outcome)
	assert.False(t, result.Interrupted)
}

func TestPaceShortensPauses(t *testing.T) {
	t.Parallel()
	waiting := scenario.Scenario{Name: "wait", About: "It waits for an hour.", Run: func(ctx context.Context, w *scenario.World) error {
		return w.Pause(ctx, time.Hour)
	}}
	o := startProxy(t).options(t, waiting)
	o.Pace, o.Timeout = 1e-9, 10*time.Second
	assert.Equal(t, live.Passed, play(t, o).Scenarios[0].Outcome)
}

func TestNoAnswer(t *testing.T) {
	t.Parallel()
	p := startProxy(t)
	p.Close()
	result := play(t, p.options(t, asking()))
	s := result.Scenarios[0]
	assert.Equal(t, live.Failed, s.Outcome)
	assert.Empty(t, s.Findings)
	require.Len(t, s.Exchanges, 1)
	assert.Equal(t, "no answer", s.Exchanges[0].Response.Head[0].Text)
}

func TestIDsAreUniqueAndRepeatable(t *testing.T) {
	t.Parallel()
	var ids []string
	collect := scenario.Scenario{Name: "one", About: "Ids.", Run: func(_ context.Context, w *scenario.World) error {
		ids = append(ids, w.ID("batch"), w.ID("batch"), w.ID("line"))
		return nil
	}}
	other := collect
	other.Name = "two"
	o := startProxy(t).options(t, collect, other)
	play(t, o)
	play(t, o)
	assert.Equal(t, ids[0], ids[1], "a scenario may ask twice")
	distinct := map[string]bool{}
	for _, id := range ids {
		distinct[id] = true
	}
	assert.Len(t, distinct, 8)
}

func TestReportsAreWellFormed(t *testing.T) {
	t.Parallel()
	failing := scenario.Scenario{Name: "fail", About: "It fails with ]]> and \x1b[31m and <script>.", Run: func(context.Context, *scenario.World) error {
		return errors.New("]]> \x1b[31m <script>alert(1)</script> \u202e")
	}}
	p := startProxy(t, testkit.Replacing("/balance", `"status"`, `"]]><script>":"<b>","status"`))
	o := p.options(t, asking(), failing, paying(true))
	files := written(t, play(t, o))

	var suites junit.Testsuites
	require.NoError(t, xml.Unmarshal([]byte(files["junit.xml"]), &suites))
	assert.Equal(t, 3, suites.Tests)
	assert.Equal(t, 2, suites.Failures)
	assert.Equal(t, 1, suites.Skipped)
	require.Len(t, suites.Suites, 1)
	assert.Equal(t, "ask", suites.Suites[0].Testcases[0].Name)

	var report struct {
		Target    string
		Exchanges int
		Clean     *bool
		Findings  []contract.Finding
		Scenarios []live.Scenario
		Coverage  live.Coverage
		Gaps      []live.Gap `json:"notExercised"`
	}
	require.NoError(t, json.Unmarshal([]byte(files["report.json"]), &report))
	assert.Equal(t, 1, report.Exchanges)
	assert.False(t, *report.Clean)
	require.Len(t, report.Findings, 1)
	assert.Equal(t, "ask", report.Findings[0].File)
	assert.NotEmpty(t, report.Gaps)

	page := files[live.HTMLFile]
	assert.NotContains(t, page, "<script")
	assert.NotContains(t, page, "\x1b")
	assert.NotContains(t, page, "\u202e")
	assert.NotContains(t, page, "http-equiv=\"refresh\"")
	for _, part := range []string{`id="scenarios"`, `id="scenarios-fail"`, `id="coverage"`, "What was not exercised", "prefers-color-scheme: dark", "default-src 'none'"} {
		assert.Contains(t, page, part)
	}
}
