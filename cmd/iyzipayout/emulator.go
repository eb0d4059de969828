package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/money"
)

// emulatorFlags is the command line of emulator.
type emulatorFlags struct {
	addr, certFile string
	tls            bool
	behaviour      emulator.Behaviour
	pace           string
}

// choice is a flag that takes one of some words, the first by default.
type choice struct {
	name, usage string
	value       *string
	words       []string
}

func (f *emulatorFlags) words() []choice {
	return []choice{
		{"duplicate-init", "what a second init under one externalId does: same, refuse or second", &f.behaviour.DuplicateInit, []string{"same", "refuse", "second"}},
		{"duplicate-auth", "what a second auth does: refuse, succeed or pay-again", &f.behaviour.DuplicateAuth, []string{"refuse", "succeed", "pay-again"}},
		{"shortage", "what an auth above the balance does: merchant or iyzico (that status of the whole), refuse (code 10051)", &f.behaviour.Shortage, []string{"merchant", "iyzico", "refuse"}},
		{"completed-status", "status of a batch whose lines were all paid: COMPLETED or SUCCESS", (*string)(&f.behaviour.CompletedStatus), []string{"COMPLETED", "SUCCESS"}},
		{"mixed-status", "status of a batch of which some lines were paid: COMPLETED, SUCCESS, FAIL or PUBLISHED_TO_QUEUE", (*string)(&f.behaviour.MixedStatus), []string{"COMPLETED", "SUCCESS", "FAIL", "PUBLISHED_TO_QUEUE"}},
		{"pace", "how long the bank takes: watch (seconds) or test (milliseconds)", &f.pace, []string{"watch", "test"}},
	}
}

func newEmulator(s streams) *cobra.Command {
	f := emulatorFlags{}
	cmd := &cobra.Command{
		Use:   "emulator",
		Short: "Run the mass payout service on this machine, in memory",
		Long: `emulator runs iyzico's mass payout service on loopback until it is interrupted. It is not the vendor: what it does where the
documents are silent is listed in UNVERIFIED.md.

A line whose description holds [emulator:refuse] is refused by init, one with [emulator:bank-fail] fails at the bank and is
given back.

Two paths are the emulator's own, need no signature and answer calls from this machine only. POST /_emulator/faults plans what
goes wrong (GET shows what is left, DELETE clears it), GET /_emulator/ledger tells how often each line was really paid:
  curl -H 'Content-Type: application/json' http://127.0.0.1:8080/_emulator/faults \
    -d '{"faults": [{"kind": "reset_after_commit", "operation": "authMassPayout"}]}'
  curl http://127.0.0.1:8080/_emulator/ledger

What the vendor does with a second init under one externalId, and with a second auth, is not documented. --duplicate-init
makes the emulator answer the same requestId, refuse, or create a second batch; --duplicate-auth makes it refuse, succeed
without effect, or pay again.

Keys come from IYZICO_API_KEY and IYZICO_SECRET_KEY; without them a built-in pair is used and printed.`,
		Example: `  iyzipayout emulator --addr 127.0.0.1:8080
  iyzipayout pay examples/payroll.csv --base-url http://127.0.0.1:8080 --yes`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.serve(cmd.Context(), s)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.addr, "addr", "127.0.0.1:8080", "loopback address to listen on; port 0 takes a free one")
	flags.BoolVar(&f.tls, "tls", false, "serve https with a certificate made at start")
	flags.StringVar(&f.certFile, "cert-file", "", "with --tls: write the certificate here, for pay's --ca-file")
	for _, w := range f.words() {
		wordFlag(cmd, w.value, w.name, w.words[0], w.usage, w.words...)
	}
	flags.TextVar(&f.behaviour.Balance, "balance", money.Decimal{}, "mass payout balance at the start, an `amount` (default 1000000000.00)")
	flags.TextVar(&f.behaviour.Commission, "commission", money.Decimal{}, "what each line costs, an `amount` (default 20.00000000)")
	flags.StringToIntVar(&f.behaviour.FailureStatus, "failure-status", nil,
		"HTTP status of refused calls by error code, by operationId or any: 1000=401,initMassPayout=400,any=422")
	flags.BoolVar(&f.behaviour.NestedPaging, "nested-paging", false, "page, size and total stand beside the items, as in the Java client")
	flags.BoolVar(&f.behaviour.NoEmptyInvalidItems, "no-empty-invalid-items", false, "leave invalidItems out where it is empty")
	flags.BoolVar(&f.behaviour.NoItemRequestID, "no-item-request-id", false, "leave massPayoutRequestId out of items")
	flags.BoolVar(&f.behaviour.NumericBalance, "numeric-balance", false, "answer the balance as a number, not as a string")
	flags.BoolVar(&f.behaviour.JavaMembers, "java-members", false, "answer the dates and errorMessage that only the Java client knows")
	flags.BoolVar(&f.behaviour.LenientLocale, "lenient-locale", false, "take a locale in capitals, in the body, or none")
	flags.Int64Var(&f.behaviour.BodyLimit, "body-limit", 16<<20, "refuse larger bodies, in bytes")
	return cmd
}

func (f *emulatorFlags) options(s streams) (options []emulator.Option, builtInKeys bool, err error) {
	if f.certFile != "" && !f.tls {
		return nil, false, errors.New("--cert-file needs --tls: there is no certificate without it")
	}
	if f.tls {
		options = append(options, emulator.WithTLS())
	}
	for _, w := range f.words() {
		if !slices.Contains(w.words, *w.value) {
			return nil, false, fmt.Errorf("--%s %s: must be %s", w.name, *w.value, strings.Join(w.words, " or "))
		}
	}
	pace := map[string]emulator.Pace{"watch": emulator.DefaultPace(), "test": emulator.TestPace()}[f.pace]
	options = append(options, f.behaviour, emulator.WithPace(pace))
	if s.getenv(envAPIKey) == "" && s.getenv(envSecretKey) == "" {
		return options, true, nil
	}
	credentials, err := s.keys()
	return append(options, emulator.WithCredentials(credentials)), false, err
}

func (f *emulatorFlags) serve(ctx context.Context, s streams) error {
	options, builtIn, err := f.options(s)
	if err != nil {
		return exit(exitInput, err)
	}
	server, err := emulator.Listen(f.addr, options...)
	if err != nil {
		return exit(exitInput, err)
	}
	defer server.Close()
	if f.certFile != "" {
		if err := os.WriteFile(f.certFile, server.CertificatePEM(), 0o644); err != nil {
			return exit(exitInput, err)
		}
	}
	fmt.Fprintln(s.out, server.URL())
	if builtIn {
		fmt.Fprintf(s.err, "built-in keys: export %s=%s %s=%s\n", envAPIKey, emulator.DefaultAPIKey, envSecretKey, emulator.DefaultSecretKey)
	}
	<-ctx.Done()
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return server.Shutdown(stopping)
}
