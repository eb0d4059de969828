package report

import (
	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
)

// safe returns the report as it may be shown. Much of it comes from outside: names of members, parameters and hosts in
// recordings, text of the vendor's pages and answers, errors that repeat them. Any may be an IBAN, or a sequence that commands
// a terminal.
func (r Report) safe() Report {
	r.Title, r.Summary = safeText(r.Title), safeText(r.Summary)
	r.Facts = each(r.Facts, func(f Fact) Fact { return Fact{f.Name, safeText(f.Value)} })
	r.Notes = each(r.Notes, safeText)
	r.ToDo = each(r.ToDo, func(t ToDo) ToDo { return ToDo{safeText(t.Place), safeText(t.Text)} })
	r.Sections = each(r.Sections, Section.Safe)
	return r
}

// Safe returns the section as it may be shown.
func (s Section) Safe() Section {
	// A name is ours or that of a file, which its owner must be able to find.
	s.Name, s.Title, s.Text = plaintext.Printable(s.Name), plaintext.Printable(s.Title), safeText(s.Text)
	s.Cases = each(s.Cases, Case.safe)
	s.Links = each(s.Links, func(l Link) Link { return Link{plaintext.Printable(l.File), safeText(l.Text)} })
	s.Tables = each(s.Tables, func(t Table) Table {
		t.Title, t.Head = safeText(t.Title), each(t.Head, safeText)
		t.Rows = each(t.Rows, func(row []string) []string { return each(row, safeText) })
		return t
	})
	s.Blocks = each(s.Blocks, safeText)
	return s
}

func (c Case) safe() Case {
	c.Name, c.Text, c.File = safeLine(c.Name), safeText(c.Text), plaintext.Printable(c.File)
	c.Findings, c.Known = each(c.Findings, Finding.safe), each(c.Known, Finding.safe)
	c.Exchanges = each(c.Exchanges, func(x Exchange) Exchange {
		x.Title, x.Findings = safeText(x.Title), each(x.Findings, Finding.safe)
		x.Request, x.Response = each(x.Request, Line.safe), each(x.Response, Line.safe)
		return x
	})
	return c
}

func (l Line) safe() Line { return Line{safeText(l.Text), l.Marked} }

func (f Finding) safe() Finding {
	for _, text := range []*string{&f.ID, &f.Level, &f.Operation, &f.Direction, &f.Pointer, &f.Before, &f.After} {
		*text = safeLine(*text)
	}
	f.Text, f.Advice = plaintext.OneLine(mask.Text(f.Text)), plaintext.OneLine(mask.Text(f.Advice))
	return f
}

func safeLine(s string) string { return plaintext.Printable(mask.Text(s)) }

func safeText(s string) string { return plaintext.PrintableLines(mask.Text(s)) }

// each is the list of what change makes of every element. It is never nil, so that programs read an empty list.
func each[T any](all []T, change func(T) T) []T {
	made := make([]T, len(all))
	for i := range all {
		made[i] = change(all[i])
	}
	return made
}
