package live

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
)

// Report is the result for people and build servers.
func (r *Result) Report() report.Report {
	made := report.Report{
		Tool: "contract run", Title: "Contract run", Summary: r.Summary(), Found: !r.Clean(), Started: r.Started, Duration: r.Duration,
		Facts: []report.Fact{
			{Name: "target", Value: r.Target}, {Name: "exchanges", Value: fmt.Sprint(r.Exchanges)},
			{Name: "interrupted", Value: fmt.Sprint(r.Interrupted)}, {Name: "scenarios that move money allowed", Value: fmt.Sprint(r.AllowAuth)},
		},
		ToDo: r.todo(), Data: r.data(),
	}
	scenarios := report.Section{Name: "scenarios", Tables: []report.Table{r.outcomes()}}
	for _, s := range r.Scenarios {
		scenarios.Cases = append(scenarios.Cases, s.Case())
	}
	made.Sections = append(made.Sections, scenarios, r.Coverage.section())
	return made
}

// data is the whole result for programs. Its "exchanges" and "findings" are those of `iyzipayout check --format json`.
func (r *Result) data() any {
	return struct {
		*Result
		Seconds      float64            `json:"seconds"`
		Clean        bool               `json:"clean"`
		Findings     []contract.Finding `json:"findings"`
		NotExercised []Gap              `json:"notExercised"`
	}{r, r.Duration.Seconds(), r.Clean(), r.Findings(), r.Coverage.Gaps()}
}

func (r *Result) todo() []report.ToDo {
	var todo []report.ToDo
	add := func(text string) { todo = append(todo, report.ToDo{Text: text}) }
	if r.Count(Drifted) > 0 {
		add("Read the findings: either the vendor has moved, and make update-spec takes a newer document over, or the document is wrong, and spec/corrections.yaml is the place.")
	}
	if r.Count(Failed) > 0 {
		add("A failed scenario did not get the answer that it expects: its exchanges are below.")
	}
	if r.Interrupted {
		add("The run was interrupted: run it again.")
	}
	return todo
}

// outcomes tells what each scenario did.
func (r *Result) outcomes() report.Table {
	t := report.Table{Title: "Outcomes", Folded: true, Head: []string{"Scenario", "What it does", "Outcome", "Calls", "Findings", "Time"}}
	for _, s := range r.Scenarios {
		t.Rows = append(t.Rows, []string{s.Name, s.About, string(s.Outcome), strconv.Itoa(s.Calls), strconv.Itoa(len(s.Findings)), s.Duration.Round(time.Millisecond).String()})
	}
	return t
}

// states are how the outcomes are called in reports.
func states() map[Outcome]report.State {
	return map[Outcome]report.State{
		Passed: report.Clean, Drifted: report.Drift, Failed: report.Drift, Skipped: report.LeftOut, Interrupted: report.CouldNotRun,
	}
}

// Case is the scenario in a report.
func (s Scenario) Case() report.Case {
	c := report.Case{Name: s.Name, State: states()[s.Outcome], Text: s.Reason, Duration: s.Duration, Known: s.findings(s.Known)}
	c.Findings = s.findings(s.Findings)
	for _, x := range s.Exchanges {
		if s.Outcome == Passed {
			break
		}
		shown := report.Exchange{Title: strings.TrimSuffix(fmt.Sprintf("Exchange %d: %s", x.Entry, x.Operation), ": ")}
		shown.Request, shown.Response = x.Request.lines(), x.Response.lines()
		for i, f := range s.Findings {
			if f.Entry == x.Entry {
				shown.Findings = append(shown.Findings, c.Findings[i])
			}
		}
		c.Exchanges = append(c.Exchanges, shown)
	}
	if s.Outcome == Failed {
		c.Findings = append(c.Findings, report.Finding{ID: "scenario", Level: string(contract.Error), Text: s.Reason})
	}
	return c
}

// findings say which exchange of the scenario they are about.
func (s Scenario) findings(all []contract.Finding) []report.Finding {
	var made []report.Finding
	for _, f := range all {
		one := report.FindingOf(f)
		one.Text = fmt.Sprintf("exchange %d: %s", f.Entry, f.Message)
		made = append(made, one)
	}
	return made
}

// lines are head and body with an empty line between them.
func (m Message) lines() []report.Line {
	var all []report.Line
	for _, l := range slices.Concat(m.Head, []Line{{}}, m.Body) {
		all = append(all, report.Line{Text: l.Text, Marked: l.Marked})
	}
	return all
}

// section says what of the document was exercised, and what was not.
func (c Coverage) section() report.Section {
	total := report.Table{Title: "What was exercised", Head: []string{"Operation", "Calls", "Statuses", "Parameters", "Fields", "Enum values"}}
	gaps := report.Table{Title: "What was not exercised", Head: []string{"Operation", "What is missing"}}
	tables := []report.Table{}
	for _, o := range c.Operations {
		n := o.Totals()
		total.Rows = append(total.Rows, append([]string{o.ID, strconv.Itoa(o.Calls)}, n.cells()...))
		tables = append(tables, o.table())
	}
	total.Rows = append(total.Rows, append([]string{"all", ""}, c.Totals().cells()...))
	for _, gap := range c.Gaps() {
		for _, missing := range gap.Missing {
			gaps.Rows = append(gaps.Rows, []string{gap.Operation, missing})
		}
	}
	s := report.Section{Name: "coverage", Tables: slices.Concat([]report.Table{total, gaps}, tables)}
	if c.Unknown > 0 {
		s.Blocks = append(s.Blocks, plaintext.Plural(c.Unknown, "call")+" to no operation of the document.")
	}
	return s
}

func (t Totals) cells() []string {
	return []string{t.Statuses.String(), t.Parameters.String(), t.Fields.String(), t.Values.String()}
}

// table is everything of one operation with how often it was met.
func (o Operation) table() report.Table {
	t := report.Table{Title: fmt.Sprintf("%s, %s %s", o.ID, o.Method, o.Path), Folded: true, Head: []string{"What", "Times"}}
	row := func(what string, times int) { t.Rows = append(t.Rows, []string{what, strconv.Itoa(times)}) }
	for _, s := range o.Statuses {
		what := "HTTP " + s.Name
		if s.Undocumented {
			what += " (not documented)"
		}
		row(what, s.Times)
	}
	for _, f := range slices.Concat(o.Parameters, o.Fields) {
		row(string(f.Direction)+" "+f.Pointer, f.Times)
		for _, v := range f.Values {
			row(string(f.Direction)+" "+f.Pointer+" = "+v.Name, v.Times)
		}
	}
	return t
}
