package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/iyzipayout/iyzipayout/internal/plaintext"
)

// writeJUnit makes a section a suite and a case of it a test case. A drift is a failure; what could not be run is an error,
// which in JUnit is not the same. JUnit knows no warnings: they are the case's output. A section that ended without cases is a
// case of its own, so that it is never missing in silence.
func writeJUnit(w io.Writer, r Report) error {
	all := junit.Testsuites{Name: "iyzipayout " + r.Tool, Time: seconds(r.Duration)}
	for _, s := range r.Sections {
		cases := s.Cases
		if s.State != "" && len(cases) == 0 || s.State == CouldNotRun && s.Count(CouldNotRun) == 0 {
			cases = append(cases[:len(cases):len(cases)], Case{Name: s.Name, State: s.State, Text: s.Text})
		}
		if len(cases) == 0 {
			continue
		}
		suite := junit.Testsuite{ID: len(all.Suites), Name: s.Name, Time: seconds(total(cases))}
		if file := cases[0].File; !slices.ContainsFunc(cases, func(c Case) bool { return c.File != file }) {
			suite.File = file
		}
		if !r.Started.IsZero() {
			suite.SetTimestamp(r.Started)
		}
		for _, f := range r.Facts {
			suite.AddProperty(f.Name, f.Value)
		}
		for _, c := range cases {
			suite.AddTestcase(testcase(s.Name, c))
		}
		all.AddSuite(suite)
	}
	if _, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"); err != nil {
		return err
	}
	return all.WriteXML(w)
}

// testcase names a case by its place alone, so that it keeps its name when it begins to fail.
func testcase(section string, c Case) junit.Testcase {
	t := junit.Testcase{Name: c.Name, Classname: section, Time: seconds(c.Duration)}
	var failing, others []string
	kind, noun := "", "finding"
	for _, f := range c.Findings {
		if c.State == Drift && f.Level == "warning" || c.State == Warning {
			others = append(others, f.String())
			continue
		}
		if kind = cmp.Or(kind, f.ID); f.Level == "error" {
			noun = "error"
		}
		failing = append(failing, f.String())
	}
	for _, f := range c.Known {
		others = append(others, "known: "+f.String())
	}
	message := cmp.Or(c.Text, plaintext.Plural(len(failing), noun))
	account := strings.Join(append(nonEmpty(c.Text), failing...), "\n")
	switch c.State {
	case LeftOut:
		t.Skipped = &junit.Result{Message: c.Text}
	case CouldNotRun:
		t.Error = &junit.Result{Message: message, Data: account}
	case Drift:
		t.Failure = &junit.Result{Message: message, Type: cmp.Or(c.Level, kind), Data: account}
	case Warning:
		others = append(nonEmpty(c.Text), others...)
	}
	if len(others) > 0 {
		t.SystemOut = &junit.Output{Data: strings.Join(others, "\n")}
	}
	return t
}

func nonEmpty(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

func total(cases []Case) time.Duration {
	var sum time.Duration
	for _, c := range cases {
		sum += c.Duration
	}
	return sum
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
