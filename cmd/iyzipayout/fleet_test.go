package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the fleet says and how it ends is what the verb says and how it ends.
func TestFleetRunsItsProgram(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("its program is a shell script here")
	}
	dir := t.TempDir()
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	got := command{args: []string{"fleet", "status"}}.run(t)
	require.Equal(t, exitInput, got.code)
	assert.Contains(t, got.err, "cd fleet && go install ./cmd/iyzipayout-fleet")
	assert.Contains(t, got.err, "nothing was sent")

	script := "#!/bin/sh\necho \"[$*]\"\necho noise >&2\n[ \"$1\" != die ] || kill -9 $$\nexit \"${2:-0}\"\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, fleetProgram), []byte(script), 0o700))
	for _, tt := range []struct {
		args []string
		code int
	}{
		{[]string{"status"}, exitOK}, {[]string{"status", "1"}, exitNo}, {[]string{"work", "3", "--env", "sandbox", "-h"}, exitUnknown}, {[]string{"die"}, exitUnknown},
	} {
		got := command{args: append([]string{"fleet"}, tt.args...)}.run(t)
		assert.Equal(t, tt.code, got.code, tt.args)
		assert.Equal(t, "["+strings.Join(tt.args, " ")+"]\n", got.out)
		assert.Contains(t, got.err, "noise\n")
	}
}

// Help and errors of the fleet have the name by which it was called.
func TestFleetTellsItsProgramItsName(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("its program reads /proc here")
	}
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	cat, err := os.ReadFile("/bin/cat")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, fleetProgram), cat, 0o700))
	got := command{args: []string{"fleet", "/proc/self/cmdline"}}.run(t)
	require.Equal(t, exitOK, got.code, got.err)
	assert.Equal(t, "iyzipayout fleet\x00/proc/self/cmdline\x00", got.out)
}

// Whoever imports or installs this module gets nothing of the database.
func TestTheFleetIsAModuleOfItsOwn(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", ".").Output()
	require.NoError(t, err)
	for _, other := range []string{"iyzipayout/fleet", "jackc/pgx", "riverqueue", "modernc.org/sqlite", "go.temporal.io", "go.opentelemetry.io"} {
		assert.NotContains(t, string(out), other)
	}
}
