package report

import (
	"cmp"
	"fmt"
	"slices"

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
	name      string
	exchanges int
	findings  []contract.Finding // Entry says where
}

// Add takes in the findings of one file. It names the file in each of them.
func (c *Check) Add(name string, exchanges int, findings []contract.Finding) {
	added := file{name: name, exchanges: exchanges}
	for _, f := range findings {
		f.File = name
		added.findings = append(added.findings, f)
	}
	c.files = append(c.files, added)
}

// findings are those of all files.
func (c *Check) findings() []contract.Finding {
	var all []contract.Finding
	for _, f := range c.files {
		all = append(all, f.findings...)
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
	r := Report{Tool: "check", Title: "Contract check", Found: len(c.findings()) > 0}
	exchanges := 0
	for _, f := range c.files {
		exchanges += f.exchanges
		r.Sections = append(r.Sections, f.section())
	}
	for _, k := range contract.Kinds() {
		r.Rules = append(r.Rules, string(k))
	}
	r.Summary = c.summary(exchanges)
	if r.Found {
		r.Sections = append(r.Sections, c.tallies())
		r.ToDo = c.todo()
	}
	r.Data = c.data(exchanges)
	return r
}

// section has a case for each exchange. A finding is never lost: one of an exchange that nobody counted gets a case too.
func (f file) section() Section {
	s := Section{Name: f.name, Title: f.name}
	add := func(entry int) {
		s.Cases = append(s.Cases, Case{Name: fmt.Sprintf("entry %d", entry), State: Clean, File: f.name})
	}
	for i := range f.exchanges {
		add(i)
	}
	for _, found := range f.findings {
		at := found.Entry
		if at < 0 || at >= f.exchanges {
			at = len(s.Cases)
			add(found.Entry)
		}
		c := &s.Cases[at]
		c.Findings = append(c.Findings, FindingOf(found))
		c.State = worse(c.State, stateOf(found), Clean, Warning, Drift)
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
func (c *Check) summary(exchanges int) string {
	checked := fmt.Sprintf("%s in %s", plaintext.Plural(exchanges, "exchange"), plaintext.Plural(len(c.files), "file"))
	if len(c.findings()) == 0 {
		return checked + ": nothing found"
	}
	return fmt.Sprintf("%s: %s, %s", checked, plaintext.Plural(c.Count(contract.Error), "error"), plaintext.Plural(c.Count(contract.Warning), "warning"))
}

func (c *Check) todo() []ToDo {
	var todo []ToDo
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

// data is {"exchanges": n, "findings": [...]} for programs; findings is a list even where there are none.
func (c *Check) data(exchanges int) any {
	shown := make([]contract.Finding, len(c.findings()))
	for i, f := range c.findings() {
		f.File, f.OperationID = plaintext.Printable(f.File), plaintext.Printable(f.OperationID)
		f.Pointer, f.Message = plaintext.Printable(mask.Text(f.Pointer)), plaintext.Printable(mask.Text(f.Message))
		shown[i] = f
	}
	return struct {
		Exchanges int                `json:"exchanges"`
		Findings  []contract.Finding `json:"findings"`
	}{exchanges, shown}
}
