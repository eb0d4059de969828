package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/live"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/spec"
)

func newContract(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "contract",
		Short: "Try a service out against the API document",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newContractRun(s))
	return cmd
}

// contractFlags is the command line of contract run.
type contractFlags struct {
	serviceFlags
	report   string
	emulator bool
}

// serviceFlags say which scenarios are played against which service, and how.
type serviceFlags struct {
	target
	allowAuth bool
	pace      float64
	scenarios []string
}

func (f *serviceFlags) bind(cmd *cobra.Command, baseURL, caFile, pace string) {
	flags := cmd.Flags()
	wordFlag(cmd, &f.baseURL, "base-url", "", baseURL)
	fileFlag(cmd, &f.caFile, "ca-file", "", "PEM file with further certificates to trust"+caFile, "pem")
	wordFlag(cmd, &f.locale, "locale", string(gen.LocaleEn), "language of the calls: tr or en", string(gen.LocaleTr), string(gen.LocaleEn))
	flags.BoolVar(&f.allowAuth, "allow-auth", false, "run the scenarios that move money, too")
	flags.Float64Var(&f.pace, "pace", 1, "what to multiply the waits between polls"+pace+" with")
	flags.StringArrayVar(&f.scenarios, "scenario", nil, "run only this scenario; may be repeated")
	complete(cmd, "scenario", scenarioNames()...)
}

// apply completes what to play, and returns the client for the service.
func (f serviceFlags) apply(o *live.Options) (*http.Client, error) {
	o.BaseURL, o.AllowAuth, o.Locale, o.Pace = f.baseURL, f.allowAuth, gen.Locale(f.locale), f.pace
	switch {
	case !o.Locale.Valid():
		return nil, fmt.Errorf("--locale %s: must be tr or en", f.locale)
	case !(f.pace > 0):
		return nil, fmt.Errorf("--pace %g: must be greater than 0", f.pace)
	}
	o.Scenarios = scenario.All()
	if len(f.scenarios) > 0 {
		for _, name := range f.scenarios {
			if !slices.Contains(scenarioNames(), name) {
				return nil, fmt.Errorf("--scenario %s: there is no such scenario; there are %s", name, strings.Join(scenarioNames(), ", "))
			}
		}
		o.Scenarios = slices.DeleteFunc(o.Scenarios, func(each scenario.Scenario) bool { return !slices.Contains(f.scenarios, each.Name) })
	}
	client, err := f.httpClient()
	if err == nil {
		o.Transport = client.Transport
	}
	return client, err
}

func newContractRun(s streams) *cobra.Command {
	f := contractFlags{}
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Play every scenario against a service and hold what it answers against the document",
		Long: `run plays the scenarios of the contract suite, one after the other, and checks every request and answer. The report folder gets
index.html, report.md and report.txt for people, junit.xml and report.sarif for build servers, and report.json for programs:
what was exercised, what was not, and every finding, in index.html with its request and answer side by side. Keys,
identifiers, names and free text are masked in all of them.

Without --base-url every scenario gets an emulator of its own, over TLS, and nothing has to be waited for. With it the
keys come from IYZICO_API_KEY and IYZICO_SECRET_KEY.

Scenarios that move money are skipped without --allow-auth, and no call of auth leaves this program. Scenarios that only an
emulator can play are skipped unless --emulator says that there is one; those that need one with options of its own run
only without --base-url. Scenarios make real mass payouts at a real service: most are neither paid nor canceled.

Exit codes:
  0  every scenario that was run passed, without a finding
  1  findings or failed scenarios
  2  nothing could be run
  3  it was interrupted before anything was found, or the report could not be printed`,
		Example: `  iyzipayout contract run --report out --allow-auth
  iyzipayout contract run --base-url https://127.0.0.1:8443 --ca-file cert.pem --emulator --report out --allow-auth
  iyzipayout contract run --base-url https://sandbox-api.iyzipay.com --report out`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), s) },
	}
	flags := cmd.Flags()
	f.bind(cmd, "service to try (default: emulators inside this program)", ", such as the one that 'emulator --cert-file' writes", " of --base-url")
	dirFlag(cmd, &f.report, "report", "", "folder to write the report to; made if need be (required)")
	flags.BoolVar(&f.emulator, "emulator", false, "the service at --base-url is 'iyzipayout emulator'")
	return cmd
}

func scenarioNames() []string {
	var names []string
	for _, each := range scenario.All() {
		names = append(names, each.Name)
	}
	return names
}

// run makes sure that it can report before anything is sent.
func (f contractFlags) run(ctx context.Context, s streams) error {
	options, err := f.options(s)
	if err != nil {
		return err
	}
	if err := report.Prepare(f.report); err != nil {
		return err
	}
	options.Progress = func(each live.Scenario) {
		line := fmt.Sprintf("%-11s %s %s", each.Outcome, each.Name, strings.ReplaceAll(each.Reason, "\n", "; "))
		fmt.Fprintln(s.err, strings.TrimSpace(line))
	}
	result, err := live.Run(ctx, options)
	if err != nil {
		return err
	}
	if err := result.Write(f.report); err != nil {
		return err
	}
	write, err := report.For("text")
	if err != nil {
		return err
	}
	if err := write(s.out, result.Report()); err != nil {
		return err
	}
	fmt.Fprintln(s.out, filepath.Join(f.report, live.HTMLFile))
	switch {
	case result.Count(live.Drifted, live.Failed) > 0:
		return exit(exitNo, nil)
	case result.Interrupted:
		return exit(exitUnknown, errors.New("interrupted: the report holds what was run until then"))
	case result.Count(live.Passed) == 0:
		return errors.New("every scenario was skipped: see --allow-auth and --emulator")
	}
	return nil
}

// options puts together what to run, and where.
func (f contractFlags) options(s streams) (o live.Options, err error) {
	o.Emulator = f.emulator
	switch {
	case f.report == "":
		return o, errors.New("--report: name a folder for the report")
	case f.baseURL == "" && (f.emulator || f.caFile != ""):
		return o, errors.New("--emulator and --ca-file are about a service: name it with --base-url")
	case f.baseURL != "":
		if o.Credentials, err = f.keys(s); err != nil {
			return o, err
		}
	}
	if _, err = f.apply(&o); err != nil {
		return o, err
	}
	if o.Document, err = spec.Document(); err != nil {
		return o, err
	}
	o.Baseline, err = contract.DefaultBaseline()
	return o, err
}

// keys are those of the environment. An emulator without any has a built-in pair, which is no secret.
func (f contractFlags) keys(s streams) (signing.Credentials, error) {
	if f.emulator && s.getenv(envAPIKey) == "" && s.getenv(envSecretKey) == "" {
		return signing.NewCredentials(emulator.DefaultAPIKey, emulator.DefaultSecretKey)
	}
	return s.keys()
}
