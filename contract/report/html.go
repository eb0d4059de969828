package report

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"

	"github.com/iyzipayout/iyzipayout/contract"
)

// The page is put together from one template per part: page.gohtml is the frame and says which parts there are.
//
//go:embed page/*.gohtml
var page embed.FS

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
	t, err := template.New("page.gohtml").Funcs(template.FuncMap{
		"help":      func(k contract.Kind) string { return helpFor(k) },
		"helpNamed": func(name string) string { return helpFor(contract.Kind(name)) },
		"noneSuch":  func() string { return noOperation },
	}).ParseFS(page, "page/*.gohtml")
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, htmlPage{Totals: r.totals(), Report: r, ByKind: r.byKind(), ByOperation: r.byOperation(), Files: r.withFindings()}); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}
