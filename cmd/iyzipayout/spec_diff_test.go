package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/spec"
)

// runDiff runs spec diff and returns what it wrote and its exit code.
func runDiff(t *testing.T, args ...string) checked {
	t.Helper()
	var out, stderr bytes.Buffer
	code := run(t.Context(), append([]string{"spec", "diff", "--overlays", "../../spec"}, args...), streams{out: &out, err: &stderr, in: strings.NewReader(""), getenv: func(string) string { return "" }})
	return checked{code, out.String(), stderr.String()}
}

// document writes our document with one text replaced.
func document(t *testing.T, name, old, new string) string {
	t.Helper()
	text := string(spec.YAML())
	require.Contains(t, text, old)
	file := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(text, old, new, 1)), 0o600))
	return file
}

func TestSpecDiffExitCodes(t *testing.T) {
	ours := "../../spec/openapi.yaml"
	breaking := document(t, "a.yaml", "        - SALARY\n", "")
	compatible := document(t, "b.yaml", "        - SALARY\n", "        - SALARY\n        - PENSION\n")
	cosmetic := document(t, "c.yaml", "title: Mass Payout API", "title: Payouts")
	for _, one := range []struct {
		file, failOn string
		want         int
	}{
		{ours, "cosmetic", exitOK}, {cosmetic, "cosmetic", exitNo}, {cosmetic, "compatible", exitOK}, {cosmetic, "", exitOK},
		{compatible, "cosmetic", exitNo}, {compatible, "compatible", exitNo}, {compatible, "breaking", exitOK}, {compatible, "", exitOK},
		{breaking, "cosmetic", exitNo}, {breaking, "compatible", exitNo}, {breaking, "breaking", exitNo}, {breaking, "", exitNo},
	} {
		args := []string{ours, one.file}
		if one.failOn != "" {
			args = append(args, "--fail-on", one.failOn)
		}
		got := runDiff(t, args...)
		assert.Equal(t, one.want, got.code, "%s --fail-on %s", filepath.Base(one.file), one.failOn)
		assert.Empty(t, got.err)
		assert.NotEmpty(t, got.out)
	}
}

func TestSpecDiffJSON(t *testing.T) {
	got := runDiff(t, "../../spec/openapi.yaml", document(t, "a.yaml", "        - SALARY\n", ""), "--format", "json")
	var report struct {
		Level   string
		Changes []struct{ Level, ID, OperationID, Pointer, Direction, Text string }
	}
	require.NoError(t, json.Unmarshal([]byte(got.out), &report))
	assert.Equal(t, "breaking", report.Level)
	require.Len(t, report.Changes, 1)
	change := report.Changes[0]
	assert.Equal(t, "request-enum-value-removed", change.ID)
	assert.Equal(t, "initMassPayout", change.OperationID)
	assert.Equal(t, "/components/schemas/Purpose/enum", change.Pointer)
	assert.Equal(t, "request", change.Direction)
}

func TestSpecDiffPages(t *testing.T) {
	pages := t.TempDir()
	require.NoError(t, os.CopyFS(pages, os.DirFS("../../spec/vendor")))
	assert.Equal(t, checked{exitOK, "No difference.\n", ""}, runDiff(t, "../../spec", pages))
	name := filepath.Join(pages, "mass-payout-initalize.md")
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(name, []byte(strings.NewReplacer(`"CASHBACK",`, "", `"purpose":`, `"reason":`).Replace(string(text))), 0o600))
	got := runDiff(t, "../../spec/vendor", pages, "--format", "markdown")
	assert.Equal(t, exitNo, got.code)
	assert.Contains(t, got.out, "The member `purpose` is gone from requests")
	assert.Contains(t, got.out, "## Overlay actions to look at")
	assert.Contains(t, got.out, "enums.yaml:")
}

func TestSpecDiffRefuses(t *testing.T) {
	ours := "../../spec/openapi.yaml"
	broken := filepath.Join(t.TempDir(), "broken.json")
	require.NoError(t, os.WriteFile(broken, []byte("{\n\"openapi\": \"3.0.3\",\n}"), 0o600))
	for want, args := range map[string][]string{
		"accepts 2 arg(s)":                      {ours},
		`--format "pdf": must be one of`:        {ours, ours, "--format", "pdf"},
		"--fail-on none: must be":               {ours, ours, "--fail-on", "none"},
		"nowhere.yaml: no such file or folder":  {ours, "nowhere.yaml"},
		"broken.json:2: not valid JSON":         {broken, ours},
		"../../spec/rules.yaml:1: no OpenAPI d": {ours, "../../spec/rules.yaml"},
	} {
		got := runDiff(t, args...)
		assert.Equal(t, exitInput, got.code, args)
		assert.Contains(t, got.err, want)
		assert.Empty(t, got.out, "half a report")
	}
}
