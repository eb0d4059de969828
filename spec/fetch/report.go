package fetch

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/iyzipayout/iyzipayout/internal/oneline"
)

// JSON writes the result for programs: drifted, failed and pending say what the exit code of the command is made of.
func (r *Result) JSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Drifted bool `json:"drifted"`
		Failed  bool `json:"failed"`
		Pending bool `json:"pending"`
		*Result
	}{r.Drifted(), r.Failed(), r.Pending(), r})
}

// Text writes the result for people: a table of the pages, and below it what to do about those that need it.
func (r *Result) Text(w io.Writer) error {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"page", "state", "version"})
	for _, p := range r.Pages {
		t.AppendRow(table.Row{oneline.Text(p.name()), p.State, oneline.Text(p.Version)})
	}
	var b strings.Builder
	b.WriteString(t.Render() + "\n")
	for _, p := range r.Pages {
		p.explain(&b)
	}
	for _, warning := range r.Warnings {
		fmt.Fprintf(&b, "\nwarning: %s\n", oneline.Text(warning))
	}
	if len(r.Written) > 0 {
		fmt.Fprintf(&b, "\nwritten: %s\n", strings.Join(r.Written, ", "))
	}
	b.WriteString("\n" + r.Summary() + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// name is what people know the page by.
func (p Page) name() string {
	if p.File == "" {
		return p.Title
	}
	return p.File
}

// explain writes what is to be said of a page, if there is anything.
func (p Page) explain(b *strings.Builder) {
	if p.Note == "" && p.Error == "" && p.MovedTo == "" {
		return
	}
	fmt.Fprintf(b, "\n%s (%s): %s\n", oneline.Text(p.name()), p.State, p.URL)
	line := func(format string, text string) {
		if text != "" {
			fmt.Fprintf(b, format, oneline.Text(text))
		}
	}
	line("  moved to %s\n", p.MovedTo)
	line("  %s\n", p.Error)
	line("  %s\n", p.Note)
	for _, each := range p.Gone {
		line("  - %s\n", each)
	}
	for _, each := range p.Come {
		line("  + %s\n", each)
	}
	for _, each := range p.Proposed {
		line("  %s\n", each.Title+": "+each.URL)
	}
}

// Summary is the verdict in one line.
func (r *Result) Summary() string {
	var parts []string
	for _, state := range []State{Unchanged, TextOnly, Wording, Changed, Moved, Missing, Broken, New, Known, Added, Skipped} {
		if n := r.Count(state); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, state))
		}
	}
	return "Pages: " + strings.Join(parts, ", ")
}
