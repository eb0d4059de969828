package spec

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/digest"
)

// SourcesFile lists the vendored pages, relative to the spec folder.
const SourcesFile = "vendor/sources.yaml"

// Sources is spec/vendor/sources.yaml: where the vendored pages come from.
type Sources struct {
	Base        string     `yaml:"base"`     // the folder of the pages on the vendor's site
	Language    string     `yaml:"language"` // en or tr
	Index       string     `yaml:"index"`    // the vendor's list of all pages; may be missing
	Pages       []Source   `yaml:"pages"`
	NotVendored []struct { // pages that are no news
		URL string `yaml:"url"`
		Why string `yaml:"why"`
	} `yaml:"notVendored"`
}

// Source is one vendored page.
type Source struct {
	File            string `yaml:"file"` // within spec/vendor
	URL             string `yaml:"url"`
	Title           string `yaml:"title"`
	DocumentVersion string `yaml:"documentVersion"` // info.version of its fragment; "" where it holds none
	Holds           string `yaml:"holds"`           // HoldsFragment, HoldsText or HoldsExample
	SHA256          string `yaml:"sha256"`          // of the file's bytes, lower-case hex
}

// What a page holds.
const (
	HoldsFragment = "fragment" // a piece of the document
	HoldsText     = "text"     // nothing but prose, such as a limit: read and compared, and no part of the document
	HoldsExample  = "example"  // evidence that cannot be compared with a download
)

// ReadSources reads and checks the list of pages in dir, a spec folder.
func ReadSources(dir fs.FS) (Sources, error) {
	var s Sources
	if _, err := readYAML(dir, SourcesFile); err != nil {
		return s, err
	}
	data, err := fs.ReadFile(dir, SourcesFile)
	if err != nil {
		return s, err
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&s); err != nil {
		return s, fmt.Errorf("%s: %w", SourcesFile, err)
	}
	for i, p := range s.Pages {
		if err := p.check(); err != nil {
			return s, fmt.Errorf("%s: page %d (%s): %w", SourcesFile, i+1, p.File, err)
		}
	}
	for i, p := range s.NotVendored {
		if p.URL == "" || p.Why == "" {
			return s, fmt.Errorf("%s: notVendored %d (%s): url and why must both be set", SourcesFile, i+1, p.URL)
		}
	}
	if len(s.Pages) == 0 {
		return s, fmt.Errorf("%s: lists no page", SourcesFile)
	}
	return s, s.complete(dir)
}

// complete refuses a page in the folder that the list does not name: nobody would merge it.
func (s Sources) complete(dir fs.FS) error {
	entries, err := fs.ReadDir(dir, path.Dir(SourcesFile))
	if err != nil {
		return err
	}
	for _, entry := range entries {
		listed := func(p Source) bool { return p.File == entry.Name() }
		if entry.Name() != path.Base(SourcesFile) && !slices.ContainsFunc(s.Pages, listed) {
			return fmt.Errorf("%s: does not list the page %s: add its address, title, version and sha256", SourcesFile, entry.Name())
		}
	}
	return nil
}

func (s Source) check() error {
	if s.File == "" || s.URL == "" || s.Title == "" || s.DocumentVersion == "" && s.Holds != HoldsText {
		return errors.New("file, url, title and documentVersion must all be set")
	}
	if s.File != path.Base(s.File) || s.File == ".." || s.File == "." {
		return fmt.Errorf("file is %q: must be a name within vendor/", s.File)
	}
	if !slices.Contains([]string{HoldsFragment, HoldsText, HoldsExample}, s.Holds) {
		return fmt.Errorf("holds is %q: must be fragment, text or example", s.Holds)
	}
	return nil
}

// Read returns the bytes of the page in dir, a spec folder, and refuses bytes that are not the ones listed.
func (s Source) Read(dir fs.FS) ([]byte, error) {
	name := s.Path()
	data, err := fs.ReadFile(dir, name)
	if err != nil {
		return nil, err
	}
	if sum := digest.SHA256(data); sum != s.SHA256 {
		return nil, fmt.Errorf("%s: sha256 is %s, %s says %s: vendored pages are kept byte for byte; restore the file, or fetch the page and list the new sum",
			name, sum, SourcesFile, s.SHA256)
	}
	return data, nil
}

// Path is the file of the page, relative to the spec folder.
func (s Source) Path() string { return path.Join(path.Dir(SourcesFile), s.File) }

// fragments returns the fragments of all pages and supplements of a spec folder, pages first.
func fragments(dir fs.FS) ([]Fragment, error) {
	sources, err := ReadSources(dir)
	if err != nil {
		return nil, err
	}
	var all []Fragment
	for _, page := range sources.Pages {
		found, err := page.fragments(dir)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	own, err := supplements(dir)
	return append(all, own...), err
}

// supplements reads the fragments of our own: operations that are documented but whose pages were not supplied.
func supplements(dir fs.FS) ([]Fragment, error) {
	names, err := fs.Glob(dir, "supplement/*.yaml") // sorted, as fs.ReadDir is
	if err != nil {
		return nil, err
	}
	var all []Fragment
	for _, name := range names {
		root, err := readYAML(dir, name)
		if err != nil {
			return nil, err
		}
		all = append(all, Fragment{File: name, Line: root.Line, Root: root})
	}
	return all, nil
}

func (s Source) fragments(dir fs.FS) ([]Fragment, error) {
	data, err := s.Read(dir)
	if err != nil || s.Holds != HoldsFragment {
		return nil, err
	}
	found, err := ExtractFragments(s.Path(), data)
	for _, f := range found {
		if f.Version() != s.DocumentVersion {
			return nil, fmt.Errorf("%s:%d: info.version is not %q, which %s says: list the version that the page has", f.File, f.Line, s.DocumentVersion, SourcesFile)
		}
	}
	return found, err
}
