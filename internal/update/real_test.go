package update_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/digest"
	"github.com/iyzipayout/iyzipayout/internal/update"
)

// TestUpdateForReal runs the go command on a copy of this repository: a changed page leads to a regenerated client that
// compiles and passes its tests. make update-spec and recording, which build nearly everything, are in whole_test.go.
func TestUpdateForReal(t *testing.T) {
	t.Parallel()
	dir := checkout(t)
	newMember().put(t, dir)
	result, text := run(t, update.Options{
		Root:     dir,
		Generate: [][]string{{"go", "generate", "./gen"}}, // the only package with something to generate
		Test:     [][]string{{"go", "test", "-vet=off", "./gen/..."}},
	})
	require.Nil(t, result.Failed(), text)
	assert.Contains(t, read(t, dir, "gen/openapi.gen.go"), "PlantedItems")
	assert.Contains(t, result.API, update.APIChange{
		Kind: "field", Name: "MassPayoutInitializeResponse.PlantedItems", After: "int `json:\"plantedItems,omitempty,omitzero\"`",
	})
	assert.Contains(t, text, "the tests pass")
	generated := read(t, dir, "spec/openapi.yaml")
	for _, s := range result.Stale {
		assert.NotEqual(t, digest.SHA256([]byte(generated)), s.Cassette.Document)
	}
}

// checkout is a copy of the files of this repository, committed.
func checkout(t *testing.T) string {
	t.Helper()
	list := exec.Command("git", "ls-files", "-z", "-co", "--exclude-standard")
	list.Dir = root
	out, err := list.Output()
	require.NoError(t, err)
	dir := t.TempDir()
	for _, name := range strings.Split(strings.TrimRight(string(out), "\x00"), "\x00") {
		if _, err := os.Stat(filepath.Join(root, name)); err == nil { // deleted files are listed, too
			copyFile(t, filepath.Join(root, name), filepath.Join(dir, name))
		}
	}
	// The pages that are edited are frozen ones: today's may have the edit already.
	for name, data := range state(t, filepath.Join(root, "spec", "testdata", "frozen")) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "spec", filepath.FromSlash(name)), []byte(data), 0o644))
	}
	commit(t, dir)
	return dir
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	require.NoError(t, err)
	return string(data)
}
