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
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("git archive %s: %w: %s", revision, err, strings.TrimSpace(said.String()))
	}
	tree, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		return err
	}
	return os.CopyFS(into, tree)
}

func writeBelow(dir, name string, data []byte) error {
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o644)
}

// files reads the files of a folder, by their slashed names.
func files(dir string) (map[string][]byte, error) {
	all := map[string][]byte{}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		relative, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		all[filepath.ToSlash(relative)], err = os.ReadFile(name)
		return err
	})
	return all, err
}

// specData reads what of a spec folder is data: pages, supplements, overlays, names of enums and document, and none of the code beside them.
func specData(dir string) (map[string][]byte, error) {
	all, err := files(dir)
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(all, func(name string, _ []byte) bool {
		return !strings.HasPrefix(name, "vendor/") && !strings.HasPrefix(name, "supplement/") &&
			!slices.Contains([]string{"corrections.yaml", spec.EnumsFile, "rules.yaml", "openapi.yaml"}, name)
	})
	return all, nil
}

// generated reads the generated files of gen/.
func generated(dir string) (map[string][]byte, error) {
	all, err := files(dir)
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(all, func(name string, _ []byte) bool {
		return !strings.HasSuffix(name, ".gen.go")
	})
	return all, nil
}

// sameData reports whether two spec folders hold the same data.
func sameData(a, b string) (bool, error) {
	first, err := specData(a)
	if err != nil {
		return false, err
	}
	second, err := specData(b)
	return maps.EqualFunc(first, second, bytes.Equal), err
}

// write writes those of the files that are not the same on disk.
func write(into string, all map[string][]byte) error {
	var errs []error
	for name, data := range all {
		now, err := os.ReadFile(filepath.Join(into, filepath.FromSlash(name)))
		if err == nil && bytes.Equal(now, data) {
			continue
		}
		errs = append(errs, writeBelow(into, name, data))
	}
	return errors.Join(errs...)
}
