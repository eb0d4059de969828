package nightly

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
)

// The names of the parts.
const (
	Pages     = "pages"     // the vendor's pages against spec/vendor
	Wire      = "wire"      // the vendor's service against the document
	Cassettes = "cassettes" // our recordings against the document
)

// Parts lists the names in the order in which the parts are done.
func Parts() []string { return []string{Pages, Wire, Cassettes} }

// Result is what a run found. Everything in it is masked.
type Result struct {
	Started time.Time        `json:"started"`
	Parts   []report.Section `json:"parts"`
}

// The exit codes. They add up, so that none hides another: 3 is page drift and wire drift, 5 is page drift while something else
// could not be run. Stale cassettes alone are a warning: it is we who are behind, and the vendor has not moved.
const (
	CodePages       = 1
	CodeWire        = 2
	CodeCouldNotRun = 4
)

// ExitCode tells what was found: 0 for nothing, else the sum of the codes.
func (r *Result) ExitCode() int {
	code := 0
	if r.has(Pages, report.Drift) {
		code += CodePages
	}
	if r.has(Wire, report.Drift) {
		code += CodeWire
	}
	if slices.ContainsFunc(Parts(), func(name string) bool { return r.has(name, report.CouldNotRun) }) {
		code += CodeCouldNotRun
	}
	return code
}

// has reports whether a part, or a case of it, ended so.
func (r *Result) has(name string, s report.State) bool {
	return slices.ContainsFunc(r.Parts, func(p report.Section) bool { return p.Name == name && p.Has(s) })
}

// Verdict says in one line what the job found, in words that follow from the exit code.
func (r *Result) Verdict() string {
	var moved []string
	for _, p := range r.Parts {
		switch {
		case p.Name == Pages && p.Has(report.Drift) && p.Level != "":
			moved = append(moved, "page drift ("+p.Level+")")
		case p.Name == Pages && p.Has(report.Drift):
			moved = append(moved, "page drift")
		case p.Name == Wire && p.Has(report.Drift):
			moved = append(moved, "wire drift")
		}
	}
	text := "Nothing has moved."
	failed, leftOut := r.names(report.CouldNotRun), r.names(report.LeftOut)
	switch {
	case len(moved) > 0:
		text = plaintext.Capital(strings.Join(moved, " and ")) + "."
	case len(failed)+len(leftOut) == len(r.Parts):
		text = "Nothing was looked at."
		if slices.ContainsFunc(r.Parts, partly) {
			text = "Nothing has moved in what was looked at."
		}
	case len(failed)+len(leftOut) > 0:
		text = "Nothing has moved in what was looked at."
	}
	if len(failed) > 0 {
		text += " Could not run: " + strings.Join(failed, ", ") + "."
	}
	if len(leftOut) > 0 {
		text += " Left out: " + strings.Join(leftOut, ", ") + "."
	}
	if warned := r.names(report.Warning); len(warned) > 0 {
		text += " To look at: " + strings.Join(warned, ", ") + "."
	}
	return text
}

// partly reports whether something of a part could be looked at, though not all.
func partly(p report.Section) bool {
	n, of := unseen(p)
	return p.State == report.CouldNotRun && n > 0 && n < of
}

// unseen is how many cases could not be run, of those that were not left out.
func unseen(p report.Section) (n, of int) {
	return p.Count(report.CouldNotRun), len(p.Cases) - p.Count(report.LeftOut)
}

// names are those of the parts that ended so as a whole; with numbers where cases of a part could not be run.
func (r *Result) names(s report.State) []string {
	var names []string
	for _, p := range r.Parts {
		if p.State != s {
			continue
		}
		name := p.Name
		if n, of := unseen(p); s == report.CouldNotRun && n > 0 {
			name += fmt.Sprintf(" (%d of %d)", n, of)
		}
		names = append(names, name)
	}
	return names
}
