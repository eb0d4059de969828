//go:build whole

package update_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/digest"
)

// What is here takes minutes where nothing is built yet, so it stays out of make test:
//
//	go test -tags whole -run MakeUpdateSpec ./internal/update

// TestMakeUpdateSpec does the whole: a page put in the place of a vendored one, in a copy of this repository, leads to a
// regenerated client that compiles and passes its tests.
func TestMakeUpdateSpec(t *testing.T) {
	t.Parallel()
	dir := checkout(t)
	newMember().put(t, dir)
	out, err := updateSpec(t, dir, "--tests ./gen/...")
	require.NoError(t, err, out)
	assert.Contains(t, out, "Spec update: compatible")
	summary := read(t, dir, "bin/update-spec.md")
	for _, want := range []string{
		"plantedItems", "gen.MassPayoutInitializeResponse.PlantedItems", "recorded anew", "the tests pass", "not fetched",
	} {
		assert.Contains(t, summary, want)
	}
	assert.Contains(t, read(t, dir, "gen/openapi.gen.go"), "PlantedItems")
	assert.Contains(t, read(t, dir, "cassettes/index.yaml"), digest.SHA256([]byte(read(t, dir, "spec/openapi.yaml"))))
}

// TestMakeUpdateSpecStops: what needs a person is named, and the tree is left alone.
func TestMakeUpdateSpecStops(t *testing.T) {
	t.Parallel()
	dir := checkout(t)
	movedStatus().put(t, dir)
	before := state(t, dir)
	out, err := updateSpec(t, dir, "--tests ./gen/...")
	require.Error(t, err, out)
	assert.Contains(t, out, "enums.yaml:")
	summary := read(t, dir, "bin/update-spec.md")
	assert.True(t, strings.HasPrefix(summary, "# Spec update: breaking\n"), summary)
	assert.Contains(t, summary, "spec/enums.yaml:")
	assert.Equal(t, []string{"/bin/update-spec.md"}, differing(before, state(t, dir)))
}

// updateSpec runs make. With -trimpath the go command can use what it built for another copy.
func updateSpec(t *testing.T, dir, flags string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "make", "update-spec", "UPDATE_FLAGS="+flags)
	cmd.Dir = dir
	for _, pair := range os.Environ() {
		switch name, _, _ := strings.Cut(pair, "="); name {
		case "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "UPDATE_FLAGS", "UPDATE_OUT", "GOFLAGS":
		default:
			cmd.Env = append(cmd.Env, pair)
		}
	}
	cmd.Env = append(cmd.Env, "GOFLAGS=-trimpath")
	out, err := cmd.CombinedOutput()
	return string(out), err
}
