package nightly

import (
	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/internal/page"
)

// safe masks and tidies everything that may come from outside: text of the vendor's pages, of answers, and of errors that
// repeat them.
func (r *Result) safe() {
	for i := range r.Parts {
		p := &r.Parts[i]
		p.Text = safeText(p.Text)
		for j := range p.Cases {
			c := &p.Cases[j]
			c.Name, c.Text, c.File = safeText(c.Name), safeText(c.Text), page.Printable(c.File)
			for k := range c.Points {
				x := &c.Points[k]
				x.ID, x.Level, x.Operation, x.Direction = safeText(x.ID), safeText(x.Level), safeText(x.Operation), safeText(x.Direction)
				x.Pointer, x.Before, x.After, x.Text = safeText(x.Pointer), safeText(x.Before), safeText(x.After), safeText(x.Text)
			}
		}
		for j := range p.Links {
			p.Links[j] = Link{page.Printable(p.Links[j].File), safeText(p.Links[j].Text)}
		}
	}
}

func safeText(s string) string { return page.PrintableLines(mask.Text(s)) }
