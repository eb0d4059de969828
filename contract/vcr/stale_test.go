package vcr_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract/vcr"
	"github.com/iyzipayout/iyzipayout/spec"
)

// TestNoCassetteOfTheEmulatorIsStale; those of other sources can only be recorded by somebody with keys, or made by hand.
func TestNoCassetteOfTheEmulatorIsStale(t *testing.T) {
	t.Parallel()
	stale, err := library(t).Stale(spec.YAML())
	require.NoError(t, err)
	for _, s := range stale {
		if s.Cassette.Source == vcr.Emulator {
			assert.Fail(t, s.Cassette.File+" was recorded under another document", "run make record")
		} else {
			t.Logf("warning: %s was recorded under another document", s.Cassette.File)
		}
	}
}

func TestStale(t *testing.T) {
	t.Parallel()
	l := library(t)
	changed := bytes.Replace(spec.YAML(), []byte("        - SALARY\n"), []byte("        - SALARY\n        - PENSION\n"), 1)
	changed = bytes.Replace(changed, []byte("        - DONATIONS\n"), nil, 1)
	changed = bytes.Replace(changed, []byte("title: Mass Payout API"), []byte("title: Another"), 1)
	require.NotEqual(t, spec.YAML(), changed)
	stale, err := l.Stale(changed)
	require.NoError(t, err)
	require.NotEmpty(t, stale)
	require.Len(t, stale, len(l.Cassettes))
	if current, err := l.Stale(spec.YAML()); assert.NoError(t, err) && len(current) == 0 {
		var ids []string
		for _, f := range stale[0].Changes.Findings() {
			ids = append(ids, f.ID)
		}
		assert.Equal(t, []string{"request-enum-value-removed", "request-enum-value-added", "title-changed"}, ids)
	}
}

func TestStaleNeedsTheDocuments(t *testing.T) {
	t.Parallel()
	dir := copied(t)
	l, err := vcr.Open(dir)
	require.NoError(t, err)
	name := filepath.Join(dir, "documents", l.Cassettes[0].Document+".yaml")
	require.NoError(t, os.WriteFile(name, []byte("openapi: 3.0.3\n"), 0o644))
	_, err = l.Stale(spec.YAML())
	assert.ErrorContains(t, err, "is not what its name says")
	require.NoError(t, os.Remove(name))
	_, err = l.Stale(spec.YAML())
	assert.ErrorContains(t, err, "its document")
}

func TestEveryDocumentIsNamed(t *testing.T) {
	t.Parallel()
	named := map[string]bool{}
	for _, c := range library(t).Cassettes {
		named[c.Document] = true
	}
	files, err := os.ReadDir(filepath.Join(committed, "documents"))
	require.NoError(t, err)
	for _, f := range files {
		assert.True(t, named[strings.TrimSuffix(f.Name(), ".yaml")], "no cassette was recorded under %s", f.Name())
	}
}
