package diff_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/spectest"
	"github.com/iyzipayout/iyzipayout/spec/diff"
)

func write(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

func compare(t *testing.T, older, newer string) *diff.Report {
	t.Helper()
	a, err := diff.Load(t.Context(), older)
	require.NoError(t, err)
	b, err := diff.Load(t.Context(), newer)
	require.NoError(t, err)
	report, err := diff.Compare(a, b)
	require.NoError(t, err)
	return report
}

func TestLoadRefuses(t *testing.T) {
	for name, one := range map[string]struct{ file, text, want string }{
		"text":                {"a.txt", "just: [text", "a.txt:1: neither JSON nor YAML"},
		"no document":         {"a.yaml", "overlay: 1.0.0\n", "a.yaml:1: no OpenAPI document"},
		"a list":              {"a.json", "[1]", "a.json:1: no OpenAPI document"},
		"cut off":             {"a.json", "{\n\"openapi\": \"3.0.3\",\n", "a.json:3: not valid JSON"},
		"duplicate key":       {"a.yaml", "openapi: 3.0.3\npaths: {}\npaths: {}\n", "a.yaml:3: duplicate key"},
		"page without one":    {"a.md", "# A page\n\nwith words only\n", "no OpenAPI document"},
		"page that is cut":    {"a.md", "# A page\n\n```json\n{\"openapi\":\"3.0.3\"", "a.md:3:"},
		"page, broken inside": {"a.md", "# A page\n\n```json\n{\"openapi\":\"3.0.3\",}\n```\n", "a.md:4:"},
	} {
		_, err := diff.Load(t.Context(), write(t, one.file, one.text))
		assert.ErrorContains(t, err, one.want, name)
	}
	_, err := diff.Load(t.Context(), t.TempDir())
	assert.ErrorIs(t, err, diff.ErrNoDocument, "an empty folder")
	_, err = diff.LoadFS("new", fstest.MapFS{"README.md": {Data: []byte("# none")}})
	assert.ErrorIs(t, err, diff.ErrNoDocument)
}

// repository makes a git repository with two versions of spec/openapi.yaml and of a page, and works in it.
func repository(t *testing.T) {
	t.Helper()
	page, err := os.ReadFile("../testdata/frozen/vendor/mass-payout-cancel.md")
	require.NoError(t, err)
	t.Chdir(t.TempDir())
	git := func(args ...string) {
		out, err := exec.CommandContext(t.Context(), "git", append([]string{"-c", "user.name=x", "-c", "user.email=x@localhost", "-c", "commit.gpgsign=false"}, args...)...).CombinedOutput()
		require.NoError(t, err, string(out))
	}
	save := func(title, path string) {
		require.NoError(t, os.MkdirAll("spec/vendor", 0o755))
		require.NoError(t, os.WriteFile("spec/openapi.yaml", []byte("openapi: 3.0.3\ninfo: {title: "+title+"}\npaths: {"+path+": {get: {responses: {}}}}\n"), 0o600))
		text := strings.ReplaceAll(string(page), "/v1/mass/payout/cancel", path)
		require.NoError(t, os.WriteFile("spec/vendor/mass-payout-cancel.md", []byte(text), 0o600))
		git("add", ".")
		git("commit", "-q", "-m", title)
	}
	git("init", "-q", ".")
	save("One", "/old")
	git("tag", "v1.0.0")
	save("Two", "/new")
}

func TestRevisions(t *testing.T) {
	repository(t)
	for _, pair := range [][2]string{{"HEAD~1", "HEAD"}, {"v1.0.0", "spec/openapi.yaml"}, {"v1.0.0:spec/openapi.yaml", "HEAD:spec/openapi.yaml"}, {"v1.0.0:spec", "HEAD:spec/vendor"}, {"v1.0.0:spec/vendor/mass-payout-cancel.md", "spec"}} {
		report := compare(t, pair[0], pair[1])
		assert.Equal(t, diff.Breaking, report.Level, pair)
		assert.Equal(t, "operation-removed", report.Changes[0].ID, pair)
	}
	assert.Empty(t, compare(t, "HEAD", "spec/openapi.yaml").Changes)
	for name, want := range map[string]string{
		"v9.9.9":            "v9.9.9: no such file or folder, and no git revision here",
		"HEAD:spec/nothing": "HEAD:spec/nothing: revision HEAD has no spec/nothing",
		"--help":            "--help: no such file or folder, and no git revision",
		":spec":             "no git revision",
	} {
		_, err := diff.Load(t.Context(), name)
		assert.ErrorContains(t, err, want)
		assert.NotContains(t, err.Error(), "exit status")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := diff.Load(ended, "HEAD")
	assert.ErrorIs(t, err, context.Canceled)
}

func TestNoRepository(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(t.TempDir()))
	t.Setenv("GIT_DIR", filepath.Join(t.TempDir(), "none"))
	_, err := diff.Load(t.Context(), "HEAD~1")
	assert.ErrorContains(t, err, "HEAD~1: no such file or folder, and no git revision here: ")
}

// TestLineEndsOfPages: a server, or an editor, may end the lines of a page in another way.
func TestLineEndsOfPages(t *testing.T) {
	dir := t.TempDir()
	for _, name := range spectest.Pages(t) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(strings.ReplaceAll(spectest.Page(t, name), "\n", "\r\n")), 0o600))
	}
	assert.Empty(t, compare(t, filepath.Join(spectest.Dir(t), "vendor"), dir).Changes)
}
