package nightly

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/page"
	"github.com/iyzipayout/iyzipayout/spec/fetch"
)

// pagesDir is the folder of the comparisons of pages, within the night's.
const pagesDir = "pages"

// pages fetches the vendor's pages and says what each change means.
func (n *night) pages(ctx context.Context) (Part, error) {
	o := n.options.Fetch
	o.Dir, o.Check = n.options.Spec, true
	fetched, err := fetch.Run(ctx, o)
	if err != nil {
		return Part{}, err
	}
	part := Part{Text: pagesText(fetched)}
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
		part.Cases = append(part.Cases, Case{
			Name: "index", State: Warning, Text: "pages that are not vendored cannot be found: " + fetched.Index.Error, File: n.repository("sources.yaml"),
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
		if drifted(p) {
			moved++
		}
	}
	text := fmt.Sprintf("%s, %d moved, %d could not be read.", page.Plural(len(r.Pages), "page"), moved, r.Count(fetch.Broken))
	if len(r.Warnings) > 0 {
		text += " " + strings.Join(r.Warnings, "; ") + "."
	}
	return text
}

// repository is the name of a file of spec/vendor as the repository has it.
func (n *night) repository(file string) string {
	return filepath.ToSlash(filepath.Join(n.options.Spec, "vendor", file))
}

// drifted reports whether the vendor changed something about the page.
func drifted(p fetch.Page) bool {
	one := fetch.Result{Pages: []fetch.Page{p}}
	return one.Drifted()
}

func (n *night) pageCase(p fetch.Page) Case {
	c := Case{Name: p.File, State: Clean, Text: p.Note, File: n.repository(p.File)}
	if p.File == "" { // of the index, and not vendored
		c.Name, c.File = p.URL, n.repository("sources.yaml")
	}
	switch {
	case p.State == fetch.Skipped:
		c.State = LeftOut
	case p.State == fetch.Broken:
		c.State, c.Text = CouldNotRun, p.Error
	case drifted(p):
		c.State, c.Text = Drift, strings.Join(nonEmpty(string(p.State), p.Note, p.Error), ": ")
	}
	if p.MovedTo != "" && p.State != fetch.Broken {
		c.Text += "; it is now at " + p.MovedTo
	}
	for _, l := range p.Proposed {
		c.Text += fmt.Sprintf("; perhaps it is now %q, %s", l.Title, l.URL)
	}
	return c
}

func nonEmpty(texts ...string) []string {
	var all []string
	for _, t := range texts {
		if t != "" {
			all = append(all, t)
		}
	}
	return all
}

// explain compares a changed page with the vendored one. The comparison is kept in the folder.
func (n *night) explain(ctx context.Context, p fetch.Page, c *Case, part *Part) error {
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
	report, err := compare(ctx, filepath.Join(n.options.Spec, "vendor", p.File), today)
	if err != nil {
		return err
	}
	c.Level = level(report)
	for _, change := range report.Changes {
		c.Points = append(c.Points, point(change))
	}
	part.Links = append(part.Links, Link{path.Join(pagesDir, name+diffJSON), "what changed in " + p.File + ", for programs"})
	return writeComparison(filepath.Join(n.options.Dir, pagesDir, name+diffJSON), report)
}

// overlays applies the overlays to the pages of today, as an update would.
func (n *night) overlays(ctx context.Context, fetched *fetch.Result) Case {
	c := Case{Name: "overlays", State: Clean, File: filepath.ToSlash(filepath.Join(n.options.Spec, "corrections.yaml"))}
	lost, err := n.lostActions(ctx, fetched)
	if err != nil {
		c.State, c.Text = Warning, "the pages of today do not go together, so that it is not known which actions they make needless or impossible: "+err.Error()
		return c
	}
	if len(lost) > 0 {
		c.State, c.Points = Warning, lost
		c.Text = fmt.Sprintf("the newer pages make %s needless or impossible", page.Plural(len(lost), "action"))
	}
	return c
}

func (n *night) lostActions(ctx context.Context, fetched *fetch.Result) ([]Point, error) {
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
	report, err := compare(ctx, n.options.Spec, today)
	if err != nil {
		return nil, err
	}
	var points []Point
	for _, a := range report.OverlayActions {
		points = append(points, actionPoint(a))
	}
	return points, nil
}
