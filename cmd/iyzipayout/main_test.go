package main

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// result is what a command line left behind.
type result struct {
	code     int
	out, err string
}

// command is one command line with its surroundings.
type command struct {
	args        []string
	env         map[string]string
	in          string
	interactive bool
	screen      screen
}

// run gives each command line a state folder of its own, unless it has one.
func (c command) run(t *testing.T) result {
	t.Helper()
	return c.stateless(t).runContext(t.Context())
}

func (c command) stateless(t *testing.T) command {
	env := map[string]string{"XDG_STATE_HOME": t.TempDir()}
	maps.Copy(env, c.env)
	c.env = env
	return c
}

func (c command) runContext(ctx context.Context) result {
	var out, errs bytes.Buffer
	code := run(ctx, c.args, streams{
		in: strings.NewReader(c.in), out: &out, err: &errs, interactive: c.interactive, screen: c.screen,
		getenv: func(name string) string { return c.env[name] },
	})
	return result{code: code, out: out.String(), err: errs.String()}
}

func keys() map[string]string {
	return map[string]string{envAPIKey: "sandbox-test-key", envSecretKey: "sandbox-test-secret"}
}

// write puts a file into a fresh folder and returns its name.
func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func TestHelpTeaches(t *testing.T) {
	t.Parallel()
	for verb, words := range map[string][]string{
		"":         {"pay", "sign", "emulator", "spec", "completion", "IYZICO_API_KEY"},
		"pay":      {"recipientType", "Exit codes", "--dry-run", "--env", "--base-url", "whatever order", "--only-unpaid", "--pay-again", "--period"},
		"sign":     {"Geçersiz imza", "--explain", "x-iyzi-rnd"},
		"emulator": {"[emulator:refuse]", "--tls", "not the vendor"},
		"spec":     {"build"},
	} {
		got := command{args: strings.Fields(verb + " --help")}.run(t)
		require.Equal(t, exitOK, got.code, verb)
		for _, word := range words {
			require.Contains(t, got.out, word, verb)
		}
	}
}

func TestVersionAndCompletion(t *testing.T) {
	t.Parallel()
	require.Contains(t, command{args: []string{"--version"}}.run(t).out, "iyzipayout version ")
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		got := command{args: []string{"completion", shell}}.run(t)
		require.Equal(t, exitOK, got.code)
		require.Contains(t, got.out, "iyzipayout")
	}
	got := command{args: []string{"__complete", "pay", "x.csv", "--env", ""}}.run(t)
	require.Contains(t, got.out, "emulator\nsandbox\nproduction\n")
}

func TestUnknownVerbsAndFlagsAreBadInput(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"play"}, {"pay", "--nope"}, {"pay"}, {"pay", "a.csv", "b.csv"}, {"sign"}, {"emulator", "extra"}} {
		got := command{args: args}.run(t)
		require.Equal(t, exitInput, got.code, args)
		require.Empty(t, got.out, args)
		require.True(t, strings.HasPrefix(got.err, "iyzipayout: "), "%v: %q", args, got.err)
	}
}
