package fetch

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/digest"
	"github.com/iyzipayout/iyzipayout/internal/spectest"
)

// conditional serves a page that has a version, and counts how often it was sent in full.
func conditional(text, etag, modified string, sent *int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/markdown")
		if etag != "" {
			w.Header().Set("ETag", etag)
		}
		if modified != "" {
			w.Header().Set("Last-Modified", modified)
		}
		if etag != "" && r.Header.Get("If-None-Match") == etag || etag == "" && modified != "" && r.Header.Get("If-Modified-Since") == modified {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		*sent++
		_, _ = w.Write([]byte(text))
	}
}

func TestAPageThatTheServerHasNotModifiedIsNotSentAgain(t *testing.T) {
	t.Parallel()
	changed := func(site *docs) string {
		return site.Edit(t, authFile, `"summary":"Auth Mass Payout"`, `"summary":"Auth"`)
	}
	cases := map[string]struct {
		text, etag, modified string
		state                State
	}{
		"ETag":                            {spectest.Page(t, authFile), `"v1"`, "", Unchanged},
		"weak ETag":                       {spectest.Page(t, authFile), `W/"v1"`, "", Unchanged},
		"Last-Modified":                   {spectest.Page(t, authFile), "", "Wed, 21 Oct 2026 07:28:00 GMT", Unchanged},
		"not modified is not as vendored": {changed(newDocs(t)), `"v2"`, "", Changed},
		"not modified, and the text is another one": {navigation1 + spectest.Page(t, authFile), `"v3"`, "", TextOnly},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, dir, cached := newDocs(t), spectest.Disk(t), filepath.Join(t.TempDir(), "a", "b")
			sent := 0
			site.Handle(basePath+authFile, conditional(c.text, c.etag, c.modified, &sent))
			o := site.options(dir)
			o.Check, o.Cache = true, cached
			for range 3 {
				got, err := Run(t.Context(), o)
				require.NoError(t, err)
				assert.Equal(t, clean(map[string]State{authFile: c.state}), states(got))
				assert.Equal(t, c.text, string(page(t, got, authFile).Body))
			}
			assert.Equal(t, 1, sent)

			files, err := filepath.Glob(filepath.Join(cached, "*.md"))
			require.NoError(t, err)
			require.Len(t, files, 1, "only pages with a version are kept")
			require.NoError(t, os.WriteFile(files[0], []byte("damaged"), 0o644))
			got, err := Run(t.Context(), o)
			require.NoError(t, err)
			assert.Equal(t, c.state, page(t, got, authFile).State, "a damaged cache costs a transfer, not an answer")
			assert.Equal(t, 2, sent)
		})
	}
}

func TestACacheThatCannotBeWrittenIsAWarning(t *testing.T) {
	t.Parallel()
	site := newDocs(t)
	sent := 0
	for _, name := range []string{authFile, cancelFile} {
		site.Handle(basePath+name, conditional(spectest.Page(t, name), `"v"`, "", &sent))
	}
	blocked := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(blocked, nil, 0o644))
	o := site.options(spectest.Disk(t))
	o.Check, o.Cache = true, filepath.Join(blocked, "cache")
	got, err := Run(t.Context(), o)
	require.NoError(t, err)
	assert.Equal(t, clean(nil), states(got))
	require.Len(t, got.Warnings, 1)
	assert.Contains(t, got.Warnings[0], "pages are not kept for conditional requests")
}

func TestACacheDescriptionThatIsNotOursIsPassedOver(t *testing.T) {
	t.Parallel()
	address := "https://docs.example/a.md"
	for name, description := range map[string]string{
		"not JSON":        "{",
		"another address": `{"url":"https://docs.example/b.md","etag":"x","sha256":"` + digest.SHA256([]byte("page")) + `"}`,
		"no version":      `{"url":"` + address + `","sha256":"` + digest.SHA256([]byte("page")) + `"}`,
		"another text":    `{"url":"` + address + `","etag":"x","sha256":"` + digest.SHA256([]byte("other")) + `"}`,
	} {
		c := &cache{dir: t.TempDir()}
		require.NoError(t, os.WriteFile(c.file(address, ".json"), []byte(description), 0o644))
		require.NoError(t, os.WriteFile(c.file(address, ".md"), []byte("page"), 0o644))
		assert.Nil(t, c.load(address), name)
	}
	assert.Nil(t, (&cache{dir: t.TempDir()}).load(address))
}

// TestPagesWithoutTheSite: what was fetched is taken where the site cannot be reached, which is said.
func TestPagesWithoutTheSite(t *testing.T) {
	t.Parallel()
	site, dir := newDocs(t), spectest.Disk(t)
	o := site.options(dir)
	o.Check, o.Cache, o.Reuse = true, filepath.Join(t.TempDir(), "pages"), true
	_, err := Run(t.Context(), o)
	require.NoError(t, err)
	site.Handle("/", answerWith(503, "X", "", ""))
	for _, name := range []string{"/llms.txt", basePath + authFile, basePath + initFile} {
		site.Handle(name, answerWith(503, "X", "", ""))
	}
	got, err := Run(t.Context(), o)
	require.NoError(t, err)
	assert.False(t, got.Failed())
	assert.Equal(t, 4, got.Count(Unchanged))
	assert.Empty(t, got.Index.Error)
	assert.Len(t, got.Warnings, 3)
	assert.Contains(t, got.Warnings[0], "was taken from the folder of fetched pages")

	o.Reuse = false
	got, err = Run(t.Context(), o)
	require.NoError(t, err)
	assert.True(t, got.Failed())
}
