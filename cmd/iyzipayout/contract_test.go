package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/live"
)

// runContract runs the verb on its own.
func runContract(ctx context.Context, env map[string]string, args ...string) result {
	var out, errs bytes.Buffer
	cmd := newContract(streams{out: &out, err: &errs, in: strings.NewReader(""), getenv: func(name string) string { return env[name] }})
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetOut(&out)
	cmd.SetArgs(args)
	err := cmd.ExecuteContext(ctx)
	code := exitOK
	if coded, ok := errors.AsType[*exitError](err); ok {
		code, err = coded.code, coded.err
	} else if err != nil { // of cobra
		code = exitInput
	}
	if err != nil {
		errs.WriteString(err.Error())
	}
	return result{code, out.String(), errs.String()}
}

func TestContractRunAgainstTheEmulatorVerbOverTLS(t *testing.T) {
	t.Parallel()
	certificate := filepath.Join(t.TempDir(), "cert.pem")
	url, _ := startEmulator(t, keys(), "--tls", "--cert-file", certificate)
	dir := filepath.Join(t.TempDir(), "report")
	some := []string{"run", "--base-url", url, "--ca-file", certificate, "--report", dir, "--pace", "0.2",
		"--scenario", "balance", "--scenario", "auth-twice", "--scenario", "init-refused-line", "--scenario", "balance-number"}

	got := runContract(t.Context(), keys(), some...)
	require.Equal(t, exitOK, got.code, got.err)
	assert.Contains(t, got.err, "passed      balance")
	assert.Contains(t, got.err, "skipped     auth-twice it moves money, which was not allowed")
	assert.Contains(t, got.err, "skipped     init-refused-line it needs an emulator")
	assert.Contains(t, got.out, "Scenarios: 1 passed, 0 with findings, 0 failed, 3 not run")
	assert.Contains(t, got.out, "getMassPayoutBalance")
	assert.Contains(t, got.out, filepath.Join(dir, "index.html"))
	for _, name := range live.Files() {
		assert.FileExists(t, filepath.Join(dir, name))
	}

	got = runContract(t.Context(), keys(), append(some, "--emulator", "--allow-auth", "--locale", "tr")...)
	require.Equal(t, exitOK, got.code, got.err)
	assert.Contains(t, got.out, "Scenarios: 3 passed, 0 with findings, 0 failed, 1 not run")
	assert.Contains(t, got.err, "skipped     balance-number it needs an emulator with options of its own")

	wrong := map[string]string{envAPIKey: "sandbox-MARKER-key", envSecretKey: "sandbox-MARKER-secret"}
	got = runContract(t.Context(), wrong, some...)
	require.Equal(t, exitNo, got.code, "the keys are not known there")
	text := got.out + got.err
	for _, name := range live.Files() {
		data, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		text += string(data)
	}
	assert.NotContains(t, text, "MARKER")

	got = runContract(t.Context(), keys(), "run", "--base-url", url, "--report", dir, "--scenario", "balance")
	require.Equal(t, exitNo, got.code, "a certificate that is not trusted must stop the call")
}

func TestContractRunWithBuiltInKeysAndEmulators(t *testing.T) {
	t.Parallel()
	url, _ := startEmulator(t, nil)
	dir := t.TempDir()
	got := runContract(t.Context(), nil, "run", "--base-url", url, "--emulator", "--report", dir, "--scenario", "balance")
	require.Equal(t, exitOK, got.code, got.err)

	got = runContract(t.Context(), nil, "run", "--report", dir, "--scenario", "balance-number", "--scenario", "auth-twice", "--allow-auth")
	require.Equal(t, exitOK, got.code, got.err)
	assert.Contains(t, got.out, "Scenarios: 2 passed")
}

func TestContractRunInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	got := runContract(ctx, nil, "run", "--report", dir, "--scenario", "balance")
	require.Equal(t, exitUnknown, got.code)
	assert.Contains(t, got.err, "interrupted: the report holds what was run until then")
	assert.FileExists(t, filepath.Join(dir, live.HTMLFile))
}

func TestContractRunBadInput(t *testing.T) {
	t.Parallel()
	file := write(t, "file", "")
	for want, args := range map[string][]string{
		"--report: name a folder":       {"run"},
		"report folder":                 {"run", "--report", file, "--scenario", "balance"},
		"must be tr or en":              {"run", "--report", "out", "--locale", "de"},
		"--pace 0: must be greater":     {"run", "--report", "out", "--pace", "0"},
		"there is no such scenario":     {"run", "--report", "out", "--scenario", "nonsense"},
		"name it with --base-url":       {"run", "--report", "out", "--emulator"},
		envAPIKey:                       {"run", "--report", "out", "--base-url", "https://127.0.0.1:1"},
		"--ca-file":                     {"run", "--report", "out", "--base-url", "https://127.0.0.1:1", "--emulator", "--ca-file", file},
		"base URL must be https":        {"run", "--report", t.TempDir(), "--base-url", "ftp://MARKER@host", "--emulator"},
		"every scenario was skipped":    {"run", "--report", t.TempDir(), "--scenario", "auth-twice"},
		"unknown flag: --allow-nothing": {"run", "--allow-nothing"},
	} {
		got := runContract(t.Context(), nil, args...)
		require.Equal(t, exitInput, got.code, "%v: %s", args, got.err)
		assert.Contains(t, got.err, want)
		assert.NotContains(t, got.err, "MARKER")
		assert.NoDirExists(t, "out")
		assert.NotContains(t, got.err, "passed", "nothing is run that cannot be reported")
	}
}

func TestContractHelpTeaches(t *testing.T) {
	t.Parallel()
	got := runContract(t.Context(), nil, "run", "--help")
	require.Equal(t, exitOK, got.code)
	for _, word := range []string{"--allow-auth", "--report", "index.html", "Exit codes", envAPIKey, "--emulator"} {
		assert.Contains(t, got.out, word)
	}
}
