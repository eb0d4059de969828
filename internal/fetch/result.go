package fetch

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/spec"
)

// State is what became of a page.
type State string

// The states of a page.
const (
	Unchanged State = "unchanged" // the very bytes that are vendored
	TextOnly  State = "text-only" // the fragment says the same; text around it changed that states no rule
	Wording   State = "wording"   // the fragment says the same; a statement in the text around it changed: somebody must read it
	Changed   State = "changed"   // the fragment says something else
	Moved     State = "moved"     // the address redirects, and the page itself has not changed
	Missing   State = "missing"   // HTTP 404 or 410
	Broken    State = "broken"    // something came that is no such page, or nothing did
	New       State = "new"       // the index lists it under mass payout, and nobody knows it
	Known     State = "known"     // the index lists it, and sources.yaml says why it is not vendored
	Added     State = "added"     // fetched because the caller asked to vendor it
	Skipped   State = "skipped"   // evidence that cannot be compared
)

// Page is what became of one page.
type Page struct {
	File     string   `json:"file,omitempty"` // within spec/vendor; empty for a page that is not vendored
	URL      string   `json:"url"`            // the address that sources.yaml or the index gives
	Title    string   `json:"title,omitempty"`
	State    State    `json:"state"`
	MovedTo  string   `json:"movedTo,omitempty"` // where a redirect led, whatever the state
	Version  string   `json:"version,omitempty"` // info.version of the fetched fragment
	Note     string   `json:"note,omitempty"`    // what it means and what to do
	Error    string   `json:"error,omitempty"`   // of a missing or broken page: names file and address
	Gone     []string `json:"gone,omitempty"`    // statements of the vendored text that are no longer there
	Come     []string `json:"come,omitempty"`    // statements that are new in the text
	Proposed []Link   `json:"proposed,omitempty"`
	Body     []byte   `json:"-"` // the bytes as fetched; nil where none were, or where they could not be used
}

// Link is a page that the index lists.
type Link struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// Index is what became of the vendor's index.
type Index struct {
	URL   string `json:"url,omitempty"`
	Pages int    `json:"pages"`           // how many pages it lists
	Error string `json:"error,omitempty"` // why it could not be read, which is no failure of the pages
}

// Result is what [Run] found.
type Result struct {
	Pages    []Page   `json:"pages"` // in the order of sources.yaml, then those of the index
	Index    Index    `json:"index"`
	Warnings []string `json:"warnings,omitempty"`
	Written  []string `json:"written,omitempty"` // files, relative to the spec folder

	sources spec.Sources
	edits   []edit
}

// Count returns how many pages are in one of the states.
func (r *Result) Count(states ...State) int {
	n := 0
	for _, p := range r.Pages {
		if slices.Contains(states, p.State) {
			n++
		}
	}
	return n
}

// Drifted reports whether the vendor changed something that somebody has to look at.
func (r *Result) Drifted() bool {
	redirected := func(p Page) bool { return p.MovedTo != "" && p.State != Broken }
	return r.Count(Wording, Changed, Moved, Missing, New) > 0 || slices.ContainsFunc(r.Pages, redirected)
}

// Failed reports whether a page could not be read, so that it is not known whether it changed.
func (r *Result) Failed() bool { return r.Count(Broken) > 0 }

// Pending reports whether something is left for a person after writing: a page to read, to find or to vendor.
func (r *Result) Pending() bool {
	unread := func(p Page) bool {
		return p.State == Wording && !slices.Contains(r.Written, path.Join("vendor", p.File))
	}
	return r.Count(Missing, New) > 0 || slices.ContainsFunc(r.Pages, unread)
}

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
