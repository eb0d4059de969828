package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/internal/update"
)

// updateFlags is the command line of spec update.
type updateFlags struct {
	options update.Options
	mode    string
	target  target
	docs    string
	pause   time.Duration
	goTool  string
	tests   []string
	record  bool
	summary string
	format  string
}

func newSpecUpdate(s streams) *cobra.Command {
	f := updateFlags{}
	cmd := &cobra.Command{
		Use:   "update",
		Short: "Go from changed pages to a regenerated, tested client",
		Long: `update fetches the vendor's pages, builds openapi.yaml, has the client generated, records the emulator's cassettes anew, runs the
tests and writes a summary for a pull request: what changed at which level, generated types, stale cassettes, overlay
actions to look at, and a proposed entry of CHANGELOG.md.

A page may also be put into spec/vendor by hand: where that folder differs from --base, nothing is fetched (see --fetch), and the
sums in sources.yaml are brought up to date.

A value that a page lists anew comes through by itself. The summary names every status that nobody has explained yet, which counts
as not settled, and every new text of a request or an item: somebody must say whether it is personal.

Where pages cannot be read, or an overlay action stops the build, the tree stays as it was; the summary names the action. Where something does
not compile, or a test fails, the tree is the updated one; the summary names file and line.

Exit codes:
  0  updated and tested, or nothing has changed
  1  a step after fetching failed: the summary says which, and what to do
  2  nothing could be done: no network, pages that cannot be read, bad flags`,
		Example: `  iyzipayout spec update
  iyzipayout spec update --base v1.2.0 --fetch never --tests ./gen/... --tests ./payout/...`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), s) },
	}
	flags := cmd.Flags()
	dirFlag(cmd, &f.options.Root, "root", ".", "folder of the repository")
	flags.StringVar(&f.options.Base, "base", "HEAD", "git revision to compare with")
	wordFlag(cmd, &f.mode, "fetch", string(update.FetchAuto), "auto, always or never; auto does not where spec/vendor differs from --base", string(update.FetchAuto), string(update.FetchAlways), string(update.FetchNever))
	wordFlag(cmd, &f.docs, "docs-server", "", "server to fetch the pages from instead of the vendor's, such as https://127.0.0.1:8443")
	dirFlag(cmd, &f.options.Fetch.Cache, "cache", "", "folder for fetched pages: those in it are asked for conditionally, and taken where the site cannot be reached")
	flags.DurationVar(&f.pause, "fetch-pause", 0, "pause between requests for pages; negative for none (default 500ms)")
	fileFlag(cmd, &f.target.caFile, "ca-file", "", "PEM file with further certificates to trust", "pem")
	flags.StringVar(&f.goTool, "go", "go", "the go command")
	flags.StringArrayVar(&f.tests, "tests", []string{"./..."}, "packages to test; may be repeated")
	flags.BoolVar(&f.record, "record", true, "record the emulator's cassettes anew where they went stale")
	formatFlag(cmd, &f.format, "markdown", "summary")
	fileFlag(cmd, &f.summary, "summary", "bin/update-spec.md", "file to write the summary to", "md")
	return cmd
}

func (f updateFlags) run(ctx context.Context, s streams) error {
	o := f.options
	client, err := f.target.httpClient()
	if err != nil {
		return err
	}
	o.Mode = update.FetchMode(f.mode)
	o.Fetch.Client, o.Fetch.Server, o.Fetch.Pause, o.Fetch.UserAgent = client, f.docs, f.pause, "iyzipayout/"+version()
	o.Fetch.Reuse = o.Fetch.Cache != ""
	o.Generate = [][]string{{f.goTool, "generate", "./..."}}
	o.Compile = [][]string{{f.goTool, "build", "./..."}}
	if f.record {
		o.Record = update.Recording(f.goTool)
	}
	o.Test = [][]string{append([]string{f.goTool, "test"}, f.tests...)}
	o.Progress = func(line string) { fmt.Fprintln(s.err, line) }
	result, err := update.Run(ctx, o)
	if err != nil {
		return err
	}
	if err := result.Write(f.summary, f.format); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s\n%s\n", result.Title(), f.summary)
	if failed := result.Failed(); failed != nil {
		code := exitNo
		if result.Unfetched() {
			code = exitInput
		}
		return exit(code, fmt.Errorf("%s: %s", failed.Name, strings.TrimSpace(failed.Err.Error())))
	}
	return nil
}
