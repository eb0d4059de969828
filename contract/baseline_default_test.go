package contract

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/spec"
)

var update = flag.Bool("update", false, "write the default baseline anew")

// The committed baseline is what the committed recordings teach, and they have nothing to report against it.
func TestDefaultBaselineIsLearntFromTheCassettes(t *testing.T) {
	names, weak := cassettes(t, "sandbox"), false
	if len(names) == 0 {
		names, weak = append(cassettes(t, "documented"), cassettes(t, "emulator")...), true
	}
	require.NotEmpty(t, names)
	doc, err := spec.Document()
	require.NoError(t, err)
	checker, err := NewChecker(doc)
	require.NoError(t, err)
	var flows [][]Exchange
	for _, name := range names {
		file, err := os.Open(name)
		require.NoError(t, err)
		exchanges, err := ReadCassette(name, file)
		require.NoError(t, file.Close())
		require.NoError(t, err)
		flows = append(flows, exchanges)
	}
	learnt := checker.Learn(flows...)
	learnt.Weak, learnt.Tolerated = weak, nil
	data, err := learnt.MarshalIndent()
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile("baseline.json", data, 0o600))
	}
	committed, err := os.ReadFile("baseline.json")
	require.NoError(t, err)
	require.Equal(t, string(data), string(committed), "run go test ./contract -run DefaultBaseline -update, and read the difference")

	baseline, err := ParseBaseline(committed)
	require.NoError(t, err)
	checker, err = NewChecker(doc, WithBaseline(baseline))
	require.NoError(t, err)
	for i, exchanges := range flows {
		for _, f := range checker.CheckFlow(exchanges) {
			require.NotContains(t, []Kind{drift.Disappeared, drift.ChangedType}, f.Kind, "%s: %s", names[i], f)
		}
	}
}

func cassettes(t *testing.T, source string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", "cassettes", source, "*.yaml"))
	require.NoError(t, err)
	return names
}
