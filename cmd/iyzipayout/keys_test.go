package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zalando/go-keyring"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/internal/profile"
)

// memory is a keyring.
type memory map[string]string

func (m memory) Get(service, user string) (string, error) {
	if secret, is := m[service+" "+user]; is {
		return secret, nil
	}
	return "", keyring.ErrNotFound
}

func (m memory) Set(service, user, secret string) error { m[service+" "+user] = secret; return nil }

func (m memory) Delete(service, user string) error { delete(m, service+" "+user); return nil }

// Keys are typed unseen, kept as one pair, used, and taken out again. None of them shows.
func TestKeysInTheKeyring(t *testing.T) {
	t.Parallel()
	service := emulator.Start(t)
	config := t.TempDir()
	file := filepath.Join(config, "iyzipayout", profile.Name)
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
	profiles := fmt.Appendf(nil, "profiles:\n  here: {base-url: %q, keys: keyring}\n  real: {environment: production, keys: keyring}\n", service.URL())
	require.NoError(t, os.WriteFile(file, profiles, 0o600))
	held := memory{}
	env := map[string]string{"XDG_CONFIG_HOME": config, "XDG_STATE_HOME": t.TempDir(), envAPIKey: "sandbox-other", envSecretKey: "sandbox-other"}
	do := func(typed []string, args ...string) result {
		var out, errs bytes.Buffer
		s := streams{in: strings.NewReader(strings.Join(typed, "\n")), out: &out, err: &errs, getenv: func(name string) string { return env[name] }, ring: held}
		if typed != nil {
			s.hidden = func(context.Context) (string, error) { next := typed[0]; typed = typed[1:]; return next, nil }
		}
		code := run(t.Context(), args, s)
		for _, text := range []string{out.String(), errs.String()} {
			assert.NotContains(t, text, emulator.DefaultAPIKey)
			assert.NotContains(t, text, emulator.DefaultSecretKey)
		}
		return result{code: code, out: out.String(), err: errs.String()}
	}
	got := do(nil, "balance", "--profile", "here")
	assert.Equal(t, exitInput, got.code)
	assert.Contains(t, got.err, "keys set --profile here")

	pair := []string{emulator.DefaultAPIKey, emulator.DefaultSecretKey}
	require.Equal(t, exitOK, do(pair, "keys", "set", "--profile", "here").code)
	require.Len(t, held, 1)
	got = do(nil, "balance", "--profile", "here", "--debug")
	assert.Equal(t, exitOK, got.code, got.err)
	assert.Contains(t, got.err, "keys from the system's keyring")

	got = do(pair, "keys", "set", "--profile", "real")
	assert.Equal(t, exitInput, got.code)
	assert.Contains(t, got.err, "keys of the sandbox, which production does not know")
	held[ringService+" real"] = held[ringService+" here"]
	got = do(nil, "balance", "--profile", "real")
	assert.Equal(t, exitInput, got.code)
	assert.Contains(t, got.err, "were stored for loopback")
	require.NoError(t, os.WriteFile(file, []byte("profiles:\n  here: {base-url: https://elsewhere.example, keys: keyring}\n"), 0o600))
	got = do(nil, "balance", "--profile", "here")
	assert.Equal(t, exitInput, got.code)
	assert.Contains(t, got.err, "pays at elsewhere.example")
	require.NoError(t, os.WriteFile(file, profiles, 0o600))
	held[ringService+" here"] = "MARKER"
	got = do(nil, "balance", "--profile", "here")
	assert.Contains(t, got.err, "holds something else")
	assert.NotContains(t, got.err, "MARKER")

	require.Equal(t, exitOK, do(nil, "keys", "delete", "--profile", "here").code)
	require.Equal(t, exitOK, do(nil, "keys", "delete", "--profile", "here").code)
	require.NotContains(t, held, ringService+" here")
	assert.Contains(t, do(nil, "__complete", "balance", "--profile", "").out, "here\nreal\n")
}

