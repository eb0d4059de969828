//go:build unix

package main

import (
	"bufio"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Signals and closed pipes, on the real binary and seen by the ledger of an emulator in another process.
func TestPayStoppedFromOutside(t *testing.T) {
	t.Parallel()
	binary := build(t)
	for name, test := range map[string]func(*testing.T, string){
		"signals": signals, "ignored hang-up": ignoredHangUp, "closed pipes": closedPipes, "dump": dump,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, binary)
		})
	}
}

// signals: whatever asks pay to stop, it stops between two steps, says what it knows, and goes on when it is run again.
func signals(t *testing.T, binary string) {
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			if signal.Ignored(sig) {
				t.Skipf("whoever started this test ignores %s, as nohup does: so does what it starts", sig)
			}
			service := startProcess(t, binary, "same")
			p := payer{binary: binary, file: fileOf(t, 0, 3), journal: t.TempDir(), args: stopBeforeAuth}
			cmd := p.command(service)
			var out, errs lockedBuffer
			cmd.Stdout, cmd.Stderr = &out, &errs
			require.NoError(t, cmd.Start())
			require.Eventually(t, func() bool { return strings.Contains(errs.String(), "has requestId") }, 30*time.Second, 10*time.Millisecond)
			require.NoError(t, cmd.Process.Signal(sig))
			_ = cmd.Wait()
			require.Equal(t, exitUnknown, cmd.ProcessState.ExitCode(), errs.String())
			assert.Contains(t, errs.String(), "stopped by a signal")
			assert.NotContains(t, errs.String(), "goroutine ")
			assert.Equal(t, 3, strings.Count(out.String(), itemOf(0, 0)[:8]), "the report so far: %s", out.String())
			p.args = nil
			end := p.run(t, service)
			require.Equal(t, exitOK, end.code, end.err)
			require.Len(t, service.truth(t).paid(t), 3)
		})
	}
}

// ignoredHangUp: with nohup pay outlives its terminal.
func ignoredHangUp(t *testing.T, binary string) {
	service := startProcess(t, binary, "same")
	service.slow(t)
	p := payer{binary: binary, file: fileOf(t, 0, 2), journal: t.TempDir()}
	plain := p.command(service)
	cmd := exec.Command("sh", append([]string{"-c", `trap "" HUP; exec "$0" "$@"`}, plain.Args...)...)
	cmd.Env = plain.Env
	require.NoError(t, cmd.Start())
	require.Eventually(t, func() bool { return len(service.truth(t).Batches) > 0 }, 30*time.Second, 10*time.Millisecond)
	require.NoError(t, cmd.Process.Signal(syscall.SIGHUP))
	require.NoError(t, cmd.Wait())
	require.Len(t, service.truth(t).paid(t), 2)
}

// closedPipes: nobody reads what pay prints. It pays all the same, once, and does not call that a success.
func closedPipes(t *testing.T, binary string) {
	for _, form := range []string{"table", "json", "csv"} {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			service := startProcess(t, binary, "second")
			p := payer{binary: binary, file: fileOf(t, 0, 4), journal: t.TempDir(), args: []string{"--output", form, "--batch-size", "2"}}
			cmd := p.command(service)
			var ends []*os.File
			for range 2 {
				read, write, err := os.Pipe()
				require.NoError(t, err)
				require.NoError(t, read.Close())
				ends = append(ends, write)
			}
			cmd.Stdout, cmd.Stderr = ends[0], ends[1]
			_ = cmd.Run()
			for _, end := range ends {
				require.NoError(t, end.Close())
			}
			require.Equal(t, exitUnknown, cmd.ProcessState.ExitCode())
			require.Len(t, service.truth(t).paid(t), 4)
			end := p.run(t, service)
			require.Equal(t, exitOK, end.code, end.err)
			require.Len(t, service.truth(t).paid(t), 4)
		})
	}
}

// dump: the signals on which Go prints its stacks end with 2 by default, and a core file would hold the payroll.
func dump(t *testing.T, binary string) {
	for _, sig := range []syscall.Signal{syscall.SIGTRAP, syscall.SIGABRT} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel() // the runtime takes seconds to end that way
			cmd := exec.Command("sh", "-c", `ulimit -S -c unlimited 2>/dev/null; exec "$0" emulator --addr 127.0.0.1:0`, binary)
			cmd.Dir = t.TempDir()
			stdout, err := cmd.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			_, err = bufio.NewReader(stdout).ReadString('\n')
			require.NoError(t, err)
			if limits, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(cmd.Process.Pid), "limits")); err == nil {
				require.Regexp(t, `Max core file size +0 +0 `, string(limits))
			}
			require.NoError(t, cmd.Process.Signal(sig))
			_ = cmd.Wait()
			require.Equal(t, -1, cmd.ProcessState.ExitCode(), sig)
			left, err := os.ReadDir(cmd.Dir)
			require.NoError(t, err)
			require.Empty(t, left)
		})
	}
}

// Whoever asks twice does not wait for a step that does not end, and the code is still none that says anything.
func TestTheSecondSignalEndsAtOnce(t *testing.T) {
	t.Parallel()
	if signal.Ignored(syscall.SIGHUP) {
		t.Skip("whoever started this test ignores SIGHUP, as nohup does: so does what it starts")
	}
	binary, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(binary)
	cmd.Env = []string{envCrash + "=deaf"}
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewReader(stdout)
	for _, sig := range []os.Signal{syscall.SIGHUP, os.Interrupt} {
		said, err := lines.ReadString('\n')
		require.NoError(t, err, "the first one does not end it: %q", said)
		require.NoError(t, cmd.Process.Signal(sig))
	}
	_ = cmd.Wait()
	require.Equal(t, exitUnknown, cmd.ProcessState.ExitCode())
}
