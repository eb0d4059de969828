package nightly_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/internal/digest"
	"github.com/iyzipayout/iyzipayout/internal/live"
	"github.com/iyzipayout/iyzipayout/internal/nightly"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/spec"
	"github.com/iyzipayout/iyzipayout/spec/fetch"
)

const (
	specDir      = "../../spec/testdata/frozen" // an update of the pages must not disturb what is edited in them here
	initPage     = "mass-payout-initalize.md"
	authPage     = "mass-payout-auth.md"
	retrievePage = "retrieve-mass-payout.md"
)

// What is planted and must show nowhere.
const (
	markerIBAN   = "TR330006100519786457841326"
	markerAPIKey = "sandbox-MARKERKEY0001"
	markerSecret = "sandbox-MARKERSECRET0001"
)

// docs is the vendor's site: the vendored pages, each of which may be another one today, and an index.
func docs(t testing.TB, today map[string]http.HandlerFunc) *httptest.Server {
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
			w.Header().Set("Content-Type", "text/plain")
			for _, p := range sources.Pages {
				if p.Holds == "fragment" {
					_, _ = w.Write([]byte("- [" + p.Title + "](" + p.URL + ")\n"))
				}
			}
			return
		}
		at := slices.IndexFunc(sources.Pages, func(s spec.Source) bool { return s.File == name && strings.HasSuffix(s.URL, r.URL.Path) })
		if at < 0 {
			http.NotFound(w, r)
			return
		}
		serve(w, vendored(t, name))
	}))
	t.Cleanup(server.Close)
	return server
}

func serve(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "text/markdown; charset=utf-8")
	_, _ = w.Write([]byte(text))
}

func vendored(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(specDir, "vendor", name))
	require.NoError(t, err)
	return string(text)
}

// edited is a vendored page with something written instead of something else.
func edited(t testing.TB, name string, pairs ...string) http.HandlerFunc {
	t.Helper()
	was := vendored(t, name)
	is := strings.NewReplacer(pairs...).Replace(was)
	require.True(t, was != is, "the edit must do something")
	return func(w http.ResponseWriter, _ *http.Request) { serve(w, is) }
}

// held is the page on which a line may be held, which is a status that nobody knows.
func held(t testing.TB) http.HandlerFunc {
	t.Helper()
	return edited(t, retrievePage, `"DEPOSIT_FAIL"]`, `"DEPOSIT_FAIL","HELD"]`)
}

// broken answers with a status and something that is no page.
func broken(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
}

// sandbox is a service: an emulator over TLS whose answers may be changed.
func sandbox(t testing.TB, change func(r *http.Request, answer *httptest.ResponseRecorder)) *httptest.Server {
	t.Helper()
	keys, err := credentials()
	require.NoError(t, err)
	emu, err := emulator.New(emulator.WithPace(emulator.TestPace()), emulator.WithCredentials(keys))
	require.NoError(t, err)
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		emu.ServeHTTP(answer, r)
		if change != nil {
			change(r, answer)
		}
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}))
	t.Cleanup(server.Close)
	return server
}

// renamed is a drift: a member of every answer has another name.
func renamed(from, to string) func(*http.Request, *httptest.ResponseRecorder) {
	return func(_ *http.Request, answer *httptest.ResponseRecorder) {
		body := strings.ReplaceAll(answer.Body.String(), `"`+from+`"`, `"`+to+`"`)
		answer.Body = bytes.NewBufferString(body)
		answer.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
}

// cassettes are the recordings of this repository, all of them listed under the frozen document: after an update of the pages
// some are listed under another one than others.
func cassettes(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "cassettes")
	require.NoError(t, os.CopyFS(dir, os.DirFS("../../cassettes")))
	document, err := os.ReadFile(filepath.Join(specDir, "openapi.yaml"))
	require.NoError(t, err)
	sum := digest.SHA256(document)
	index := filepath.Join(dir, "index.yaml")
	data, err := os.ReadFile(index)
	require.NoError(t, err)
	data = regexp.MustCompile(`(?m)^(    document: )[0-9a-f]{64}$`).ReplaceAll(data, []byte("${1}"+sum))
	require.NoError(t, os.WriteFile(index, data, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "documents", sum+".yaml"), document, 0o600))
	return dir
}

func credentials() (signing.Credentials, error) {
	return signing.NewCredentials(markerAPIKey, markerSecret)
}

func noKeys() (signing.Credentials, error) { return signing.Credentials{}, nightly.ErrNoKeys }

// scenarios are those of these names.
func scenarios(t testing.TB, names ...string) []scenario.Scenario {
	t.Helper()
	all := slices.DeleteFunc(scenario.All(), func(s scenario.Scenario) bool { return !slices.Contains(names, s.Name) })
	require.Len(t, all, len(names))
	return all
}

// night are options that look at two local servers; either may be nil, and is then one that nobody listens at.
func night(t testing.TB, pages, service *httptest.Server) nightly.Options {
	t.Helper()
	pool := x509.NewCertPool()
	address := func(s *httptest.Server) string {
		if s == nil {
			closed := httptest.NewTLSServer(nil)
			closed.Close()
			return closed.URL
		}
		pool.AddCert(s.Certificate())
		return s.URL
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	t.Cleanup(transport.CloseIdleConnections)
	return nightly.Options{
		Dir: filepath.Join(t.TempDir(), "night"), Spec: specDir, Cassettes: cassettes(t), Keys: credentials,
		Fetch: fetch.Options{Client: &http.Client{Transport: transport}, Server: address(pages), Pause: -time.Second, Attempts: 1},
		Wire: live.Options{
			BaseURL: address(service), Transport: transport, Pace: 0.01, Scenarios: scenarios(t, "balance", "cancel-before-auth"),
		},
		Now: func() time.Time { return time.Date(2026, 12, 1, 3, 0, 0, 0, time.UTC) },
	}
}

// run runs a night and returns what it found and what it wrote.
func run(t testing.TB, o nightly.Options) (*nightly.Result, map[string]string) {
	t.Helper()
	result, err := nightly.Run(t.Context(), o)
	require.NoError(t, err)
	return result, written(t, o.Dir)
}

// written reads a folder, and makes sure that nothing planted shows in it.
func written(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		relative, relErr := filepath.Rel(dir, name)
		files[filepath.ToSlash(relative)] = string(text)
		return errors.Join(err, relErr)
	}))
	for name, text := range files {
		for _, marker := range []string{markerIBAN, "0061005197", "MARKER", "\x1b"} {
			require.NotContains(t, text, marker, name)
		}
	}
	return files
}

// part finds a part of a result, and a case of it.
func part(t testing.TB, r *nightly.Result, name string) report.Section {
	t.Helper()
	i := slices.IndexFunc(r.Parts, func(p report.Section) bool { return p.Name == name })
	require.GreaterOrEqual(t, i, 0, name)
	return r.Parts[i]
}

func caseOf(t testing.TB, p report.Section, name string) report.Case {
	t.Helper()
	i := slices.IndexFunc(p.Cases, func(c report.Case) bool { return c.Name == name })
	require.GreaterOrEqual(t, i, 0, "%s in %v", name, p.Cases)
	return p.Cases[i]
}
