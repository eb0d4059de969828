package live

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/iyzipayout/iyzipayout/contract"
)

// WriteJUnit makes each scenario a test case. It fails when the scenario fails and when it has findings; one that was cut
// off is an error, which in JUnit is not the same.
func (r *Result) WriteJUnit(w io.Writer) error {
	suite := junit.Testsuite{Name: "contract run", Time: seconds(r.Duration)}
	suite.SetTimestamp(r.Started)
	suite.AddProperty("target", r.Target)
	suite.AddProperty("exchanges", fmt.Sprint(r.Exchanges))
	suite.AddProperty("interrupted", fmt.Sprint(r.Interrupted))
	for _, s := range r.Scenarios {
		suite.AddTestcase(s.testcase())
	}
	all := junit.Testsuites{Name: "iyzipayout", Time: seconds(r.Duration)}
	all.AddSuite(suite)
	if _, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"); err != nil {
		return err
	}
	return all.WriteXML(w)
}

func (s Scenario) testcase() junit.Testcase {
	c := junit.Testcase{Name: s.Name, Classname: "contract", Time: seconds(s.Duration)}
	switch s.Outcome {
	case Skipped:
		c.Skipped = &junit.Result{Message: s.Reason}
	case Interrupted:
		c.Error = &junit.Result{Message: "interrupted", Data: s.account()}
	case Failed:
		c.Failure = &junit.Result{Message: s.Reason, Type: "scenario", Data: s.account()}
	case Drifted:
		c.Failure = &junit.Result{Message: fmt.Sprintf("%d findings", len(s.Findings)), Type: string(s.Findings[0].Kind), Data: s.account()}
	}
	if len(s.Known) > 0 {
		c.SystemOut = &junit.Output{Data: lines("known: ", s.Known)}
	}
	return c
}

// account says what is wrong, one finding to a line.
func (s Scenario) account() string {
	return strings.TrimSpace(s.Reason + "\n" + lines("", s.Findings))
}

func lines(prefix string, findings []contract.Finding) string {
	var all []string
	for _, f := range findings {
		all = append(all, fmt.Sprintf("%sexchange %d: %s", prefix, f.Entry, f))
	}
	return strings.Join(all, "\n")
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
