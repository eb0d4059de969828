package live

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/iyzipayout/iyzipayout/internal/page"
)

// The files of a report.
const (
	JUnitFile = "junit.xml"
	JSONFile  = "report.json"
	HTMLFile  = "index.html"
)

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

// Write writes the report into a folder, which it makes if need be: junit.xml, report.json and index.html. Each file appears
// in one step, the page last.
func (r *Result) Write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("report folder: %w", err)
	}
	for _, file := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{JUnitFile, r.WriteJUnit}, {JSONFile, r.WriteJSON}, {HTMLFile, r.WriteHTML},
	} {
		var text bytes.Buffer
		if err := file.write(&text); err != nil {
			return fmt.Errorf("%s: %w", file.name, err)
		}
		if err := page.Replace(filepath.Join(dir, file.name), text.Bytes()); err != nil {
			return fmt.Errorf("%s: %w", file.name, err)
		}
	}
	return nil
}
