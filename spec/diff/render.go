package diff

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/oneline"
)

// JSON writes the report as one object: level, changes, overlayActions.
func (r *Report) JSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(r)
}

// group is one change with all operations that it concerns.
type group struct {
	Change
	operations []string
}

// groups joins what is the same in several operations, worst first.
func (r *Report) groups() []group {
	var all []group
	for _, c := range r.Changes {
		i := slices.IndexFunc(all, func(g group) bool {
			return g.Level == c.Level && g.ID == c.ID && g.Pointer == c.Pointer && g.Direction == c.Direction && same(g.Before, c.Before) && same(g.After, c.After)
		})
		if i < 0 {
			all = append(all, group{Change: c})
			i = len(all) - 1
		}
		if c.OperationID != "" && !slices.Contains(all[i].operations, c.OperationID) {
			all[i].operations = append(all[i].operations, c.OperationID)
		}
	}
	return all
}

func (r *Report) count(level Level) int {
	n := 0
	for _, g := range r.groups() {
		if g.Level == level {
			n++
		}
	}
	return n
}

// summary is the report in one line.
func (r *Report) summary() string {
	if len(r.Changes) == 0 {
		return "No difference."
	}
	var counts []string
	for _, level := range []Level{Breaking, Compatible, Cosmetic} {
		if n := r.count(level); n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, level))
		}
	}
	return strings.Join(counts, ", ") + "."
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Text writes the report for a terminal, worst changes first.
func (r *Report) Text(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintln(&b, r.summary())
	level := None
	for _, g := range r.groups() {
		if g.Level != level {
			level = g.Level
			fmt.Fprintf(&b, "\n%s\n", strings.ToUpper(string(level)))
		}
		fmt.Fprintf(&b, "  %s  %s\n    %s\n", g.who(), g.ID, oneline.Text(g.Text))
		fmt.Fprintf(&b, "    at %s\n", oneline.Text(g.Pointer))
		if g.Before != nil || g.After != nil {
			fmt.Fprintf(&b, "    %s → %s\n", brief(g.Before), brief(g.After))
		}
	}
	if len(r.OverlayActions) > 0 {
		fmt.Fprintf(&b, "\nOVERLAY ACTIONS TO LOOK AT\n")
	}
	for _, a := range r.OverlayActions {
		fmt.Fprintf(&b, "  %s:%d %s: %s\n    %s\n    why it is there: %s\n    %s\n", a.File, a.Line, a.State, oneline.Text(a.Error), a.Target, oneline.Text(a.Reason), a.Advice)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// who names the operations and the direction of a change.
func (g group) who() string {
	names := oneline.Text(strings.Join(g.operations, ", "))
	switch {
	case names == "":
		return "document"
	case g.Direction == Nowhere, g.Direction == Both:
		return names
	}
	return names + " (" + g.Direction + ")"
}

// Markdown writes the report for a pull request.
func (r *Report) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "**%s** %s\n", r.Level, r.summary())
	level := None
	for _, g := range r.groups() {
		if g.Level != level {
			level = g.Level
			fmt.Fprintf(&b, "\n### %s\n\n| operation | change | before | after |\n|---|---|---|---|\n", strings.ToUpper(string(level[:1]))+string(level[1:]))
		}
		fmt.Fprintf(&b, "| %s | %s <br> %s %s | %s | %s |\n", cell(g.who()), cell(g.Text), code(g.ID), code(g.Pointer), code(brief(g.Before)), code(brief(g.After)))
	}
	if len(r.OverlayActions) > 0 {
		fmt.Fprintf(&b, "\n### Overlay actions to look at\n\n| action | state | why it is there | what to do |\n|---|---|---|---|\n")
	}
	for _, a := range r.OverlayActions {
		fmt.Fprintf(&b, "| %s %s | %s: %s | %s | %s |\n", cell(fmt.Sprintf("%s:%d", a.File, a.Line)), code(a.Target), a.State, cell(a.Error), cell(a.Reason), cell(a.Advice))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// brief is a value on one line, cut where it gets long.
func brief(v any) string {
	if v == nil {
		return "–"
	}
	const most = 120
	text := []rune(strings.NewReplacer("\\u003c", "<", "\\u003e", ">", "\\u0026", "&").Replace(canonical(v)))
	if len(text) > most {
		return string(text[:most]) + "…"
	}
	return string(text)
}

// cell is text within a Markdown table, in which nothing becomes markup but code, which is what stands between two backticks.
func cell(text string) string {
	plain := strings.NewReplacer("\\", "\\\\", "|", "\\|", "<", "&lt;", ">", "&gt;", "[", "\\[", "]", "\\]", "*", "\\*", "_", "\\_")
	pieces := strings.Split(oneline.Text(text), "`")
	if len(pieces)%2 == 0 { // the last backtick has no other
		pieces = []string{strings.Join(pieces, "ˋ")}
	}
	for i, piece := range pieces {
		if i%2 == 0 {
			pieces[i] = plain.Replace(piece)
		} else {
			pieces[i] = code(piece)
		}
	}
	return strings.Join(pieces, "")
}

// code is text as Markdown code within a table.
func code(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(oneline.Text(text), "|", "\\|"), "`", "ˋ")
	if text == "" || text == "–" {
		return text
	}
	return "`" + text + "`"
}
