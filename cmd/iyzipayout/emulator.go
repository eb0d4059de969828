package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// emulatorFlags is the command line of emulator.
type emulatorFlags struct {
	addr, certFile string
	tls            bool
	onInit, onAuth string
	pace           string
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
	flags.StringVar(&f.onInit, "duplicate-init", "same", "what a second init under one externalId does: same, refuse or second")
	flags.StringVar(&f.onAuth, "duplicate-auth", "refuse", "what a second auth does: refuse, succeed or pay-again")
	flags.StringVar(&f.pace, "pace", "watch", "how long the bank takes: watch (seconds) or test (milliseconds)")
	complete(cmd, "duplicate-init", "same", "refuse", "second")
	complete(cmd, "duplicate-auth", "refuse", "succeed", "pay-again")
	complete(cmd, "pace", "watch", "test")
	return cmd
}

func (f emulatorFlags) options(s streams) (options []emulator.Option, builtInKeys bool, err error) {
	if f.certFile != "" && !f.tls {
		return nil, false, errors.New("--cert-file needs --tls: there is no certificate without it")
	}
	if f.tls {
		options = append(options, emulator.WithTLS())
	}
	onInit, err := choice("--duplicate-init", f.onInit, map[string]emulator.DuplicateInit{
		"same": emulator.SameRequestID, "refuse": emulator.RefuseInit, "second": emulator.SecondBatch,
	})
	if err != nil {
		return nil, false, err
	}
	onAuth, err := choice("--duplicate-auth", f.onAuth, map[string]emulator.DuplicateAuth{
		"refuse": emulator.RefuseAuth, "succeed": emulator.SucceedAuth, "pay-again": emulator.PayAgain,
	})
	if err != nil {
		return nil, false, err
	}
	pace, err := choice("--pace", f.pace, map[string]emulator.Pace{"watch": emulator.DefaultPace(), "test": emulator.TestPace()})
	if err != nil {
		return nil, false, err
	}
	options = append(options, emulator.WithDuplicateInit(onInit), emulator.WithDuplicateAuth(onAuth), emulator.WithPace(pace))
	if s.getenv(envAPIKey) == "" && s.getenv(envSecretKey) == "" {
		return options, true, nil
	}
	credentials, err := s.keys()
	return append(options, emulator.WithCredentials(credentials)), false, err
}

// choice is what a word of a flag stands for.
func choice[T any](flag, word string, of map[string]T) (T, error) {
	value, known := of[word]
	if !known {
		return value, fmt.Errorf("%s %s: must be %s", flag, word, strings.Join(slices.Sorted(maps.Keys(of)), " or "))
	}
	return value, nil
}

func (f emulatorFlags) serve(ctx context.Context, s streams) error {
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
