package fetch

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/spectest"
	"github.com/iyzipayout/iyzipayout/spec"
)

// A rename over a folder that is not empty fails, for root as well.
func TestWhatWasWrittenIsPutBackWhenTheRestCannotBe(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a"), []byte("old a"), 0o644))
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "c", "full"), 0o755))
	err := replaceFiles(dir, []file{{"a", []byte("new a")}, {"b", []byte("new b")}, {"c", []byte("new c")}})
	require.Error(t, err)
	assert.Equal(t, map[string]string{"a": "old a"}, snapshot(t, dir))

	// The last name can be read and not be taken: what was renamed before it goes back.
	require.NoError(t, os.Remove(filepath.Join(dir, "c", "full")))
	require.NoError(t, os.Remove(filepath.Join(dir, "c")))
	err = replaceFiles(dir, []file{{"a", []byte("new a")}, {"b", []byte("new b")}, {"missing/c", []byte("new c")}})
	require.Error(t, err)
	assert.Equal(t, map[string]string{"a": "old a"}, snapshot(t, dir))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, entries, 1)

	require.NoError(t, replaceFiles(dir, []file{{"a", []byte("new a")}, {"b", []byte("new b")}}))
	assert.Equal(t, map[string]string{"a": "new a", "b": "new b"}, snapshot(t, dir))
	assert.Error(t, replaceFiles(filepath.Join(dir, "nowhere"), []file{{"a", nil}}))
}

func TestAFolderThatChangedMeanwhileIsNotWrittenTo(t *testing.T) {
	t.Parallel()
	site := newDocs(t)
	site.Edit(t, cancelFile, `"summary":"Cancel Mass Payout"`, `"summary":"Cancel"`)
	got := site.check(t, spectest.Disk(t))
	for text, want := range map[string]string{
		"":                 "is empty",
		"base: x\n":        "has no list of pages",
		"pages: []\n":      "does not list mass-payout-cancel.md any more",
		"pages: [\n":       "yaml: ",
		"- a\n":            "has no list of pages",
		"pages:\n  a: b\n": "has no list of pages",
	} {
		dir := spectest.Disk(t)
		require.NoError(t, os.WriteFile(filepath.Join(dir, spec.SourcesFile), []byte(text), 0o644))
		before := snapshot(t, dir)
		assert.ErrorContains(t, got.Apply(dir), want)
		assert.Equal(t, before, snapshot(t, dir))
	}
	assert.ErrorIs(t, got.Apply(t.TempDir()), os.ErrNotExist)
	assert.NoError(t, (&Result{}).Apply(t.TempDir()), "nothing to write is no error")
}

// The committed list must come through the encoder as it is, or an update would reformat it.
func TestTheListIsWrittenAsItIs(t *testing.T) {
	t.Parallel()
	before, err := os.ReadFile("../../spec/" + spec.SourcesFile)
	require.NoError(t, err)
	after, err := (&Result{}).editSources(before)
	require.NoError(t, err)
	assert.Equal(t, string(before), string(after))
}

func TestAdoptTouchesNothingElse(t *testing.T) {
	t.Parallel()
	dir := spectest.Disk(t)
	name := filepath.Join(dir, "vendor", "sources.yaml")
	before, err := os.ReadFile(name)
	require.NoError(t, err)
	adopted, err := Adopt(dir)
	require.NoError(t, err)
	assert.Empty(t, adopted)
	after, err := os.ReadFile(name)
	require.NoError(t, err)
	assert.Equal(t, string(before), string(after))
}
