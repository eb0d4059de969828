package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/drift"
)

var update = flag.Bool("update", false, "write the golden files anew")

func finding(entry int, operation string, d contract.Direction, k contract.Kind, s contract.Severity, pointer, message string) contract.Finding {
	return contract.Finding{Entry: entry, OperationID: operation, Direction: d, Kind: k, Severity: s, Pointer: pointer, Message: message}
}

// sample has every case that a format treats in its own way: clean files and exchanges, warnings, no operation, no
// pointer, and text that means something to HTML, XML, Markdown and terminals.
func sample() *Check {
	r := &Check{}
	r.Add("cassettes/emulator/flow.yaml", 3, []contract.Finding{
		finding(0, "initMassPayout", contract.InRequest, drift.MissingParameter, contract.Error, "query locale", "is required and missing"),
		finding(2, "retrieveMassPayout", contract.InResponse, drift.Enum, contract.Error, "/massPayout/massPayoutStatus", "\"DONE\" is none of the documented values INIT, COMPLETED"),
		finding(2, "retrieveMassPayout", contract.InResponse, drift.Contradiction, contract.Warning, "/massPayoutItems/items/0/itemStatus", "is FAILED in a mass payout that is COMPLETED"),
	})
	r.Add("clean.har", 2, nil)
	r.Add("odd | <b>name</b>.har", 2, []contract.Finding{
		finding(1, "", contract.InRequest, drift.UnknownPath, contract.Error, "path", "no documented operation has this path"),
		finding(1, "authMassPayout", contract.InResponse, drift.NotJSON, contract.Error, "", "not JSON from byte 0 on"),
		finding(1, "authMassPayout", contract.InResponse, drift.UnknownProperty, contract.Error, "/<script>alert(1)</script>|`x`]]>\x1b[31m\n# @team *b*", "is not documented <img src=x> | **bold** @team"),
		finding(1, "authMassPayout", contract.InResponse, drift.Rule, contract.Warning, "/status", "says less than it could"),
	})
	return r
}

// partial is a recording with gaps: what a report must never pass over in silence.
func partial() *Check {
	r := &Check{}
	r.AddOutcome("gaps.har", contract.Outcome{
		Entries: 18, Exchanges: 15,
		Findings: []contract.Finding{finding(4, "authMassPayout", contract.InRequest, drift.MissingParameter, contract.Warning, "query locale", "is required and missing")},
		Unseen: append(unseenBodies(13), contract.Unseen{Entry: 4, Part: "answer", Why: "was not recorded"},
			contract.Unseen{Entry: 16, Part: "entry", Why: "cannot be read: response.status has the wrong JSON type"}),
		Ignored: []contract.Ignored{{Entry: 14, What: "preflight"}, {Entry: 15, What: "call to another host"}},
	})
	r.AddOutcome("nothing.har", contract.Outcome{})
	r.AddOutcome("noise.har", contract.Outcome{Entries: 2, Exchanges: 1, Ignored: []contract.Ignored{{Entry: 0, What: "favicon"}}})
	return r
}

func unseenBodies(n int) []contract.Unseen {
	var all []contract.Unseen
	for i := range n {
		all = append(all, contract.Unseen{Entry: i, Part: "body of an answer", Why: "is not in the file"})
	}
	return all
}

// TestGapsAreSaid: every format says in a line, with numbers, what was not looked at.
func TestGapsAreSaid(t *testing.T) {
	r := partial()
	assert.False(t, r.Complete())
	assert.True(t, r.Report().Found)
	for _, format := range Formats() {
		got := strings.ReplaceAll(render(t, format, r), "\\", "")
		for _, line := range []string{
			"15 of 18 entries checked; 1 × answer was not recorded (entry 4); 13 × body of an answer is not in the file (entry 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 3 more); " +
				"1 × entry cannot be read: response.status has the wrong JSON type (entry 16); no calls of a program: 1 × call to another host, 1 × preflight",
			"0 of 0 entries checked", "1 of 2 entries checked; no calls of a program: 1 × favicon",
		} {
			assert.Contains(t, got, line, format)
		}
	}
	alone := &Check{}
	alone.AddOutcome("noise.har", contract.Outcome{Entries: 2, Exchanges: 1, Ignored: []contract.Ignored{{Entry: 0, What: "favicon"}}})
	assert.True(t, alone.Complete(), "what is no call is no gap")
	assert.False(t, alone.Report().Found)
	alone.AddOutcome("nothing.har", contract.Outcome{})
	assert.False(t, alone.Complete())
}

