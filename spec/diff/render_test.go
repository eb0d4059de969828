package diff_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/spec/diff"
)

var update = flag.Bool("update", false, "write the golden files anew")

func sample(t *testing.T) *diff.Report {
	t.Helper()
	return compareFolders(t, folder(t), folder(t, `"CASHBACK",`, "", `"summary":"Auth Mass Payout"`, `"summary":"Auth | <b>*Mass* Payout","operationId":"authMassPayout"`,
		`"currencyCode":{"type":"string"}`, `"currencyCode":{"type":"string"},"valueDate":{"type":"string"}`,
		"Item was sent to the bank and completed successfully.", "Item was sent to the bank."))
}

func TestForms(t *testing.T) {
	report := sample(t)
	for name, write := range map[string]func(io.Writer) error{"report.txt": report.Text, "report.md": report.Markdown, "report.json": report.JSON} {
		var got bytes.Buffer
		require.NoError(t, write(&got))
		file := filepath.Join("testdata", name)
		if *update {
			require.NoError(t, os.WriteFile(file, got.Bytes(), 0o600))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, string(want), got.String(), "%s: run go test -update", name)
	}
}

// TestJSONShape is the shape that the issue fixes.
func TestJSONShape(t *testing.T) {
	var got bytes.Buffer
	require.NoError(t, sample(t).JSON(&got))
	var report struct {
		Level   string
		Changes []map[string]any
	}
	require.NoError(t, json.Unmarshal(got.Bytes(), &report))
	assert.Equal(t, "breaking", report.Level)
	for _, c := range report.Changes {
		for _, key := range []string{"level", "id", "operationId", "pointer", "direction", "before", "after", "text"} {
			assert.Contains(t, c, key)
		}
		assert.Len(t, c, 8)
	}
	got.Reset()
	require.NoError(t, compareFolders(t, folder(t), folder(t)).JSON(&got))
	assert.JSONEq(t, `{"level":"none","changes":[]}`, got.String())
}

// TestNothingFromTheDocumentSpeaksToTheTerminal: control characters and markup of a document stay text.
func TestNothingFromTheDocumentSpeaksToTheTerminal(t *testing.T) {
	old := write(t, "old.json", `{"openapi":"3.0.3","paths":{}}`)
	new := write(t, "new.json", `{"openapi":"3.0.3","paths":{"/a\u001b[31m\n## Title|x`+"`"+`":{"get":{"operationId":"op\u001b]0;x\u0007\n<script>"}}}}`)
	report := compare(t, old, new)
	for _, write := range []func(io.Writer) error{report.Text, report.Markdown} {
		var got bytes.Buffer
		require.NoError(t, write(&got))
		assert.NotContains(t, got.String(), "\x1b")
		assert.NotContains(t, got.String(), "\x07")
		assert.NotContains(t, got.String(), "\n## Title")
		assert.NotContains(t, got.String(), "<script>\n")
	}
}

func TestLevels(t *testing.T) {
	levels := diff.Levels()
	for i, a := range levels {
		for j, b := range levels {
			assert.Equal(t, i >= j, a.AtLeast(b), "%s at least %s", a, b)
		}
	}
	assert.False(t, diff.Level("unheard of").AtLeast(diff.Cosmetic))
}
