package nightly_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/contract/vcr"
	"github.com/iyzipayout/iyzipayout/internal/nightly"
)

// onlyCassettes are options that look at the cassettes alone.
func onlyCassettes(t *testing.T) nightly.Options {
	t.Helper()
	o := night(t, nil, nil)
	o.Skip = []string{nightly.Pages, nightly.Wire}
	return o
}

func TestStaleCassettesAreAWarning(t *testing.T) {
	t.Parallel()
	o := onlyCassettes(t)
	o.Spec = filepath.Join(t.TempDir(), "spec")
	document, err := os.ReadFile(filepath.Join(specDir, "openapi.yaml"))
	require.NoError(t, err)
	changed := bytes.Replace(document, []byte("        - DONATIONS\n"), []byte("        - DONATIONS\n        - PENSION\n"), 1)
	require.NotEqual(t, document, changed)
	require.NoError(t, os.MkdirAll(o.Spec, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(o.Spec, "openapi.yaml"), changed, 0o600))

	result, files := run(t, o)
	assert.Equal(t, 0, result.ExitCode(), "the vendor has not moved")
	assert.Equal(t, "Nothing has moved in what was looked at. Left out: pages, wire. To look at: cassettes.", result.Verdict())
	p := part(t, result, nightly.Cassettes)
	assert.Equal(t, len(p.Cases), p.Count(report.Warning))
	c := caseOf(t, p, "emulator/balance.yaml")
	assert.Contains(t, c.Text, "Run make record.")
	require.NotEmpty(t, c.Findings)
	assert.Contains(t, files["report.md"], "PENSION")
	assert.Contains(t, files["drift.sarif"], "cassettes/emulator/balance.yaml")
	assert.NotContains(t, files["drift.sarif"], `"level": "error"`)
	assert.NotContains(t, files["junit.xml"], "<failure")
	assert.Less(t, bytes.Count([]byte(files["report.md"]), []byte("PENSION")), 10, "one reason is told once")
}

// TestRecordingsOfTheSandbox says how old they are.
func TestRecordingsOfTheSandbox(t *testing.T) {
	t.Parallel()
	o := onlyCassettes(t)
	o.Cassettes = filepath.Join(t.TempDir(), "cassettes")
	require.NoError(t, os.CopyFS(o.Cassettes, os.DirFS(cassettes(t))))
	index := filepath.Join(o.Cassettes, "index.yaml")
	library, err := vcr.Open(o.Cassettes)
	require.NoError(t, err)
	list := library.Cassettes
	for name, day := range map[string]string{"balance": "2026-06-01", "cancel-twice": "2026-11-30"} {
		c, found := library.Find(vcr.Emulator, name)
		require.True(t, found)
		c.Source, c.File, c.Recorded = vcr.Sandbox, "sandbox/"+name+".yaml", day
		list = append(list, c)
	}
	data, err := yaml.Marshal(map[string]any{"version": 1, "cassettes": list})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(index, data, 0o600))

	result, files := run(t, o)
	p := part(t, result, nightly.Cassettes)
	assert.Contains(t, p.Text, "2 from the sandbox, recorded from 2026-06-01 to 2026-11-30.")
	old := caseOf(t, p, "sandbox/balance.yaml")
	assert.Equal(t, report.Warning, old.State)
	assert.Equal(t, "recorded 183 days ago. Run make record SOURCE=sandbox with keys.", old.Text)
	assert.Equal(t, report.Clean, caseOf(t, p, "sandbox/cancel-twice.yaml").State)
	assert.Contains(t, files["report.md"], "183 days ago")

	o.Now = func() time.Time { return time.Date(2026, 6, 2, 0, 0, 0, 0, time.UTC) }
	result, _ = run(t, o)
	assert.Equal(t, report.Clean, part(t, result, nightly.Cassettes).State)
}
