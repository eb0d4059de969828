package nightly

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/iyzipayout/iyzipayout/internal/page"
)

// WriteMarkdown writes GitHub's Markdown, for a job's summary or an issue. Its first line is the verdict.
func (r *Result) WriteMarkdown(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n\n%s, exit code %d\n\n", r.Verdict(), r.Started.Format("2006-01-02 15:04 MST"), r.ExitCode())
	parts := table.NewWriter()
	parts.AppendHeader(table.Row{"Part", "State", "Cases", "What was found"})
	for _, p := range r.Parts {
		parts.AppendRow(table.Row{p.Name, p.Word(), len(p.Cases), page.Markdown(p.Text)})
	}
	fmt.Fprintf(&b, "%s\n", parts.RenderMarkdown())
	for _, p := range r.Parts {
		p.markdown(&b)
	}
	_, err := fmt.Fprintf(w, "%s\n", bytes.TrimRight(b.Bytes(), "\n"))
	return err
}

// Word is the state with its level, in words. Of a part it hides neither a drift nor that something could not be run.
func (p Part) Word() string {
	if p.State == CouldNotRun && p.Count(Drift) > 0 {
		return stateWord(Drift, p.Level) + ", and something could not run"
	}
	return stateWord(p.State, p.Level)
}

// Word is the state with its level, in words.
func (c Case) Word() string { return stateWord(c.State, c.Level) }

func stateWord(s State, level string) string {
	word := strings.ReplaceAll(string(s), "-", " ")
	if level == "" {
		return word
	}
	return word + " (" + level + ")"
}

// markdown writes what there is to say about a part beyond its line of the table.
func (p Part) markdown(b *bytes.Buffer) {
	told := p.told()
	if len(told) == 0 && len(p.Links) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n", capital(p.Name))
	for _, group := range grouped(told) {
		c := group.Case
		fmt.Fprintf(b, "\n### %s%s\n\n%s: %s\n", page.MarkdownCode(group.Names[0]), group.More(), capital(c.Word()), page.Markdown(oneLine(c.Text)))
		if len(group.Names) > 1 {
			fmt.Fprintf(b, "\n<details><summary>%d cases</summary>\n\n", len(group.Names))
			for _, name := range group.Names {
				fmt.Fprintf(b, "- %s\n", page.MarkdownCode(name))
			}
			fmt.Fprint(b, "\n</details>\n")
		}
		if len(c.Points) > 0 {
			fmt.Fprintf(b, "\n%s\n", pointTable(c.Points))
		}
	}
	if len(p.Links) > 0 {
		fmt.Fprintln(b)
	}
	for _, l := range p.Links {
		fmt.Fprintf(b, "- %s: %s\n", page.MarkdownCode(l.File), page.Markdown(l.Text))
	}
}

func pointTable(points []Point) string {
	t := table.NewWriter()
	t.SuppressEmptyColumns()
	t.AppendHeader(table.Row{"Level", "Operation", "Where", "What", "Before", "After"})
	for _, p := range points {
		where := page.Markdown(p.Direction)
		if p.Pointer != "" {
			where = strings.TrimSpace(where + " " + page.MarkdownCode(p.Pointer))
		}
		t.AppendRow(table.Row{page.Markdown(p.Level), page.Markdown(p.Operation), where, page.Markdown(oneLine(p.Text)), page.Markdown(p.Before), page.Markdown(p.After)})
	}
	return t.RenderMarkdown()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
