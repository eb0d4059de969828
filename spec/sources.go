package spec

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"gopkg.in/yaml.v3"
)

// sourcesFile lists the vendored pages, relative to the spec folder.
const sourcesFile = "vendor/sources.yaml"

// Sources is spec/vendor/sources.yaml: where the vendored pages come from.
type Sources struct {
	Base     string   `yaml:"base"`     // the folder of the pages on the vendor's site
	Language string   `yaml:"language"` // en or tr
	Pages    []Source `yaml:"pages"`
}

// Source is one vendored page.
type Source struct {
	File            string `yaml:"file"` // within spec/vendor
	URL             string `yaml:"url"`
	Title           string `yaml:"title"`
	DocumentVersion string `yaml:"documentVersion"` // info.version of its fragment
	Holds           string `yaml:"holds"`           // "fragment" or "example"
	SHA256          string `yaml:"sha256"`          // of the file's bytes, lower-case hex
}

// ReadSources reads and checks the list of pages in dir, a spec folder.
func ReadSources(dir fs.FS) (Sources, error) {
	var s Sources
	data, err := fs.ReadFile(dir, sourcesFile)
	if err != nil {
		return s, err
	}
	if _, err := parseYAML(data, func(line int) int { return line }); err != nil {
		return s, fmt.Errorf("%s:%w", sourcesFile, err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&s); err != nil {
		return s, fmt.Errorf("%s: %w", sourcesFile, err)
	}
	for i, p := range s.Pages {
		if err := p.check(); err != nil {
			return s, fmt.Errorf("%s: page %d (%s): %w", sourcesFile, i+1, p.File, err)
		}
	}
	if len(s.Pages) == 0 {
		return s, fmt.Errorf("%s: lists no page", sourcesFile)
	}
	return s, s.complete(dir)
}

// complete refuses a page in the folder that the list does not name: nobody would merge it.
func (s Sources) complete(dir fs.FS) error {
	entries, err := fs.ReadDir(dir, path.Dir(sourcesFile))
	if err != nil {
		return err
	}
	for _, entry := range entries {
		listed := func(p Source) bool { return p.File == entry.Name() }
		if entry.Name() != path.Base(sourcesFile) && !slices.ContainsFunc(s.Pages, listed) {
			return fmt.Errorf("%s: does not list the page %s: add its address, title, version and sha256", sourcesFile, entry.Name())
		}
	}
	return nil
}

func (s Source) check() error {
	if s.File == "" || s.URL == "" || s.Title == "" || s.DocumentVersion == "" {
		return errors.New("file, url, title and documentVersion must all be set")
	}
	if s.Holds != "fragment" && s.Holds != "example" {
		return fmt.Errorf("holds is %q: must be fragment or example", s.Holds)
	}
	return nil
}

// read returns the bytes of the page and refuses bytes that are not the ones listed.
func (s Source) read(dir fs.FS) ([]byte, error) {
	name := s.path()
	data, err := fs.ReadFile(dir, name)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != s.SHA256 {
		return nil, fmt.Errorf("%s: sha256 is %x, %s says %s: vendored pages are kept byte for byte; restore the file, or fetch the page and list the new sum",
			name, sum, sourcesFile, s.SHA256)
	}
	return data, nil
}

// fragments returns the fragments of all pages and supplements of a spec folder, pages first.
func fragments(dir fs.FS) ([]Fragment, error) {
	sources, err := ReadSources(dir)
	if err != nil {
		return nil, err
	}
	var all []Fragment
	for _, page := range sources.Pages {
		data, err := page.read(dir)
		if err != nil {
			return nil, err
		}
		if page.Holds != "fragment" {
			continue
		}
		found, err := ExtractFragments(page.path(), data)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			if err := page.checkVersion(f); err != nil {
				return nil, err
			}
		}
		all = append(all, found...)
	}
	supplements, err := readSupplements(dir)
	return append(all, supplements...), err
}

func (s Source) path() string { return path.Join(path.Dir(sourcesFile), s.File) }

func (s Source) checkVersion(f Fragment) error {
	version := lookup(lookup(f.Root, "info"), "version")
	if version == nil || version.Value != s.DocumentVersion {
		return fmt.Errorf("%s:%d: info.version is not %q, which %s says: list the version that the page has", f.File, f.Line, s.DocumentVersion, sourcesFile)
	}
	return nil
}

// readSupplements reads the fragments of our own: operations that are documented but whose pages were not supplied.
func readSupplements(dir fs.FS) ([]Fragment, error) {
	names, err := fs.Glob(dir, "supplement/*.yaml")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var all []Fragment
	for _, name := range names {
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		root, err := parseYAML(data, func(line int) int { return line })
		if err != nil {
			return nil, fmt.Errorf("%s:%w", name, err)
		}
		all = append(all, Fragment{File: name, Line: root.Line, Root: root})
	}
	return all, nil
}
