package update

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/spec"
)

// baseTree puts spec/ and gen/ of a git revision into a folder.
func baseTree(ctx context.Context, root, revision, into string) error {
	if strings.HasPrefix(revision, "-") {
		return fmt.Errorf("%s is not a git revision", revision)
	}
	cmd := exec.CommandContext(ctx, "git", "archive", "--format=zip", revision, "--", "spec", "gen")
	cmd.Dir = root
	out, err := cmd.Output()
	if exited, ok := errors.AsType[*exec.ExitError](err); ok {
		err = fmt.Errorf("%w: %s", err, bytes.TrimSpace(exited.Stderr))
	}
	if err != nil {
		return fmt.Errorf("git archive %s: %w", revision, err)
	}
	tree, err := zip.NewReader(bytes.NewReader(out), int64(len(out)))
	if err != nil {
		return err
	}
	return os.CopyFS(into, tree)
}

// files reads those files of a folder that are wanted, by their slashed names.
func files(dir string, wanted func(name string) bool) (map[string][]byte, error) {
	all := map[string][]byte{}
	folder := os.DirFS(dir)
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || !wanted(name) {
			return err
		}
		all[name], err = fs.ReadFile(folder, name)
		return err
	})
	return all, err
}

// specData reads what of a spec folder is data: pages, supplements, overlays, names of enums and document, and none of the code beside them.
func specData(dir string) (map[string][]byte, error) {
	return files(dir, func(name string) bool {
		return vendored(name) || strings.HasPrefix(name, "supplement/") ||
			slices.Contains([]string{"corrections.yaml", spec.EnumsFile, "rules.yaml", "openapi.yaml", "openapi.json"}, name)
	})
}

func vendored(name string) bool { return strings.HasPrefix(name, "vendor/") }

func generated(name string) bool { return strings.HasSuffix(name, ".gen.go") }

// same reports whether two folders hold the same, as far as it is read.
func same(a, b string, read func(dir string) (map[string][]byte, error)) (bool, error) {
	first, err := read(a)
	if err != nil {
		return false, err
	}
	second, err := read(b)
	return maps.EqualFunc(first, second, bytes.Equal), err
}

// write writes those of the files that are not the same on disk.
func write(into string, all map[string][]byte) error {
	var errs []error
	for name, data := range all {
		file := filepath.Join(into, filepath.FromSlash(name))
		if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, data) {
			errs = append(errs, os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, data, 0o644))
		}
	}
	return errors.Join(errs...)
}
