package main

import (
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/internal/localize"
)

// The exit codes of every verb but nightly, whose codes add up.
const (
	exitOK      = 0
	exitNo      = 1
	exitInput   = 2
	exitUnknown = 3
	exitNoReach = 4
)

// exitCodes says what they mean. Help shows it, and README has it word for word.
const exitCodes = `  0  every line was paid; of other verbs: done, or the answer is yes
  1  finished: every line has its outcome, and some were not paid, or were refused when they were prepared; of other verbs: the answer is no
  2  input, flags, lines or the stage of a payout are refused: this run sent nothing; of other verbs: what they need cannot be read
  3  not known: run the same again before paying anybody in any other way
  4  iyzico could not be asked: neither this run nor an earlier one of this journal sent anything; run it again
A crash is none of these.`

// newExitCodes is a page of help and no verb.
func newExitCodes() *cobra.Command {
	return &cobra.Command{
		Use:   "exit-codes",
		Short: "What the exit codes mean",
		Long: `Every verb ends with one of these codes, but for nightly, whose codes add up (see its --help):

` + exitCodes + `

0, 1 and 2 are said on proof only. 3 also ends a run that was stopped in the middle (Ctrl-C, a signal, a closed terminal), one whose
results could not be written, such as to a closed pipe, and one that met lines which another payout holds and has not settled. A
second signal ends the program at once, with 3.`,
	}
}

// newEnvironmentTopic is a page of help and no verb.
func newEnvironmentTopic() *cobra.Command {
	return &cobra.Command{
		Use:   "environment",
		Short: "Environment variables that are read",
		Long: `The environment variables that are read:

  IYZICO_API_KEY, IYZICO_SECRET_KEY  the keys of your merchant panel, where no profile says otherwise. Those of the sandbox begin with "sandbox-"
  IYZIPAYOUT_PROFILE                 profile to use where neither --profile, --env nor --base-url is given
  XDG_CONFIG_HOME                    where iyzipayout/iyzipayout.yaml is looked for besides the working folder (~/.config)
  XDG_STATE_HOME                     where the journal is (~/.local/state)
  HTTPS_PROXY, NO_PROXY              the proxy that calls go through, and the hosts that need none
  SSL_CERT_FILE, SSL_CERT_DIR        the certificates that are trusted, on Linux; --ca-file adds some
  LC_ALL, LC_MESSAGES, LANG          the language of what is said, where --lang does not say: Turkish where the first of them that is set begins with tr
  NO_COLOR, TERM                     no colours where NO_COLOR is set or TERM is dumb, and --color does not say otherwise
  IYZIPAYOUT_PAGER, PAGER            what long tables are read with on a terminal (less)
  IYZIPAYOUT_DATABASE                the database of 'iyzipayout fleet'; OTEL_EXPORTER_OTLP_ENDPOINT is where it sends its telemetry`,
	}
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

// codeOfVerb is what a verb that ended with err exits with, and what it says. An error without a code is about what was given: cobra's
// own errors, an unknown verb or flag, and those of verbs that move no money.
func codeOfVerb(err error, output *checkedWriter) (int, error) {
	code, said := exitOK, err
	if err != nil {
		code = exitInput
		if coded, ok := errors.AsType[*exitError](err); ok {
			code, said = coded.code, coded.err
		}
	}
	// Nobody has read the answer. What was refused is refused all the same.
	if output.err != nil && (code == exitOK || code == exitNo) {
		code, said = exitUnknown, errors.Join(said, localize.Errorf("the results could not be written, run the same again to see them: %w", output.err))
	}
	return code, said
}

// lockedWriter is for those who write at once: progress, and the exchanges that --debug shows.
type lockedWriter struct {
	io.Writer
	mu sync.Mutex
}

func (w *lockedWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.Writer.Write(p)
}

// checkedWriter remembers that something could not be written, for verbs that print without looking.
type checkedWriter struct {
	io.Writer
	err error
}

func (w *checkedWriter) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if err != nil && w.err == nil {
		w.err = err
	}
	return n, err
}
