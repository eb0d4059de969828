package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// updatable is a folder with what spec update looks at. It is in no git repository, and nothing in it compiles.
func updatable(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"spec", "gen", "cassettes"} {
		require.NoError(t, os.CopyFS(filepath.Join(dir, name), os.DirFS(filepath.Join("../..", name))))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module none\n"), 0o600))
	return dir
}

func TestSpecUpdate(t *testing.T) {
	t.Parallel()
	dir := updatable(t)
	summary := filepath.Join(dir, "bin", "update-spec.md")
	args := []string{"spec", "update", "--root", dir, "--summary", summary, "--go", "no-such-go-command"}

	got := command{args: append(args, "--fetch", "never")}.run(t)
	require.Equal(t, exitOK, got.code, got.err)
	require.Equal(t, "Spec update: nothing has changed in what was looked at\n"+summary+"\n", got.out)
	require.FileExists(t, summary)

	got = command{args: append(args, "--docs-server", "https://127.0.0.1:1", "--fetch-pause", "-1s")}.run(t)
	require.Equal(t, exitInput, got.code, "the pages cannot be read")
	require.Contains(t, got.err, "iyzipayout: fetch: ")

	page := filepath.Join(dir, "spec", "vendor", "mass-payout-auth.md")
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(page, append(text, "More text.\n"...), 0o600))
	got = command{args: args}.run(t)
	require.Equal(t, exitNo, got.code, got.err)
	require.Contains(t, got.err, "generate: no-such-go-command generate ./...")
	kept, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Equal(t, string(text)+"More text.\n", string(kept))
}

func TestSpecUpdateBadInput(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		"is not this repository":        {"--root", t.TempDir()},
		"must be auto, always or never": {"--fetch", "perhaps"},
		"--ca-file":                     {"--ca-file", write(t, "file", "")},
		"unknown flag":                  {"--nonsense"},
	} {
		got := command{args: append([]string{"spec", "update"}, args...)}.run(t)
		require.Equal(t, exitInput, got.code, got.err)
		require.Contains(t, got.err, want)
		require.NoDirExists(t, "bin")
	}
}
