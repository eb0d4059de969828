package update

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/iyzipayout/iyzipayout/contract/internal/page"
	"github.com/iyzipayout/iyzipayout/contract/vcr"
	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/spec/diff"
)

// WriteMarkdown writes the summary for a pull request. Its first line is the title.
func (r *Result) WriteMarkdown(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n\n%s\n", r.Title(), shown(r.outcome()))
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "\n- %s", shown(n))
	}
	if len(r.Notes) > 0 {
		b.WriteByte('\n')
	}
	r.failure(&b)
	r.todo(&b)
	r.actions(&b)
	r.pages(&b)
	changes(&b, "What changed on the vendor's pages", r.Pages)
	changes(&b, "What changed in the document the client is made of", r.Document)
	r.api(&b)
	r.stale(&b)
	r.changelog(&b)
	_, err := w.Write(b.Bytes())
	return err
}

// Title says in a line what the update is about.
func (r *Result) Title() string {
	switch {
	case r.Nothing && r.Fetched != nil && r.Fetched.Drifted():
		return "Spec update: pages to look at"
	case r.Nothing:
		return "Spec update: nothing has changed"
	}
	if r.Level() == diff.None {
		return "Spec update"
	}
	return "Spec update: " + string(r.Level())
}

// outcome says how far it went, and what the tree holds now.
func (r *Result) outcome() string {
	failed := r.Failed()
	switch {
	case r.Nothing:
		return fmt.Sprintf("Fragments and overlays are those of %s.", r.Base)
	case failed == nil:
		return fmt.Sprintf("Compared with %s. Document and client are made and in the tree, the tests pass.", r.Base)
	case r.Updated():
		return fmt.Sprintf("Compared with %s. Document and client are made and in the tree, but the step %q failed.", r.Base, failed.Name)
	}
	return fmt.Sprintf("Compared with %s. The step %q failed: the tree is as it was before.", r.Base, failed.Name)
}

func (r *Result) failure(b *bytes.Buffer) {
	for _, s := range r.Steps {
		if s.Err == nil {
			continue
		}
		fmt.Fprintf(b, "\n## The step %q failed\n\n%s\n", s.Name, block(s.Err.Error()))
		if s.Output != "" {
			fmt.Fprintf(b, "\n%s\n", block(s.Output))
		}
		if s.Name == stepBuild && len(r.Actions) > 0 {
			fmt.Fprint(b, "\nChange the overlay as the next section says, and run `make update-spec` again.\n")
		}
		if s.Name == stepTest {
			fmt.Fprint(b, "\nDo what is under \"To do\", and run `make update-spec` again.\n")
		}
	}
}

func (r *Result) actions(b *bytes.Buffer) {
	if len(r.Actions) == 0 {
		return
	}
	fmt.Fprint(b, "\n## Overlay actions to look at\n\n")
	for _, a := range r.Actions {
		fmt.Fprintf(b, "- %s: **%s**: %s\n", page.MarkdownCode(fmt.Sprintf("spec/%s:%d", a.File, a.Line)), shown(a.State), shown(a.Error))
		if a.Target != "" {
			fmt.Fprintf(b, "  - changes %s because: %s\n", code(page.Value(a.Target)), shown(a.Reason))
		}
		fmt.Fprintf(b, "  - what to do: %s\n", shown(a.Advice))
	}
}

func changes(b *bytes.Buffer, heading string, r *diff.Report) {
	if r == nil {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n", heading)
	if len(r.Changes) == 0 {
		fmt.Fprintln(b, "Nothing.")
		return
	}
	t := table.NewWriter()
	t.AppendHeader(table.Row{"Level", "Operation", "Where", "What it means", "Before", "After"})
	for _, c := range r.Changes {
		t.AppendRow(table.Row{c.Level, shown(c.OperationID), shown(c.Direction) + " " + code(c.Pointer), shown(c.Text), page.Markdown(page.Value(c.Before)), page.Markdown(page.Value(c.After))})
	}
	fmt.Fprintln(b, t.RenderMarkdown())
}

func (r *Result) api(b *bytes.Buffer) {
	if !r.Updated() {
		return
	}
	fmt.Fprint(b, "\n## Generated types that changed\n\n")
	if len(r.API) == 0 {
		fmt.Fprintln(b, "None.")
		return
	}
	t := table.NewWriter()
	t.AppendHeader(table.Row{"", "Kind", "Name", "Before", "After"})
	for _, c := range r.API {
		t.AppendRow(table.Row{c.What(), c.Kind, code("gen." + c.Name), code(c.Before), code(c.After)})
	}
	fmt.Fprintln(b, t.RenderMarkdown())
}

func (r *Result) stale(b *bytes.Buffer) {
	if !r.Updated() {
		return
	}
	fmt.Fprint(b, "\n## Cassettes that went stale\n\n")
	if len(r.Stale) == 0 {
		fmt.Fprintln(b, "None.")
		return
	}
	what := map[vcr.Source]string{
		vcr.Emulator:   "recorded anew (`make record`)",
		vcr.Documented: "made by hand: compare them with the published examples, then list the newer document in cassettes/index.yaml",
		vcr.Sandbox:    "to be recorded by somebody with keys: `make record SOURCE=sandbox`",
	}
	for _, source := range vcr.Sources() {
		of := slices.DeleteFunc(slices.Clone(r.Stale), func(s vcr.Stale) bool { return s.Cassette.Source != source })
		if len(of) == 0 {
			continue
		}
		if s := r.step(stepRecord); source == vcr.Emulator && (s == nil || s.Err != nil) {
			what[source] = "to be recorded anew: `make record`"
		}
		fmt.Fprintf(b, "- %s of source %s, %s\n", page.Plural(len(of), "cassette"), source, what[source])
		if source != vcr.Emulator {
			for _, s := range of {
				fmt.Fprintf(b, "  - %s\n", code("cassettes/"+s.Cassette.File))
			}
		}
	}
}

func (r *Result) step(name string) *Step {
	i := slices.IndexFunc(r.Steps, func(s Step) bool { return s.Name == name })
	if i < 0 {
		return nil
	}
	return &r.Steps[i]
}

// shown makes text from outside harmless: it may hold examples of people, and marks of Markdown.
func shown(s string) string { return page.Markdown(plain(s)) }

// plain is for text that stands in a fence: it must be on one line, and must not end it.
func plain(s string) string {
	line := strings.Join(strings.Fields(page.PrintableLines(mask.Text(s))), " ")
	return strings.ReplaceAll(line, "```", "ˋˋˋ")
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return page.MarkdownCode(page.Printable(mask.Text(s)))
}

// block shows text of several lines as it is, between fences longer than any run of backquotes in it.
func block(s string) string {
	s = page.PrintableLines(strings.ReplaceAll(mask.Text(s), "\t", "  "))
	fence := "```"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	return fence + "text\n" + strings.TrimRight(s, "\n") + "\n" + fence
}
