package live

import (
	"fmt"
	"os"

	"github.com/iyzipayout/iyzipayout/contract/report"
)

// HTMLFile is the page for people.
const HTMLFile = "index.html"

// Files lists what [Result.Write] writes.
func Files() []string { return report.Files(fileNames()) }

func fileNames() map[string]string { return map[string]string{"html": HTMLFile} }

// Write writes the report into a folder, which it makes if need be. Each file appears in one step.
func (r *Result) Write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("report folder: %w", err)
	}
	return report.WriteFiles(dir, r.Report(), fileNames())
}
