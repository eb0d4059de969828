package main

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// The scripts of testdata/script are what people do, with the real binary against an emulator of their own at $URL. Beside the commands
// of testscript they have:
//
//	iyzipayout ARGS        runs the binary, which must end with 0
//	code N iyzipayout ARGS runs it, and it must end with N
//	paid N                 the emulator's ledger shows N lines that were paid, each of them once
func TestScripts(t *testing.T) {
	binary := build(t)
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			service, err := emulator.Listen("127.0.0.1:0", emulator.WithPace(emulator.TestPace()))
			if err != nil {
				return err
			}
			env.Defer(func() { _ = service.Close() })
			env.Setenv(envAPIKey, emulator.DefaultAPIKey)
			env.Setenv(envSecretKey, emulator.DefaultSecretKey)
			env.Setenv("URL", service.URL())
			env.Values["service"] = service
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"iyzipayout": func(ts *testscript.TestScript, _ bool, args []string) { runBinary(ts, binary, exitOK, args) },
			"code": func(ts *testscript.TestScript, _ bool, args []string) {
				want, err := strconv.Atoi(args[0])
				ts.Check(err)
				runBinary(ts, binary, want, args[2:])
			},
			"paid": func(ts *testscript.TestScript, _ bool, args []string) {
				lines := 0
				for _, batch := range ts.Value("service").(*emulator.Server).Ledger().Batches {
					for _, line := range batch.Lines {
						if line.Paid > 1 || line.Started > 1 {
							ts.Fatalf("line %s was paid %d times", line.ItemExternalID, line.Paid)
						}
						lines += line.Paid
					}
				}
				if strconv.Itoa(lines) != args[0] {
					ts.Fatalf("%d lines were paid, want %s", lines, args[0])
				}
			},
		},
	})
}

func runBinary(ts *testscript.TestScript, binary string, want int, args []string) {
	code := 0
	err := ts.Exec(binary, args...)
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		code = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if code != want {
		ts.Fatalf("iyzipayout ended with %d, want %d", code, want)
	}
}
