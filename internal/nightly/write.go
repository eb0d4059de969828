package nightly

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2/maybe"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/live"
)

// The files of the folder that others look for; the rest are called as in every report.
const (
	MarkdownFile = "report.md"
	JSONFile     = "summary.json"
	CodeFile     = "exit-code" // the number of the exit code and a line feed: GNU make turns every failure into 2
)

func fileNames() map[string]string {
	return map[string]string{"markdown": MarkdownFile, "json": JSONFile, "sarif": "drift.sarif"}
}

// prepare makes the folder, and makes sure that files can be written there before anything is done. Until the run is over it
// says that it could not run; what the run before left does not pass for today's.
func prepare(dir string) error {
	if err := report.Prepare(dir); err != nil {
		return err
	}
	old := report.Files(fileNames())
	for _, name := range live.Files() {
		old = append(old, filepath.Join(wireDir, name))
	}
	found, err := filepath.Glob(filepath.Join(dir, pagesDir, "*"+diffJSON))
	if err != nil {
		return err
	}
	for _, name := range found {
		old = append(old, filepath.Join(pagesDir, filepath.Base(name)))
	}
	for _, name := range old {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return writeCode(dir, CodeCouldNotRun)
}

func writeCode(dir string, code int) error {
	return maybe.WriteFile(filepath.Join(dir, CodeFile), fmt.Appendf(nil, "%d\n", code), 0o644)
}

// Write writes the files of the folder, the exit code last. Each appears in one step.
func (r *Result) Write(dir string) error {
	if err := report.WriteFiles(dir, r.Report(), fileNames()); err != nil {
		return err
	}
	return writeCode(dir, r.ExitCode())
}

// Report is the result for people and build servers.
func (r *Result) Report() report.Report {
	code := r.ExitCode()
	return report.Report{
		Tool: "nightly", Summary: r.Verdict(), Found: code != 0, Started: r.Started, Facts: []report.Fact{{Name: "exit code", Value: fmt.Sprint(code)}},
		ToDo: r.todo(), Sections: r.Parts,
		Data: struct {
			Verdict     string `json:"verdict"`
			ExitCode    int    `json:"exitCode"`
			PageDrift   bool   `json:"pageDrift"`
			WireDrift   bool   `json:"wireDrift"`
			CouldNotRun bool   `json:"couldNotRun"`
			*Result
		}{r.Verdict(), code, code&CodePages != 0, code&CodeWire != 0, code&CodeCouldNotRun != 0, r},
	}
}

// todo says what to do about each part.
func (r *Result) todo() []report.ToDo {
	var todo []report.ToDo
	for _, each := range []struct {
		part  string
		state report.State
		text  string
	}{
		{Pages, report.Drift, "Run make update-spec on a branch: it fetches the pages, builds document and client anew and says what is left for a person. Read the breaking changes first."},
		{Wire, report.Drift, "Open " + wireDir + "/" + live.HTMLFile + ": it shows each finding in its request and answer. What the vendor really does belongs into spec/corrections.yaml, with this run as its source."},
		{Pages, report.CouldNotRun, "Open the pages that could not be read in a browser; if they are there, run make nightly again."},
		{Wire, report.CouldNotRun, "Find out whether the sandbox is down or the keys are refused, and run make nightly again."},
		{Cassettes, report.Warning, "Record what is stale anew, as its case says."},
		{Cassettes, report.CouldNotRun, "Look at cassettes/index.yaml, and run make nightly again."},
	} {
		if r.has(each.part, each.state) {
			todo = append(todo, report.ToDo{Place: each.part, Text: each.text})
		}
	}
	return todo
}
