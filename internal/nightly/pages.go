package nightly

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2/maybe"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/fetch"
	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/spec/diff"
)

// pagesDir is the folder of the comparisons of pages, within the job's.
const pagesDir = "pages"

// pages fetches the vendor's pages and says what each change means.
func (j *job) pages(ctx context.Context) (report.Section, error) {
	o := j.options.Fetch
	o.Dir, o.Check = j.options.Spec, true
	fetched, err := fetch.Run(ctx, o)
	if err != nil {
		return report.Section{}, err
	}
	part := report.Section{Text: pagesText(fetched)}
	for _, p := range fetched.Pages {
		c := j.pageCase(p)
		if (p.State == fetch.Changed || p.State == fetch.Wording) && ctx.Err() == nil {
			if err := j.explain(p, &c, &part); err != nil {
				// The drift is certain all the same; only its level is not.
				c.Text += "; what it means could not be told: " + err.Error()
			}
		}
		part.Cases = append(part.Cases, c)
	}
	if fetched.Index.Error != "" {
		part.Cases = append(part.Cases, report.Case{
			Name: "index", State: report.CouldNotRun, Text: "pages that are not vendored cannot be found: " + fetched.Index.Error, File: j.repository("sources.yaml"),
		})
	}
	if fetched.Count(fetch.Changed) > 0 {
		part.Cases = append(part.Cases, j.overlays(fetched))
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
func (j *job) repository(file string) string {
	return filepath.ToSlash(filepath.Join(j.options.Spec, "vendor", file))
}

// pageCase names the file of the repository that is not true any more.
func (j *job) pageCase(p fetch.Page) report.Case {
	c := p.Case()
	c.File = j.repository(cmp.Or(p.File, "sources.yaml")) // a page of the index is not vendored
	if p.State == fetch.Broken {
		c.Text = p.Error
	}
	return c
}

// explain compares a changed page with the vendored one. The comparison is kept in the folder.
func (j *job) explain(p fetch.Page, c *report.Case, part *report.Section) error {
	vendored, err := fs.ReadFile(j.spec, path.Join("vendor", p.File))
	if err != nil {
		return err
	}
	compared, err := j.compare(p, vendored)
	if err != nil {
		return err
	}
	if compared.Level != diff.None {
		c.Level = string(compared.Level)
	}
	c.Findings = compared.Findings()
	name := path.Base(p.File) + diffJSON
	part.Links = append(part.Links, report.Link{File: path.Join(pagesDir, name), Text: "what changed in " + p.File + ", for programs"})
	return writeComparison(filepath.Join(j.options.Dir, pagesDir, name), compared)
}

// compare compares a page with the vendored one. A page without a fragment is no document, and is compared among the others.
func (j *job) compare(p fetch.Page, vendored []byte) (*diff.Report, error) {
	if p.Version == "" {
		return j.compareFolders(map[string][]byte{path.Join("vendor", p.File): p.Body})
	}
	old, err := diff.Parse(j.repository(p.File), vendored)
	if err != nil {
		return nil, err
	}
	today, err := diff.Parse(p.File, p.Body)
	if err != nil {
		return nil, err
	}
	return diff.Compare(old, today)
}

// compareFolders compares the spec folder with itself, in which some pages are those of today.
func (j *job) compareFolders(today map[string][]byte) (*diff.Report, error) {
	old, err := diff.LoadFS(j.options.Spec, j.spec)
	if err != nil {
		return nil, err
	}
	young, err := diff.LoadFS("the pages of today", replaced{FS: j.spec, files: today})
	if err != nil {
		return nil, err
	}
	return diff.Compare(old, young)
}

// overlays applies the overlays to the pages of today, as an update would.
func (j *job) overlays(fetched *fetch.Result) report.Case {
	c := report.Case{Name: "overlays", State: report.Clean, File: filepath.ToSlash(filepath.Join(j.options.Spec, "corrections.yaml"))}
	lost, err := j.lostActions(fetched)
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

func (j *job) lostActions(fetched *fetch.Result) ([]report.Finding, error) {
	today := map[string][]byte{}
	for _, p := range fetched.Pages {
		if p.State == fetch.Changed {
			today[path.Join("vendor", p.File)] = p.Body
		}
	}
	compared, err := j.compareFolders(today)
	if err != nil {
		return nil, err
	}
	return compared.OverlayFindings(), nil
}

// replaced is a file system in which some files hold something else. They are there in the first place, so only reading them
// whole, as all who read documents do, is another matter.
type replaced struct {
	fs.FS
	files map[string][]byte
}

// ReadFile returns what the file holds here.
func (r replaced) ReadFile(name string) ([]byte, error) {
	if data, is := r.files[name]; is {
		return bytes.Clone(data), nil
	}
	return fs.ReadFile(r.FS, name)
}

const diffJSON = ".diff.json"

// writeComparison writes the comparison with values masked: examples on pages may be people's.
func writeComparison(name string, r *diff.Report) error {
	masked := *r
	masked.Changes = nil
	for _, c := range r.Changes {
		c.Text, c.Pointer, c.Before, c.After = mask.Text(c.Text), mask.Text(c.Pointer), maskedValue(c.Before), maskedValue(c.After)
		masked.Changes = append(masked.Changes, c)
	}
	write, err := report.For("json")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := write(&b, report.Report{Data: masked}); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return maybe.WriteFile(name, b.Bytes(), 0o644)
}

func maskedValue(v any) any {
	switch v := v.(type) {
	case string:
		return mask.Text(v)
	case []any:
		all := make([]any, len(v))
		for i, each := range v {
			all[i] = maskedValue(each)
		}
		return all
	case map[string]any:
		all := map[string]any{}
		for name, each := range v {
			all[mask.Text(name)] = maskedValue(each)
		}
		return all
	}
	return v
}
