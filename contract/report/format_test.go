package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	stdhtml "html"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jstemmer/go-junit-report/v2/junit"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
)

func TestJUnitReadsBack(t *testing.T) {
	var got junit.Testsuites
	require.NoError(t, xml.Unmarshal([]byte(render(t, "junit", sample())), &got))
	assert.Equal(t, 7, got.Tests, "a case for every exchange, the clean ones too")
	assert.Equal(t, 3, got.Failures, "exchanges with errors")
	assert.Zero(t, got.Errors)
	require.Len(t, got.Suites, 3, "a suite for every file")
	flow := got.Suites[0]
	assert.Equal(t, "cassettes/emulator/flow.yaml", flow.Name)
	assert.Equal(t, 3, flow.Tests)
	assert.Equal(t, 2, flow.Failures)
	require.Len(t, flow.Testcases, 3)
	assert.Nil(t, flow.Testcases[1].Failure)
	assert.Nil(t, flow.Testcases[1].SystemOut)
	failed := flow.Testcases[2]
	assert.Equal(t, "entry 2", failed.Name)
	assert.Equal(t, "1 error", failed.Failure.Message)
	assert.Equal(t, "enum", failed.Failure.Type)
	assert.Contains(t, failed.Failure.Data, "massPayoutStatus")
	assert.Contains(t, failed.SystemOut.Data, "is FAILED in a mass payout that is COMPLETED")
	odd := got.Suites[2].Testcases[1]
	assert.Contains(t, odd.Failure.Data, "]]>", "the end of a CDATA section survives")
	assert.Equal(t, 0, got.Suites[1].Failures)
}

func TestJUnitWarningsDoNotFail(t *testing.T) {
	r := &Check{}
	r.Add("a.har", 1, []contract.Finding{finding(0, "op", contract.InResponse, drift.Rule, contract.Warning, "", "look")})
	var got junit.Testsuites
	require.NoError(t, xml.Unmarshal([]byte(render(t, "junit", r)), &got))
	assert.Zero(t, got.Failures)
	assert.Contains(t, got.Suites[0].Testcases[0].SystemOut.Data, "look")
}

func TestSARIFReadsBack(t *testing.T) {
	text := render(t, "sarif", sample())
	got, err := sarif.FromString(text, sarif.WithStrictValidation())
	require.NoError(t, err)
	require.NoError(t, got.Validate(), "against the schema of OASIS")
	require.Len(t, got.Runs, 1)
	run := got.Runs[0]
	assert.Equal(t, "2.1.0", got.Version)
	assert.Len(t, run.Tool.Driver.Rules, len(drift.All()), "every kind is a rule")
	require.Len(t, run.Results, 7)
	for i, f := range sample().findings() {
		result := run.Results[i]
		assert.Equal(t, string(f.Kind), *result.RuleID)
		assert.Equal(t, string(f.Kind), *run.Tool.Driver.Rules[result.RuleIndex].ID)
		assert.Equal(t, string(f.Severity), result.Level)
		require.Len(t, result.Locations, 1)
		uri, err := url.Parse(*result.Locations[0].PhysicalLocation.ArtifactLocation.URI)
		require.NoError(t, err)
		assert.Equal(t, f.File, uri.Path)
		assert.Contains(t, *result.Locations[0].LogicalLocations[0].Name, "entry ")
	}
	for _, rule := range run.Tool.Driver.Rules {
		assert.NotEmpty(t, *rule.Help.Text)
	}
}

func TestFileURI(t *testing.T) {
	for name, want := range map[string]string{
		"a/b c.har": "a/b%20c.har", "/tmp/a.har": "file:///tmp/a.har", "a:b.har": "./a:b.har", "ö?.har": "%C3%B6%3F.har",
	} {
		assert.Equal(t, want, fileURI(name))
	}
}

// TestMarkdownMeansNothing renders the report as GitHub would: nothing that came from a recording may turn into markup,
// and every row has the same number of cells.
func TestMarkdownMeansNothing(t *testing.T) {
	text := render(t, "markdown", sample())
	var page bytes.Buffer
	require.NoError(t, goldmark.New(goldmark.WithExtensions(extension.GFM)).Convert([]byte(text), &page))
	elements := countElements(t, page.String())
	assert.Equal(t, 5, elements["table"], "one for each exchange with findings, and the totals")
	assert.Zero(t, elements["script"]+elements["img"]+elements["b"]+elements["strong"]+elements["em"]+elements["a"]+elements["del"])
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "|") {
			assert.Contains(t, []int{3, 4}, strings.Count(line, "|")-strings.Count(line, `\|`)-1, line)
		}
	}
	assert.NotContains(t, regexp.MustCompile("(`+).*?`+").ReplaceAllString(text, ""), "@team", "nobody is notified; in code nobody is anyway")
	assert.NotContains(t, text, "&#", "it can be read as it is")
}

// TestHTMLStandsAlone: one page without scripts and without anything to fetch, in which text stays text.
func TestHTMLStandsAlone(t *testing.T) {
	text := render(t, "html", sample())
	elements := countElements(t, text)
	assert.Zero(t, elements["script"]+elements["img"]+elements["link"]+elements["iframe"]+elements["b"])
	assert.Equal(t, 3, elements["article"], "an exchange with findings each")
	assert.NotContains(t, text, "http://")
	assert.NotContains(t, text, "https://")
	assert.NotContains(t, text, "url(")
	assert.Contains(t, text, "prefers-color-scheme: dark")
	assert.NotContains(t, text, "ZgotmplZ", "html/template had nothing to refuse")
}

