//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/internal/profile"
)

// The real binary and a GNOME Keyring of the test's own, on a bus of its own: keys are stored, used for a payment and taken out; then the
// keyring is locked. Debian has it by: apt-get install gnome-keyring dbus
func TestKeysInGNOMEKeyring(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("left out: it starts a keyring")
	}
	for _, program := range []string{"dbus-run-session", "dbus-send", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("left out: no keyring was tried, because %s is not installed here", program)
		}
	}
	service := emulator.Start(t)
	home := t.TempDir()
	file := filepath.Join(home, "iyzipayout", profile.Name)
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
	require.NoError(t, os.WriteFile(file, fmt.Appendf(nil, "profiles:\n  here: {base-url: %q, keys: keyring}\n", service.URL()), 0o600))
	run := func(script string) string {
		cmd := exec.CommandContext(t.Context(), "dbus-run-session", "--", "sh", "-c", script+`
test -z "$daemon" || kill "$daemon"`)
		// No DISPLAY: a locked keyring has nowhere to ask. /tmp, because the path of a socket must be short.
		runtime, err := os.MkdirTemp("/tmp", "keyring")
		require.NoError(t, err)
		defer os.RemoveAll(runtime)
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_CONFIG_HOME=" + home, "XDG_STATE_HOME=" + home, "XDG_DATA_HOME=" + home,
			"XDG_RUNTIME_DIR=" + runtime, "IYZI=" + build(t), "FILE=" + write(t, "p.csv", header+paidLine)}
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		assert.NotContains(t, string(out), emulator.DefaultAPIKey)
		assert.NotContains(t, string(out), emulator.DefaultSecretKey)
		return string(out)
	}
	said := run(`printf words | gnome-keyring-daemon --foreground --unlock --components=secrets & daemon=$!
until $IYZI keys delete --profile here; do sleep 0.1; done # when the keyring is there
$IYZI balance --profile here; echo "before: $?"
printf '` + emulator.DefaultAPIKey + `\n` + emulator.DefaultSecretKey + `\n' | $IYZI keys set --profile here; echo "set: $?"
$IYZI pay "$FILE" --profile here --yes; echo "pay: $?"`)
	assert.Contains(t, said, "before: 2")
	assert.Contains(t, said, "set: 0")
	assert.Contains(t, said, "keys from the system's keyring")
	assert.Contains(t, said, "pay: 0")
	require.Len(t, service.Ledger().Batches, 1)
	assert.Equal(t, 1, service.Ledger().Batches[0].Lines[0].Paid)

	said = run(`gnome-keyring-daemon --foreground --components=secrets & daemon=$!
until dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q true; do sleep 0.1; done
$IYZI balance --profile here; echo "locked: $?"`)
	assert.Contains(t, said, "unlock it")
	assert.Contains(t, said, "locked: 2")

	said = run(`printf words | gnome-keyring-daemon --foreground --unlock --components=secrets & daemon=$!
until $IYZI balance --profile here; do sleep 0.1; done
$IYZI keys delete --profile here; echo "delete: $?"
$IYZI balance --profile here; echo "after: $?"`)
	assert.Contains(t, said, "delete: 0")
	assert.Contains(t, said, "has no keys for profile here")
	assert.Contains(t, said, "after: 2")
	assert.Len(t, service.Ledger().Batches, 1)
}
