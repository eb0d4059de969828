package spectest

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// Site is the vendor's site on loopback, over TLS. It serves the pages of the frozen folder and an index of them, unless told otherwise.
type Site struct {
	*httptest.Server
	paths    map[string]string // of the pages, by their file
	mu       sync.Mutex
	handlers map[string]http.HandlerFunc
	asked    []*http.Request
}

// NewSite starts a site that ends with the test.
func NewSite(t testing.TB) *Site {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(Dir(t), filepath.FromSlash(sourcesFile)))
	require.NoError(t, err)
	var sources struct {
		Index string
		Pages []struct{ File, URL, Title, Holds string }
	}
	require.NoError(t, yaml.Unmarshal(data, &sources))
	s := &Site{paths: map[string]string{}, handlers: map[string]http.HandlerFunc{}}
	index := "# iyzico\n\n"
	for _, page := range sources.Pages {
		if page.Holds == "fragment" {
			s.paths[page.File] = pathOf(t, page.URL)
			s.Serve(s.paths[page.File], Page(t, page.File))
			index += "- [" + page.Title + "](" + page.URL + ")\n"
		}
	}
	s.paths["llms.txt"] = pathOf(t, sources.Index)
	s.Serve(s.paths["llms.txt"], index)
	s.Server = httptest.NewTLSServer(s)
	t.Cleanup(s.Close)
	return s
}

func pathOf(t testing.TB, address string) string {
	t.Helper()
	parsed, err := url.Parse(address)
	require.NoError(t, err)
	return parsed.Path
}

// ServeHTTP answers, and remembers what was asked for.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked = append(s.asked, r)
	handler := s.handlers[r.URL.Path]
	s.mu.Unlock()
	if handler == nil {
		http.NotFound(w, r)
		return
	}
	handler(w, r)
}

// Handle answers at a path in another way.
func (s *Site) Handle(path string, handler http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handlers[path] = handler
}

// Serve answers with a page as the vendor's host does.
func (s *Site) Serve(path, text string) {
	s.Handle(path, Markdown(text))
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

// ServePage serves a vendored page with another text.
func (s *Site) ServePage(name, text string) { s.Serve(s.paths[name], text) }

// HandlePage answers in another way for a vendored page, the index llms.txt, or a page that is new beside the others.
func (s *Site) HandlePage(name string, handler http.HandlerFunc) {
	at, known := s.paths[name]
	if !known {
		at = path.Join(path.Dir(s.paths[AuthPage]), name)
	}
	s.Handle(at, handler)
}

// Edit serves a page with one place changed, and returns its text.
func (s *Site) Edit(t testing.TB, name, old, replacement string) string {
	t.Helper()
	before := Page(t, name)
	require.Equal(t, 1, strings.Count(before, old), "%s must hold %q once", name, old)
	after := strings.Replace(before, old, replacement, 1)
	s.ServePage(name, after)
	return after
}

// Requests are those that were made, in their order.
func (s *Site) Requests() []*http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}
