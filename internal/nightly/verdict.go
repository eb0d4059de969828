package nightly

import (
	"strings"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
)

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

// names are those of the parts that ended so as a whole.
func (r *Result) names(s report.State) []string {
	var names []string
	for _, p := range r.Parts {
		if p.State == s {
			names = append(names, p.Name)
		}
	}
	return names
}
