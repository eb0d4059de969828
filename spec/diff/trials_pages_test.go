package diff_test

import (
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/spectest"
)

// writePages makes the folder "old" of the vendored pages, and "new" of them with the trial's changes: pages of its folder
// laid over, pages removed, texts replaced.
func (one trial) writePages(t *testing.T, dir string) {
	t.Helper()
	pages := map[string][]byte{}
	for _, page := range spectest.Pages(t) {
		pages[page] = []byte(spectest.Page(t, page))
	}
	writeFolder(t, filepath.Join(dir, "old"), pages)
	before := maps.Clone(pages)
	one.changePages(t, pages)
	require.NotEqual(t, before, pages, "the trial changes nothing")
	writeFolder(t, filepath.Join(dir, "new"), pages)
}

func (one trial) changePages(t *testing.T, pages map[string][]byte) {
	t.Helper()
	if one.Folder != "" {
		changed, err := filepath.Glob(filepath.Join("testdata", "trials", one.Folder, "*.md"))
		require.NoError(t, err)
		require.NotEmpty(t, changed, one.Folder)
		for _, path := range changed {
			pages[filepath.Base(path)], err = os.ReadFile(path)
			require.NoError(t, err)
		}
	}
	for _, name := range one.Remove {
		require.Contains(t, pages, name)
		delete(pages, name)
	}
	for _, e := range one.Edit {
		require.Contains(t, pages, e.File)
		pages[e.File] = e.apply(t, pages[e.File])
	}
}

func writeFolder(t *testing.T, dir string, pages map[string][]byte) {
	t.Helper()
	require.NoError(t, os.Mkdir(dir, 0o700))
	for name, text := range pages {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), text, 0o600))
	}
}
