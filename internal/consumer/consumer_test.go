package consumer

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/iyzipayout/iyzipayout"

// public lists the packages that a user may import: all but internal ones and commands.
func public(t *testing.T, root string) []string {
	t.Helper()
	list := command(t, root, "go", "list", "-f", "{{if ne .Name \"main\"}}{{.ImportPath}}{{end}}", "./...")
	var packages []string
	for name := range strings.FieldsSeq(list) {
		if !strings.Contains(name, "/internal/") && strings.HasPrefix(name, module+"/") {
			packages = append(packages, name)
		}
	}
	require.Greater(t, len(packages), 10)
	return packages
}

// A module that requires this one, and nothing else, builds with every public package: none needs a replacement, a tool or a package
// that only this checkout has.
func TestAModuleThatImportsUsCompiles(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	dir := t.TempDir()
	source := "package main\n\nimport (\n"
	for _, name := range public(t, root) {
		source += fmt.Sprintf("\t_ %q\n", name)
	}
	source += ")\n\nfunc main() {}\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "main.go"), []byte(source), 0o600))
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "go.sum"), sums, 0o600))

	command(t, dir, "go", "mod", "init", "example.com/consumer")
	command(t, dir, "go", "mod", "edit", "-require", module+"@v0.0.0", "-replace", module+"="+root)
	command(t, dir, "go", "vet", "-mod=mod", ".")
}

// The client brings no test tooling, no command line and no reader of spreadsheets into a user's program.
func TestTheClientIsLight(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	imports := strings.Fields(command(t, root, "go", "list", "-deps", "./payout", "./payout/runner", "./payout/journal"))
	for _, name := range imports {
		for _, heavy := range []string{
			module + "/contract", module + "/emulator", module + "/spec", module + "/payout/payfile",
			"testing", "github.com/spf13/", "github.com/xuri/", "github.com/getkin/", "gopkg.in/yaml", "net/http/httptest",
		} {
			require.False(t, name == heavy || strings.HasPrefix(name, strings.TrimSuffix(heavy, "/")+"/"), "%s is imported", name)
		}
	}
}

func command(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), name, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	out, err := c.CombinedOutput()
	require.NoError(t, err, "%s %s: %s", name, strings.Join(args, " "), out)
	return string(out)
}
