package update

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/digest"
	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
	"github.com/iyzipayout/iyzipayout/spec"
)

// adopt lists the sums and versions of pages that were put into a spec folder by hand, and returns their names.
func adopt(dir string) ([]string, error) {
	folder := os.DirFS(dir)
	sources, err := spec.ReadSources(folder)
	if err != nil {
		return nil, err
	}
	name := filepath.Join(dir, filepath.FromSlash(spec.SourcesFile))
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	listing := &listing{lines: strings.SplitAfter(string(data), "\n")}
	if err := yaml.Unmarshal(data, &listing.tree); err != nil {
		return nil, fmt.Errorf("%s: %w", spec.SourcesFile, err)
	}
	var adopted []string
	for _, s := range sources.Pages {
		page, err := fs.ReadFile(folder, s.Path())
		if err != nil {
			return nil, err
		}
		if sum := digest.SHA256(page); sum != s.SHA256 {
			adopted = append(adopted, s.File)
			err = listing.set(s.File, "sha256", sum)
		}
		if err == nil && s.Holds == "fragment" {
			err = listing.setVersion(s, page)
		}
		if err != nil {
			return nil, err
		}
	}
	return adopted, os.WriteFile(name, []byte(strings.Join(listing.lines, "")), 0o644)
}

// listing is sources.yaml as text and as a tree: only the values that change are touched.
type listing struct {
	lines []string
	tree  yaml.Node
}

// setVersion lists the version that the page's fragment has.
func (l *listing) setVersion(s spec.Source, page []byte) error {
	found, err := spec.ExtractFragments(s.Path(), page)
	if err != nil {
		return err
	}
	if version := found[0].Version(); version != "" && version != s.DocumentVersion {
		return l.set(s.File, "documentVersion", version)
	}
	return nil
}

// set replaces the value of a page's member in the text.
func (l *listing) set(file, key, value string) error {
	for _, page := range yamlnode.Lookup(l.tree.Content[0], "pages").Content {
		if text := yamlnode.Lookup(page, "file"); text == nil || text.Value != file {
			continue
		}
		if at := yamlnode.Lookup(page, key); at != nil && at.Style == 0 {
			line := l.lines[at.Line-1]
			before, after := line[:at.Column-1], line[at.Column-1:]
			l.lines[at.Line-1] = before + strings.Replace(after, at.Value, value, 1)
			return nil
		}
	}
	return fmt.Errorf("%s: %s of %s must be a plain value on its own line", spec.SourcesFile, key, file)
}
