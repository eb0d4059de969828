package fetch

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/spec"
)

// entry is a page to fetch: one of sources.yaml, or one that is to be added to it.
type entry struct {
	spec.Source
	added bool
}

// withAdded is the list of sources.yaml and the pages to add.
func withAdded(sources spec.Sources, add []string) ([]entry, error) {
	var all []entry
	for _, source := range sources.Pages {
		all = append(all, entry{Source: source})
	}
	for _, address := range add {
		source, err := added(address)
		if err != nil {
			return nil, err
		}
		same := func(e entry) bool { return e.File == source.File || sameAddress(e.URL, address) }
		if slices.ContainsFunc(all, same) {
			return nil, fmt.Errorf("add %s: %s lists %s already", address, spec.SourcesFile, source.File)
		}
		all = append(all, entry{Source: source, added: true})
	}
	return all, nil
}

func added(address string) (spec.Source, error) {
	parsed, err := url.Parse(address)
	if err != nil {
		return spec.Source{}, fmt.Errorf("add: %w", err)
	}
	name := path.Base(parsed.Path)
	if !strings.HasSuffix(name, ".md") || strings.HasPrefix(name, ".") {
		return spec.Source{}, fmt.Errorf("add %s: must be the address of a Markdown page, which ends in .md", address)
	}
	return spec.Source{File: name, URL: address, Holds: "fragment"}, nil
}

// sameAddress compares addresses of pages, which are the same with and without .md.
func sameAddress(a, b string) bool { return plainAddress(a) == plainAddress(b) }

func plainAddress(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return address
	}
	plain := strings.TrimSuffix(strings.TrimSuffix(parsed.EscapedPath(), "/"), ".md")
	return strings.ToLower(parsed.Scheme+"://"+parsed.Host) + plain
}
