// Package spectest is what tests share that read, edit and fetch the vendor's pages: a frozen spec folder and a server of its pages.
// The pages are frozen ones, so that an update of today's does not disturb a test.
package spectest

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/digest"
)

const sourcesFile = "vendor/sources.yaml"

// The vendored pages that tests edit most.
const (
	InitPage     = "mass-payout-initalize.md"
	AuthPage     = "mass-payout-auth.md"
	RetrievePage = "retrieve-mass-payout.md"
)

// Dir is the frozen folder. It must not be written to.
func Dir(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "spec", "testdata", "frozen")
		}
		above := filepath.Dir(dir)
		require.NotEqual(t, dir, above, "no go.mod above the test")
		dir = above
	}
}

// Disk is a copy of the folder on disk, which may be written to.
func Disk(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(Dir(t))))
	return dir
}

// Memory is a copy of the folder in memory.
func Memory(t testing.TB) fstest.MapFS {
	t.Helper()
	frozen := os.DirFS(Dir(t))
	dir := fstest.MapFS{}
	require.NoError(t, fs.WalkDir(frozen, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(frozen, name)
		dir[name] = &fstest.MapFile{Data: data}
		return err
	}))
	return dir
}

// Edit changes one place of a file in a copy and, for a vendored page, the sum that is listed for it.
func Edit(t testing.TB, dir fstest.MapFS, name, old, replacement string) {
	t.Helper()
	before := string(dir[name].Data)
	require.Equal(t, 1, strings.Count(before, old), "%s must hold %q once", name, old)
	after := strings.Replace(before, old, replacement, 1)
	dir[name] = &fstest.MapFile{Data: []byte(after)}
	if path.Dir(name) == "vendor" && name != sourcesFile {
		Edit(t, dir, sourcesFile, digest.SHA256([]byte(before)), digest.SHA256([]byte(after)))
	}
}

// Page is the text of a vendored page.
func Page(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(Dir(t), "vendor", name))
	require.NoError(t, err)
	return string(data)
}

// Pages are the names of the vendored pages in Markdown.
func Pages(t testing.TB) []string {
	t.Helper()
	names, err := fs.Glob(os.DirFS(filepath.Join(Dir(t), "vendor")), "*.md")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	return names
}

// Edited is a vendored page with something written instead of something else, in pairs.
func Edited(t testing.TB, name string, pairs ...string) string {
	t.Helper()
	was := Page(t, name)
	is := strings.NewReplacer(pairs...).Replace(was)
	require.True(t, len(pairs) == 0 || is != was, "the edit of %s must do something", name)
	return is
}
