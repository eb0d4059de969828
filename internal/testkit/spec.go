// Package testkit is what the tests of several packages stand up: a service whose answers change, the vendor's site with
// another page, and a spec folder that no update of the vendor's disturbs.
package testkit

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The vendored pages that tests edit most.
const (
	InitPage     = "mass-payout-initalize.md"
	AuthPage     = "mass-payout-auth.md"
	CancelPage   = "mass-payout-cancel.md"
	RetrievePage = "retrieve-mass-payout.md"
)

// Root is the folder of the repository.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		above := filepath.Dir(dir)
		require.NotEqual(t, dir, above, "no go.mod above the test")
		dir = above
	}
}

// FrozenSpec is a spec folder as it once was: an update of the pages must not disturb what is edited in them here.
func FrozenSpec(t testing.TB) string {
	t.Helper()
	return filepath.Join(Root(t), "spec", "testdata", "frozen")
}

// CopySpec is a copy of the frozen spec folder that may be written to.
func CopySpec(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "spec")
	require.NoError(t, os.CopyFS(dir, os.DirFS(FrozenSpec(t))))
	return dir
}

// Page is a page of a spec folder with something written instead of something else.
func Page(t testing.TB, specDir, name string, pairs ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(specDir, "vendor", name))
	require.NoError(t, err)
	is := strings.NewReplacer(pairs...).Replace(string(data))
	require.True(t, len(pairs) == 0 || is != string(data), "the edit of %s must do something", name)
	return is
}