func countElements(t *testing.T, page string) map[string]int {
	t.Helper()
	counts := map[string]int{}
	dec := xml.NewDecoder(strings.NewReader(page))
	dec.Strict, dec.AutoClose, dec.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return counts
		}
		require.NoError(t, err)
		if start, ok := token.(xml.StartElement); ok {
			counts[start.Name.Local]++
		}
	}
}

// broken fails at every write.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestWriteErrorsComeBack(t *testing.T) {
	for _, format := range Formats() {
		write, err := For(format)
		require.NoError(t, err)
		assert.True(t, errors.Is(write(broken{}, sample().Report()), io.ErrClosedPipe), format)
	}
}

// github reads Markdown as GitHub does. goldmark's own rule takes a backtick into an address: of x`@a.b` it makes a link and no code
// (v1.8.7), GitHub does not.
func github() []goldmark.Extender {
	address := regexp.MustCompile(`[a-zA-Z0-9._+-]+@[a-zA-Z0-9_-]+(?:\.[a-zA-Z0-9_-]+)+`)
	return []goldmark.Extender{
		extension.Table, extension.Strikethrough, extension.TaskList, extension.NewLinkify(extension.WithLinkifyEmailRegexp(address)),
	}
}

func TestMarkdownRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := plaintext.OneLine(rapid.StringMatching("[ a-z\\\\|`*_<>&#@:/.!~$()\\[\\]{}-]{1,12}").Draw(t, "text"))
		for name, write := range map[string]func(string) string{"text": markdown, "code": markdownCode} {
			rows := table.NewWriter()
			rows.AppendHeader(table.Row{"a"})
			rows.AppendRow(table.Row{"x" + write(in) + "x"})
			var out bytes.Buffer
			if err := goldmark.New(goldmark.WithExtensions(github()...), goldmark.WithRendererOptions(html.WithUnsafe())).Convert([]byte(rows.RenderMarkdown()), &out); err != nil {
				t.Fatal(err)
			}
			_, cell, _ := strings.Cut(out.String(), "<td>x")
			cell, _, found := strings.Cut(cell, "x</td>")
			cell = strings.NewReplacer("<code>", "", "</code>", "", "\u200B", "", "ˋ", "", "`", "", " ", "").Replace(cell)
			want := strings.NewReplacer("`", "", " ", "").Replace(in) // between two of them stands code
			if got := stdhtml.UnescapeString(cell); !found || got != want {
				t.Fatalf("%s: %q is shown as %q, from %s", name, in, cell, rows.RenderMarkdown())
			}
		}
	})
}

func TestPrepare(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a", "b")
	require.NoError(t, Prepare(dir))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, entries)

	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.ErrorContains(t, Prepare(file), "report folder")
	require.ErrorContains(t, Prepare(filepath.Join(file, "below")), "report folder")
}

func TestWriteFiles(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, WriteFiles(dir, sample().Report(), map[string]string{"json": "summary.json"}))
	names := Files(map[string]string{"json": "summary.json"})
	assert.Len(t, names, len(Formats()), "a format more needs no line elsewhere")
	for _, name := range names {
		assert.FileExists(t, filepath.Join(dir, name))
	}
	assert.Contains(t, names, "summary.json")
	assert.ErrorContains(t, WriteFiles(filepath.Join(dir, "none"), sample().Report(), nil), "report.txt")
}

// TestLevelsDifferByMoreThanColour: who sees no colours, or prints the page, tells them apart all the same.
func TestLevelsDifferByMoreThanColour(t *testing.T) {
	r := Report{Title: "T", Summary: "S", Found: true, ToDo: []ToDo{{Place: "a.yaml:3", Text: "Read it."}}, Sections: []Section{{Name: "pages", Cases: []Case{{
		Name: "a.md", State: Drift, Level: "breaking",
		Findings: []Finding{{ID: "c", Level: "cosmetic", Text: "x"}, {ID: "b", Level: "breaking", Text: "x"}, {ID: "a", Level: "compatible", Text: "x"}},
	}}}}}
	for format, want := range map[string][]string{
		"html":     {"What to do now", "a.yaml:3", "✖ Breaking: 1", "▲ Compatible: 1", "○ Cosmetic: 1"},
		"markdown": {"What to do now", "`a.yaml:3`: Read it.", "| ✖ breaking |", "| ▲ compatible |", "| ○ cosmetic |"},
		"text":     {"breaking: b", "compatible: a", "cosmetic: c", "What to do now"},
	} {
		text := render(t, format, reported{r})
		for _, part := range want {
			at := strings.Index(text, part)
			require.GreaterOrEqual(t, at, 0, "%s: %s, in this order", format, part)
			text = text[at:]
		}
	}
	style, err := templates.ReadFile("page/style.gohtml")
	require.NoError(t, err)
	for _, border := range []string{"solid var(--error)", "double var(--warning)", "dotted var(--quiet)"} {
		assert.Contains(t, string(style), border)
	}
	assert.Contains(t, string(style), "overflow-wrap: anywhere", "a long pointer does not widen the page")
	assert.NotContains(t, string(style), "nowrap")
}

type reported struct{ report Report }

func (r reported) Report() Report { return r.report }
