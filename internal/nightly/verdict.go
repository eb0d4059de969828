package nightly

import (
	"strings"
)

// Verdict says in one line what the night found, in words that follow from the exit code.
func (r *Result) Verdict() string {
	var moved []string
	if p := r.part(Pages); p != nil && p.has(Drift) {
		text := "page drift"
		if p.Level != "" {
			text += " (" + p.Level + ")"
		}
		moved = append(moved, text)
	}
	if p := r.part(Wire); p != nil && p.has(Drift) {
		moved = append(moved, "wire drift")
	}
	text := "Nothing has moved."
	failed, leftOut := r.names(CouldNotRun), r.names(LeftOut)
	switch {
	case len(moved) > 0:
		text = capital(strings.Join(moved, " and ")) + "."
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
	if warned := r.names(Warning); len(warned) > 0 {
		text += " To look at: " + strings.Join(warned, ", ") + "."
	}
	return text
}

// names are those of the parts that ended so as a whole.
func (r *Result) names(s State) []string {
	var names []string
	for _, p := range r.Parts {
		if p.State == s {
			names = append(names, p.Name)
		}
	}
	return names
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
