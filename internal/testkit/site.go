package testkit

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/spec"
)

// Site is the vendor's site over TLS: the pages of a spec folder, each of which may be another one today, and the index.
func Site(t testing.TB, specDir string, today map[string]http.HandlerFunc) *httptest.Server {
	t.Helper()
	sources, err := spec.ReadSources(os.DirFS(specDir))
	require.NoError(t, err)
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := path.Base(r.URL.Path)
		if handler := today[name]; handler != nil {
			handler(w, r)
			return
		}
		if strings.HasSuffix(sources.Index, r.URL.Path) {
			for _, p := range sources.Pages {
				if p.Holds == "fragment" {
					_, _ = w.Write([]byte("- [" + p.Title + "](" + p.URL + ")\n"))
				}
			}
			return
		}
		listed := func(s spec.Source) bool { return s.File == name && strings.HasSuffix(s.URL, r.URL.Path) }
		if !slices.ContainsFunc(sources.Pages, listed) {
			http.NotFound(w, r)
			return
		}
		Markdown(Page(t, specDir, name))(w, r)
	}))
	t.Cleanup(server.Close)
	return server
}

// Markdown answers with a page as the vendor's host does.
func Markdown(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/markdown; charset=utf-8")
		_, _ = w.Write([]byte(text))
	}
}

// Status answers with a status and something that is no page.
func Status(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
}
