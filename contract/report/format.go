package report

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2/maybe"
)

// format is one of the formats, by the name that users give it.
type format struct {
	name  string
	file  string // what it is called in a folder
	write func(io.Writer, Report) error
}

// formats are all there are, in the order in which their files appear: pages for people come last.
func formats() []format {
	return []format{
		{"text", "report.txt", writeText},
		{"json", "report.json", writeJSON},
		{"junit", "junit.xml", writeJUnit},
		{"sarif", "report.sarif", writeSARIF},
		{"html", "report.html", writeHTML},
		{"markdown", "report.md", writeMarkdown},
	}
}

// Formats lists the names that [For] understands.
func Formats() []string {
	var names []string
	for _, f := range formats() {
		names = append(names, f.name)
	}
	return names
}

// For returns the writer of a format. It masks what it writes; see [Report].
func For(name string) (func(io.Writer, Report) error, error) {
	for _, f := range formats() {
		if f.name == name {
			return func(w io.Writer, r Report) error { return f.write(w, r.safe()) }, nil
		}
	}
	return nil, fmt.Errorf("%q: must be one of %s", name, strings.Join(Formats(), ", "))
}

// Prepare makes the folder for a report and makes sure that files can be written there, so that this does not turn out
// after everything has been run.
func Prepare(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("report folder: %w", err)
	}
	probe, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return fmt.Errorf("report folder: %w", err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// Files lists what [WriteFiles] writes, by the names that a command gives its formats; the others are called report.txt,
// report.json, junit.xml, report.sarif, report.html and report.md.
func Files(names map[string]string) []string {
	var files []string
	for _, f := range formats() {
		files = append(files, cmp.Or(names[f.name], f.file))
	}
	return files
}

// WriteFiles writes the report in every format into a folder that is there. Each file appears in one step.
func WriteFiles(dir string, r Report, names map[string]string) error {
	r = r.safe()
	for i, name := range Files(names) {
		var text bytes.Buffer
		if err := formats()[i].write(&text, r); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := maybe.WriteFile(filepath.Join(dir, name), text.Bytes(), 0o644); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}
