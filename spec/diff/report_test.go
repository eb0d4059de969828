package diff_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/spec/diff"
)

var update = flag.Bool("update", false, "write the golden files anew")

func sample(t *testing.T) *diff.Report {
	t.Helper()
	return compareTrial(t, loaded(t), loaded(t, `"CASHBACK",`, "", `"summary":"Auth Mass Payout"`, `"summary":"Auth | <b>*Mass* Payout","operationId":"authMassPayout"`,
		`"currencyCode":{"type":"string"}`, `"currencyCode":{"type":"string"},"valueDate":{"type":"string"}`,
		"Item was sent to the bank and completed successfully.", "Item was sent to the bank."))
}

func written(t *testing.T, format string, found *diff.Report) string {
	t.Helper()
	write, err := report.For(format)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, write(&b, found.Report()))
	return b.String()
}

func TestForms(t *testing.T) {
	found := sample(t)
	for name, format := range map[string]string{"report.txt": "text", "report.md": "markdown", "report.json": "json", "report.html": "html", "junit.xml": "junit"} {
		got := written(t, format, found)
		file := filepath.Join("testdata", name)
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(got), 0o600))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, string(want), got, "%s: run go test -update", name)
	}
}

// TestJSONShape is the shape that the issue fixes.
func TestJSONShape(t *testing.T) {
	var shape struct {
		Level   string
		Changes []map[string]any
	}
	require.NoError(t, json.Unmarshal([]byte(written(t, "json", sample(t))), &shape))
	assert.Equal(t, "breaking", shape.Level)
	for _, c := range shape.Changes {
		for _, key := range []string{"level", "id", "operationId", "pointer", "direction", "before", "after", "text"} {
			assert.Contains(t, c, key)
		}
		assert.Len(t, c, 8)
	}
	assert.JSONEq(t, `{"level":"none","changes":[]}`, written(t, "json", compareTrial(t, loaded(t), loaded(t))))
}

// TestNothingFromTheDocumentSpeaksToTheTerminal: control characters and markup of a document stay text.
func TestNothingFromTheDocumentSpeaksToTheTerminal(t *testing.T) {
	old := write(t, "old.json", `{"openapi":"3.0.3","paths":{}}`)
	new := write(t, "new.json", `{"openapi":"3.0.3","paths":{"/a\u001b[31m\n## Title|x`+"`"+`":{"get":{"operationId":"op\u001b]0;x\u0007\n<script>"}}}}`)
	for _, format := range report.Formats() {
		got := written(t, format, compare(t, old, new))
		assert.NotContains(t, got, "\x1b")
		assert.NotContains(t, got, "\x07")
		assert.NotContains(t, got, "\n## Title")
		assert.NotContains(t, got, "<script>\n")
	}
}

func TestLevels(t *testing.T) {
	levels := []diff.Level{diff.None, diff.Cosmetic, diff.Compatible, diff.Breaking}
	for i, a := range levels {
		for j, b := range levels {
			assert.Equal(t, i >= j, a.AtLeast(b), "%s at least %s", a, b)
		}
	}
	assert.False(t, diff.Level("unheard of").AtLeast(diff.Cosmetic))
}
