package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
)

// Check is the outcome of checking files of exchanges. Fill it with [Check.Add].
type Check struct {
	files []file
}

// file is a checked file.
type file struct {
	name string
	contract.Outcome
}

// Add takes in the findings of one file of which every exchange was seen. It names the file in each of them.
func (c *Check) Add(name string, exchanges int, findings []contract.Finding) {
	c.AddOutcome(name, contract.Outcome{Entries: exchanges, Exchanges: exchanges, Findings: findings})
}

// AddOutcome takes in what came of one file, and what could not be looked at. It names the file in each finding.
func (c *Check) AddOutcome(name string, o contract.Outcome) {
	o.Findings = slices.Clone(o.Findings)
	for i := range o.Findings {
		o.Findings[i].File = name
	}
	c.files = append(c.files, file{name, o})
}

// Exchanges is how many exchanges were checked.
func (c *Check) Exchanges() int {
	n := 0
	for _, f := range c.files {
		n += f.Exchanges
	}
	return n
}

// Complete reports whether every file had exchanges and all of them could be looked at.
func (c *Check) Complete() bool { return !slices.ContainsFunc(c.files, file.incomplete) }

// findings are those of all files.
func (c *Check) findings() []contract.Finding {
	var all []contract.Finding
	for _, f := range c.files {
		all = append(all, f.Findings...)
	}
	return all
}

