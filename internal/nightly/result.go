package nightly

import (
	"slices"
	"time"

	"github.com/iyzipayout/iyzipayout/contract/report"
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
