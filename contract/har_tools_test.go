package contract

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// recordingTool is a tool with a file as it writes it, and what cannot be seen of it.
type recordingTool struct {
	tool, file string
	unseen     []string
	ignored    []string
}

// recordingTools has a row for each tool that docs/contract.md names: two calls, init and auth. The files of chrome-har 1.3.1,
// axios-har-tracker 0.8.0, Polly.JS 6.0.6 and go-vcr (one call) are what the tools wrote themselves.
func recordingTools() []recordingTool {
	const request, answer = "body of a request is only in postData.params, taken apart", "body of an answer is not in the file"
	noise := []string{"call to another host", "favicon", "data: URL", "websocket", "preflight"}
	return []recordingTool{
		{"mitmproxy har_dump", "mitmproxy.har", nil, nil},
		{"Playwright, content embed", "playwright-embed.har", nil, noise},
		{"Playwright, content attach", "playwright-attach.har", nil, noise},
		{"Playwright, content omit", "playwright-omit.har", []string{"body of a request is not in the file", answer, "body of a request is not in the file", answer}, noise},
		{"chrome-har", "chrome-har.har", []string{request, request}, nil},
		{"axios-har-tracker", "axios-har-tracker.har", nil, nil},
		{"Polly.JS", "polly.har", nil, nil},
		{"Firefox", "firefox.har", []string{answer}, nil},
		{"Chrome DevTools", "chrome.har", []string{"answer was not recorded", answer}, nil},
		{"Charles", "charles.har", nil, nil},
		{"go-vcr v1.2.0", "../cassettes/go-vcr-v1.yaml", nil, nil},
		{"go-vcr v2.1.0", "../cassettes/go-vcr-v2.yaml", nil, nil},
		{"go-vcr v3.2.0", "../cassettes/go-vcr-v3.yaml", nil, nil},
		{"go-vcr v4.0.6", "../cassettes/go-vcr-v4.yaml", nil, nil},
	}
}

// TestTheDocumentNamesTheRecordingTools: each tool of the table in docs/contract.md has a row above, each row stands in the table, and "all of it" is said
// where nothing is missing and nowhere else.
func TestTheDocumentNamesTheRecordingTools(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile("../docs/contract.md")
	require.NoError(t, err)
	_, table, found := strings.Cut(string(document), "| recorded with | what is read |\n|---|---|\n")
	require.True(t, found)
	table, _, _ = strings.Cut(table, "\n\n")
	whole := map[string]bool{} // tools of the table, by whether all of it is read
	for row := range strings.Lines(table) {
		cells := strings.Split(strings.NewReplacer("`", "", "(", "", ")", "").Replace(row), "|")
		all := strings.HasPrefix(strings.TrimSpace(cells[2]), "all of it")
		for _, tool := range toolsOf(strings.TrimSpace(cells[1])) {
			whole[tool] = all
		}
	}
	tested := map[string]bool{}
	for _, tt := range recordingTools() {
		tested[tt.tool] = tt.unseen == nil
	}
	assert.Equal(t, tested, whole)
}

// toolsOf takes a cell of the table in docs/contract.md apart: "A, B", "Playwright, content: embed or attach", "go-vcr v1 to v4".
func toolsOf(cell string) []string {
	switch name, ways, _ := strings.Cut(cell, ", content: "); {
	case ways != "":
		var all []string
		for way := range strings.SplitSeq(ways, " or ") {
			all = append(all, name+", content "+way)
		}
		return all
	case cell == "go-vcr v1 to v4":
		return []string{"go-vcr v1.2.0", "go-vcr v2.1.0", "go-vcr v3.2.0", "go-vcr v4.0.6"}
	}
	return strings.Split(cell, ", ")
}

func TestRecordingTools(t *testing.T) {
	t.Parallel()
	for _, tt := range recordingTools() {
		t.Run(tt.tool, func(t *testing.T) {
			all, err := Open(filepath.Join("testdata", "har", tt.file))
			require.NoError(t, err)
			o := today(t).CheckRecording(all)
			var unseen, ignored []string
			for _, each := range o.Unseen {
				unseen = append(unseen, each.String())
			}
			for _, each := range o.Ignored {
				ignored = append(ignored, each.What)
			}
			assert.Equal(t, tt.unseen, unseen)
			assert.Equal(t, tt.ignored, ignored)
			assert.GreaterOrEqual(t, o.Exchanges, 1)
			if tt.tool != "Charles" { // whose second call is a form, which is a drift
				assert.Empty(t, o.Findings)
			}
			assertDriftIsSeen(t, all, tt.unseen == nil)
		})
	}
}

// assertDriftIsSeen breaks an answer and a request that were read: a tool's file is not clean because nobody looked.
func assertDriftIsSeen(t *testing.T, all []Exchange, whole bool) {
	t.Helper()
	c := today(t)
	bodies := 0
	for _, e := range all {
		if e.Unread != "" || c.ignored(e) != "" {
			continue
		}
		if len(e.Response.Body) > 0 {
			bodies++
			e.Response.Body = append([]byte(`{"neu":1,`), e.Response.Body[1:]...)
			assert.Contains(t, pointers(c.Check(e), InResponse), "/neu")
		}
		if len(e.Request.Body) > 0 && e.Request.Body[0] == '{' {
			bodies++
			e.Request.Body = append([]byte(`{"neu":1,`), e.Request.Body[1:]...)
			assert.Contains(t, pointers(c.Check(e), InRequest), "/neu")
		}
	}
	if whole {
		assert.GreaterOrEqual(t, bodies, 2, "both of the call, or of two calls")
	}
}

func pointers(found []Finding, d Direction) []string {
	var all []string
	for _, f := range found {
		if f.Direction == d {
			all = append(all, f.Pointer)
		}
	}
	return all
}

// TestAttachmentsStayInTheFolder: a name that leads elsewhere is no body.
func TestAttachmentsStayInTheFolder(t *testing.T) {
	for _, name := range []string{"../cassette.yaml", "/etc/hostname", `..\\cassette.yaml`, "..", "missing.json"} {
		file := writeHAR(t, harOf(`{"url":"`+sandboxAuth+`"}`, `{"status":200,"content":{"size":3,"_file":"`+name+`"}}`))
		all, err := Open(file)
		require.NoError(t, err)
		assert.True(t, all[0].Response.BodyUnknown, name)
		assert.Equal(t, "is in a file of its own that is not beside the archive", all[0].Response.BodyMissing)
	}
}
