package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTemplatesAreReadAsTheyAre(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"a.xlsx"}, {"a.xlsx", "--headings", "tr"}, {"a.csv"}, {"a.csv", "--headings", "tr"}} {
		args[0] = filepath.Join(t.TempDir(), args[0])
		got := command{args: append([]string{"template"}, args...)}.run(t)
		require.Equal(t, exitOK, got.code, got.err)
		assert.Contains(t, got.out, "4 examples")
		got = command{args: []string{"pay", args[0], "--dry-run"}}.run(t)
		require.Equal(t, exitOK, got.code, got.err)
		assert.Contains(t, got.err, "4 lines, 52501.50 TRY in all")
		got = command{args: append([]string{"template"}, args...)}.run(t)
		require.Equal(t, exitInput, got.code)
		assert.Contains(t, got.err, "is there already")
	}
	for _, args := range [][]string{{"a.ods"}, {"a.csv", "--headings", "de"}, {filepath.Join("no", "where.csv")}} {
		require.Equal(t, exitInput, command{args: append([]string{"template"}, args...)}.run(t).code, args)
	}
}
