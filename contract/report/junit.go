package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/page"
)

// writeJUnit makes a file a suite and an exchange a test case, which fails when it has errors. JUnit knows no warnings:
// they are the case's output. A case is named by its place alone, so that it keeps its name when it begins to fail.
func writeJUnit(w io.Writer, r Report) error {
	const noTime = "0.000" // recordings take none
	all := junit.Testsuites{Name: "iyzipayout check", Time: noTime}
	for i, file := range r.withEntries() {
		suite := junit.Testsuite{ID: i, Name: file.Name, File: file.Name, Time: noTime}
		for _, e := range file.Entries {
			suite.AddTestcase(testcase(file.Name, e))
		}
		all.AddSuite(suite)
	}
	if _, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"); err != nil {
		return err
	}
	return all.WriteXML(w)
}

func testcase(file string, e entry) junit.Testcase {
	c := junit.Testcase{Name: fmt.Sprintf("entry %d", e.Number), Classname: file, Time: "0.000"}
	errors, warnings := e.split()
	if len(errors) > 0 {
		c.Failure = &junit.Result{Message: page.Plural(len(errors), "error"), Type: string(errors[0].Kind), Data: lines(errors)}
	}
	if len(warnings) > 0 {
		c.SystemOut = &junit.Output{Data: lines(warnings)}
	}
	return c
}

func lines(findings []contract.Finding) string {
	var all []string
	for _, f := range findings {
		all = append(all, f.String())
	}
	return strings.Join(all, "\n")
}
