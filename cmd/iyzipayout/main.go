// Command iyzipayout pays files of payouts through iyzico's Mass Payout API, signs and explains requests, runs the
// service's emulator and builds the API document. Every verb is one file here; what they do lives in the packages.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit codes of every verb; `pay --help` explains them to users.
const (
	exitOK      = 0
	exitNotPaid = 1 // finished, with lines not paid; for other verbs: finished, and the answer is no
	exitInput   = 2 // bad input, nothing was sent
	exitUnknown = 3 // the outcome is not known
)

// streams is what a verb reads, writes and knows of its surroundings; tests put their own in.
type streams struct {
	in          io.Reader
	out, err    io.Writer
	getenv      func(string) string
	interactive bool // somebody is there to answer questions and to look at progress bars
}

// exitError carries an exit code out of a verb. Its error is printed unless it is nil.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

func exit(code int, err error) error { return &exitError{code: code, err: err} }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], terminalStreams()))
}

// run executes one command line and returns its exit code.
func run(ctx context.Context, args []string, s streams) int {
	root := newRoot(s)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	coded, ok := errors.AsType[*exitError](err)
	if !ok { // cobra's own: unknown verb or flag
		coded = &exitError{code: exitInput, err: err}
	}
	if coded.err != nil {
		fmt.Fprintln(s.err, "iyzipayout:", coded.err)
	}
	return coded.code
}

func newRoot(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "iyzipayout",
		Short: "Pay many people at once through iyzico's Mass Payout API",
		Long: `iyzipayout pays salaries, sellers and refunds through iyzico's Mass Payout API.

Start without keys, against the emulator that is built in:

  iyzipayout pay examples/payroll.csv

Then against iyzico's sandbox, with the keys of your merchant panel:

  export IYZICO_API_KEY=sandbox-... IYZICO_SECRET_KEY=sandbox-...
  iyzipayout pay payroll.csv --env sandbox

Results go to standard output, everything else to standard error.`,
		Version:       version(),
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.AddCommand(newPay(s), newCheck(s), newContract(s), newSign(s), newEmulator(s), newSpec(s), newNightly(s))
	return root
}
