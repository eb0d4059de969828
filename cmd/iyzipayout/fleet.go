package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/spf13/cobra"
)

// fleetProgram works with a database, which this program does not carry: it is a module of its own.
const fleetProgram = "iyzipayout-fleet"

func newFleet(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "fleet enqueue|work|status|cancel",
		Short: "Pay from one queue in a database, by many workers on many machines",
		Long: `fleet pays from a queue in SQLite (one file, this machine) or PostgreSQL (many machines). Each line is paid once, however many workers
there are, and however they are killed. It runs the program ` + fleetProgram + `, which releases have beside this one. From a checkout:

  cd fleet && go install ./cmd/` + fleetProgram + `

'iyzipayout fleet enqueue --help' and so on say what there is, and docs/fleet.md has the rest. The exit codes are those of 'help exit-codes'.`,
		Example: `  iyzipayout fleet enqueue payroll.csv --database sqlite:payouts.db --env sandbox --period 2026-12
  iyzipayout fleet work --database sqlite:payouts.db --env sandbox
  iyzipayout fleet status --database sqlite:payouts.db --env sandbox`,
		DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			program, err := findFleet()
			if err != nil {
				return exit(exitInput, err)
			}
			return runFleet(cmd.Context(), s, program, args)
		},
	}
}

// findFleet looks beside this program and then on the PATH.
func findFleet() (string, error) {
	name := fleetProgram
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if own, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(own), name)
		if info, err := os.Stat(beside); err == nil && !info.IsDir() {
			return beside, nil
		}
	}
	program, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("fleet needs the program %s beside this one or on the PATH; nothing was sent. It comes with a release; from a checkout it is\n"+
			"  cd fleet && go install ./cmd/%s", fleetProgram, fleetProgram)
	}
	return program, nil
}

// runFleet runs the program to its end, and ends as it does. A signal is passed on; a worker then ends its turns.
func runFleet(ctx context.Context, s streams, program string, args []string) error {
	child := exec.CommandContext(ctx, program, args...)
	child.Args[0] = "iyzipayout fleet" // its name in help and errors
	child.Stdin, child.Stdout, child.Stderr = s.in, s.out, s.err
	child.Cancel = func() error { return child.Process.Signal(syscall.SIGTERM) }
	err := child.Run()
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		if ended.ExitCode() < 0 {
			return exit(exitUnknown, fmt.Errorf("%s was killed (%s): others go on with what it had begun", fleetProgram, ended))
		}
		return exit(ended.ExitCode(), nil)
	}
	switch {
	case err != nil && child.Process == nil:
		return exit(exitInput, fmt.Errorf("%s cannot be started, nothing was sent: %w", program, err))
	case err != nil && ctx.Err() == nil:
		return exit(exitUnknown, fmt.Errorf("%s: %w", program, err))
	}
	return nil
}
