package report

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"path/filepath"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/iyzipayout/iyzipayout/contract"
)

// writeSARIF writes SARIF 2.1.0 (OASIS), the format of code scanning. Its rules are the kinds.
func writeSARIF(w io.Writer, r Report) error {
	run := sarif.NewRunWithInformationURI("iyzipayout", "https://github.com/iyzipayout/iyzipayout")
	for _, k := range kinds() {
		addRule(run, k)
	}
	for _, f := range r.Findings {
		if run.GetRuleIndex(string(f.Kind)) < 0 {
			addRule(run, kind{f.Kind, string(f.Kind)})
		}
		result := run.CreateResultForRule(string(f.Kind)).
			WithLevel(level(f.Severity)).
			WithMessage(sarif.NewTextMessage(fmt.Sprintf("%s %s %s: %s", cmp.Or(f.OperationID, noOperation), f.Direction, cmp.Or(f.Pointer, "/"), f.Message)))
		if f.File != "" {
			result.AddLocation(location(f))
		}
	}
	for _, f := range r.Files {
		run.AddDistinctArtifact(fileURI(f.Name))
	}
	report := sarif.NewReport().AddRun(run)
	if err := report.PrettyWrite(w); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func addRule(run *sarif.Run, k kind) {
	run.AddRule(string(k.kind)).WithDescription(k.help).
		WithHelp(sarif.NewMultiformatMessageString().WithText(k.help)).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(sarif.LevelError))
}

func level(s contract.Severity) string {
	if s == contract.Error {
		return sarif.LevelError
	}
	return sarif.LevelWarning
}

// location names the file and, within it, the exchange and the place. Code scanning wants a line, and recordings are
// generated files whose lines mean nothing, so it gets the first one.
func location(f contract.Finding) *sarif.Location {
	entry := fmt.Sprintf("entry %d", f.Entry)
	return sarif.NewLocationWithPhysicalLocation(sarif.NewPhysicalLocation().
		WithArtifactLocation(sarif.NewSimpleArtifactLocation(fileURI(f.File))).
		WithRegion(sarif.NewRegion().WithStartLine(1))).
		WithLogicalLocations([]*sarif.LogicalLocation{
			sarif.NewLogicalLocation().WithName(entry).
				WithFullyQualifiedName(fmt.Sprintf("%s %s %s", entry, f.Direction, f.Pointer)).
				WithKind("object").
				WithProperties(sarif.NewPropertyBag().Add("entry", f.Entry).Add("operationId", f.OperationID).
					Add("direction", string(f.Direction)).Add("pointer", f.Pointer)),
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
