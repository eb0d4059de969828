package main

import (
	"bufio"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What docs/emulator.md tells people to type is typed here, in its order: against one emulator, with the real binary, in an empty folder that
// has the examples.
func TestTheEmulatorsPageIsRun(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"bash", "curl", "openssl", "python3"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("left out: %s is not on this machine", program)
		}
	}
	binary := build(t)
	root, err := filepath.Abs(checkout)
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, os.Symlink(filepath.Join(root, "examples"), filepath.Join(dir, "examples")))
	page, err := os.ReadFile(filepath.Join(root, "docs", "emulator.md"))
	require.NoError(t, err)
	url, _ := startEmulator(t, nil, "--pace", "test")

	services, others := 0, 0
	for _, block := range blocks(t, page, "sh") {
		shell := exec.Command("bash", "-c", strings.ReplaceAll(block, "http://127.0.0.1:8080", url))
		shell.Dir, shell.Env = dir, []string{"PATH=" + filepath.Dir(binary) + ":" + os.Getenv("PATH"), "HOME=" + dir}
		if strings.HasPrefix(block, "iyzipayout emulator ") {
			services++
			serves(t, shell)
			continue
		}
		others++
		said, err := shell.CombinedOutput()
		if strings.Contains(block, "# ends with 1:") {
			failed := new(exec.ExitError)
			require.ErrorAs(t, err, &failed, "%s", said)
			assert.Equal(t, exitNo, failed.ExitCode(), "%s\n%s", block, said)
			continue
		}
		require.NoError(t, err, "%s\n%s", block, said)
	}
	assert.Equal(t, 2, services)
	assert.Greater(t, others, 3)
}

// serves runs an emulator on a free port until it has said where it is, and interrupts it.
func serves(t *testing.T, shell *exec.Cmd) {
	t.Helper()
	command := strings.ReplaceAll(strings.TrimSpace(shell.Args[2]), " --addr 127.0.0.1:8080", "")
	shell.Args[2] = "exec " + command + " --addr 127.0.0.1:0"
	out, err := shell.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, shell.Start())
	url, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err, command)
	answer, err := http.Get(strings.TrimSpace(url) + "/_emulator/health")
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	assert.Equal(t, http.StatusOK, answer.StatusCode)
	require.NoError(t, shell.Process.Signal(os.Interrupt))
	require.NoError(t, shell.Wait())
}
