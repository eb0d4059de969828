package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
)

// Report makes a report of the comparison: a section for each level, the worst first. Programs get the comparison as it is.
func (r *Report) Report() report.Report {
	made := report.Report{Tool: "spec diff", Title: "Spec diff", Summary: "No difference.", Found: len(r.Changes) > 0, ToDo: r.todo(), Data: r}
	findings := r.Findings()
	var counts []string
	for _, level := range []Level{Breaking, Compatible, Cosmetic} {
		c := report.Case{Name: string(level), State: report.Clean}
		for _, f := range findings {
			if f.Level == string(level) {
				c.Findings = append(c.Findings, f)
				c.State, c.Level = report.Warning, f.Level
			}
		}
		if n := len(c.Findings); n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, level))
			made.Summary = strings.Join(counts, ", ") + "."
		}
		if c.Level == string(Breaking) {
			c.State = report.Drift
		}
		made.Sections = append(made.Sections, report.Section{Name: string(level), Cases: []report.Case{c}})
	}
	if len(r.OverlayActions) > 0 {
		made.Sections = append(made.Sections, report.Section{
			Name: "overlays", Title: "Overlay actions to look at",
			Cases: []report.Case{{Name: "overlays", State: report.Warning, Findings: r.OverlayFindings()}},
		})
	}
	return made
}

// Findings are the changes for a report. What is the same in several operations is one of them.
func (r *Report) Findings() []report.Finding {
	var all []report.Finding
	var of []Change // each finding's first
	for _, c := range r.Changes {
		i := slices.IndexFunc(of, func(g Change) bool {
			return g.Level == c.Level && g.ID == c.ID && g.Pointer == c.Pointer && g.Direction == c.Direction && same(g.Before, c.Before) && same(g.After, c.After)
		})
		if i >= 0 {
			if c.OperationID != "" && !slices.Contains(strings.Split(all[i].Operation, ", "), c.OperationID) {
				all[i].Operation = strings.TrimPrefix(all[i].Operation+", "+c.OperationID, ", ")
			}
			continue
		}
		f := report.Finding{ID: c.ID, Level: string(c.Level), Operation: c.OperationID, Pointer: c.Pointer,
			Before: plaintext.Value(c.Before), After: plaintext.Value(c.After), Text: c.Text}
		if c.Direction == request || c.Direction == response {
			f.Direction = c.Direction
		}
		all, of = append(all, f), append(of, c)
	}
	return all
}

// OverlayFindings are the overlay actions for a report.
func (r *Report) OverlayFindings() []report.Finding {
	var all []report.Finding
	for _, a := range r.OverlayActions {
		text := fmt.Sprintf("%s: %s. It is there because: %s", a.State, strings.TrimSuffix(a.Error, "."), a.Reason)
		if a.Target != "" {
			text = fmt.Sprintf("%s: %s. It changes `%s` because: %s", a.State, strings.TrimSuffix(a.Error, "."), a.Target, a.Reason)
		}
		all = append(all, report.Finding{
			ID: "overlay-" + a.State, Level: string(report.Warning), Pointer: fmt.Sprintf("%s:%d", a.File, a.Line), Text: text, Advice: a.Advice,
		})
	}
	return all
}

func (r *Report) todo() []report.ToDo {
	var todo []report.ToDo
	if r.Level == Breaking {
		todo = append(todo, report.ToDo{Text: "Read each breaking change before you take the newer document over: clients, recordings or tests made for the old one can fail."})
	}
	if len(r.OverlayActions) > 0 {
		todo = append(todo, report.ToDo{Text: "Change the overlay actions that the newer pages leave without work, as each says."})
	}
	return todo
}
