// Command iyzipayout pays files of payouts through iyzico's Mass Payout API, signs and explains requests, runs the
// service's emulator and builds the API document. Every verb is one file here; what they do lives in the packages.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// streams is what a verb reads, writes and knows of its surroundings; tests put their own in.
type streams struct {
	in          io.Reader
	out, err    io.Writer
	getenv      func(string) string
	screen      screen
	interactive bool                                  // somebody is there to answer questions and to look at progress bars
	hidden      func(context.Context) (string, error) // reads a line without showing it; nil where nobody types
	ring        ring
}

func main() {
	crashLoudly()
	os.Exit(run(untilStopped(context.Background()), os.Args[1:], terminalStreams()))
}

// collectLess lets the heap of a command that is soon over grow to five times of what it needs before it is collected, instead of two. Whoever
// has set GOGC means it.
func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}

// run executes one command line and returns its exit code.
func run(ctx context.Context, args []string, s streams) int {
	output := &checkedWriter{Writer: s.out}
	s.out, s.err = output, &lockedWriter{Writer: s.err}
	root := newRoot(s)
	root.SetArgs(args)
	if speaksTurkish(langIn(args), s.getenv) {
		helpInTurkish(root)
	}
	code, err := codeOfVerb(ofCommandLine(root.ExecuteContext(ctx)), output)
	if err != nil {
		said, _ := chosenLanguage(langIn(args), s.getenv) // which is English where there is no such language
		fmt.Fprintln(s.err, "iyzipayout:", said.say(err))
	}
	return code
}

func newRoot(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "iyzipayout",
		Short: "Pay many people at once through iyzico's Mass Payout API",
		Long: `iyzipayout pays salaries, sellers and refunds through iyzico's Mass Payout API.

Start without keys, against the emulator that is built in:

  iyzipayout pay examples/payroll.csv --env emulator

Then against iyzico's sandbox, with the keys of your merchant panel:

  export IYZICO_API_KEY=sandbox-... IYZICO_SECRET_KEY=sandbox-...
  iyzipayout doctor --env sandbox
  iyzipayout pay payroll.csv --env sandbox

Where to pay, and where the keys are, can be kept in iyzipayout.yaml: 'iyzipayout template iyzipayout.yaml' writes an example, and --profile names one.

Results go to standard output, everything else to standard error. 'help exit-codes' says what the exit codes mean.`,
		Version:       version(),
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.AddGroup(
		&cobra.Group{ID: "pay", Title: "Paying:"},
		&cobra.Group{ID: "true", Title: "Keeping the client true to the vendor's API:"},
		&cobra.Group{ID: "build", Title: "The emulator, and requests by hand:"},
		&cobra.Group{ID: "setup", Title: "Setting up:"},
	)
	for group, verbs := range map[string][]*cobra.Command{
		"pay":   {newPay(s), newPrepare(s), newRelease(s), newStatus(s), newList(s), newResume(s), newRest(s), newCancel(s), newTemplate(s), newItems(s), newItem(s), newBalance(s), newFleet(s)},
		"true":  {newCheck(s), newContract(s), newSpec(s), newNightly(s)},
		"build": {newSign(s), newEmulator(s), newAPI(s)},
		"setup": {newDoctor(s), newKeys(s), newVersion(s)},
	} {
		for _, verb := range verbs {
			verb.GroupID = group
			root.AddCommand(verb)
		}
	}
	root.AddCommand(newExitCodes(), newEnvironmentTopic())
	root.SetCompletionCommandGroupID("setup")
	root.SetHelpCommandGroupID("setup")
	return root
}
