package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/spec/diff"
)

// diffFlags is the command line of spec diff.
type diffFlags struct {
	format   string
	failOn   string
	overlays string
}

func newSpecDiff(s streams) *cobra.Command {
	var f diffFlags
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Compare two versions of the API document and say what each change means",
		Long: `diff lists every difference between two documents and gives each a level:

  breaking    a correct client of OLD, its recordings or its tests can now send something refused, or receive something it
              does not know; so is a rule that changed in words only
  compatible  the contract changed and old clients keep working; so is an added status outside 2xx, or an added media type of an
              answer: a correct client handles any status and asks for the type it reads
  cosmetic    text that is reworded or only says less, examples, order, tags, layout, a charset: no message changed its validity

OLD and NEW are documents in JSON or YAML, pages of the vendor (.md), folders of pages (spec, spec/vendor), or git revisions:
HEAD~1 and v1.2.0 mean spec/openapi.yaml of that revision, REVISION:PATH another file or folder of it.

Pages are compared as the vendor published them, without our corrections. Actions of the overlays in --overlays that the newer
pages made needless or impossible are listed as well. Of pages in two languages the substance is compared and the wording
summed up in one line.

Exit codes:
  0  no change of the level that --fail-on names, or worse
  1  there is one
  2  a side cannot be read; nothing is reported`,
		Example: `  iyzipayout spec diff HEAD~1 spec/openapi.yaml
  iyzipayout spec diff spec new-pages --format markdown
  iyzipayout spec diff v1.2.0:spec/vendor spec/vendor --fail-on compatible --format json`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), s, args[0], args[1]) },
	}
	formatFlag(cmd, &f.format, "text", "report")
	wordFlag(cmd, &f.failOn, "fail-on", string(diff.Breaking), "lowest level that makes the exit code 1: breaking, compatible or cosmetic", string(diff.Breaking), string(diff.Compatible), string(diff.Cosmetic))
	dirFlag(cmd, &f.overlays, "overlays", "spec", "spec folder whose overlays are tried on the newer pages, where they have none beside them")
	return cmd
}

// run reads both sides before it writes: a side that cannot be read leaves no half of a report behind.
func (f diffFlags) run(ctx context.Context, s streams, older, newer string) error {
	write, err := report.For(f.format)
	if err != nil {
		return fmt.Errorf("--format %w", err)
	}
	failOn := diff.Level(f.failOn)
	if failOn != diff.Breaking && failOn != diff.Compatible && failOn != diff.Cosmetic {
		return fmt.Errorf("--fail-on %s: must be breaking, compatible or cosmetic", f.failOn)
	}
	found, err := f.compare(ctx, older, newer)
	if err != nil {
		return err
	}
	if err := write(s.out, found.Report()); err != nil {
		return err
	}
	if found.Level.AtLeast(failOn) {
		return exit(exitNo, nil)
	}
	return nil
}

func (f diffFlags) compare(ctx context.Context, older, newer string) (*diff.Report, error) {
	a, err := diff.Load(ctx, older)
	if err != nil {
		return nil, err
	}
	b, err := diff.Load(ctx, newer)
	if err != nil {
		return nil, err
	}
	if b.Pages && !a.HasOverlays() && !b.HasOverlays() {
		if err := b.UseOverlays(os.DirFS(f.overlays)); err != nil {
			return nil, fmt.Errorf("--overlays: %s: %w", f.overlays, err)
		}
	}
	return diff.Compare(a, b)
}
