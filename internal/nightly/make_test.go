package nightly_test

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/spectest"
)

// TestMakeNightly runs the job as people and workflows do: the emulator over TLS is the sandbox, a local server the vendor's site.
func TestMakeNightly(t *testing.T) {
	t.Parallel()
	watched(t)
	site := docs(t, nil)
	drifted := docs(t, map[string]http.HandlerFunc{spectest.RetrievePage: held(t)})
	service := sandbox(t)
	renaming := sandbox(t, renamed("systemTime", "serverTime"))
	down := httptest.NewTLSServer(nil)
	down.Close()

	build := exec.Command("make", "-C", "../..", "nightly", "NIGHTLY_OUT="+t.TempDir(), "NIGHTLY_FLAGS=--skip pages --skip wire --skip cassettes")
	build.Env = environment()
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))

	for _, test := range []struct {
		name          string
		docs, service *httptest.Server
		flags         string
		keys          bool
		code, first   string
	}{
		{"clean", site, service, "", true, "0", "# Nothing has moved."},
		{"page drift", drifted, service, "", true, "1", "# Page drift (breaking)."},
		{"wire drift", site, renaming, "", true, "2", "# Wire drift."},
		{"both", drifted, renaming, "", true, "3", "# Page drift (breaking) and wire drift."},
		{"docs down", down, service, "", true, "4", "# Nothing has moved in what was looked at. Could not run: pages (5 of 5)."},
		{"no keys", site, service, "", false, "4", "# Nothing has moved in what was looked at. Could not run: wire."},
		{"no keys, no wire", site, service, "--skip wire", false, "0", "# Nothing has moved in what was looked at. Left out: wire."},
		{"bad flag", site, service, "--nonsense", true, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "out")
			flags := []string{
				"--spec", strings.TrimPrefix(specDir, "../../"), "--cassettes", cassettes(t), "--docs-server", test.docs.URL, "--base-url", test.service.URL, "--ca-file", certificates(t, test.docs, test.service),
				"--fetch-pause", "-1s", "--pace", "0.01", "--scenario", "balance", "--scenario", "cancel-before-auth", test.flags,
			}
			// Built above: the go command has nothing to do.
			cmd := exec.CommandContext(t.Context(), "make", "-C", "../..", "nightly", "GO=true", "NIGHTLY_OUT="+dir, "NIGHTLY_FLAGS="+strings.Join(flags, " "))
			cmd.Env = environment()
			if test.keys {
				cmd.Env = append(cmd.Env, "IYZICO_API_KEY="+markerAPIKey, "IYZICO_SECRET_KEY="+markerSecret)
			}
			out, err := cmd.CombinedOutput()
			if test.code == "0" {
				require.NoError(t, err, string(out))
			} else {
				require.Error(t, err, "make must fail: %s", out)
			}
			assert.NotContains(t, string(out), "MARKER")
			if test.code == "" { // nothing was begun
				assert.Contains(t, string(out), "exit code 4")
				assert.NoDirExists(t, dir)
				return
			}
			assert.Contains(t, string(out), "exit code "+test.code)
			files := written(t, dir)
			assert.Equal(t, test.code+"\n", files["exit-code"], string(out))
			first, _, _ := strings.Cut(files["report.md"], "\n")
			assert.Equal(t, test.first, first)
		})
	}
}

// watched reads what make does, so that the go command does not take an old outcome of this test for today's.
func watched(t *testing.T) {
	t.Helper()
	for _, pattern := range []string{"../../Makefile", "../../cmd/iyzipayout/*.go"} {
		names, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, name := range names {
			_, err := os.ReadFile(name)
			require.NoError(t, err)
		}
	}
}

// environment is that of the test without keys and without what make hands down to another make.
func environment() []string {
	var kept []string
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		switch name {
		case "IYZICO_API_KEY", "IYZICO_SECRET_KEY", "ALLOW_AUTH", "NIGHTLY_OUT", "NIGHTLY_FLAGS", "MAKEFLAGS", "MFLAGS", "MAKELEVEL":
		default:
			kept = append(kept, pair)
		}
	}
	return kept
}

// certificates is a file with those of the servers.
func certificates(t *testing.T, servers ...*httptest.Server) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "ca.pem")
	var all []byte
	for _, s := range servers {
		if s.Certificate() != nil {
			all = append(all, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})...)
		}
	}
	require.NoError(t, os.WriteFile(name, all, 0o600))
	return name
}
