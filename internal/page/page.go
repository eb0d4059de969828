// Package page is what the reports below contract have in common: the look of their HTML pages, the way text from outside
// is made harmless, and the way files appear on disk.
package page

import (
	"bytes"
	"embed"
	"html/template"
	"io"
	"io/fs"
)

// The style of every page; each has its own frame and parts.
//
//go:embed style.gohtml
var style embed.FS

// Frame is the template that a page begins with. The others are its parts.
const Frame = "page.gohtml"

// Write writes one page that needs nothing else: no scripts, no fonts, no pictures. Its templates are the files page/*.gohtml;
// the one called [Frame] puts "style" into its head.
func Write(w io.Writer, templates fs.FS, functions template.FuncMap, data any) error {
	t, err := template.New(Frame).Funcs(functions).ParseFS(style, "style.gohtml")
	if err != nil {
		return err
	}
	if t, err = t.ParseFS(templates, "page/*.gohtml"); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}
