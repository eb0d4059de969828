package report

import (
	"bytes"
	"embed"
	"html/template"
	"io"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
)

// The page is put together from one template per part: page.gohtml is the frame and says which parts there are.
//
//go:embed page/*.gohtml
var templates embed.FS

// writeHTML writes one page that needs nothing else: no scripts, no fonts, no pictures.
func writeHTML(w io.Writer, r Report) error {
	t, err := template.New("page.gohtml").Funcs(template.FuncMap{
		"help":    drift.Help,
		"capital": plaintext.Capital,
		"mark":    mark,
		"levels":  byLevel,
		"clean":   Section.clean,
		"groups":  Section.groups,
		"heading": Section.heading,
		"word":    Section.word,
		"ended":   Case.word,
		"anchor":  anchor,
		"part":    part,
		"number":  func(cell string) bool { return strings.Trim(cell, "0123456789/") == "" && cell != "" },
	}).ParseFS(templates, "page/*.gohtml")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, htmlPage{r}); err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

// htmlPage is what the templates see.
type htmlPage struct{ Report }

// Heading is the title or, without one, the summary.
func (p htmlPage) Heading() string {
	if p.Title == "" {
		return p.Summary
	}
	return p.Title
}

// Run is what is known of the run.
func (p htmlPage) Run() string { return p.facts() }

// Overview reports whether the sections are parts of a job.
func (p htmlPage) Overview() bool { return p.hasOverview() }

// mark is the sign of a level, so that no level is told by its colour alone.
func mark(level string) string {
	before, _, found := strings.Cut(sign(level), " ")
	if !found {
		return ""
	}
	return before
}

// part is a section without the text that the overview has.
func part(s Section, overview bool) Section {
	if overview {
		s.Text = ""
	}
	return s
}

// anchor is a name as the address of a place within the page.
func anchor(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '-'
	}, name)
}