// asking is a keyring that asks for its password, which nobody types: whoever waits stops the command.
type asking struct{ stop func() }

func (a asking) wait() error                        { a.stop(); select {} }
func (a asking) Get(string, string) (string, error) { return "", a.wait() }
func (a asking) Set(string, string, string) error   { return a.wait() }
func (a asking) Delete(string, string) error        { return a.wait() }

// Whoever does not know the password of a keyring can stop; nothing was sent.
func TestKeyringThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	config := t.TempDir()
	file := filepath.Join(config, "iyzipayout", profile.Name)
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
	require.NoError(t, os.WriteFile(file, []byte("profiles:\n  here: {environment: sandbox, keys: keyring}\n"), 0o600))
	env := map[string]string{"XDG_CONFIG_HOME": config, "XDG_STATE_HOME": t.TempDir()}
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"pay":    {[]string{"pay", write(t, "p.csv", header+paidLine), "--yes"}, "cannot be used here: it has not answered"},
		"doctor": {[]string{"doctor"}, "cannot be used here: it has not answered"},
		"set":    {[]string{"keys", "set"}, "it is not known whether the keys were stored; run it again"},
		"delete": {[]string{"keys", "delete"}, "cannot be used here: it has not answered"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, stop := context.WithCancelCause(t.Context())
			var out, errs bytes.Buffer
			s := streams{in: strings.NewReader("sandbox-MARKER\nsandbox-MARKER\n"), out: &out, err: &errs, getenv: func(name string) string { return env[name] }, ring: asking{stop: func() { stop(fmt.Errorf("stopped by a signal (interrupt)")) }}}
			code := run(ctx, append(tt.args, "--profile", "here"), s)
			said := out.String() + errs.String()
			assert.NotContains(t, said, "MARKER")
			assert.Contains(t, said, tt.want)
			assert.Contains(t, said, "stopped by a signal (interrupt)")
			if name == "doctor" {
				assert.Equal(t, exitNo, code)
				return
			}
			assert.Equal(t, exitInput, code)
		})
	}
}

// A command prints two lines and nothing else; what it prints is not repeated, and no shell reads it.
func TestKeysOfACommand(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("printf"); err != nil {
		t.Skip("there is no printf")
	}
	for name, tt := range map[string]struct {
		command []string
		want    string
	}{
		"two lines":         {[]string{"printf", `sandbox-MARKER\nsandbox-MARKER\n`}, ""},
		"ends of Windows":   {[]string{"printf", `sandbox-MARKER\r\nsandbox-MARKER\r\n`}, ""},
		"one line":          {[]string{"printf", `MARKER\n`}, "must print two lines, the API key and the secret key; it printed 1"},
		"three lines":       {[]string{"printf", `MARKER\nMARKER\nMARKER`}, "it printed 3"},
		"nothing":           {[]string{"true"}, "must print two lines"},
		"a blank in a key":  {[]string{"printf", `MARK ER\nMARKER\n`}, "holds at byte 5 a blank"},
		"it fails":          {[]string{"false"}, "(false): exit status 1"},
		"it is not there":   {[]string{"no-such-program-here"}, "no-such-program-here"},
		"a shell's grammar": {[]string{"printf", "MARKER", ";", "echo", "MARKER"}, "must print two lines"},
	} {
		var errs bytes.Buffer
		place := target{from: &profile.Profile{Name: "p", Keys: profile.FromCommand, Command: tt.command}}
		credentials, _, err := place.keysOf(t.Context(), streams{err: &errs, getenv: func(string) string { return "" }})
		if tt.want == "" {
			assert.NoError(t, err, name)
			assert.False(t, credentials.IsZero(), name)
			continue
		}
		assert.ErrorContains(t, err, tt.want, name)
		assert.NotContains(t, err.Error()+errs.String(), "MARK", name)
	}
}
