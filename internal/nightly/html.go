package nightly

import (
	"embed"
	"html/template"
	"io"

	"github.com/iyzipayout/iyzipayout/internal/page"
)

// The page is put together from one template per part: page.gohtml is the frame and says which parts there are.
//
//go:embed page/*.gohtml
var templates embed.FS

// WriteHTML writes one page that needs nothing else: no scripts, no fonts, no pictures.
func (r *Result) WriteHTML(w io.Writer) error {
	return page.Write(w, templates, template.FuncMap{
		"capital": capital,
		"groups":  func(p Part) []group { return grouped(p.told()) },
	}, r)
}
