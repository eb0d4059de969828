package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/iyzipayout/iyzipayout/internal/plaintext"
)

// writeMarkdown writes GitHub's Markdown, for a pull request, an issue or a job's summary, and such that it can be read as it
// is. Its first line is the title, or the summary where that says it all.
func writeMarkdown(w io.Writer, r Report) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n", markdown(cmp.Or(r.Title, r.Summary)))
	if r.Title != "" {
		fmt.Fprintf(&b, "\n%s\n", markdown(r.Summary))
	}
	if len(r.Facts) > 0 || !r.Started.IsZero() {
		fmt.Fprintf(&b, "\n%s\n", markdown(r.facts()))
	}
	if len(r.Notes) > 0 {
		b.WriteByte('\n')
	}
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "- %s\n", markdown(n))
	}
	if len(r.ToDo) > 0 {
		b.WriteString("\n## What to do now\n\n")
		for _, t := range r.ToDo {
			fmt.Fprintf(&b, "- %s\n", strings.TrimPrefix(markdownCode(t.Place)+": "+markdown(t.Text), ": "))
		}
	}
	if r.hasOverview() {
		fmt.Fprintf(&b, "\n%s\n", overview(r.Sections))
	}
	for _, s := range r.Sections {
		if r.hasOverview() {
			s.Text = "" // it stands there
		}
		markdownSection(&b, s)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// facts are what is known of the run, in a line.
func (r Report) facts() string {
	var all []string
	if !r.Started.IsZero() {
		all = append(all, r.Started.Format("2006-01-02 15:04 MST"))
	}
	for _, f := range r.Facts {
		all = append(all, f.Name+" "+f.Value)
	}
	return strings.Join(all, ", ")
}

// hasOverview reports whether the sections are parts of a job, each with a state and a text of its own.
func (r Report) hasOverview() bool {
	return len(r.Sections) > 1 && slices.ContainsFunc(r.Sections, func(s Section) bool { return s.State != "" && s.Text != "" })
}

func overview(sections []Section) string {
	t := table.NewWriter()
	t.AppendHeader(table.Row{"Part", "State", "Cases", "What was found"})
	for _, s := range sections {
		t.AppendRow(table.Row{markdown(s.Name), s.word(), len(s.Cases), markdown(s.Text)})
	}
	return t.RenderMarkdown()
}

func markdownSection(b *bytes.Buffer, s Section) {
	groups := s.groups()
	if len(groups)+len(s.Links)+len(s.Tables)+len(s.Blocks) == 0 && s.Text == "" {
		return
	}
	fmt.Fprintf(b, "\n## %s\n", markdown(s.heading()))
	if s.Text != "" {
		fmt.Fprintf(b, "\n%s\n", markdown(s.Text))
	}
	for _, g := range groups {
		markdownGroup(b, s, g)
	}
	if len(s.Links) > 0 {
		b.WriteByte('\n')
	}
	for _, l := range s.Links {
		fmt.Fprintf(b, "- %s: %s\n", markdownCode(l.File), markdown(l.Text))
	}
	for _, t := range s.Tables {
		markdownTable(b, t)
	}
	for _, block := range s.Blocks {
		fmt.Fprintf(b, "\n%s\n", fence(block))
	}
}

func markdownGroup(b *bytes.Buffer, s Section, g group) {
	c := g.Case
	if c.Name != s.Name {
		fmt.Fprintf(b, "\n### %s%s\n", markdownCode(g.Names[0]), g.More())
	}
	if c.Text != "" || len(c.Findings) == 0 {
		fmt.Fprintf(b, "\n%s\n", strings.TrimSuffix(plaintext.Capital(c.word())+": "+markdown(c.Text), ": "))
	}
	if len(g.Names) > 1 {
		fmt.Fprintf(b, "\n<details><summary>%d cases</summary>\n\n", len(g.Names))
		for _, name := range g.Names {
			fmt.Fprintf(b, "- %s\n", markdownCode(name))
		}
		fmt.Fprint(b, "\n</details>\n")
	}
	if len(c.Findings) > 0 {
		fmt.Fprintf(b, "\n%s\n", findingTable(c.Findings))
	}
	if len(c.Known) > 0 {
		fmt.Fprintf(b, "\n<details><summary>%s that belong to it</summary>\n\n%s\n\n</details>\n", plaintext.Plural(len(c.Known), "finding"), findingTable(c.Known))
	}
}

func findingTable(findings []Finding) string {
	t := table.NewWriter()
	t.SuppressEmptyColumns()
	t.AppendHeader(table.Row{"Level", "Operation", "Where", "What", "Before", "After", "To do"})
	for _, batch := range byLevel(findings) {
		for _, f := range batch.Findings {
			where := strings.TrimSpace(markdown(f.Direction) + " " + markdownCode(f.Pointer))
			what := strings.TrimPrefix(markdownCode(f.ID)+" "+markdown(f.Text), " ")
			t.AppendRow(table.Row{sign(f.Level), markdown(f.Operation), where, what, markdownCode(f.Before), markdownCode(f.After), markdown(f.Advice)})
		}
	}
	return t.RenderMarkdown()
}

// sign is a level with a mark that can be told without its colour.
func sign(level string) string {
	switch level {
	case "breaking", "error":
		return "✖ " + level
	case "compatible", "warning":
		return "▲ " + level
	case "cosmetic":
		return "○ " + level
	}
	return level
}

func markdownTable(b *bytes.Buffer, t Table) {
	if len(t.Rows) == 0 {
		return
	}
	w := table.NewWriter()
	fill(w, t, markdown)
	switch {
	case t.Folded:
		fmt.Fprintf(b, "\n<details><summary>%s</summary>\n\n%s\n\n</details>\n", markdown(t.Title), w.RenderMarkdown())
	case t.Title != "":
		fmt.Fprintf(b, "\n### %s\n\n%s\n", markdown(t.Title), w.RenderMarkdown())
	default:
		fmt.Fprintf(b, "\n%s\n", w.RenderMarkdown())
	}
}
