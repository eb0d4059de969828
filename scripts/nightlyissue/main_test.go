package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/nightly"
)

// fakeGH stands in for the GitHub command line: it writes down what it is called with and answers `issue list` with issues.
const fakeGH = `#!/bin/sh
dir=$(dirname "$0")
echo "$*" >> "$dir/calls"
case "$1 $2" in
"issue list") cat "$dir/issues" ;;
"issue edit" | "issue create") cat > "$dir/body" ;;
esac
if [ -f "$dir/fails" ] && [ "$1 $2" = "$(cat "$dir/fails")" ]; then echo "HTTP 403: no" >&2; exit 1; fi
`

type github struct{ dir string }

func newGitHub(t *testing.T, issues ...issue) github {
	t.Helper()
	g := github{t.TempDir()}
	g.write(t, "gh", fakeGH)
	require.NoError(t, os.Chmod(filepath.Join(g.dir, "gh"), 0o755))
	if issues == nil {
		issues = []issue{}
	}
	list, err := json.Marshal(issues)
	require.NoError(t, err)
	g.write(t, "issues", string(list))
	t.Setenv("PATH", g.dir+":/usr/bin:/bin")
	return g
}

func (g github) write(t *testing.T, name, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(g.dir, name), []byte(text), 0o644))
}

func (g github) read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(g.dir, name))
	if os.IsNotExist(err) {
		return ""
	}
	require.NoError(t, err)
	return string(data)
}

// calls are the commands that change something.
func (g github) calls(t *testing.T) []string {
	var all []string
	for line := range strings.Lines(g.read(t, "calls")) {
		if !strings.HasPrefix(line, "issue list ") {
			all = append(all, strings.TrimSpace(line))
		}
	}
	return all
}

// folder is what `make nightly` writes.
func folder(t *testing.T, code string, states map[string]report.State, text string) string {
	t.Helper()
	dir := t.TempDir()
	type part struct {
		Name  string       `json:"name"`
		State report.State `json:"state"`
	}
	summary := struct {
		Verdict string `json:"verdict"`
		Parts   []part `json:"parts"`
	}{Verdict: "The verdict"}
	for name, state := range states {
		summary.Parts = append(summary.Parts, part{name, state})
	}
	data, err := json.Marshal(summary)
	require.NoError(t, err)
	for name, data := range map[string]string{"exit-code": code + "\n", "summary.json": string(data), "report.md": text} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644))
	}
	return dir
}

func runs(t *testing.T, dir string, env map[string]string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(t.Context(), []string{"-dir", dir}, func(name string) string { return env[name] }, &out)
	return strings.TrimSpace(out.String()), err
}

func about(number int, kinds string) issue {
	return issue{Number: number, Title: title, Body: "<!-- vendor-drift: " + kinds + " -->\nold"}
}

func TestOneIssueFollowsTheDrift(t *testing.T) {
	looked := map[string]report.State{nightly.Pages: report.Clean, nightly.Wire: report.Clean}
	without := func(name string, state report.State) map[string]report.State {
		return map[string]report.State{nightly.Pages: report.Clean, nightly.Wire: report.Clean, name: state}
	}
	opened := []string{"label create vendor-drift --force --description The vendor's pages or service differ from spec/",
		"issue create --title The vendor has moved --label vendor-drift --body-file -"}
	closed := func(n int) string {
		return fmt.Sprintf("issue close %d --reason completed --comment Gone: The verdict", n)
	}
	cases := map[string]struct {
		code   string
		states map[string]report.State
		open   []issue
		calls  []string
		marker string
		said   string
	}{
		"nothing, and none open":            {"0", looked, nil, nil, "", "nothing has moved, and no issue is open"},
		"pages moved":                       {"1", without(nightly.Pages, report.Drift), nil, opened, "pages", "opened an issue"},
		"the service moved":                 {"2", without(nightly.Wire, report.Drift), nil, opened, "wire", "opened an issue"},
		"both moved":                        {"3", looked, nil, opened, "pages wire", "opened an issue"},
		"still moved":                       {"1", looked, []issue{about(7, "pages")}, []string{"issue edit 7 --body-file -"}, "pages", "updated issue 7"},
		"another part moved":                {"2", looked, []issue{about(7, "pages")}, []string{"issue edit 7 --body-file -"}, "wire", "updated issue 7"},
		"gone":                              {"0", looked, []issue{about(7, "pages wire")}, []string{closed(7)}, "", "closed issue 7: what had moved is gone"},
		"gone, and somebody opened another": {"0", looked, []issue{about(9, "wire"), about(7, "pages")}, []string{closed(7), closed(9)}, "", "closed issue 7: what had moved is gone"},
		"could not run":                     {"4", without(nightly.Wire, report.CouldNotRun), nil, nil, "", "nothing has moved, and no issue is open"},
		"could not look again": {"4", without(nightly.Wire, report.CouldNotRun), []issue{about(7, "wire")}, nil, "",
			"left issue 7 open: wire was not looked at to the end, so nobody knows whether the drift is gone"},
		"no keys, and the service had moved": {"0", without(nightly.Wire, report.LeftOut), []issue{about(7, "wire")}, nil, "",
			"left issue 7 open: wire was not looked at to the end, so nobody knows whether the drift is gone"},
		"no keys, and a page had moved":     {"0", without(nightly.Wire, report.LeftOut), []issue{about(7, "pages")}, []string{closed(7)}, "", "closed issue 7: what had moved is gone"},
		"one moved, the other is not known": {"5", without(nightly.Wire, report.CouldNotRun), []issue{about(7, "wire")}, []string{"issue edit 7 --body-file -"}, "pages wire", "updated issue 7"},
		"the line was taken out": {"0", without(nightly.Wire, report.LeftOut), []issue{{Number: 7, Title: title, Body: "mine"}}, nil, "",
			"left issue 7 open: wire was not looked at to the end, so nobody knows whether the drift is gone"},
		"an issue of somebody else": {"0", looked, []issue{{Number: 3, Title: "The vendor moved?", Body: ""}}, nil, "", "nothing has moved, and no issue is open"},
		"a part is not told of":     {"0", map[string]report.State{nightly.Pages: report.Clean}, []issue{about(7, "wire")}, nil, "", "left issue 7 open: wire was not looked at to the end, so nobody knows whether the drift is gone"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			hub := newGitHub(t, c.open...)
			said, err := runs(t, folder(t, c.code, c.states, "# Report\n\nAsk @iyzico.\n"), nil)
			require.NoError(t, err)
			assert.Equal(t, c.said, said)
			assert.Equal(t, c.calls, hub.calls(t))
			assert.Contains(t, hub.read(t, "calls"), "issue list --state open --label vendor-drift")
			text := hub.read(t, "body")
			if c.marker == "" {
				assert.Empty(t, text)
				return
			}
			assert.True(t, strings.HasPrefix(text, "<!-- vendor-drift: "+c.marker+" -->\n"), text)
			assert.Contains(t, text, "# Report")
			assert.NotContains(t, text, "@iyzico", "the vendor's text calls nobody")
			assert.Equal(t, name == "one moved, the other is not known", strings.Contains(text, "Drift of an earlier night (wire)"))
		})
	}
}