func render(t *testing.T, format string, r interface{ Report() Report }) string {
	t.Helper()
	write, err := For(format)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, write(&b, r.Report()))
	return b.String()
}

func TestGolden(t *testing.T) {
	clean := &Check{}
	clean.Add("clean.har", 2, nil)
	for _, format := range Formats() {
		for name, r := range map[string]*Check{"sample": sample(), "clean": clean, "empty": {}, "partial": partial()} {
			t.Run(format+"/"+name, func(t *testing.T) {
				got := render(t, format, r)
				golden := filepath.Join("testdata", name+"."+format)
				if *update {
					require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
				}
				want, err := os.ReadFile(golden)
				require.NoError(t, err, "run go test ./contract/report -update")
				assert.Equal(t, string(want), got)
				assert.True(t, strings.HasSuffix(got, "\n"), "ends with a line break")
				assert.NotContains(t, got, "\x1b", "nothing that commands a terminal")
			})
		}
	}
}

// TestNothingIsLost looks for every finding in every format.
func TestNothingIsLost(t *testing.T) {
	r := sample()
	r.Add("more.har", 1, []contract.Finding{
		{Entry: 1 << 40, Kind: drift.Clock, Severity: contract.Error, Message: "entry beyond the file"},
		{Entry: -1, Kind: "a-new-kind", Severity: contract.Warning, Message: "before all entries"},
	})
	for _, format := range Formats() {
		got := render(t, format, r)
		for _, f := range r.findings() {
			assert.Contains(t, got, string(f.Kind), format)
		}
		for _, message := range []string{"entry beyond the file", "before all entries", "missing", "documented operation", "says less"} {
			assert.Contains(t, got, message, format)
		}
	}
}

func TestMasked(t *testing.T) {
	const iban, phone, identity, key = "TR920086402100005482986178", "+905321234567", "12345678901", "sandbox-MARKERKEY1234"
	r := &Check{}
	r.Add("a.har", 1, []contract.Finding{
		finding(0, "op", contract.InResponse, drift.UnknownProperty, contract.Error, "/"+iban+"/"+phone, "is "+key),
		finding(0, "op", contract.InRequest, drift.Server, contract.Warning, "query "+identity, "https://"+iban+".example is none of the documented servers"),
	})
	for _, format := range Formats() {
		got := render(t, format, r)
		for _, secret := range []string{iban, phone, identity, key, "MARKERKEY"} {
			assert.NotContains(t, got, secret, format)
		}
		assert.Contains(t, got, "6178", "%s: the last four characters say which one is meant", format)
	}
	assert.Contains(t, r.findings()[0].Pointer, iban, "the caller's report is left alone")
}

func TestFileNamesCommandNothing(t *testing.T) {
	r := &Check{}
	r.Add("a\x1b[31m\n.har", 1, []contract.Finding{finding(0, "op\x07", contract.InResponse, drift.Rule, contract.Error, "", "x")})
	for _, format := range Formats() {
		got := render(t, format, r)
		assert.NotContains(t, got, "\x1b", format)
		assert.NotContains(t, got, "\x07", format)
		assert.NotContains(t, got, "31m\n.har", format)
	}
}

func TestJSONShape(t *testing.T) {
	var got map[string]any
	require.NoError(t, json.Unmarshal([]byte(render(t, "json", sample())), &got))
	assert.Len(t, got, 2)
	assert.EqualValues(t, 7, got["exchanges"])
	first := got["findings"].([]any)[0]
	assert.Equal(t, map[string]any{
		"file": "cassettes/emulator/flow.yaml", "entry": 0.0, "operationId": "initMassPayout", "direction": "request", "kind": "missing-parameter",
		"severity": "error", "pointer": "query locale", "message": "is required and missing",
	}, first)
	assert.JSONEq(t, `{"exchanges":0,"findings":[]}`, render(t, "json", &Check{}))
}

func TestForUnknown(t *testing.T) {
	_, err := For("pdf")
	assert.EqualError(t, err, `"pdf": must be one of text, json, junit, sarif, html, markdown`)
}
