package fetch

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/google/renameio/v2/maybe"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/digest"
	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
	"github.com/iyzipayout/iyzipayout/spec"
)

// edit is what changes about one page: its bytes, its address, or both.
type edit struct {
	entry   entry
	body    []byte // nil: the file stays
	version string
	url     string // "": the address stays
}

// Apply writes the changed pages and their sha256, version and address into dir, a spec folder with the same sources.yaml as
// the one that was fetched for: that folder itself, or a copy of it to compare with. Pages that could not be read stay.
// Where something cannot be written, what was written is put back.
func (r *Result) Apply(dir string) error {
	if len(r.edits) == 0 {
		return nil
	}
	listing, err := os.ReadFile(filepath.Join(dir, spec.SourcesFile))
	if err != nil {
		return err
	}
	if listing, err = r.editSources(listing); err != nil {
		return fmt.Errorf("%s: %w", spec.SourcesFile, err)
	}
	var files []file
	for _, e := range r.edits {
		if e.body != nil {
			files = append(files, file{e.entry.Path(), e.body})
		}
	}
	files = append(files, file{spec.SourcesFile, listing})
	if err := replaceFiles(dir, files); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Join(dir, "vendor"), err)
	}
	r.Written = nil
	for _, f := range files {
		r.Written = append(r.Written, f.name)
	}
	return nil
}

// Adopt lists the sums and versions of pages that were put into a spec folder by hand, and returns the files of those pages.
func Adopt(dir string) ([]string, error) {
	folder := os.DirFS(dir)
	sources, err := spec.ReadSources(folder)
	if err != nil {
		return nil, err
	}
	var adopted []string
	var r Result
	for _, s := range sources.Pages {
		page, err := fs.ReadFile(folder, s.Path())
		if err != nil {
			return nil, err
		}
		version := s.DocumentVersion
		if s.Holds != spec.HoldsExample {
			found, err := fragments(s.Path(), page, s.Holds == spec.HoldsText)
			if err != nil {
				return nil, err
			}
			if len(found) > 0 {
				version = cmp.Or(found[0].Version(), version)
			}
		}
		other := digest.SHA256(page) != s.SHA256
		if other {
			adopted = append(adopted, s.File)
		}
		if other || version != s.DocumentVersion {
			r.edits = append(r.edits, edit{entry: entry{Source: s}, body: page, version: version})
		}
	}
	return adopted, r.Apply(dir)
}

// editSources changes the list as a tree, so that comments and order stay.
func (r *Result) editSources(listing []byte) ([]byte, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(listing, &document); err != nil {
		return nil, err
	}
	if len(document.Content) == 0 {
		return nil, errors.New("is empty")
	}
	root := document.Content[0]
	pages := yamlnode.Lookup(root, "pages")
	if pages == nil || pages.Kind != yaml.SequenceNode {
		return nil, errors.New("has no list of pages")
	}
	for _, e := range r.edits {
		if e.entry.added {
			pages.Content = append(pages.Content, r.newEntry(e))
			dropKnown(root, e.entry.URL)
			continue
		}
		i := slices.IndexFunc(pages.Content, func(n *yaml.Node) bool {
			file := yamlnode.Lookup(n, "file")
			return file != nil && file.Value == e.entry.File
		})
		if i < 0 {
			return nil, fmt.Errorf("does not list %s any more", e.entry.File)
		}
		if e.body != nil {
			for _, pair := range e.listed() {
				yamlnode.Set(pages.Content[i], pair[0], pair[1])
			}
		}
		if e.url != "" {
			yamlnode.Set(pages.Content[i], "url", e.url)
		}
	}
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(&document); err != nil {
		return nil, err
	}
	return b.Bytes(), enc.Close()
}

func (r *Result) newEntry(e edit) *yaml.Node {
	title := path.Base(e.entry.File)
	for _, page := range r.Pages {
		if page.File == e.entry.File && page.Title != "" {
			title = page.Title
		}
	}
	node := yamlnode.Mapping()
	for _, pair := range append([][2]string{{"file", e.entry.File}, {"url", cmp.Or(e.url, e.entry.URL)}, {"title", title}}, e.listed()...) {
		yamlnode.Set(node, pair[0], pair[1])
	}
	return node
}

// listed is what sources.yaml says of the bytes of a page. A page with a version holds a fragment.
func (e edit) listed() [][2]string {
	sum := [2]string{"sha256", digest.SHA256(e.body)}
	switch {
	case e.entry.Holds == spec.HoldsExample:
		return [][2]string{sum}
	case e.version == "":
		return [][2]string{{"holds", spec.HoldsText}, sum}
	}
	return [][2]string{{"documentVersion", e.version}, {"holds", spec.HoldsFragment}, sum}
}

// dropKnown takes a page off the list of those that are not vendored.
func dropKnown(root *yaml.Node, address string) {
	known := yamlnode.Lookup(root, "notVendored")
	if known == nil {
		return
	}
	known.Content = slices.DeleteFunc(known.Content, func(n *yaml.Node) bool {
		listed := yamlnode.Lookup(n, "url")
		return listed != nil && sameAddress(listed.Value, address)
	})
}

// file is a file to write, relative to a folder.
type file struct {
	name string
	data []byte
}

// replaceFiles writes all files or none: when one cannot be written, those before it get their old bytes back.
func replaceFiles(dir string, files []file) error {
	old := make([][]byte, len(files)) // nil: there is none
	for i, f := range files {
		var err error
		if old[i], err = os.ReadFile(filepath.Join(dir, f.name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for i, f := range files {
		if err := maybe.WriteFile(filepath.Join(dir, f.name), f.data, 0o644); err != nil {
			return errors.Join(err, putBack(dir, files[:i], old))
		}
	}
	return nil
}

// putBack undoes what replaceFiles has written.
func putBack(dir string, files []file, old [][]byte) error {
	var errs []error
	for i, f := range files {
		name := filepath.Join(dir, f.name)
		if old[i] == nil {
			errs = append(errs, os.Remove(name))
			continue
		}
		errs = append(errs, maybe.WriteFile(name, old[i], 0o644))
	}
	return errors.Join(errs...)
}
