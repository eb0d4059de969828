package main

import (
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/fetch"
	"github.com/iyzipayout/iyzipayout/internal/spectest"
)

// fetchSite serves the vendored pages over TLS, passed through change. It returns the flags that lead there.
func fetchSite(t *testing.T, change func(name, text string) (int, string)) []string {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := path.Base(r.URL.Path)
		data, err := os.ReadFile(filepath.Join("..", "..", "spec", "testdata", "frozen", "vendor", name))
		if name == "llms.txt" {
			data, err = []byte("[Mass Payout Auth](/en/products/mass-payout/mass-payout-integration/mass-payout-auth.md)"), nil
		}
		if err != nil {
			http.NotFound(w, r)
			return
		}
		code, text := change(name, string(data))
		w.Header().Set("Content-Type", "text/markdown")
		w.Header().Set("X-Agent", r.UserAgent())
		w.WriteHeader(code)
		_, _ = w.Write([]byte(text))
	}))
	t.Cleanup(server.Close)
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	return []string{"--docs-server", server.URL, "--ca-file", write(t, "cert.pem", string(certificate)), "--pause", "0", "--no-cache"}
}

func asIs(_, text string) (int, string) { return http.StatusOK, text }

func edited(name, old, replacement string) func(string, string) (int, string) {
	return func(page, text string) (int, string) {
		if page == name {
			text = strings.Replace(text, old, replacement, 1)
		}
		return http.StatusOK, text
	}
}

func runFetch(t *testing.T, site []string, args ...string) result {
	t.Helper()
	return command{args: append(append([]string{"spec", "fetch"}, site...), args...)}.run(t)
}

func TestSpecFetchExitCodes(t *testing.T) {
	t.Parallel()
	const cancel = "mass-payout-cancel.md"
	changed := edited(cancel, `"summary":"Cancel Mass Payout"`, `"summary":"Cancel"`)
	wording := edited("retrieve-mass-payout.md", "<td>INIT</td>", "<td>INITIAL</td>")
	gone := func(name, text string) (int, string) {
		if name == cancel {
			return http.StatusNotFound, "no"
		}
		return http.StatusOK, text
	}
	broken := edited(cancel, "#", "<html>")
	cases := map[string]struct {
		change                func(string, string) (int, string)
		check, fetch          int
		state                 string
		writes                bool
		afterwards, withWords int
	}{
		"nothing":   {asIs, exitOK, exitOK, "unchanged", false, exitOK, exitOK},
		"text only": {edited(cancel, "#", "> Navigation, see llms.txt.\n\n#"), exitOK, exitOK, "text-only", false, exitOK, exitOK},
		"changed":   {changed, exitNo, exitOK, "changed", true, exitOK, exitOK},
		"wording":   {wording, exitNo, exitNo, "wording", false, exitNo, exitOK},
		"gone":      {gone, exitNo, exitNo, "missing", false, exitNo, exitNo},
		"broken":    {broken, exitInput, exitInput, "broken", false, exitInput, exitInput},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, dir := fetchSite(t, c.change), spectest.Disk(t)
			sources := func() string {
				data, err := os.ReadFile(filepath.Join(dir, "vendor", "sources.yaml"))
				require.NoError(t, err)
				return string(data)
			}
			before := sources()
			got := runFetch(t, site, "--dir", dir, "--check")
			require.Equal(t, c.check, got.code, got.out+got.err)
			assert.Contains(t, got.out, c.state)
			assert.Equal(t, before, sources())

			got = runFetch(t, site, "--dir", dir)
			require.Equal(t, c.fetch, got.code, got.out+got.err)
			assert.Equal(t, c.writes, before != sources())
			assert.Equal(t, c.writes, strings.Contains(got.out, "written: vendor/"+cancel+", vendor/sources.yaml"))
			if c.fetch == exitInput {
				assert.Contains(t, got.err, "iyzipayout: not every page could be read")
			}
			if c.writes {
				require.Equal(t, exitOK, command{args: []string{"spec", "build", "--dir", dir}}.run(t).code, "what was fetched builds")
			}
			assert.Equal(t, c.afterwards, runFetch(t, site, "--dir", dir, "--check").code)
			assert.Equal(t, c.withWords, runFetch(t, site, "--dir", dir, "--text").code)
		})
	}
}

func TestSpecFetchForPrograms(t *testing.T) {
	t.Parallel()
	got := runFetch(t, fetchSite(t, asIs), "--dir", "../../spec/testdata/frozen", "--check", "--format", "json")
	require.Equal(t, exitOK, got.code, got.err)
	var read struct {
		Drifted bool
		Pages   []struct{ File, State string }
	}
	require.NoError(t, json.Unmarshal([]byte(got.out), &read))
	assert.False(t, read.Drifted)
	assert.Len(t, read.Pages, 5)
	assert.Empty(t, got.err)
}

func TestSpecFetchKeepsPagesInTheCacheFolder(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "cache")
	assert.Equal(t, folder, fetchFlags{options: fetch.Options{Cache: folder}}.cacheDir())
	assert.Empty(t, fetchFlags{noCache: true}.cacheDir())
	if dir, err := os.UserCacheDir(); err == nil {
		assert.Equal(t, filepath.Join(dir, "iyzipayout", "pages"), fetchFlags{}.cacheDir())
	}
}

func TestSpecFetchRefuses(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"--format xml":                     "--format \"xml\": must be one of text, json",
		"--timeout 0s":                     "--timeout 0s: must be greater than 0",
		"--pause -1s":                      "--pause -1s: must not be negative",
		"--max-bytes 0":                    "--max-bytes 0: must be greater than 0",
		"--dir nowhere":                    "sources.yaml",
		"--ca-file nowhere":                "--ca-file: ",
		"--docs-server http://127.0.0.1:1": "must be an https address",
		"--check --text":                   "only one of these can be given",
		"--check --add https://x.test/y":   "only one of these can be given",
		"--add https://docs.iyzico.com/en": "must be the address of a Markdown page",
		"extra":                            "unknown command",
	} {
		// The last --dir counts.
		got := command{args: append([]string{"spec", "fetch", "--no-cache", "--dir", "../../spec"}, strings.Fields(args)...)}.run(t)
		assert.Equal(t, exitInput, got.code, args)
		assert.Contains(t, got.err, want, args)
		assert.Empty(t, got.out, args)
	}
}

func TestSpecFetchHelpTeaches(t *testing.T) {
	t.Parallel()
	got := command{args: []string{"spec", "fetch", "--help"}}.run(t)
	require.Equal(t, exitOK, got.code)
	for _, word := range []string{"Exit codes", "text-only", "wording", "--check", "--add", "pages of one version must agree"} {
		assert.Contains(t, got.out, word)
	}
	require.Contains(t, command{args: []string{"spec", "--help"}}.run(t).out, "Ask whether the vendor's pages have moved")
}
