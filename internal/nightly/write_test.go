package nightly_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/nightly"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sample has one of everything that a report shows.
func sample() *nightly.Result {
	none := []report.Finding{}
	return &nightly.Result{Started: time.Date(2026, 12, 1, 3, 0, 0, 0, time.UTC), Parts: []report.Section{
		{Name: nightly.Pages, State: report.CouldNotRun, Level: "breaking", Text: "3 pages, 1 moved, 1 could not be read.", Cases: []report.Case{
			{Name: "a.md", State: report.Drift, Level: "breaking", Text: "changed: the fragment says something else", File: "spec/vendor/a.md", Findings: []report.Finding{
				{ID: "response-enum-added", Level: "breaking", Operation: "retrieveMassPayout", Direction: "response", Pointer: "/a|b", Before: `["INIT"]`, After: `["INIT","HELD"]`, Text: "A status <b>HELD</b> may come\nthat nobody knows."},
				{ID: "title", Level: "cosmetic", Text: "The title changed."},
			}},
			{Name: "b.md", State: report.Clean, File: "spec/vendor/b.md", Findings: none},
			{Name: "c.md", State: report.CouldNotRun, Text: "HTTP 502", File: "spec/vendor/c.md", Findings: none},
			{Name: "evidence.txt", State: report.LeftOut, Text: "evidence", File: "spec/vendor/evidence.txt", Findings: none},
			{Name: "d.md", State: report.Drift, Text: "missing", File: "spec/vendor/d.md", Findings: none},
		}, Links: []report.Link{{File: "pages/a.md.diff.json", Text: "what changed in a.md, for programs"}}},
		{Name: nightly.Wire, State: report.LeftOut, Text: "there are no keys", Cases: []report.Case{}, Links: []report.Link{}},
		{Name: nightly.Cassettes, State: report.Warning, Text: "3 cassettes, 3 stale.", Cases: []report.Case{
			{Name: "emulator/a.yaml", State: report.Warning, Text: "stale", File: "cassettes/emulator/a.yaml", Findings: []report.Finding{{ID: "stale-cassette", Level: "warning", Pointer: "/x", Text: "was added"}}},
			{Name: "emulator/b.yaml", State: report.Warning, Text: "stale", File: "cassettes/emulator/b.yaml", Findings: []report.Finding{{ID: "stale-cassette", Level: "warning", Pointer: "/x", Text: "was added"}}},
			{Name: "sandbox/c.yaml", State: report.Warning, Text: "stale", File: "cassettes/sandbox/c.yaml", Findings: []report.Finding{{ID: "stale-cassette", Level: "warning", Pointer: "/y", Text: "was removed"}}},
		}, Links: []report.Link{}},
	}}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, sample().Write(dir))
	files := written(t, dir)
	require.Len(t, files, 7)
	for name, got := range files {
		golden := filepath.Join("testdata", name)
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		assert.Equal(t, string(want), got, "%s differs; look at it, then run go test -update", name)
	}
	assert.Equal(t, "5\n", files["exit-code"])
}

func TestFormatsAreWellFormed(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]*nightly.Result{"sample": sample(), "empty": {}} {
		dir := t.TempDir()
		require.NoError(t, r.Write(dir))
		files := written(t, dir)
		for _, file := range []string{"drift.sarif", "summary.json"} {
			require.True(t, json.Valid([]byte(files[file])), "%s %s", name, file)
		}
		decoder := xml.NewDecoder(strings.NewReader(files["junit.xml"]))
		for {
			_, err := decoder.Token()
			if err == io.EOF {
				break
			}
			require.NoError(t, err)
		}
	}
}

// TestTextStaysText: what the vendor wrote is neither HTML nor Markdown in our reports.
func TestTextStaysText(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, sample().Write(dir))
	files := written(t, dir)
	assert.NotContains(t, files["report.html"], "<b>")
	assert.NotContains(t, files["report.html"], "<script")
	assert.NotContains(t, files["report.html"], "ZgotmplZ")
	assert.NotContains(t, files["report.html"], "https://")
	var page bytes.Buffer
	require.NoError(t, goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe())).Convert([]byte(files["report.md"]), &page))
	assert.NotContains(t, page.String(), "<b>")
	assert.Contains(t, page.String(), "<code>/a|b</code>")
	assert.Contains(t, page.String(), "<h1>Page drift (breaking). Could not run: pages (1 of 4). Left out: wire. To look at: cassettes.</h1>")
}

func TestJUnitCounts(t *testing.T) {
	t.Parallel()
	assert.Contains(t, rendered(t, "junit"), `<testsuites name="iyzipayout nightly" time="0.000" tests="9" errors="1" failures="2" skipped="2">`)
}

func rendered(t *testing.T, format string) string {
	t.Helper()
	write, err := report.For(format)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, write(&b, sample().Report()))
	return b.String()
}

func TestSummary(t *testing.T) {
	t.Parallel()
	var got struct {
		Verdict                           string
		ExitCode                          int
		PageDrift, WireDrift, CouldNotRun bool
		Parts                             []report.Section
	}
	require.NoError(t, json.Unmarshal([]byte(rendered(t, "json")), &got))
	assert.Equal(t, 5, got.ExitCode)
	assert.True(t, got.PageDrift)
	assert.False(t, got.WireDrift)
	assert.True(t, got.CouldNotRun)
	assert.Equal(t, sample().Parts, got.Parts)
}

// TestExitCodes has each sum of the codes.
func TestExitCodes(t *testing.T) {
	t.Parallel()
	of := func(states ...report.State) *nightly.Result {
		r := &nightly.Result{}
		for i, s := range states {
			r.Parts = append(r.Parts, report.Section{Name: nightly.Parts()[i], State: s})
		}
		return r
	}
	const clean, drift, warning, failed, leftOut = report.Clean, report.Drift, report.Warning, report.CouldNotRun, report.LeftOut
	for _, test := range []struct {
		result  *nightly.Result
		code    int
		verdict string
	}{
		{of(clean, clean, clean), 0, "Nothing has moved."},
		{of(clean, clean, warning), 0, "Nothing has moved. To look at: cassettes."},
		{of(warning, clean, clean), 0, "Nothing has moved. To look at: pages."},
		{of(leftOut, leftOut, leftOut), 0, "Nothing was looked at. Left out: pages, wire, cassettes."},
		{of(clean, leftOut, clean), 0, "Nothing has moved in what was looked at. Left out: wire."},
		{of(drift, clean, clean), 1, "Page drift."},
		{of(clean, drift, clean), 2, "Wire drift."},
		{of(drift, drift, warning), 3, "Page drift and wire drift. To look at: cassettes."},
		{of(clean, failed, clean), 4, "Nothing has moved in what was looked at. Could not run: wire."},
		{of(failed, failed, failed), 4, "Nothing was looked at. Could not run: pages, wire, cassettes."},
		{of(clean, clean, failed), 4, "Nothing has moved in what was looked at. Could not run: cassettes."},
		{of(drift, failed, clean), 5, "Page drift. Could not run: wire."},
		{of(failed, drift, leftOut), 6, "Wire drift. Could not run: pages. Left out: cassettes."},
		{of(drift, drift, failed), 7, "Page drift and wire drift. Could not run: cassettes."},
	} {
		assert.Equal(t, test.code, test.result.ExitCode(), test.verdict)
		assert.Equal(t, test.verdict, test.result.Verdict())
	}
}

func TestWriteErrors(t *testing.T) {
	t.Parallel()
	assert.Error(t, sample().Write(filepath.Join(t.TempDir(), "none")))
}
