package nightly

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"path/filepath"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/contract/report"
)

// WriteSARIF writes SARIF 2.1.0 (OASIS), the format of code scanning. A result stands at the file of the repository that is not
// true any more: the vendored page, or the document.
func (r *Result) WriteSARIF(w io.Writer) error {
	run := sarif.NewRunWithInformationURI("iyzipayout", "https://github.com/iyzipayout/iyzipayout")
	for _, p := range r.Parts {
		for _, c := range p.Cases {
			addCase(run, p.Name, c)
		}
	}
	if err := sarif.NewReport().AddRun(run).PrettyWrite(w); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// addCase adds a result for each point of a case, or one for the case where it has none.
func addCase(run *sarif.Run, part string, c Case) {
	if c.State != Drift && c.State != Warning {
		return
	}
	points := c.Points
	if len(points) == 0 {
		points = []Point{{ID: part + "-" + string(c.State), Level: c.Level, Text: c.Text}}
	}
	for _, p := range points {
		id := cmp.Or(p.ID, part)
		if run.GetRuleIndex(id) < 0 {
			help := cmp.Or(report.Help(contract.Kind(id)), id)
			run.AddRule(id).WithDescription(help).WithHelp(sarif.NewMultiformatMessageString().WithText(help))
		}
		run.CreateResultForRule(id).WithLevel(severity(c.State, p.Level)).
			WithMessage(sarif.NewTextMessage(fmt.Sprintf("%s: %s", c.Name, p))).
			AddLocation(location(part, c, p))
	}
}

// severity: whatever moved at the vendor's is an error but for what no message can tell.
func severity(s State, level string) string {
	switch {
	case s == Warning || level == "compatible" || level == string(contract.Warning):
		return sarif.LevelWarning
	case level == "cosmetic":
		return sarif.LevelNote
	}
	return sarif.LevelError
}

// location names the file. Code scanning wants a line; what moved has none in our files, so it gets the first one.
func location(part string, c Case, p Point) *sarif.Location {
	return sarif.NewLocationWithPhysicalLocation(sarif.NewPhysicalLocation().
		WithArtifactLocation(sarif.NewSimpleArtifactLocation(fileURI(c.File))).
		WithRegion(sarif.NewRegion().WithStartLine(1))).
		WithLogicalLocations([]*sarif.LogicalLocation{
			sarif.NewLogicalLocation().WithName(c.Name).WithFullyQualifiedName(fmt.Sprintf("%s %s %s %s", part, c.Name, p.Direction, p.Pointer)).
				WithKind("object").
				WithProperties(sarif.NewPropertyBag().Add("operationId", p.Operation).Add("direction", p.Direction).Add("pointer", p.Pointer)),
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
