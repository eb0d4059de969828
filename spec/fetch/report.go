package fetch

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/iyzipayout/iyzipayout/contract/report"
)

// Report is the result for people and build servers; programs get the result with what the exit code of the command is made of:
// drifted, failed and pending.
func (r *Result) Report() report.Report {
	made := report.Report{
		Tool: "spec fetch", Title: "Spec fetch", Summary: r.summary(), Found: r.Drifted() || r.Failed(), Notes: r.Warnings,
		Data: struct {
			Drifted bool `json:"drifted"`
			Failed  bool `json:"failed"`
			Pending bool `json:"pending"`
			*Result
		}{r.Drifted(), r.Failed(), r.Pending(), r},
	}
	if r.Pending() {
		made.ToDo = []report.ToDo{{Text: "Read the pages whose wording changed, and find or vendor those that are missing or new: an update takes over fragments and addresses, and can read no text."}}
	}
	if r.Failed() {
		made.ToDo = append(made.ToDo, report.ToDo{Text: "Open the pages that could not be read in a browser; if they are there, run this again."})
	}
	if len(r.Written) > 0 {
		made.Notes = append(made.Notes[:len(made.Notes):len(made.Notes)], "written: "+strings.Join(r.Written, ", "))
	}
	pages := report.Section{Name: "pages", Title: "Pages"}
	table := report.Table{Head: []string{"Page", "State", "Version"}}
	for _, p := range r.Pages {
		pages.Cases = append(pages.Cases, p.Case())
		table.Rows = append(table.Rows, []string{cmp.Or(p.File, p.Title), string(p.State), p.Version})
	}
	pages.Tables = []report.Table{table}
	made.Sections = []report.Section{pages}
	return made
}

// Case is the page in a report.
func (p Page) Case() report.Case {
	c := report.Case{Name: cmp.Or(p.File, p.URL), State: p.reportState()}
	if c.State != report.Clean || p.Note != "" {
		c.Text = string(p.State)
	}
	for _, text := range []string{p.Note, p.Error} {
		if text != "" {
			c.Text = strings.TrimPrefix(c.Text+": "+text, ": ")
		}
	}
	if p.MovedTo != "" {
		c.Text += "; it is now at " + p.MovedTo
	}
	for _, l := range p.Proposed {
		c.Text += fmt.Sprintf("; perhaps it is now %q, %s", l.Title, l.URL)
	}
	for _, line := range p.Gone {
		c.Findings = append(c.Findings, report.Finding{ID: "text-removed", Level: string(report.Warning), Before: line})
	}
	for _, line := range p.Come {
		c.Findings = append(c.Findings, report.Finding{ID: "text-added", Level: string(report.Warning), After: line})
	}
	return c
}

func (p Page) reportState() report.State {
	one := Result{Pages: []Page{p}}
	switch {
	case p.State == Skipped:
		return report.LeftOut
	case p.State == Broken:
		return report.CouldNotRun
	case one.Drifted():
		return report.Drift
	}
	return report.Clean
}

// summary is the verdict in one line.
func (r *Result) summary() string {
	var parts []string
	for _, state := range []State{Unchanged, TextOnly, Wording, Changed, Moved, Missing, Broken, New, Known, Added, Skipped} {
		if n := r.Count(state); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, state))
		}
	}
	return "Pages: " + strings.Join(parts, ", ")
}
