package report

import (
	"cmp"
	"slices"

	"github.com/iyzipayout/iyzipayout/contract"
)

// fileEntries is a file with its exchanges and what was found in each.
type fileEntries struct {
	Name    string
	Entries []entry
}

// entry is one exchange.
type entry struct {
	Number   int // counted from 0, as in the file
	Findings []contract.Finding
}

// withEntries returns every file with all its exchanges, also the clean ones. A finding is never lost: one of a file or an
// exchange that Files does not list gets a place of its own.
func (r Report) withEntries() []fileEntries {
	var all []fileEntries
	index := map[string]int{}
	file := func(name string) *fileEntries {
		i, known := index[name]
		if !known {
			i = len(all)
			index[name] = i
			all = append(all, fileEntries{Name: cmp.Or(name, "no file")})
		}
		return &all[i]
	}
	for _, f := range r.Files {
		entries := &file(f.Name).Entries
		for len(*entries) < f.Exchanges {
			*entries = append(*entries, entry{Number: len(*entries)})
		}
	}
	for _, f := range r.Findings {
		e := file(f.File).entry(f.Entry)
		e.Findings = append(e.Findings, f)
	}
	return all
}

// entry finds or makes the exchange with a number.
func (f *fileEntries) entry(number int) *entry {
	at := number
	if at < 0 || at >= len(f.Entries) {
		at = slices.IndexFunc(f.Entries, func(e entry) bool { return e.Number == number })
	}
	if at < 0 {
		at = len(f.Entries)
		f.Entries = append(f.Entries, entry{Number: number})
	}
	return &f.Entries[at]
}

// withFindings returns only the files and exchanges that have findings.
func (r Report) withFindings() []fileEntries {
	all := r.withEntries()
	for i := range all {
		all[i].Entries = slices.DeleteFunc(all[i].Entries, func(e entry) bool { return len(e.Findings) == 0 })
	}
	return slices.DeleteFunc(all, func(f fileEntries) bool { return len(f.Entries) == 0 })
}

// split parts the findings of an exchange by severity.
func (e entry) split() (errors, warnings []contract.Finding) {
	for _, f := range e.Findings {
		if f.Severity == contract.Error {
			errors = append(errors, f)
		} else {
			warnings = append(warnings, f)
		}
	}
	return errors, warnings
}
