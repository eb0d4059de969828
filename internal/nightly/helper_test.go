package nightly_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/internal/digest"
	"github.com/iyzipayout/iyzipayout/internal/fetch"
	"github.com/iyzipayout/iyzipayout/internal/live"
	"github.com/iyzipayout/iyzipayout/internal/nightly"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
	"github.com/iyzipayout/iyzipayout/internal/spectest"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/signing"
)

const specDir = "../../spec/testdata/frozen" // an update of the pages must not disturb what is edited in them here

// What is planted and must show nowhere.
const (
	markerIBAN   = "TR330006100519786457841326"
	markerAPIKey = "sandbox-MARKERKEY0001"
	markerSecret = "sandbox-MARKERSECRET0001"
)

// docs is the vendor's site, with other pages today.
func docs(t testing.TB, today map[string]http.HandlerFunc) *httptest.Server {
	t.Helper()
	site := spectest.NewSite(t)
	for name, handler := range today {
		site.HandlePage(name, handler)
	}
	return site.Server
}

// edited is a vendored page with something written instead of something else.
func edited(t testing.TB, name string, pairs ...string) http.HandlerFunc {
	t.Helper()
	return spectest.Markdown(spectest.Edited(t, name, pairs...))
}

// held is the page on which a line may be held, which is a status that nobody knows.
func held(t testing.TB) http.HandlerFunc {
	t.Helper()
	return edited(t, spectest.RetrievePage, `"DEPOSIT_FAIL"]`, `"DEPOSIT_FAIL","HELD"]`)
}

// sandbox is a service whose answers may be changed.
func sandbox(t testing.TB, changes ...testkit.Change) *httptest.Server {
	t.Helper()
	keys, err := credentials()
	require.NoError(t, err)
	return testkit.NewService(t, []emulator.Option{emulator.WithCredentials(keys)}, changes...).Server
}

// renamed is a drift: a member of every answer has another name.
func renamed(from, to string) testkit.Change {
	return testkit.Replacing("", `"`+from+`"`, `"`+to+`"`)
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
