package report

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/iyzipayout/iyzipayout/internal/plaintext"
)

// writeText writes for a terminal: a line for each finding under its case, then the tables, and at the end what to do and the
// summary, where a reader of a long log looks first.
func writeText(w io.Writer, r Report) error {
	var b bytes.Buffer
	for _, s := range r.Sections {
		textSection(&b, s)
	}
	if len(r.ToDo) > 0 {
		b.WriteString("What to do now\n")
		for _, t := range r.ToDo {
			fmt.Fprintf(&b, "  %s\n", plaintext.OneLine(strings.TrimPrefix(t.Place+": "+t.Text, ": ")))
		}
		b.WriteByte('\n')
	}
	for _, line := range append(r.Notes[:len(r.Notes):len(r.Notes)], r.facts(), r.Summary) {
		if line != "" {
			fmt.Fprintln(&b, plaintext.OneLine(line))
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

func textSection(b *bytes.Buffer, s Section) {
	before := b.Len()
	for _, g := range s.groups() {
		head := []string{plaintext.OneLine(s.Name)}
		if g.Names[0] != s.Name {
			head = append(head, plaintext.OneLine(g.Names[0]+g.More()))
		}
		b.WriteString(strings.Join(head, ", "))
		if g.Case.Text != "" || len(g.Case.Findings) == 0 {
			fmt.Fprintf(b, ": %s", strings.TrimSuffix(g.Case.word()+": "+plaintext.OneLine(g.Case.Text), ": "))
		}
		b.WriteByte('\n')
		for _, batch := range byLevel(g.Case.Findings) {
			for _, f := range batch.Findings {
				fmt.Fprintf(b, "  %s\n", f)
			}
		}
		for _, f := range g.Case.Known {
			fmt.Fprintf(b, "  known: %s\n", f)
		}
	}
	if len(s.Cases) == 0 && s.State != Clean && s.Text != "" {
		fmt.Fprintf(b, "%s\n", joined(plaintext.OneLine(s.heading()), s.word(), s.Text))
	}
	for _, t := range s.Tables {
		if !t.Folded && len(t.Rows) > 0 {
			if b.Len() > before {
				b.WriteByte('\n')
			}
			if t.Title != "" {
				fmt.Fprintln(b, plaintext.OneLine(t.Title))
			}
			fmt.Fprintln(b, textTable(t))
		}
	}
	for _, block := range s.Blocks {
		fmt.Fprintf(b, "%s\n%s\n", s.heading(), strings.TrimRight(block, "\n"))
	}
	if b.Len() > before {
		b.WriteByte('\n')
	}
}

func textTable(t Table) string {
	w := table.NewWriter()
	style := table.StyleDefault
	style.Format.Header = text.FormatDefault
	style.Options = table.OptionsNoBordersAndSeparators
	w.SetStyle(style)
	fill(w, t, plaintext.OneLine)
	return regexp.MustCompile(` +(\n|$)`).ReplaceAllString(w.Render(), "$1")
}

// fill puts the table into one of a writer.
func fill(w table.Writer, t Table, cell func(string) string) {
	row := func(cells []string) table.Row {
		var made table.Row
		for _, c := range cells {
			if n, err := strconv.Atoi(c); err == nil {
				made = append(made, n) // aligned as numbers are
				continue
			}
			made = append(made, cell(c))
		}
		return made
	}
	w.AppendHeader(row(t.Head))
	for _, cells := range t.Rows {
		w.AppendRow(row(cells))
	}
}
