package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/nightly"
)

// nightlyArgs leave out what would reach out.
func nightlyArgs(dir string, more ...string) []string {
	return append([]string{"nightly", "--out", dir, "--spec", "../../spec", "--cassettes", "../../cassettes", "--skip", "pages"}, more...)
}

func TestNightlyAgainstTheEmulatorVerbOverTLS(t *testing.T) {
	t.Parallel()
	certificate := filepath.Join(t.TempDir(), "cert.pem")
	url, _ := startEmulator(t, keys(), "--tls", "--cert-file", certificate)
	dir := filepath.Join(t.TempDir(), "night")
	service := []string{"--base-url", url, "--ca-file", certificate, "--pace", "0.1", "--scenario", "balance", "--scenario", "auth-twice"}

	got := command{args: nightlyArgs(dir, service...), env: keys()}.run(t)
	require.Equal(t, exitOK, got.code, got.err)
	// After an update of the pages the documented cassettes are to look at.
	require.Regexp(t, `^Nothing has moved in what was looked at\. Left out: pages\.( To look at: cassettes\.)?\n`+regexp.QuoteMeta(filepath.Join(dir, "report.md"))+`\n$`, got.out)
	require.Contains(t, got.err, "wire: Scenarios: 1 passed, 0 with findings, 0 failed, 1 not run")
	require.FileExists(t, filepath.Join(dir, "wire", "index.html"))

	got = command{args: nightlyArgs(dir, append(service, "--allow-auth", "--locale", "tr")...), env: keys()}.run(t)
	require.Equal(t, exitOK, got.code, got.err)
	require.Contains(t, got.err, "wire: Scenarios: 2 passed")

	wrong := map[string]string{envAPIKey: "sandbox-MARKER-key", envSecretKey: "sandbox-MARKER-secret"}
	got = command{args: nightlyArgs(dir, service...), env: wrong}.run(t)
	require.Equal(t, nightly.CodeCouldNotRun, got.code)
	require.Contains(t, got.out, "Could not run: wire.")
	require.Contains(t, got.err, "does not take the keys")
	require.NotContains(t, got.out+got.err, "MARKER")
	code, err := os.ReadFile(filepath.Join(dir, nightly.CodeFile))
	require.NoError(t, err)
	require.Equal(t, "4\n", string(code))
}

func TestNightlyWithoutKeys(t *testing.T) {
	t.Parallel()
	got := command{args: nightlyArgs(t.TempDir())}.run(t)
	require.Equal(t, nightly.CodeCouldNotRun, got.code, got.err)
	require.Contains(t, got.out, "Could not run: wire. Left out: pages.")
	require.Contains(t, got.err, "there are no keys: set "+envAPIKey)

	got = command{args: nightlyArgs(t.TempDir()), env: map[string]string{envAPIKey: "sandbox-MARKER-key"}}.run(t)
	require.Equal(t, nightly.CodeCouldNotRun, got.code, "half a pair is a mistake")
	require.NotContains(t, got.out+got.err, "MARKER")
}

// TestNightlyBadInput: the codes of other verbs for bad input would mean wire drift here.
func TestNightlyBadInput(t *testing.T) {
	t.Parallel()
	file := write(t, "file", "")
	for want, args := range map[string][]string{
		"--out: name a folder":      {"nightly"},
		"takes no argument":         {"nightly", "extra"},
		"unknown flag":              {"nightly", "--nonsense"},
		"must be tr or en":          {"nightly", "--out", "x", "--locale", "de"},
		"--pace 0: must be greater": {"nightly", "--out", "x", "--pace", "0"},
		"there is no such scenario": {"nightly", "--out", "x", "--scenario", "nonsense"},
		"--ca-file":                 {"nightly", "--out", "x", "--ca-file", file},
		"there is no part":          {"nightly", "--out", "x", "--skip", "nonsense"},
		"report folder":             {"nightly", "--out", file},
	} {
		got := command{args: args}.run(t)
		require.Equal(t, nightly.CodeCouldNotRun, got.code, args)
		require.Contains(t, got.err, want)
		require.NoDirExists(t, "x")
	}
}

func TestNightlyHelpTeaches(t *testing.T) {
	t.Parallel()
	got := command{args: []string{"nightly", "--help"}}.run(t)
	require.Equal(t, exitOK, got.code)
	for _, word := range []string{"Exit codes", "page drift", "wire drift", "could not be run", envAPIKey, "--allow-auth", "exit-code", "--skip"} {
		require.Contains(t, got.out, word)
	}
	require.True(t, strings.Contains(command{args: []string{"--help"}}.run(t).out, "nightly"))
}
