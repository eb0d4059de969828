// Command record records the cassettes of the contract suite:
//
//	go run ./contract/vcr/record -source emulator
//	IYZICO_API_KEY=… IYZICO_SECRET_KEY=… go run ./contract/vcr/record -source sandbox
//
// The second calls the vendor's sandbox, with the keys of a merchant for whom mass payout is switched on; with
// -allow-auth it also records the scenarios that authorise payouts.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/contract/vcr"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
	"github.com/iyzipayout/iyzipayout/signing"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "record:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	flags := flag.NewFlagSet("record", flag.ContinueOnError)
	flags.SetOutput(out)
	source := flags.String("source", "", "emulator or sandbox")
	dir := flags.String("dir", "cassettes", "the folder with the index")
	only := flags.String("only", "", "names of scenarios, with commas between; none: all")
	allowAuth := flags.Bool("allow-auth", false, "sandbox: also record scenarios that authorise payouts")
	if err := flags.Parse(args); err != nil {
		return err
	}
	scenarios, err := choose(*only)
	if err != nil {
		return err
	}
	library, err := vcr.Create(*dir)
	if err != nil {
		return err
	}
	switch from := vcr.Source(*source); from {
	case vcr.Emulator:
		if err := library.Forget(from, scenario.All()); err != nil {
			return err
		}
		if err := library.RecordEmulator(ctx, scenarios); err != nil {
			return err
		}
		passed, err := library.Recheck()
		for _, file := range passed {
			fmt.Fprintf(out, "%s: checked against the document in force, and passed; the index has the day\n", file)
		}
		return err
	case vcr.Sandbox:
		credentials, err := signing.NewCredentials(getenv("IYZICO_API_KEY"), getenv("IYZICO_SECRET_KEY"))
		if err != nil {
			return fmt.Errorf("IYZICO_API_KEY, IYZICO_SECRET_KEY: %w", err)
		}
		if err := library.Forget(from, scenario.All()); err != nil {
			return err
		}
		skipped, err := library.RecordSandbox(ctx, credentials, *allowAuth, scenarios)
		if len(skipped) > 0 {
			fmt.Fprintln(out, "left out:", strings.Join(skipped, ", "))
		}
		return err
	}
	return errors.New("-source must be emulator or sandbox; documented cassettes are made by hand, and checked again with those of the emulator")
}

func choose(names string) ([]scenario.Scenario, error) {
	if names == "" {
		return scenario.All(), nil
	}
	var chosen []scenario.Scenario
	for _, name := range strings.Split(names, ",") {
		i := slices.IndexFunc(scenario.All(), func(s scenario.Scenario) bool { return s.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("-only: there is no scenario %q", name)
		}
		chosen = append(chosen, scenario.All()[i])
	}
	return chosen, nil
}