func TestTheIssueLeadsToTheRun(t *testing.T) {
	hub := newGitHub(t)
	_, err := runs(t, folder(t, "1", nil, "report"), map[string]string{
		"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "iyzipayout/iyzipayout", "GITHUB_RUN_ID": "42"})
	require.NoError(t, err)
	assert.Contains(t, hub.read(t, "body"), "https://github.com/iyzipayout/iyzipayout/actions/runs/42")
}

func TestALongReportIsCutAtALine(t *testing.T) {
	hub := newGitHub(t)
	_, err := runs(t, folder(t, "1", nil, strings.Repeat("ğğğğğğğğğğğ\n", 5000)), nil)
	require.NoError(t, err)
	text := hub.read(t, "body")
	assert.Less(t, len([]rune(text)), 65536)
	assert.Less(t, len(text), maxBody+1000)
	assert.Contains(t, text, "\nğğğğğğğğğğğ\n\nCut off here")
	assert.True(t, strings.HasSuffix(cut(strings.Repeat("ğ", maxBody)), "Cut off here: the whole report is in the artefact of the run.\n"))
}

func TestANightThatDidNotEndIsAnError(t *testing.T) {
	newGitHub(t)
	good := folder(t, "0", nil, "")
	for name, c := range map[string]struct{ file, text, want string }{
		"code":    {"exit-code", "eight", `"eight": must be a number from 0 to 7`},
		"range":   {"exit-code", "8", `"8": must be a number from 0 to 7`},
		"summary": {"summary.json", "{", "summary.json: unexpected end of JSON input"},
	} {
		dir := t.TempDir()
		require.NoError(t, os.CopyFS(dir, os.DirFS(good)))
		require.NoError(t, os.WriteFile(filepath.Join(dir, c.file), []byte(c.text), 0o644))
		_, err := runs(t, dir, nil)
		assert.ErrorContains(t, err, c.want, name)
	}
	for _, name := range []string{"exit-code", "summary.json", "report.md"} {
		dir := t.TempDir()
		require.NoError(t, os.CopyFS(dir, os.DirFS(good)))
		require.NoError(t, os.Remove(filepath.Join(dir, name)))
		_, err := runs(t, dir, nil)
		assert.ErrorIs(t, err, os.ErrNotExist, name)
	}
	assert.ErrorContains(t, run(t.Context(), []string{"x"}, os.Getenv, &bytes.Buffer{}), "takes no argument: x")
	assert.Error(t, run(t.Context(), []string{"-nope"}, os.Getenv, &bytes.Buffer{}))
}

func TestWhatGitHubRefusesIsAnError(t *testing.T) {
	for call, c := range map[string]struct {
		code string
		open []issue
	}{
		"issue list": {"0", nil}, "label create": {"1", nil}, "issue create": {"1", nil},
		"issue edit": {"1", []issue{about(1, "pages")}}, "issue close": {"0", []issue{about(1, "pages")}},
	} {
		hub := newGitHub(t, c.open...)
		hub.write(t, "fails", call)
		_, err := runs(t, folder(t, c.code, map[string]report.State{nightly.Pages: report.Clean}, ""), nil)
		require.ErrorContains(t, err, "gh "+call+": exit status 1: HTTP 403: no")
	}
	hub := newGitHub(t)
	hub.write(t, "issues", "no JSON")
	_, err := runs(t, folder(t, "0", nil, ""), nil)
	require.ErrorContains(t, err, "gh issue list: invalid character")
	t.Setenv("PATH", t.TempDir())
	_, err = runs(t, folder(t, "0", nil, ""), nil)
	assert.EqualError(t, err, "needs gh, the GitHub command line, on PATH")
}
