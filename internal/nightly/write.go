package nightly

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/iyzipayout/iyzipayout/internal/live"
	"github.com/iyzipayout/iyzipayout/internal/page"
)

// The files of the folder.
const (
	MarkdownFile = "report.md"
	HTMLFile     = "report.html"
	JUnitFile    = "junit.xml"
	SARIFFile    = "drift.sarif"
	JSONFile     = "summary.json"
	CodeFile     = "exit-code" // the number of the exit code and a line feed: GNU make turns every failure into 2
)

// prepare makes the folder, and makes sure that files can be written there before anything is done. Until the night is over
// it says that it could not run; what the night before left does not pass for today's.
func prepare(dir string) error {
	if err := live.Prepare(dir); err != nil {
		return err
	}
	old := []string{MarkdownFile, HTMLFile, JUnitFile, SARIFFile, JSONFile}
	for _, name := range []string{live.HTMLFile, live.JSONFile, live.JUnitFile} {
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
	return page.Replace(filepath.Join(dir, CodeFile), fmt.Appendf(nil, "%d\n", code))
}

// Write writes the files of the folder, the exit code last. Each appears in one step.
func (r *Result) Write(dir string) error {
	for _, file := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{JSONFile, r.WriteJSON}, {JUnitFile, r.WriteJUnit}, {SARIFFile, r.WriteSARIF}, {HTMLFile, r.WriteHTML}, {MarkdownFile, r.WriteMarkdown},
	} {
		var text bytes.Buffer
		if err := file.write(&text); err != nil {
			return fmt.Errorf("%s: %w", file.name, err)
		}
		if err := page.Replace(filepath.Join(dir, file.name), text.Bytes()); err != nil {
			return fmt.Errorf("%s: %w", file.name, err)
		}
	}
	return writeCode(dir, r.ExitCode())
}

// WriteJSON writes the result for programs.
func (r *Result) WriteJSON(w io.Writer) error {
	code := r.ExitCode()
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(struct {
		Verdict     string `json:"verdict"`
		ExitCode    int    `json:"exitCode"`
		PageDrift   bool   `json:"pageDrift"`
		WireDrift   bool   `json:"wireDrift"`
		CouldNotRun bool   `json:"couldNotRun"`
		*Result
	}{r.Verdict(), code, code&CodePages != 0, code&CodeWire != 0, code&CodeCouldNotRun != 0, r})
}
