package update_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/fetch"
	"github.com/iyzipayout/iyzipayout/internal/spectest"
	"github.com/iyzipayout/iyzipayout/internal/update"
)

const (
	root         = "../.."
	initPage     = spectest.InitPage
	retrievePage = spectest.RetrievePage
	markerIBAN   = "TR330006100519786457841326"
)

// Edits of pages: what is written instead of what.
type edits map[string][]string

// newMember goes through: the answer to init has one more member.
func newMember() edits {
	return edits{initPage: {`"invalidItems":{"type":"array"`, `"plantedItems":{"type":"integer","description":"How many items were accepted."},"invalidItems":{"type":"array"`}}
}

// newStatus goes through, and nobody knows what it means.
func newStatus() edits { return edits{retrievePage: {`"DEPOSIT_FAIL"]`, `"DEPOSIT_FAIL","HELD"]`}} }

// movedStatus stops the build: the list is not where enums.yaml says.
func movedStatus() edits {
	return edits{retrievePage: {`"itemStatus":{`, `"statusOfItem":{`, `"DEPOSIT_FAIL"]`, `"DEPOSIT_FAIL","HELD"]`}}
}

// repository is a copy of what an update works on, committed. Nothing in it compiles: the commands are the test's own.
func repository(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	// The pages are frozen ones, so that an update of today's does not disturb the tests that edit them.
	for from, to := range map[string]string{"spec/testdata/frozen": "spec", "gen": "gen", "cassettes": "cassettes"} {
		require.NoError(t, os.CopyFS(filepath.Join(dir, to), os.DirFS(filepath.Join(root, filepath.FromSlash(from)))))
	}
	copyFile(t, filepath.Join(root, "go.mod"), filepath.Join(dir, "go.mod"))
	commit(t, dir)
	return dir
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Dir(to), 0o755))
	require.NoError(t, os.WriteFile(to, data, 0o644))
}

func commit(t testing.TB, dir string) {
	t.Helper()
	for _, args := range [][]string{
		{"init", "-q"}, {"add", "-A"},
		{"-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", "before"},
	} {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
	}
}

// put puts the edited pages into a repository by hand.
func (e edits) put(t testing.TB, dir string) {
	t.Helper()
	for name, pairs := range e {
		text := spectest.Edited(t, name, pairs...)
		require.NoError(t, os.WriteFile(filepath.Join(dir, "spec", "vendor", name), []byte(text), 0o644))
	}
}

// serve is the vendor's site with the edited pages.
func (e edits) serve(t testing.TB) fetch.Options {
	t.Helper()
	site := spectest.NewSite(t)
	for name, pairs := range e {
		site.ServePage(name, spectest.Edited(t, name, pairs...))
	}
	return fetch.Options{Client: site.Client(), Server: site.URL, Pause: -time.Second, Attempts: 1}
}

// commands stands in for the go command.
type commands struct {
	mu   sync.Mutex
	ran  []string
	fail string                 // the command that fails
	does func(name, dir string) // what they do
}

func (c *commands) exec(_ context.Context, dir string, command []string) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ran = append(c.ran, command[0])
	if c.does != nil {
		c.does(command[0], dir)
	}
	if command[0] == c.fail {
		return []byte("ok  \tfine\nFAIL: the account " + markerIBAN + " is not there\n"), exec.ErrNotFound
	}
	return nil, nil
}

// options are those of an update of a repository, with commands that are called generate, record and test.
func options(dir string, c *commands) update.Options {
	return update.Options{
		Root: dir, Exec: c.exec,
		Generate: [][]string{{"generate"}}, Record: [][]string{{"record"}}, Test: [][]string{{"test"}},
	}
}

// run runs an update and returns its summary.
func run(t testing.TB, o update.Options) (*update.Result, string) {
	t.Helper()
	result, err := update.Run(t.Context(), o)
	require.NoError(t, err)
	write, err := report.For("markdown")
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, write(&b, result.Report()))
	require.NotContains(t, b.String(), markerIBAN)
	require.NotContains(t, b.String(), "0061005197")
	return result, b.String()
}

// state is every file of a repository but git's own.
func state(t testing.TB, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if entry.Name() == ".git" {
				return filepath.SkipDir
			}
			return nil
		}
		data, err := os.ReadFile(name)
		all[strings.TrimPrefix(name, dir)] = string(data)
		return err
	}))
	return all
}

// differing are the files in which two states differ.
func differing(before, after map[string]string) []string {
	var names []string
	for name, text := range after {
		if before[name] != text {
			names = append(names, name)
		}
	}
	for name := range before {
		if _, is := after[name]; !is {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
