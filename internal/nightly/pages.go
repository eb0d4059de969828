package nightly

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/spec/fetch"
)

// pagesDir is the folder of the comparisons of pages, within the night's.
const pagesDir = "pages"

// pages fetches the vendor's pages and says what each change means.
func (n *night) pages(ctx context.Context) (report.Section, error) {
	o := n.options.Fetch
	o.Dir, o.Check = n.options.Spec, true
	fetched, err := fetch.Run(ctx, o)
	if err != nil {
		return report.Section{}, err
	}
	part := report.Section{Text: pagesText(fetched)}
	for _, p := range fetched.Pages {
		c := n.pageCase(p)
		if (p.State == fetch.Changed || p.State == fetch.Wording) && ctx.Err() == nil {
			if err := n.explain(ctx, p, &c, &part); err != nil {
				// The drift is certain all the same; only its level is not.
				c.Text += "; what it means could not be told: " + err.Error()
			}
		}
		part.Cases = append(part.Cases, c)
	}
	if fetched.Index.Error != "" {
		part.Cases = append(part.Cases, report.Case{
			Name: "index", State: report.Warning, Text: "pages that are not vendored cannot be found: " + fetched.Index.Error, File: n.repository("sources.yaml"),
		})
	}
	if fetched.Count(fetch.Changed) > 0 {
		part.Cases = append(part.Cases, n.overlays(ctx, fetched))
	}
	return part, nil
}

func pagesText(r *fetch.Result) string {
	moved := 0
	for _, p := range r.Pages {
		if p.Case().State == report.Drift {
			moved++
		}
	}
	text := fmt.Sprintf("%s, %d moved, %d could not be read.", plaintext.Plural(len(r.Pages), "page"), moved, r.Count(fetch.Broken))
	if len(r.Warnings) > 0 {
		text += " " + strings.Join(r.Warnings, "; ") + "."
	}
	return text
}

// repository is the name of a file of spec/vendor as the repository has it.
func (n *night) repository(file string) string {
	return filepath.ToSlash(filepath.Join(n.options.Spec, "vendor", file))
}

// pageCase names the file of the repository that is not true any more.
func (n *night) pageCase(p fetch.Page) report.Case {
	c := p.Case()
	c.File = n.repository(cmp.Or(p.File, "sources.yaml")) // a page of the index is not vendored
	if p.State == fetch.Broken {
		c.Text = p.Error
	}
	return c
}

// explain compares a changed page with the vendored one. The comparison is kept in the folder.
func (n *night) explain(ctx context.Context, p fetch.Page, c *report.Case, part *report.Section) error {
	scratch, err := os.MkdirTemp("", "iyzipayout-nightly-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	name := filepath.Base(p.File)
	today := filepath.Join(scratch, name)
	if err := os.WriteFile(today, p.Body, 0o644); err != nil {
		return err
	}
	compared, err := compare(ctx, filepath.Join(n.options.Spec, "vendor", p.File), today)
	if err != nil {
		return err
	}
	c.Level = level(compared)
	c.Findings = compared.Findings()
	part.Links = append(part.Links, report.Link{File: path.Join(pagesDir, name+diffJSON), Text: "what changed in " + p.File + ", for programs"})
	return writeComparison(filepath.Join(n.options.Dir, pagesDir, name+diffJSON), compared)
}

// overlays applies the overlays to the pages of today, as an update would.
func (n *night) overlays(ctx context.Context, fetched *fetch.Result) report.Case {
	c := report.Case{Name: "overlays", State: report.Clean, File: filepath.ToSlash(filepath.Join(n.options.Spec, "corrections.yaml"))}
	lost, err := n.lostActions(ctx, fetched)
	if err != nil {
		c.State, c.Text = report.Warning, "the pages of today do not go together, so that it is not known which actions they make needless or impossible: "+err.Error()
		return c
	}
	if len(lost) > 0 {
		c.State, c.Findings = report.Warning, lost
		c.Text = fmt.Sprintf("the newer pages make %s needless or impossible", plaintext.Plural(len(lost), "action"))
	}
	return c
}

func (n *night) lostActions(ctx context.Context, fetched *fetch.Result) ([]report.Finding, error) {
	scratch, err := os.MkdirTemp("", "iyzipayout-nightly-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(scratch)
	today := filepath.Join(scratch, "spec")
	if err := os.CopyFS(today, os.DirFS(n.options.Spec)); err != nil {
		return nil, err
	}
	if err := fetched.Apply(today); err != nil {
		return nil, err
	}
	compared, err := compare(ctx, n.options.Spec, today)
	if err != nil {
		return nil, err
	}
	return compared.OverlayFindings(), nil
}
