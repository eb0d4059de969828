package update

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/iyzipayout/iyzipayout/internal/fetch"
)

// FetchMode says whether the pages are fetched.
type FetchMode string

// The modes.
const (
	// FetchAuto fetches unless spec/vendor differs from the base: then a page was put there by hand, or was fetched before.
	FetchAuto   FetchMode = "auto"
	FetchAlways FetchMode = "always"
	FetchNever  FetchMode = "never"
)

// Options say what to update, and how.
type Options struct {
	Root  string    // the repository: it holds go.mod, spec/, gen/ and cassettes/
	Base  string    // git revision to compare with; "" is HEAD
	Mode  FetchMode // "" is FetchAuto
	Fetch fetch.Options
	// The commands of the steps, run in Root. One without commands is left out.
	Generate, Compile, Record, Test [][]string
	// Exec runs a command in a folder and returns what it printed; nil runs it.
	Exec func(ctx context.Context, dir string, command []string) ([]byte, error)
	// Progress is told what is being done; nil for nobody.
	Progress func(line string)
}

func (o Options) withDefaults() (Options, error) {
	o.Base, o.Mode = cmp.Or(o.Base, "HEAD"), cmp.Or(o.Mode, FetchAuto)
	if o.Exec == nil {
		o.Exec = execute
	}
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	switch {
	case o.Mode != FetchAuto && o.Mode != FetchAlways && o.Mode != FetchNever:
		return o, fmt.Errorf("update: fetch %q: must be auto, always or never", o.Mode)
	case o.Root == "":
		return o, errors.New("update: name the folder of the repository")
	}
	for _, name := range []string{"go.mod", "spec/vendor/sources.yaml", "spec/openapi.yaml", "gen", "cassettes"} {
		if _, err := os.Stat(filepath.Join(o.Root, filepath.FromSlash(name))); err != nil {
			return o, fmt.Errorf("update: %s is not this repository: %w", o.Root, err)
		}
	}
	return o, nil
}

// Recording are the commands of the step record: those of `make record`.
func Recording(goTool string) [][]string {
	return [][]string{
		{goTool, "run", "./contract/vcr/record", "-source", "emulator"},
		{goTool, "test", "./contract", "-count=1", "-run", "DefaultBaseline", "-update"},
		{goTool, "test", "./contract/vcr", "-count=1", "-run", "ScenariosCoverTheDocument", "-update"},
		{goTool, "test", "./contract/vcr", "-count=1", "-run", "PayrollCassetteIsOfToday", "-update"},
		{goTool, "test", "./spec", "-count=1", "-run", "UnexplainedStatuses", "-update"},
	}
}
