package report

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"path/filepath"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/iyzipayout/iyzipayout/internal/drift"
)

// writeSARIF writes SARIF 2.1.0 (OASIS), the format of code scanning. Its rules are the ids of findings. A result stands at the
// file that the finding is in, or that is not true any more. What was not looked at is a notification: it is no finding.
func writeSARIF(w io.Writer, r Report) error {
	run := sarif.NewRunWithInformationURI("iyzipayout", "https://github.com/iyzipayout/iyzipayout")
	for _, id := range r.Rules {
		addRule(run, id)
	}
	notes := sarif.NewInvocation().WithExecutionSuccessful(true)
	for _, s := range r.Sections {
		for _, c := range s.Cases {
			addCase(run, s.Name, c)
			if (c.State == LeftOut || c.State == CouldNotRun) && c.Text != "" {
				notes.AddToolExecutionNotification(sarif.NewNotification().WithLevel(sarif.LevelWarning).WithMessage(sarif.NewTextMessage(joined(s.Name, c.Name, c.Text))))
			}
		}
	}
	if len(notes.ToolExecutionNotifications) > 0 {
		run.AddInvocation(notes)
	}
	if err := sarif.NewReport().AddRun(run).PrettyWrite(w); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// addCase adds a result for each finding of a case, or one for the case where it has none.
func addCase(run *sarif.Run, section string, c Case) {
	if c.File != "" {
		run.AddDistinctArtifact(fileURI(c.File))
	}
	findings := c.Findings
	if len(findings) == 0 && (c.State == Drift || c.State == Warning) {
		findings = []Finding{{ID: section + "-" + string(c.State), Level: c.Level, Text: c.Text}}
	}
	for _, f := range findings {
		id := cmp.Or(f.ID, section)
		addRule(run, id)
		result := run.CreateResultForRule(id).WithLevel(severity(c.State, f.Level)).
			WithMessage(sarif.NewTextMessage(c.Name + ": " + f.message()))
		if c.File != "" {
			result.AddLocation(location(section, c, f))
		}
	}
}

func addRule(run *sarif.Run, id string) {
	if run.GetRuleIndex(id) >= 0 {
		return
	}
	help := cmp.Or(drift.Help(id), id)
	run.AddRule(id).WithDescription(help).
		WithHelp(sarif.NewMultiformatMessageString().WithText(help))
}

// severity: whatever is not as it should be is an error but for what no message can tell.
func severity(s State, level string) string {
	switch {
	case s == Warning || level == "compatible" || level == "warning":
		return sarif.LevelWarning
	case level == "cosmetic":
		return sarif.LevelNote
	}
	return sarif.LevelError
}

// location names the file and, within it, the case and the place. Code scanning wants a line; recordings and pages have none
// that means anything, so it gets the first one.
func location(section string, c Case, f Finding) *sarif.Location {
	return sarif.NewLocationWithPhysicalLocation(sarif.NewPhysicalLocation().
		WithArtifactLocation(sarif.NewSimpleArtifactLocation(fileURI(c.File))).
		WithRegion(sarif.NewRegion().WithStartLine(1))).
		WithLogicalLocations([]*sarif.LogicalLocation{
			sarif.NewLogicalLocation().WithName(c.Name).
				WithFullyQualifiedName(fmt.Sprintf("%s %s %s %s", section, c.Name, f.Direction, f.Pointer)).
				WithKind("object").
				WithProperties(sarif.NewPropertyBag().Add("operationId", f.Operation).Add("direction", f.Direction).Add("pointer", f.Pointer)),
		})
}

// fileURI is a relative reference, as code scanning expects of files of the repository, or a file URI.
func fileURI(name string) string {
	u := url.URL{Path: filepath.ToSlash(name)}
	if filepath.IsAbs(name) {
		u.Scheme = "file"
	}
	return u.String()
}
