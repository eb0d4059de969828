package journal_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout/journal"
	"github.com/iyzipayout/iyzipayout/payout/runner"
	"github.com/iyzipayout/iyzipayout/payout/storetest"
)

func TestStoreKeepsItsPromises(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Opener {
		dir := t.TempDir()
		return func(t *testing.T) runner.Store { return newStore(t, dir) }
	})
}

func newStore(t testing.TB, dir string) *journal.Store {
	t.Helper()
	s, err := journal.New(dir)
	require.NoError(t, err)
	return s
}

func open(t testing.TB, s *journal.Store) runner.Journal {
	t.Helper()
	j, err := s.Open(t.Context(), "payroll")
	require.NoError(t, err)
	return j
}

func records(t testing.TB, j runner.Journal) []string {
	t.Helper()
	lines, err := j.Records(t.Context())
	require.NoError(t, err)
	list := []string{}
	for _, line := range lines {
		list = append(list, string(line))
	}
	return list
}

// written makes a journal of some records and returns its path.
func written(t testing.TB, s *journal.Store, list ...string) string {
	t.Helper()
	j := open(t, s)
	for _, r := range list {
		require.NoError(t, j.Append(t.Context(), []byte(r)))
	}
	require.NoError(t, j.Close())
	return s.Path("payroll")
}

func TestNewMakesFoldersForTheirOwnerOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	path := written(t, newStore(t, dir), "1")
	if runtime.GOOS == "windows" {
		return // it has no such permissions
	}
	for name, mode := range map[string]os.FileMode{dir: 0o700, path: 0o600, path + ".lock": 0o600} {
		info, err := os.Stat(name)
		require.NoError(t, err)
		require.Equal(t, mode, info.Mode().Perm(), name)
	}
}

func TestNewRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for dir, part := range map[string]string{"": "needs a folder", file: "not a folder", filepath.Join(file, "x"): "not a folder"} {
		_, err := journal.New(dir)
		require.ErrorContains(t, err, part)
	}
}

// Names are safe on every file system, and tell ids apart that differ only in case or in characters that are left out.
func TestPath(t *testing.T) {
	s := newStore(t, t.TempDir())
	require.Regexp(t, `^payroll-2026-11-[0-9a-f]{16}\.journal$`, filepath.Base(s.Path("payroll-2026-11")))
	require.Regexp(t, `^____etc_passwd-[0-9a-f]{16}\.journal$`, filepath.Base(s.Path("../ etc/passwd")[0:]), "never a path of its own")
	require.NotEqual(t, strings.ToLower(s.Path("a")), strings.ToLower(s.Path("A")))
	require.Less(t, len(filepath.Base(s.Path(strings.Repeat("x", 10_000)))), 120)
}
