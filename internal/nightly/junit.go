package nightly

import (
	"fmt"
	"io"
	"strings"

	"github.com/jstemmer/go-junit-report/v2/junit"
)

// WriteJUnit makes a part a suite and a case of it a test case. A drift is a failure; what could not be run is an error, which
// in JUnit is not the same. A part without cases is a case of its own, so that it is never missing in silence.
func (r *Result) WriteJUnit(w io.Writer) error {
	const noTime = "0.000" // contract run's own report has the times
	all := junit.Testsuites{Name: "iyzipayout nightly", Time: noTime}
	for i, p := range r.Parts {
		suite := junit.Testsuite{ID: i, Name: p.Name, Time: noTime}
		suite.SetTimestamp(r.Started)
		for _, c := range p.Cases {
			suite.AddTestcase(c.testcase(p.Name))
		}
		if len(p.Cases) == 0 || p.State == CouldNotRun && p.Count(CouldNotRun) == 0 {
			suite.AddTestcase(Case{Name: p.Name, State: p.State, Text: p.Text}.testcase(p.Name))
		}
		all.AddSuite(suite)
	}
	if _, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"); err != nil {
		return err
	}
	return all.WriteXML(w)
}

func (c Case) testcase(part string) junit.Testcase {
	t := junit.Testcase{Name: c.Name, Classname: part, Time: "0.000"}
	switch c.State {
	case LeftOut:
		t.Skipped = &junit.Result{Message: c.Text}
	case CouldNotRun:
		t.Error = &junit.Result{Message: c.Text, Data: c.account()}
	case Drift:
		t.Failure = &junit.Result{Message: c.Text, Type: c.Level, Data: c.account()}
	case Warning:
		t.SystemOut = &junit.Output{Data: c.account()}
	}
	return t
}

// account says all about a case, one point to a line.
func (c Case) account() string {
	lines := []string{c.Text}
	for _, p := range c.Points {
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}

func (p Point) String() string {
	words := strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %s %s", p.Level, p.ID, p.Operation, p.Direction, p.Pointer)), " ")
	return words + ": " + p.Text
}