// Count returns how many findings have a severity.
func (c *Check) Count(s contract.Severity) int {
	n := 0
	for _, f := range c.findings() {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// noOperation stands where a request fits no operation of the document.
const noOperation = "no operation"

// Report makes the report: a section for each file, in it a case for each exchange.
func (c *Check) Report() Report {
	r := Report{Tool: "check", Title: "Contract check", Found: len(c.findings()) > 0 || !c.Complete()}
	for _, f := range c.files {
		r.Sections = append(r.Sections, f.section())
	}
	for _, k := range drift.All() {
		r.Rules = append(r.Rules, k.ID)
	}
	r.Summary = c.summary()
	if len(c.findings()) > 0 {
		r.Sections = append(r.Sections, c.tallies())
	}
	r.ToDo = c.todo()
	r.Data = c.data()
	return r
}

// section has a case for each exchange, and one that says in a line what was not looked at. A finding is never lost: one of an
// exchange that nobody counted gets a case too.
func (f file) section() Section {
	s := Section{Name: f.name, Title: f.name}
	at := map[int]int{} // entries, by where their case is
	add := func(entry int) *Case {
		i, there := at[entry]
		if !there {
			i, at[entry] = len(s.Cases), len(s.Cases)
			s.Cases = append(s.Cases, Case{Name: fmt.Sprintf("entry %d", entry), State: Clean, File: f.name})
		}
		return &s.Cases[i]
	}
	ignored := map[int]bool{}
	for _, each := range f.Ignored {
		ignored[each.Entry] = true
	}
	for i := range f.Entries {
		if !ignored[i] {
			add(i)
		}
	}
	for _, each := range f.Unseen {
		c := add(each.Entry)
		c.State, c.Text = LeftOut, strings.TrimPrefix(c.Text+"; "+each.String(), "; ")
	}
	for _, found := range f.Findings {
		c := add(found.Entry)
		c.Findings = append(c.Findings, FindingOf(found))
		c.State = worse(c.State, stateOf(found), Clean, LeftOut, Warning, Drift)
	}
	if line := f.coverage(); line != "" {
		s.Cases = append(s.Cases, Case{Name: "coverage", State: LeftOut, Text: line, File: f.name})
	}
	return s
}

func stateOf(f contract.Finding) State {
	if f.Severity == contract.Error {
		return Drift
	}
	return Warning
}

// FindingOf is what a checker found, for a report.
func FindingOf(f contract.Finding) Finding {
	return Finding{
		ID: string(f.Kind), Level: string(f.Severity), Operation: cmp.Or(f.OperationID, noOperation), Direction: string(f.Direction),
		Pointer: cmp.Or(f.Pointer, "/"), Text: f.Message,
	}
}

// summary says in words how much was checked and found.
func (c *Check) summary() string {
	checked := fmt.Sprintf("%s in %s", plaintext.Plural(c.Exchanges(), "exchange"), plaintext.Plural(len(c.files), "file"))
	found := "nothing found"
	if len(c.findings()) > 0 {
		found = fmt.Sprintf("%s, %s", plaintext.Plural(c.Count(contract.Error), "error"), plaintext.Plural(c.Count(contract.Warning), "warning"))
	}
	if !c.Complete() {
		found += " in what could be looked at, which is not all"
	}
	return checked + ": " + found
}

func (c *Check) todo() []ToDo {
	var todo []ToDo
	if !c.Complete() {
		todo = append(todo, ToDo{Text: "Record again what could not be looked at, with the bodies of requests and answers. With --complete the check fails until then."})
	}
	asked := func(f contract.Finding) bool { return f.Direction == contract.InRequest }
	if slices.ContainsFunc(c.findings(), asked) {
		todo = append(todo, ToDo{Text: "For what is wrong with a request, change the program that sent it: the service may refuse it, now or later."})
	}
	if slices.ContainsFunc(c.findings(), func(f contract.Finding) bool { return !asked(f) }) {
		todo = append(todo, ToDo{Text: "For what is wrong with a response, find out whether the vendor has moved: iyzipayout nightly compares pages and service with the document, and make update-spec takes a newer document over."})
	}
	return todo
}

// tallies counts the findings by kind and by operation.
func (c *Check) tallies() Section {
	kinds := c.tally(func(f contract.Finding) string { return string(f.Kind) })
	for i, row := range kinds {
		kinds[i] = append(row, drift.Help(row[0]))
	}
	return Section{Name: "totals", Title: "Totals", Tables: []Table{
		{Title: "By kind", Head: []string{"Kind", "Errors", "Warnings", "What it means"}, Rows: kinds},
		{Title: "By operation", Head: []string{"Operation", "Errors", "Warnings"},
			Rows: c.tally(func(f contract.Finding) string { return cmp.Or(f.OperationID, noOperation) })},
	}}
}

// tally counts findings by what they have in common, the most errors first.
func (c *Check) tally(common func(contract.Finding) string) [][]string {
	type count struct {
		name             string
		errors, warnings int
	}
	var counts []count
	for _, f := range c.findings() {
		i := slices.IndexFunc(counts, func(each count) bool { return each.name == common(f) })
		if i < 0 {
			i = len(counts)
			counts = append(counts, count{name: common(f)})
		}
		if f.Severity == contract.Error {
			counts[i].errors++
		} else {
			counts[i].warnings++
		}
	}
	slices.SortFunc(counts, func(a, b count) int {
		return cmp.Or(cmp.Compare(b.errors, a.errors), cmp.Compare(b.warnings, a.warnings), cmp.Compare(a.name, b.name))
	})
	var rows [][]string
	for _, each := range counts {
		rows = append(rows, []string{each.name, fmt.Sprint(each.errors), fmt.Sprint(each.warnings)})
	}
	return rows
}

// data is {"exchanges": n, "findings": [...]} for programs; findings is a list even where there are none. What could not be
// looked at is there only if there is any: "coverage" says it in words, "unseen" entry by entry.
func (c *Check) data() any {
	type unseen struct {
		File string `json:"file"`
		contract.Unseen
	}
	data := struct {
		Exchanges int                `json:"exchanges"`
		Findings  []contract.Finding `json:"findings"`
		Coverage  []string           `json:"coverage,omitempty"`
		Unseen    []unseen           `json:"unseen,omitempty"`
		Ignored   map[string]int     `json:"ignored,omitempty"`
	}{Exchanges: c.Exchanges(), Findings: []contract.Finding{}, Ignored: map[string]int{}}
	for _, f := range c.findings() {
		f.File, f.OperationID = plaintext.Printable(f.File), plaintext.Printable(f.OperationID)
		f.Pointer, f.Message = plaintext.Printable(mask.Text(f.Pointer)), plaintext.Printable(mask.Text(f.Message))
		data.Findings = append(data.Findings, f)
	}
	for _, f := range c.files {
		name := plaintext.Printable(f.name)
		for _, each := range f.Unseen {
			each.Why = safeLine(each.Why)
			data.Unseen = append(data.Unseen, unseen{name, each})
		}
		for _, each := range f.Ignored {
			data.Ignored[each.What]++
		}
		if line := f.coverage(); line != "" {
			data.Coverage = append(data.Coverage, name+": "+safeLine(line))
		}
	}
	return data
}
