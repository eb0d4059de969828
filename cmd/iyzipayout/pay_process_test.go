package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// process is the emulator verb of the real binary, in a process of its own.
type process struct{ url string }

func startProcess(t *testing.T, binary, onInit string) process {
	t.Helper()
	cmd := exec.Command(binary, "emulator", "--addr", "127.0.0.1:0", "--pace", "test", "--duplicate-init", onInit, "--duplicate-auth", "pay-again")
	cmd.Env = []string{}
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		require.NoError(t, cmd.Process.Signal(os.Interrupt))
		require.NoError(t, cmd.Wait())
	})
	url, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	return process{strings.TrimSpace(url)}
}

// faults plans what goes wrong.
func (p process) faults(t *testing.T, faults ...emulator.Fault) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"faults": faults})
	require.NoError(t, err)
	answer, err := http.Post(p.url+"/_emulator/faults", "application/json", bytes.NewReader(body))
	require.NoError(t, err)
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	require.Less(t, answer.StatusCode, 300, "%s", text)
}

// slow makes every call take so long that a signal comes in between.
func (p process) slow(t *testing.T) {
	p.faults(t, emulator.Fault{Kind: emulator.FaultSlow, For: 300 * time.Millisecond, Every: true})
}

func (p process) clearFaults(t *testing.T) {
	t.Helper()
	request, err := http.NewRequest(http.MethodDelete, p.url+"/_emulator/faults", nil)
	require.NoError(t, err)
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Less(t, answer.StatusCode, 300)
}

// truth is what really happened.
type truth struct {
	Batches []struct {
		ExternalID, RequestID, Status string
		Authorized                    int
		Items                         []struct {
			ItemExternalID, Status string
			Paid                   int
		}
	}
}

func (p process) truth(t *testing.T) truth {
	t.Helper()
	answer, err := http.Get(p.url + "/_emulator/ledger")
	require.NoError(t, err)
	defer answer.Body.Close()
	var all truth
	require.NoError(t, json.NewDecoder(answer.Body).Decode(&all))
	return all
}

// paid counts by itemExternalId how often each line was paid, and requires that nobody was paid twice.
func (all truth) paid(t *testing.T) map[string]int {
	t.Helper()
	count, authorised := map[string]int{}, map[string]int{}
	for _, b := range all.Batches {
		authorised[b.ExternalID] += b.Authorized
		require.LessOrEqual(t, authorised[b.ExternalID], 1, "%s was authorised twice", b.ExternalID)
		for _, item := range b.Items {
			count[item.ItemExternalID] += item.Paid
			require.LessOrEqual(t, count[item.ItemExternalID], 1, "%s was paid twice", item.ItemExternalID)
		}
	}
	return count
}

// builtIn is the folder of the real binary, which all tests share.
var builtIn string

var buildOnce = sync.OnceValues(func() (string, error) {
	var err error
	if builtIn, err = os.MkdirTemp("", "iyzipayout-test-"); err != nil {
		return "", err
	}
	path := filepath.Join(builtIn, "iyzipayout")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

// build makes the real binary, once.
func build(t *testing.T) string {
	t.Helper()
	path, err := buildOnce()
	require.NoError(t, err)
	return path
}

// payer is the real binary with a file and a journal.
type payer struct {
	binary, file, journal string
	args                  []string
}

func (p payer) command(service process) *exec.Cmd {
	args := append([]string{"pay", p.file, "--base-url", service.url, "--journal", p.journal, "--yes", "--output", "csv", "--resend-after", "300ms", "--second-look", "20ms"}, p.args...)
	cmd := exec.Command(p.binary, args...)
	cmd.Env = []string{envAPIKey + "=" + emulator.DefaultAPIKey, envSecretKey + "=" + emulator.DefaultSecretKey}
	return cmd
}

// ended is how a process ended.
type ended struct {
	code     int // -1: killed
	out, err string
}

func (p payer) run(t *testing.T, service process) ended {
	t.Helper()
	return p.stopped(t, service, 0, nil)
}

// stopped sends a signal to the process after some time; 0 stands for never.
func (p payer) stopped(t *testing.T, service process, after time.Duration, signal os.Signal) ended {
	t.Helper()
	cmd := p.command(service)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	require.NoError(t, cmd.Start())
	if after > 0 {
		timer := time.AfterFunc(after, func() { _ = cmd.Process.Signal(signal) })
		defer timer.Stop()
	}
	err := cmd.Wait()
	if _, failed := errors.AsType[*exec.ExitError](err); err != nil && !failed {
		t.Fatal(err)
	}
	return ended{code: cmd.ProcessState.ExitCode(), out: out.String(), err: errs.String()}
}
