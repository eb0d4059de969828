package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
)

// The scripts of testdata/script are what people do, with the real binary against an emulator of their own at $URL. Beside the commands
// of testscript they have:
//
//	iyzipayout ARGS        runs the binary, which must end with 0
//	code N iyzipayout ARGS runs it, and it must end with N
//	paid N                 the emulator's ledger shows N lines that were paid, each of them once
//	twice N M              it shows N payments, and M ids that were paid by two payouts on purpose
//	inits N                it shows N mass payouts
//	fault KIND OPERATION   the next call of the operation is met by a fault
//	reference NAME         puts the first reference code of the last output, which was CSV, into a variable
//	released NAME          puts the externalId that prepare printed into a variable
//	profiles FROM TO       writes a file of profiles, with the variables in it filled in
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
				payments, ids := payments(ts)
				wanted(ts, "lines were paid", len(ids), args[0])
				wanted(ts, "payments were made", payments, args[0])
			},
			"twice": func(ts *testscript.TestScript, _ bool, args []string) {
				payments, ids := payments(ts)
				wanted(ts, "payments were made", payments, args[0])
				wanted(ts, "ids were paid twice", payments-len(ids), args[1])
			},
			"inits": func(ts *testscript.TestScript, _ bool, args []string) {
				wanted(ts, "mass payouts were made", len(service(ts).Ledger().Batches), args[0])
			},
			"fault": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Check(service(ts).InjectFaults(emulator.Fault{Kind: emulator.FaultKind(args[0]), Operation: gen.Operation(args[1])}))
			},
			"reference": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Setenv(args[0], strings.Split(strings.Split(ts.ReadFile("stdout"), "\n")[1], ",")[1])
			},
			"released": func(ts *testscript.TestScript, _ bool, args []string) {
				id, _, _ := strings.Cut(ts.ReadFile("stdout"), " waits")
				ts.Setenv(args[0], id)
			},
			"profiles": func(ts *testscript.TestScript, _ bool, args []string) {
				text := os.Expand(ts.ReadFile(args[0]), ts.Getenv)
				ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o600))
			},
		},
	})
}

func service(ts *testscript.TestScript) *emulator.Server {
	return ts.Value("service").(*emulator.Server)
}

// payments counts what was paid, and the ids of it. No line of a payout is paid twice.
func payments(ts *testscript.TestScript) (payments int, ids map[string]bool) {
	ids = map[string]bool{}
	for _, batch := range service(ts).Ledger().Batches {
		for _, line := range batch.Lines {
			if line.Paid > 1 || line.Started > 1 {
				ts.Fatalf("line %s was paid %d times", line.ItemExternalID, line.Paid)
			}
			if payments += line.Paid; line.Paid > 0 {
				ids[line.ItemExternalID] = true
			}
		}
	}
	return payments, ids
}

func wanted(ts *testscript.TestScript, what string, got int, want string) {
	if strconv.Itoa(got) != want {
		ts.Fatalf("%d %s, want %s", got, what, want)
	}
}

// Each verb has a script that runs it.
func TestEachVerbHasAScript(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob(filepath.Join("testdata", "script", "*.txt"))
	require.NoError(t, err)
	var scripts strings.Builder
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		scripts.Write(text)
	}
	var look func(*cobra.Command)
	look = func(cmd *cobra.Command) {
		for _, verb := range cmd.Commands() {
			assert.True(t, regexp.MustCompile(verb.CommandPath()+"[ \n]").MatchString(scripts.String()), verb.CommandPath())
			look(verb)
		}
	}
	look(testRoot())
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
