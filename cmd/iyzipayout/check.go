package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/renameio/v2/maybe"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/spec"
)

// checkFlags is the command line of check.
type checkFlags struct {
	files      []string
	spec       string
	baseline   []string
	noBaseline bool
	servers    []string
	format     string
	output     string
	failOn     string
	complete   bool
}

func newCheck(s streams) *cobra.Command {
	f := checkFlags{}
	cmd := &cobra.Command{
		Use:   "check FILE...",
		Short: "Hold recorded traffic against the API document",
		Long: `check reads recorded HTTP exchanges and lists every difference from the API document: addresses, headers, signatures, the
text and the schema of bodies, rules the vendor states in words, and what exchanges say together. The entries of a file are one
flow, in the order of their times: statuses must follow one another, and ids must be those given out before.

FILE is a HAR 1.2 file (.har, .json) as browsers, proxies and test tools write them, or a go-vcr cassette (.yaml, .yml) of any
version. Browsers leave the Authorization header out of a HAR file unless you export it "with sensitive data".

What a file does not have cannot be checked: a body that was left out, an answer that was not recorded, an entry that cannot be
read. The report counts it and names the entries, and --complete makes it a failure. What a browser records besides the calls of
a program is counted and left out: calls to other hosts (unless they have a path of this API), preflights, data: URLs, websockets.

A baseline is known-good traffic: a member that is optional on paper but was in every recording is missed when it goes.
Without --baseline the one that comes with this program is used.

--spec takes another OpenAPI document, such as the vendor's pages of another day. The rules that the vendor states in words
(spec/rules.yaml) are applied to it where it has the place; our corrections of the vendor's pages are not.

Reports name places, never values: keys, IBANs, numbers and names stay where they are.

Exit codes:
  0  no finding of the level that --fail-on names; with --complete everything was looked at, too
  1  findings, or with --complete something that could not be looked at
  2  a file cannot be read, and nothing is reported; or no file has a single exchange that can be checked`,
		Example: `  iyzipayout check traffic.har
  iyzipayout check cassettes/sandbox/*.yaml --format junit --output report.xml
  iyzipayout check today.har --baseline good1.har --baseline good2.har --fail-on warning
  iyzipayout check local.har --allow-server http://127.0.0.1:8080`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.files = args
			return f.run(cmd.Context(), s)
		},
		ValidArgsFunction: recordings,
	}
	flags := cmd.Flags()
	fileFlag(cmd, &f.spec, "spec", "", "another OpenAPI document, JSON or YAML (default: the one that comes with this program)", "json", "yaml", "yml")
	flags.StringArrayVar(&f.baseline, "baseline", nil, "file of known-good traffic to learn from; may be repeated (default: a built-in baseline)")
	flags.BoolVar(&f.noBaseline, "no-baseline", false, "compare with the document alone")
	flags.StringArrayVar(&f.servers, "allow-server", nil, "another server that requests may go to, such as http://127.0.0.1:8080; may be repeated")
	formatFlag(cmd, &f.format, "text", "report")
	flags.StringVarP(&f.output, "output", "o", "", "file to write the report to (default: standard output)")
	wordFlag(cmd, &f.failOn, "fail-on", string(contract.Error), "lowest severity that makes the exit code 1: error or warning", string(contract.Error), string(contract.Warning))
	flags.BoolVar(&f.complete, "complete", false, "fail when something of the files could not be looked at, such as a body that was not recorded")
	complete(cmd, "allow-server")
	_ = cmd.RegisterFlagCompletionFunc("baseline", recordings)
	_ = cmd.MarkFlagFilename("output")
	cmd.MarkFlagsMutuallyExclusive("baseline", "no-baseline")
	return cmd
}

// recordings offers files of recorded traffic to the shell.
func recordings(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"har", "json", "yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
}

