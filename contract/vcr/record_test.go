package vcr_test

import (
	"context"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract/vcr"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
)

// TestRecordingAgainChangesNothing: the committed cassettes of the emulator are, byte for byte, what it answers today.
func TestRecordingAgainChangesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l, err := vcr.Create(dir)
	require.NoError(t, err)
	require.NoError(t, l.RecordEmulator(context.Background(), scenario.All()))
	again := files(t, filepath.Join(dir, "emulator"))
	before := files(t, filepath.Join(committed, "emulator"))
	assert.Equal(t, len(before), len(again))
	for name, data := range again {
		assert.Equal(t, before[name], data, "%s: run make record", name)
	}
	recorded, err := vcr.Open(dir)
	require.NoError(t, err)
	listing := library(t)
	for _, c := range recorded.Cassettes {
		listed, found := listing.Find(c.Source, c.Scenario)
		assert.True(t, found, c.File)
		assert.Equal(t, listed, c, "run make record")
	}
}

// files reads a folder.
func files(t testing.TB, dir string) map[string]string {
	all := map[string]string{}
	require.NoError(t, fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		all[name] = string(data)
		return err
	}))
	return all
}

func TestAFailedRecordingKeepsTheCassette(t *testing.T) {
	t.Parallel()
	dir := copied(t)
	before := files(t, dir)
	l, err := vcr.Open(dir)
	require.NoError(t, err)
	failure := errors.New("another answer than expected")
	s := find(t, "balance")
	run := s.Run
	s.Run = func(ctx context.Context, w *scenario.World) error { return errors.Join(run(ctx, w), failure) }
	err = l.RecordEmulator(context.Background(), []scenario.Scenario{s})
	require.ErrorIs(t, err, failure)
	assert.Equal(t, before, files(t, dir))

	// What was recorded is not lost: the error says where it is, masked.
	_, rest, found := strings.Cut(err.Error(), "(what was recorded is in ")
	require.True(t, found)
	name, _, _ := strings.Cut(rest, ")")
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	assert.Contains(t, string(data), "https://emulator.invalid/v1/mass/payout/balance")
	require.NoError(t, os.RemoveAll(filepath.Dir(name)))
}

func TestARecordingOfNothingIsAnError(t *testing.T) {
	t.Parallel()
	l, err := vcr.Create(t.TempDir())
	require.NoError(t, err)
	idle := scenario.Scenario{Name: "idle", About: "Nothing.", Run: func(context.Context, *scenario.World) error { return nil }}
	assert.ErrorContains(t, l.RecordEmulator(context.Background(), []scenario.Scenario{idle}), "nothing was recorded")
}

func TestACanceledRecordingKeepsEverything(t *testing.T) {
	t.Parallel()
	dir := copied(t)
	before := files(t, dir)
	l, err := vcr.Open(dir)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.ErrorIs(t, l.RecordEmulator(ctx, scenario.All()), context.Canceled)
	assert.Equal(t, before, files(t, dir))
}

func TestForget(t *testing.T) {
	t.Parallel()
	dir := copied(t)
	l, err := vcr.Open(dir)
	require.NoError(t, err)
	outdated := filepath.Join(dir, "documents", strings.Repeat("0", 64)+".yaml")
	require.NoError(t, os.WriteFile(outdated, []byte("{}\n"), 0o644))
	require.NoError(t, l.Forget(vcr.Emulator, []scenario.Scenario{find(t, "balance")}))
	_, err = os.Stat(outdated)
	assert.ErrorIs(t, err, os.ErrNotExist, "no cassette was recorded under it")
	assert.Equal(t, []string{"balance.yaml"}, names(files(t, filepath.Join(dir, "emulator"))))
	l, err = vcr.Open(dir)
	require.NoError(t, err)
	_, found := l.Find(vcr.Emulator, "balance")
	assert.True(t, found)
	_, found = l.Find(vcr.Emulator, "balance-string")
	assert.False(t, found)
	_, found = l.Find(vcr.Documented, "balance-documented")
	assert.True(t, found)
	assert.Error(t, l.Forget(vcr.Documented, nil))
}

func names(m map[string]string) []string {
	var all []string
	for name := range m {
		all = append(all, name)
	}
	return all
}

// TestNoSecretIsRecorded: neither key stands in a cassette, in whatever encoding.
func TestNoSecretIsRecorded(t *testing.T) {
	t.Parallel()
	for name, data := range files(t, filepath.Join(committed, "emulator")) {
		for _, key := range []string{"sandbox-emulator-api-key", "sandbox-emulator-secret-key", "sandbox-nobody"} {
			assert.False(t, strings.Contains(data, key), "%s holds %s", name, key)
			encoded := base64.StdEncoding.EncodeToString([]byte("apiKey:" + key))
			assert.False(t, strings.Contains(data, encoded[:24]), "%s holds %s in base64", name, key)
		}
	}
}

// TestTheVersionOfTheRecorder is that of go.mod.
func TestTheVersionOfTheRecorder(t *testing.T) {
	t.Parallel()
	mod, err := os.ReadFile("../../go.mod")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(mod), "github.com/dnaeon/go-vcr/v2 v")
	require.True(t, found)
	version := strings.Fields(rest)[0]
	for _, c := range library(t).Cassettes {
		if c.Source != vcr.Documented {
			assert.Contains(t, c.Tool, "go-vcr "+version, c.File)
		}
	}
}
