package report

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/page"
)

// Report is the outcome of checking files of exchanges. Make one with [Report.Add].
//
// Writers show its findings with whatever looks like an IBAN, a phone, identity or member number or a key masked, and
// with control characters written out: names of members come from the recordings, and so may hold anything.
type Report struct {
	Exchanges int                // in all files
	Findings  []contract.Finding // File and Entry say where
	Files     []File             // in the order they were checked, those without findings too
}

// File is a checked file.
type File struct {
	Name      string
	Exchanges int
}

// Add takes in the findings of one file. It names the file in each of them.
func (r *Report) Add(name string, exchanges int, findings []contract.Finding) {
	r.Files = append(r.Files, File{name, exchanges})
	r.Exchanges += exchanges
	for _, f := range findings {
		f.File = name
		r.Findings = append(r.Findings, f)
	}
}

// Count returns how many findings have a severity.
func (r Report) Count(s contract.Severity) int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// totals says in words how much was checked and found.
func (r Report) totals() string {
	checked := fmt.Sprintf("%s in %s", page.Plural(r.Exchanges, "exchange"), page.Plural(len(r.Files), "file"))
	if len(r.Findings) == 0 {
		return checked + ": nothing found"
	}
	return fmt.Sprintf("%s: %s, %s", checked, page.Plural(r.Count(contract.Error), "error"), page.Plural(r.Count(contract.Warning), "warning"))
}

// tally is how many findings have something in common.
type tally struct {
	Name             string
	Errors, Warnings int
}

// tallies counts findings by what they have in common, the most errors first.
func (r Report) tallies(common func(contract.Finding) string) []tally {
	counts := map[string]*tally{}
	var all []*tally
	for _, f := range r.Findings {
		name := common(f)
		t := counts[name]
		if t == nil {
			t = &tally{Name: name}
			counts[name] = t
			all = append(all, t)
		}
		if f.Severity == contract.Error {
			t.Errors++
		} else {
			t.Warnings++
		}
	}
	slices.SortFunc(all, func(a, b *tally) int {
		return cmp.Or(cmp.Compare(b.Errors, a.Errors), cmp.Compare(b.Warnings, a.Warnings), cmp.Compare(a.Name, b.Name))
	})
	result := make([]tally, len(all))
	for i, t := range all {
		result[i] = *t
	}
	return result
}

func (r Report) byKind() []tally {
	return r.tallies(func(f contract.Finding) string { return string(f.Kind) })
}

func (r Report) byOperation() []tally {
	return r.tallies(func(f contract.Finding) string { return cmp.Or(f.OperationID, noOperation) })
}

// noOperation stands where a request fits no operation of the document.
const noOperation = "no operation"
