package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// envCrash makes the test binary crash as the program would, or not stop when it is asked to.
const envCrash = "IYZIPAYOUT_TEST_CRASH"

func TestMain(m *testing.M) {
	crash := map[string]func(){
		"deaf": func() {
			ctx := untilStopped(context.Background())
			fmt.Println("ready")
			<-ctx.Done()
			fmt.Println("asked once")
			select {}
		},
		"panic":     func() { panic("a panic") },
		"goroutine": func() { go panic("a panic in a goroutine"); select {} },
		"nil":       func() { var s *streams; s.interactive = true },
		"fatal": func() {
			counts := map[int]int{}
			for range 4 {
				go func() {
					for i := 0; ; i++ {
						counts[i%7] = i
					}
				}()
			}
			select {}
		},
		"stack": func() {
			debug.SetMaxStack(1 << 20)
			var f func(int) int
			f = func(n int) int { return f(n+1) + 1 }
			f(0)
		},
	}[os.Getenv(envCrash)]
	if crash != nil {
		crashLoudly()
		crash()
	}
	// Most tests wait for processes, and not for a processor.
	flag.Parse()
	if at := flag.Lookup("test.parallel"); at.Value.String() == strconv.Itoa(runtime.GOMAXPROCS(0)) {
		_ = at.Value.Set("8")
	}
	code := m.Run()
	_ = os.RemoveAll(builtIn)
	os.Exit(code)
}

func TestACrashIsNoExitCode(t *testing.T) {
	t.Parallel()
	binary, err := os.Executable()
	require.NoError(t, err)
	for _, kind := range []string{"panic", "goroutine", "nil", "fatal", "stack"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(binary)
			cmd.Dir, cmd.Env = t.TempDir(), []string{envCrash + "=" + kind}
			out, err := cmd.CombinedOutput()
			require.Error(t, err)
			assert.NotContains(t, []int{exitOK, exitNo, exitInput, exitUnknown, exitNoReach}, cmd.ProcessState.ExitCode(), "%s", out)
			assert.Contains(t, string(out), "goroutine ", "the trace is how it is found")
			left, err := os.ReadDir(cmd.Dir)
			require.NoError(t, err)
			assert.Empty(t, left, "no core file")
		})
	}
}

func TestExitCodesAreOneTable(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	topic, help := command{args: []string{"help", "exit-codes"}}.run(t), command{args: []string{"help", "pay"}}.run(t)
	require.Equal(t, exitOK, topic.code)
	for _, line := range strings.Split(exitCodes, "\n") {
		for where, text := range map[string]string{"help exit-codes": topic.out, "help pay": help.out, "README": string(readme)} {
			assert.True(t, strings.Contains(text, line), "%s has not: %s", where, line)
		}
	}
	assert.Contains(t, command{args: []string{"--help"}}.run(t).out, "exit-codes")
}

// closed is a pipe that nobody reads any more.
type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, os.ErrClosed }

// An answer that nobody could read is no success, whatever the verb.
func TestAVerbThatCannotPrintDoesNotKnow(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"sign":    {"sign", "--method", "GET", "--path", "/v1/mass/payout/balance"},
		"help":    {"help"},
		"explain": {"sign", "--method", "GET", "--path", "/x", "--explain", "IYZWSv2 eA=="},
	} {
		var errs strings.Builder
		code := run(t.Context(), args, streams{in: strings.NewReader(""), out: closed{}, err: &errs, getenv: func(name string) string { return keys()[name] }})
		assert.Equal(t, exitUnknown, code, name)
		assert.Contains(t, errs.String(), "could not be written", name)
	}
	code := run(t.Context(), []string{"pay", "nowhere.csv", "--env", "emulator"}, streams{in: strings.NewReader(""), out: closed{}, err: closed{}, getenv: os.Getenv})
	assert.Equal(t, exitInput, code)
}
