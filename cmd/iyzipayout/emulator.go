package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/money"
)

// emulatorFlags is the command line of emulator.
type emulatorFlags struct {
	addr, certFile, state, seed string
	tls, recipients             bool
	hosts                       []string
	randomSeed                  uint64
	behaviour                   emulator.Behaviour
	pace, clock                 string
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
		{"shortage", "what an auth above the balance does: merchant or iyzico (that status of the whole), refuse (code 10051), wait (merchant, and a top-up lets it go on)", &f.behaviour.Shortage, []string{"merchant", "iyzico", "refuse", "wait"}},
		{"completed-status", "status of a batch whose lines were all paid: COMPLETED or SUCCESS", (*string)(&f.behaviour.CompletedStatus), []string{"COMPLETED", "SUCCESS"}},
		{"mixed-status", "status of a batch of which some lines were paid: COMPLETED, SUCCESS, FAIL or PUBLISHED_TO_QUEUE", (*string)(&f.behaviour.MixedStatus), []string{"COMPLETED", "SUCCESS", "FAIL", "PUBLISHED_TO_QUEUE"}},
		{"pace", "how long the bank takes: watch (seconds) or test (milliseconds)", &f.pace, []string{"watch", "test"}},
		{"clock", "how the service's time passes: real, x60 (a minute in a second) or manual (only when it is advanced)", &f.clock, []string{"real", "x60", "manual"}},
	}
}

func newEmulator(s streams) *cobra.Command { return new(emulatorFlags).command(s) }

func (f *emulatorFlags) command(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "emulator",
		Short: "Run the mass payout service on this machine",
		Long: `emulator runs iyzico's mass payout service on loopback until it is interrupted. It is not the vendor: what it does where the
documents are silent is listed in UNVERIFIED.md.

What becomes of a line is said by whom it pays: --recipients lists IBANs, phones and member ids that exist for tests, one set for
each outcome. A marker in its description says the same: [emulator:refuse], [emulator:bank-fail], [emulator:deposit-fail],
[emulator:stay-failed], [emulator:stay-processing], [emulator:slow].

--state keeps everything in a file: an emulator that was stopped or killed goes on from there. --seed begins with the balance, mass
payouts, recipients and options of a YAML or JSON file such as examples/emulator.yaml; a flag comes before the file. Balance and
mass payouts of the seed count when the state file is made. With --clock manual and --random-seed two runs answer the same bytes.

Each call of the API is a line on standard error, without keys, names, amounts and bodies.

Some paths are the emulator's own, need no signature and answer calls from this machine only, or by the names of --open-to. POST
/_emulator/faults plans what goes wrong (GET shows what is left, DELETE clears it), GET /_emulator/ledger tells how often each line was
really paid, GET /_emulator/health whether calls are answered:
  curl -H 'Content-Type: application/json' http://127.0.0.1:8080/_emulator/faults \
    -d '{"faults": [{"kind": "reset_after_commit", "operation": "authMassPayout"}]}'
  curl http://127.0.0.1:8080/_emulator/ledger

What the vendor does with a second init under one externalId, and with a second auth, is not documented. --duplicate-init
makes the emulator answer the same requestId, refuse, or create a second batch; --duplicate-auth makes it refuse, succeed
without effect, or pay again.

Keys come from IYZICO_API_KEY and IYZICO_SECRET_KEY; without them a built-in pair is used and printed.`,
		Example: `  iyzipayout emulator --addr 127.0.0.1:8080
  iyzipayout pay examples/payroll.csv --base-url http://127.0.0.1:8080 --yes
  iyzipayout emulator --recipients
  iyzipayout emulator --state sandbox.state --seed examples/emulator.yaml`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.recipients {
				return f.listRecipients(s)
			}
			return f.serve(cmd, s)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.addr, "addr", "127.0.0.1:8080", "loopback address to listen on; port 0 takes a free one")
	flags.BoolVar(&f.tls, "tls", false, "serve https with a certificate made at start")
	flags.StringVar(&f.certFile, "cert-file", "", "with --tls: write the certificate here, for pay's --ca-file")
	fileFlag(cmd, &f.state, "state", "", "keep everything in this `file`, and go on from it", "state")
	fileFlag(cmd, &f.seed, "seed", "", "begin with what this `file` says", "yaml", "yml", "json")
	flags.BoolVar(&f.recipients, "recipients", false, "list the recipients that exist for tests, and end")
	flags.Uint64Var(&f.randomSeed, "random-seed", 0, "make ids the same each time, beginning with this number")
	flags.StringArrayVar(&f.hosts, "open-to", nil, "listen on any address, and let other machines in who call this one by this `name`, such as localhost in a container; repeat for more")
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
	flags.BoolVar(&f.behaviour.Lenient, "lenient", false, "take what breaks the documents and might be taken: also lines without a description, bodies where there is none, any Content-Type")
	flags.Int64Var(&f.behaviour.BodyLimit, "body-limit", 16<<20, "refuse larger bodies, in bytes")
	return cmd
}

func (f *emulatorFlags) options(flags *pflag.FlagSet, s streams) (options []emulator.Option, builtInKeys bool, err error) {
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
	seed, err := f.begin(flags)
	if err != nil {
		return nil, false, err
	}
	options = append(options, seed, emulator.WithLog(slog.New(slog.NewTextHandler(s.err, nil))), emulator.WithHosts(f.hosts...))
	if f.state != "" {
		options = append(options, emulator.WithStateFile(f.state))
	}
	if s.getenv(envAPIKey) == "" && s.getenv(envSecretKey) == "" {
		return options, true, nil
	}
	credentials, err := s.keys()
	return append(options, emulator.WithCredentials(credentials)), false, err
}

// begin is the seed, with what flags say in place of what it says.
func (f *emulatorFlags) begin(flags *pflag.FlagSet) (seed emulator.Seed, err error) {
	if f.seed != "" {
		data, err := os.ReadFile(f.seed)
		if err != nil {
			return seed, fmt.Errorf("--seed: %w", err)
		}
		if seed, err = emulator.ReadSeed(f.seed, data); err != nil {
			return seed, err
		}
	}
	from, to := reflect.ValueOf(f.behaviour), reflect.ValueOf(&seed.Behaviour).Elem()
	for i := range from.NumField() {
		if flags.Changed(flagOf(from.Type().Field(i))) {
			to.Field(i).Set(from.Field(i))
		}
	}
	if flags.Changed("pace") || seed.Pace == "" {
		seed.Pace = f.pace
	}
	if flags.Changed("clock") || seed.Clock == "" {
		seed.Clock = f.clock
	}
	if flags.Changed("random-seed") {
		seed.RandomSeed = &f.randomSeed
	}
	return seed, nil
}

// flagOf is the flag of a member of emulator.Behaviour: its name in JSON, with hyphens in place of capitals.
func flagOf(member reflect.StructField) string {
	name, _, _ := strings.Cut(member.Tag.Get("json"), ",")
	return regexp.MustCompile("[A-Z]").ReplaceAllStringFunc(name, func(capital string) string { return "-" + strings.ToLower(capital) })
}

func (f *emulatorFlags) listRecipients(s streams) error {
	table := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "IBAN\tPHONE\tMEMBER_ID\tOUTCOME")
	for _, r := range emulator.TestRecipients() {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", r.IBAN, r.Phone, r.MemberID, r.What)
	}
	return table.Flush()
}

func (f *emulatorFlags) serve(cmd *cobra.Command, s streams) error {
	ctx := cmd.Context()
	options, builtIn, err := f.options(cmd.Flags(), s)
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
