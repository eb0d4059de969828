package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/emulator"
)

func newEmulator(s streams) *cobra.Command {
	var addr, certFile string
	var useTLS bool
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

Keys come from IYZICO_API_KEY and IYZICO_SECRET_KEY; without them a built-in pair is used and printed.`,
		Example: `  iyzipayout emulator --addr 127.0.0.1:8080
  iyzipayout pay examples/payroll.csv --base-url http://127.0.0.1:8080 --yes`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return serve(cmd.Context(), s, addr, useTLS, certFile)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&addr, "addr", "127.0.0.1:8080", "loopback address to listen on; port 0 takes a free one")
	flags.BoolVar(&useTLS, "tls", false, "serve https with a certificate made at start")
	flags.StringVar(&certFile, "cert-file", "", "with --tls: write the certificate here, for pay's --ca-file")
	return cmd
}

func serve(ctx context.Context, s streams, addr string, useTLS bool, certFile string) error {
	if certFile != "" && !useTLS {
		return exit(exitInput, errors.New("--cert-file needs --tls: there is no certificate without it"))
	}
	var options []emulator.Option
	if useTLS {
		options = append(options, emulator.WithTLS())
	}
	builtIn := s.getenv(envAPIKey) == "" && s.getenv(envSecretKey) == ""
	if !builtIn {
		credentials, err := s.keys()
		if err != nil {
			return exit(exitInput, err)
		}
		options = append(options, emulator.WithCredentials(credentials))
	}
	server, err := emulator.Listen(addr, options...)
	if err != nil {
		return exit(exitInput, err)
	}
	defer server.Close()
	if certFile != "" {
		if err := os.WriteFile(certFile, server.CertificatePEM(), 0o644); err != nil {
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
