package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/internal/nightly"
	"github.com/iyzipayout/iyzipayout/signing"
)

// nightlyFlags is the command line of nightly.
type nightlyFlags struct {
	serviceFlags
	options nightly.Options
	docs    string
	cache   string
	pause   time.Duration
}

func newNightly(s streams) *cobra.Command {
	f := nightlyFlags{}
	cmd := &cobra.Command{
		Use:   "nightly",
		Short: "Find out whether the vendor has moved: pages, service, and what of ours is stale",
		Long: `nightly does three things, each of which may fail without keeping the others from their work:

  pages      fetch the vendor's pages and compare them with spec/vendor; each change has a level
  wire       play the scenarios of 'contract run' against the sandbox, with the keys of IYZICO_API_KEY and IYZICO_SECRET_KEY;
             without keys it could not be run (see --skip). Scenarios that move money need --allow-auth
  cassettes  find recordings that were made under another document

The folder gets report.md, report.html and report.txt for people, junit.xml and drift.sarif for build servers, summary.json for
programs, and exit-code. What looks like a key, an IBAN, a number of a person or a name is masked.

Exit codes add up, so that none hides another; the file exit-code holds the number, since make turns every failure into 2:
  0  nothing has moved, in what was looked at
  1  page drift
  2  wire drift
  3  page drift and wire drift
  4  something that was asked for could not be run: no network, an index that cannot be read, keys that are missing or refused, bad flags
  5, 6, 7  drift of 1, 2 or 3, and something else could not be run
Stale cassettes are a warning in the report and change no code: it is not the vendor who has moved.`,
		Example: `  iyzipayout nightly --out bin/nightly
  iyzipayout nightly --out bin/nightly --skip wire
  iyzipayout nightly --out bin/nightly --allow-auth`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return exit(nightly.CodeCouldNotRun, fmt.Errorf("nightly takes no argument: %s", args[0]))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), s) },
	}
	// The codes of bad flags elsewhere mean wire drift here.
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return exit(nightly.CodeCouldNotRun, err) })
	flags := cmd.Flags()
	dirFlag(cmd, &f.options.Dir, "out", "", "folder to write the report to; made if need be (required)")
	dirFlag(cmd, &f.options.Spec, "spec", "spec", "the spec folder")
	dirFlag(cmd, &f.options.Cassettes, "cassettes", "cassettes", "the folder of the cassettes")
	flags.StringArrayVar(&f.options.Skip, "skip", nil, "leave this part out: "+strings.Join(nightly.Parts(), ", ")+"; may be repeated")
	wordFlag(cmd, &f.docs, "docs-server", "", "server to fetch the pages from instead of the vendor's, such as https://127.0.0.1:8443")
	flags.StringVar(&f.cache, "cache", "", "folder for conditional requests for the pages")
	flags.DurationVar(&f.pause, "fetch-pause", 0, "pause between requests for pages; negative for none (default 500ms)")
	f.bind(cmd, "service to try (default: the vendor's sandbox; never production)", ", of both servers", "")
	complete(cmd, "skip", nightly.Parts()...)
	return cmd
}

func (f nightlyFlags) run(ctx context.Context, s streams) error {
	o, err := f.fill(s)
	if err != nil {
		return exit(nightly.CodeCouldNotRun, err)
	}
	result, err := nightly.Run(ctx, o)
	if err != nil {
		return exit(nightly.CodeCouldNotRun, err)
	}
	fmt.Fprintf(s.out, "%s\n%s\n", result.Verdict(), filepath.Join(o.Dir, nightly.MarkdownFile))
	if code := result.ExitCode(); code != 0 {
		return exit(code, nil)
	}
	return nil
}

// fill completes the options. Only what the command line itself gets wrong is an error here.
func (f nightlyFlags) fill(s streams) (nightly.Options, error) {
	o := f.options
	if o.Dir == "" {
		return o, errors.New("--out: name a folder for the report")
	}
	client, err := f.apply(&o.Wire)
	if err != nil {
		return o, err
	}
	o.Fetch.Client, o.Fetch.Server, o.Fetch.Cache, o.Fetch.Pause = client, f.docs, f.cache, f.pause
	o.Fetch.UserAgent = "iyzipayout/" + version()
	o.Keys = func() (signing.Credentials, error) {
		if s.getenv(envAPIKey) == "" && s.getenv(envSecretKey) == "" {
			return signing.Credentials{}, fmt.Errorf("%w: set %s and %s", nightly.ErrNoKeys, envAPIKey, envSecretKey)
		}
		return s.keys()
	}
	o.Progress = func(line string) { fmt.Fprintln(s.err, line) }
	return o, nil
}
