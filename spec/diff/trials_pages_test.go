package diff_test

import (
	"maps"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/spectest"
	"github.com/iyzipayout/iyzipayout/spec/diff"
)

// pages are the vendored pages with the trial's changes: pages of its folder laid over, pages removed, texts replaced.
func (one trial) pages(t *testing.T) diff.Document {
	t.Helper()
	pages := vendoredPages(t)
	before := maps.Clone(pages)
	one.changePages(t, pages)
	require.NotEqual(t, before, pages, "the trial changes nothing")
	return loadPages(t, "new", pages)
}

func vendoredPages(t *testing.T) map[string][]byte {
	t.Helper()
	pages := map[string][]byte{}
	for _, page := range spectest.Pages(t) {
		pages[page] = []byte(spectest.Page(t, page))
	}
	return pages
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

func loadPages(t *testing.T, name string, pages map[string][]byte) diff.Document {
	t.Helper()
	folder := fstest.MapFS{}
	for page, text := range pages {
		folder[page] = &fstest.MapFile{Data: text}
	}
	document, err := diff.LoadFS(name, folder)
	require.NoError(t, err)
	return document
}
