package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/fetch"
)

// fetchFlags is the command line of spec fetch.
type fetchFlags struct {
	options        fetch.Options
	caFile, format string
	noCache        bool
}

func newSpecFetch(s streams) *cobra.Command {
	f := fetchFlags{}
	cmd := &cobra.Command{
		Use:   "fetch",
		Short: "Ask whether the vendor's pages have moved, and bring new ones in",
		Long: `fetch downloads the pages that vendor/sources.yaml in the spec folder lists, holds each against the vendored bytes, looks
through the vendor's index for pages about mass payout that are not vendored, and writes what changed: the pages byte for byte,
and their sha256 and version in sources.yaml. With --check it writes nothing.

What a page can be:
  unchanged  the very bytes that are vendored
  text-only  the fragment says the same and the text states no other rule (a navigation line, a typo): the tree is left alone
  wording    the fragment says the same, but a statement around it changed, such as what a status means: somebody must read it;
             the tree is left alone, and --text takes the page in
  changed    the fragment says something else
  moved      the address redirects within the vendor's site; a permanent redirect is written into sources.yaml
  missing    HTTP 404 or 410; pages of the index with the same title or name are proposed
  broken     something else came: HTML, an empty or cut off page, one that lost its fragment, another host, no answer
  new        the index lists it under mass payout; vendor it with --add
  known      the index lists it, and sources.yaml says under notVendored why it is not here
  skipped    evidence that cannot be compared with a download

Either every changed page is written or, when a listed page is missing or broken, none: pages of one version must agree.

Pages that were fetched before are asked for conditionally (ETag, Last-Modified). What the server sent last is kept in --cache
for that, outside of the tree.

Exit codes:
  0  nothing moved; without --check also: what changed was written, and nothing is left to do by hand
  1  something moved; without --check: a page is left to be read, found or vendored by hand
  2  a page could not be read, so it is not known whether it changed, and nothing was written; or with --check nothing moved,
     but the index could not be read; or bad input`,
		Example: `  iyzipayout spec fetch --check
  iyzipayout spec fetch && go generate ./...
  iyzipayout spec fetch --add https://docs.iyzico.com/en/products/mass-payout/mass-payout-integration/mass-payout-reporting.md`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), s) },
	}
	flags := cmd.Flags()
	dirFlag(cmd, &f.options.Dir, "dir", "spec", "the spec folder")
	flags.BoolVar(&f.options.Check, "check", false, "write nothing, only say what moved")
	flags.BoolVar(&f.options.Text, "text", false, "also write pages whose fragment is unchanged")
	flags.StringArrayVar(&f.options.Add, "add", nil, "address of a further page to vendor; may be repeated")
	formatFlag(cmd, &f.format, "text", "report")
	dirFlag(cmd, &f.options.Cache, "cache", "", "folder for conditional requests (default: in the user's cache folder)")
	flags.BoolVar(&f.noCache, "no-cache", false, "make plain requests")
	wordFlag(cmd, &f.options.Server, "docs-server", "", "https://host:port to ask instead of the vendor's site, such as a mirror; must serve the same paths")
	fileFlag(cmd, &f.caFile, "ca-file", "", "PEM file with further certificates to trust", "pem")
	flags.DurationVar(&f.options.Timeout, "timeout", 30*time.Second, "time limit of one request")
	flags.DurationVar(&f.options.Pause, "pause", 500*time.Millisecond, "pause between requests")
	flags.Int64Var(&f.options.MaxBytes, "max-bytes", 4<<20, "size limit of one page")
	complete(cmd, "add")
	cmd.MarkFlagsMutuallyExclusive("check", "add")
	cmd.MarkFlagsMutuallyExclusive("check", "text")
	cmd.MarkFlagsMutuallyExclusive("cache", "no-cache")
	return cmd
}

func (f fetchFlags) run(ctx context.Context, s streams) error {
	options, err := f.fetchOptions()
	if err != nil {
		return err
	}
	write, err := report.For(f.format)
	if err != nil {
		return fmt.Errorf("--format %w", err)
	}
	result, err := fetch.Run(ctx, options)
	if result != nil {
		err = errors.Join(err, write(s.out, result.Report()))
	}
	if err != nil {
		return err
	}
	switch {
	case result.Failed():
		return errors.New("not every page could be read, so it is not known whether they changed")
	case f.options.Check && !result.Drifted() && result.Index.Error != "":
		return errors.New("the vendor's index could not be read, so it is not known whether there are new pages")
	case f.options.Check && result.Drifted(), !f.options.Check && result.Pending():
		return exit(exitNo, nil)
	}
	return nil
}

func (f fetchFlags) fetchOptions() (o fetch.Options, err error) {
	o = f.options
	switch {
	case o.Timeout <= 0:
		return o, fmt.Errorf("--timeout %s: must be greater than 0", o.Timeout)
	case o.Pause < 0:
		return o, fmt.Errorf("--pause %s: must not be negative", o.Pause)
	case o.Pause == 0:
		o.Pause = -1 // its zero means the default
	}
	if o.MaxBytes <= 0 {
		return o, fmt.Errorf("--max-bytes %d: must be greater than 0", o.MaxBytes)
	}
	o.Client, err = target{caFile: f.caFile}.httpClient()
	o.Cache, o.UserAgent = f.cacheDir(), "iyzipayout/"+version()+" (+https://github.com/iyzipayout/iyzipayout)"
	return o, err
}

// cacheDir is the folder for conditional requests, or "" where there is none: on a machine without a home, say.
func (f fetchFlags) cacheDir() string {
	if f.noCache || f.options.Cache != "" {
		return f.options.Cache
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "iyzipayout", "pages")
}
