package nightly

import (
	"bytes"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2/maybe"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/spec/diff"
)

const diffJSON = ".diff.json"

// writeComparison writes the comparison with values masked: examples on pages may be people's.
func writeComparison(name string, r *diff.Report) error {
	masked := *r
	masked.Changes = nil
	for _, c := range r.Changes {
		c.Text, c.Pointer, c.Before, c.After = mask.Text(c.Text), mask.Text(c.Pointer), maskedValue(c.Before), maskedValue(c.After)
		masked.Changes = append(masked.Changes, c)
	}
	write, err := report.For("json")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := write(&b, report.Report{Data: masked}); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return maybe.WriteFile(name, b.Bytes(), 0o644)
}

func maskedValue(v any) any {
	switch v := v.(type) {
	case string:
		return mask.Text(v)
	case []any:
		all := make([]any, len(v))
		for i, each := range v {
			all[i] = maskedValue(each)
		}
		return all
	case map[string]any:
		all := map[string]any{}
		for name, each := range v {
			all[mask.Text(name)] = maskedValue(each)
		}
		return all
	}
	return v
}
