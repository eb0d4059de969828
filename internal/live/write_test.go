package live_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/internal/live"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sample has one of everything that a report shows.
func sample() *live.Result {
	found := contract.Finding{
		File: "pay", Entry: 1, OperationID: "retrieveMassPayout", Direction: contract.InResponse, Kind: drift.UnknownProperty,
		Severity: contract.Error, Pointer: "/extra", Message: "is not documented",
	}
	flow := contract.Finding{File: "pay", Entry: 7, Direction: contract.InResponse, Kind: drift.Clock, Severity: contract.Warning, Pointer: "", Message: "is late"}
	known := contract.Finding{File: "ask", Entry: 0, OperationID: "getMassPayoutBalance", Direction: contract.InRequest, Kind: drift.MissingParameter, Severity: contract.Warning, Pointer: "query locale", Message: "is required and missing (known: sent wrong on purpose)"}
	none := []contract.Finding{}
	return &live.Result{
		Target: "https://service.test", Started: time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC), Duration: 1500 * time.Millisecond, Exchanges: 4, Interrupted: true,
		Scenarios: []live.Scenario{
			{Name: "pay", About: "A batch is paid.", Outcome: live.Drifted, Duration: time.Second, Seconds: 1, Calls: 2, Findings: []contract.Finding{found, flow}, Known: none,
				Exchanges: []live.Exchange{{
					Entry: 1, Operation: "retrieveMassPayout",
					Request:  live.Message{Head: []live.Line{{Text: "POST https://service.test/v1/mass/payout/retrieve?locale=en"}, {Text: "Authorization: ***"}}, Body: []live.Line{{Text: "{}"}}},
					Response: live.Message{Head: []live.Line{{Text: "HTTP 200 OK"}}, Body: []live.Line{{Text: "{"}, {Text: `  "extra": "<b>"`, Marked: true}, {Text: "}"}}},
				}}},
			{Name: "ask", About: "The balance is asked for.", Outcome: live.Passed, Duration: time.Millisecond, Seconds: 0.001, Calls: 1, Findings: none, Known: []contract.Finding{known}, Exchanges: []live.Exchange{}},
			{Name: "fail", About: "It fails.", Outcome: live.Failed, Reason: "one\ntwo", Calls: 1, Findings: none, Known: none, Exchanges: []live.Exchange{}},
			{Name: "stop", About: "It is stopped.", Outcome: live.Interrupted, Reason: "context canceled", Findings: none, Known: none, Exchanges: []live.Exchange{}},
			{Name: "skip", About: "It is skipped.", Outcome: live.Skipped, Reason: "it moves money, which was not allowed", Findings: none, Known: none, Exchanges: []live.Exchange{}},
		},
		Coverage: live.Coverage{Unknown: 1, Operations: []live.Operation{
			{ID: "getMassPayoutBalance", Method: "GET", Path: "/v1/mass/payout/balance", Calls: 3,
				Statuses:   []live.Tick{{Name: "200", Times: 2}, {Name: "418", Times: 1, Undocumented: true}},
				Parameters: []live.Field{{Direction: contract.InRequest, Pointer: "query locale", Times: 3, Values: []live.Tick{{Name: "tr"}, {Name: "en", Times: 3}}}},
				Fields:     []live.Field{{Direction: contract.InResponse, Pointer: "/balance", Times: 2}, {Direction: contract.InResponse, Pointer: "/errorName"}}},
			{ID: "authMassPayout", Method: "POST", Path: "/v1/mass/payout/auth", Statuses: []live.Tick{{Name: "200"}}, Parameters: []live.Field{}, Fields: []live.Field{}},
		}},
	}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for name, got := range written(t, sample()) {
		golden := filepath.Join("testdata", name)
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		assert.Equal(t, string(want), got, "%s differs; look at it, then run go test -update", name)
	}
}

func TestWriteReplacesWhole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, live.HTMLFile), []byte("old"), 0o644))
	require.NoError(t, sample().Write(dir))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, entries, len(live.Files()), "no temporary file stays")
	info, err := os.Stat(filepath.Join(dir, live.HTMLFile))
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o644), info.Mode().Perm(), "others may read it")
	page, err := os.ReadFile(filepath.Join(dir, live.HTMLFile))
	require.NoError(t, err)
	assert.True(t, bytes.HasPrefix(page, []byte("<!doctype html>")))

	blocked := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(blocked, "report.json", "x"), 0o755))
	require.ErrorContains(t, sample().Write(blocked), "report.json")
	assert.NoFileExists(t, filepath.Join(blocked, live.HTMLFile), "the page comes last")
}

func TestClean(t *testing.T) {
	t.Parallel()
	assert.True(t, (&live.Result{Scenarios: []live.Scenario{{Outcome: live.Passed}, {Outcome: live.Skipped}}}).Clean())
	assert.False(t, (&live.Result{Interrupted: true}).Clean())
	for _, bad := range []live.Outcome{live.Drifted, live.Failed, live.Interrupted} {
		assert.False(t, (&live.Result{Scenarios: []live.Scenario{{Outcome: live.Passed}, {Outcome: bad}}}).Clean(), bad)
	}
}