// run checks all files and then writes: a file that cannot be read leaves no half of a report behind.
func (f checkFlags) run(ctx context.Context, s streams) error {
	collectLess()
	write, err := report.For(f.format)
	if err != nil {
		return fmt.Errorf("--format %w", err)
	}
	if f.failOn != string(contract.Error) && f.failOn != string(contract.Warning) {
		return fmt.Errorf("--fail-on %s: must be error or warning", f.failOn)
	}
	if err := f.outputIsInput(); err != nil {
		return err
	}
	checker, err := f.checker(s)
	if err != nil {
		return err
	}
	var found report.Check
	for _, name := range f.files {
		if ctx.Err() != nil {
			return exit(exitUnknown, context.Cause(ctx))
		}
		exchanges, err := contract.Open(name)
		if err != nil {
			return err
		}
		found.AddOutcome(name, checker.CheckRecording(exchanges))
	}
	var text bytes.Buffer
	if err := write(&text, found.Report()); err != nil {
		return err
	}
	if err := f.deliver(s, text.Bytes()); err != nil {
		return err
	}
	switch {
	case found.Exchanges() == 0:
		return errors.New("nothing was checked: no exchange of this API is in " + strings.Join(f.files, ", "))
	case found.Count(contract.Error) > 0, f.failOn == string(contract.Warning) && found.Count(contract.Warning) > 0, f.complete && !found.Complete():
		return exit(exitNo, nil)
	}
	return nil
}

// checker puts document, servers and baseline together.
func (f checkFlags) checker(s streams) (*contract.Checker, error) {
	doc, err := f.document(s)
	if err != nil {
		return nil, err
	}
	var options []contract.CheckerOption
	for _, server := range f.servers {
		options = append(options, contract.WithServer(server))
	}
	checker, err := contract.NewChecker(doc, options...)
	if err != nil || f.noBaseline {
		return checker, err
	}
	baseline, err := f.learn(checker)
	if err != nil {
		return nil, err
	}
	return checker.Against(baseline), nil
}

// learn makes the baseline.
func (f checkFlags) learn(learner *contract.Checker) (*contract.Baseline, error) {
	if len(f.baseline) == 0 {
		return contract.DefaultBaseline()
	}
	var flows [][]contract.Exchange
	for _, name := range f.baseline {
		exchanges, err := contract.Open(name)
		if err != nil {
			return nil, fmt.Errorf("--baseline: %w", err)
		}
		if learner.CheckRecording(exchanges).Exchanges == 0 {
			return nil, fmt.Errorf("--baseline: %s: no exchange of this API is in it", name)
		}
		flows = append(flows, exchanges)
	}
	return learner.Learn(flows...), nil
}

// document returns the document to check against.
func (f checkFlags) document(s streams) (*openapi3.T, error) {
	if f.spec == "" {
		return spec.Document()
	}
	data, err := os.ReadFile(f.spec)
	if err != nil {
		return nil, fmt.Errorf("--spec: %w", err)
	}
	ruled, notApplied, err := spec.ApplyRules(data)
	if err != nil {
		return nil, fmt.Errorf("--spec: %s:%w", f.spec, err)
	}
	if n := len(notApplied); n > 0 {
		fmt.Fprintf(s.err, "%s: %d rules of spec/rules.yaml have no place in this document, or not every one they name, and were not applied there\n", f.spec, n)
	}
	doc, err := spec.Parse(f.spec, ruled)
	if err != nil {
		return nil, fmt.Errorf("--spec: %w", err)
	}
	return doc, nil
}

// deliver writes the report, to a file in one step: whoever reads it sees the old report or the new one.
func (f checkFlags) deliver(s streams, text []byte) error {
	if f.output == "" {
		_, err := s.out.Write(text)
		return err
	}
	name := f.output
	if info, err := os.Stat(name); err == nil {
		if !info.Mode().IsRegular() { // a device or a pipe, which must not be replaced
			return os.WriteFile(name, text, 0o644)
		}
		if name, err = filepath.EvalSymlinks(name); err != nil {
			return fmt.Errorf("--output: %w", err)
		}
	}
	if err := maybe.WriteFile(name, text, 0o644); err != nil {
		return fmt.Errorf("--output: %w", err)
	}
	return nil
}

// outputIsInput refuses to write the report over what it is about.
func (f checkFlags) outputIsInput() error {
	output, err := os.Stat(f.output)
	if err != nil {
		return nil
	}
	for _, name := range slices.Concat(f.files, f.baseline, []string{f.spec}) {
		if input, err := os.Stat(name); err == nil && os.SameFile(input, output) {
			return fmt.Errorf("--output %s: is one of the files to read, and would be lost", f.output)
		}
	}
	return nil
}
