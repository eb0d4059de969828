package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// A payout that was given up pays nobody, and the same file does not pass for one that is in the queue.
func TestCancelAPayout(t *testing.T) {
	srv := emulator.Start(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "payroll.csv")
	require.NoError(t, os.WriteFile(file, []byte(enqueueHeader+line("a1")+line("a2")), 0o600))
	env := map[string]string{envDatabase: "sqlite:" + filepath.Join(dir, "p.db"), "XDG_STATE_HOME": dir}
	place := []string{"--base-url", srv.URL()}
	do := func(code int, args ...string) result {
		t.Helper()
		got := call(t, env, append(args, place...)...)
		require.Equal(t, code, got.code, got.err)
		return got
	}
	id, _, _ := strings.Cut(do(exitOK, "enqueue", file).out, ":")
	assert.Contains(t, do(exitInput, "cancel", "content-of-nothing").err, "is not in this queue")
	assert.Contains(t, do(exitOK, "cancel", id).out, id+" is canceled: nobody is paid by it")
	assert.Contains(t, do(exitInput, "cancel", id).err, "it is over")
	assert.Contains(t, do(exitInput, "enqueue", file).err, "was canceled, and pays nobody any more")
	do(exitOK, "enqueue", file, "--external-id", "again")
	for name, value := range keys() {
		env[name] = value
	}
	do(exitOK, "work", "--until-done", "--first-look", "50ms", "--second-look", "0s") // what was canceled before does not count
	ledger := srv.Ledger()
	require.Len(t, ledger.Batches, 1)
	assert.Equal(t, "again", ledger.Batches[0].ExternalID)
	for _, line := range ledger.Batches[0].Lines {
		assert.Equal(t, 1, line.Paid)
	}
	assert.Contains(t, do(exitInput, "cancel", "again").err, "it is over")
}
