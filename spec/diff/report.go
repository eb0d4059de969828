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
	made := report.Report{Tool: "spec diff", Title: "Spec diff", Summary: r.summary(), Found: len(r.Changes) > 0, ToDo: r.todo(), Data: r}
	findings := r.Findings()
	for _, level := range []Level{Breaking, Compatible, Cosmetic} {
		c := report.Case{Name: string(level), State: report.Clean}
		for _, f := range findings {
			if f.Level == string(level) {
				c.Findings = append(c.Findings, f)
				c.State, c.Level = stateOf(level), f.Level
			}
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

func stateOf(level Level) report.State {
	if level == Breaking {
		return report.Drift
	}
	return report.Warning
}

// Findings are the changes for a report. What is the same in several operations is one of them.
func (r *Report) Findings() []report.Finding {
	var all []report.Finding
	for _, g := range r.groups() {
		f := report.Finding{
			ID: g.ID, Level: string(g.Level), Operation: strings.Join(g.operations, ", "), Pointer: g.Pointer,
			Before: plaintext.Value(g.Before), After: plaintext.Value(g.After), Text: g.Text,
		}
		if g.Direction != nowhere && g.Direction != both {
			f.Direction = g.Direction
		}
		all = append(all, f)
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

// summary is the report in one line.
func (r *Report) summary() string {
	if len(r.Changes) == 0 {
		return "No difference."
	}
	counts := map[Level]int{}
	for _, g := range r.groups() {
		counts[g.Level]++
	}
	var parts []string
	for _, level := range []Level{Breaking, Compatible, Cosmetic} {
		if counts[level] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[level], level))
		}
	}
	return strings.Join(parts, ", ") + "."
}
