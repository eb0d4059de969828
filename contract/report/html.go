package report

import (
	"embed"
	"fmt"
	"html/template"
	"io"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/page"
)

// The page is put together from one template per part: page.gohtml is the frame and says which parts there are.
//
//go:embed page/*.gohtml
var templates embed.FS

// htmlPage is what the templates see.
type htmlPage struct {
	Totals      string
	Report      Report
	ByKind      []tally
	ByOperation []tally
	Files       []fileEntries
}

// writeHTML writes one page that needs nothing else: no scripts, no fonts, no pictures.
func writeHTML(w io.Writer, r Report) error {
	err := page.Write(w, templates, template.FuncMap{
		"help":      func(k contract.Kind) string { return Help(k) },
		"helpNamed": func(name string) string { return Help(contract.Kind(name)) },
		"noneSuch":  func() string { return noOperation },
	}, htmlPage{Totals: r.totals(), Report: r, ByKind: r.byKind(), ByOperation: r.byOperation(), Files: r.withFindings()})
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}
