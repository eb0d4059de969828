package update

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/iyzipayout/iyzipayout/internal/page"
)

// Write writes the summary to a file, in one step; its folder is made if need be.
func (r *Result) Write(name string) error {
	var b bytes.Buffer
	if err := r.WriteMarkdown(&b); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("summary: %w", err)
	}
	if err := page.Replace(name, b.Bytes()); err != nil {
		return fmt.Errorf("summary: %w", err)
	}
	return nil
}
