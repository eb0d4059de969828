package fetch

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/spec"
)

// site is the vendor's site, and the server that is asked in its place, if any. Everything that is reported or written uses
// the vendor's addresses.
type site struct {
	vendor *url.URL
	server *url.URL // nil: the vendor's own
}

func newSite(base, server string) (site, error) {
	vendor, err := httpsURL(base)
	if err != nil {
		return site{}, fmt.Errorf("base: %w", err)
	}
	s := site{vendor: vendor}
	if server == "" {
		return s, nil
	}
	if s.server, err = httpsURL(server); err != nil {
		return site{}, fmt.Errorf("server: %w", err)
	}
	if strings.Trim(s.server.Path, "/") != "" || s.server.RawQuery != "" {
		return site{}, fmt.Errorf("server %s: must be https://host or https://host:port", server)
	}
	return s, nil
}

func httpsURL(address string) (*url.URL, error) {
	parsed, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	if parsed.Scheme != "https" || parsed.Host == "" || parsed.User != nil {
		return nil, fmt.Errorf("%q: must be an https address", parsed.Redacted())
	}
	return parsed, nil
}

// request is the address to ask for a page of the vendor's.
func (s site) request(address string) (*url.URL, error) {
	parsed, err := httpsURL(address)
	if err != nil {
		return nil, err
	}
	if !sameHost(parsed, s.vendor) {
		return nil, fmt.Errorf("%s is not on the vendor's site, %s", address, s.vendor.Host)
	}
	parsed.Fragment = ""
	if s.server != nil {
		parsed.Host = s.server.Host
	}
	return parsed, nil
}

// name is the vendor's address of something that was asked for.
func (s site) name(asked *url.URL) string {
	named := *asked
	named.Host = s.vendor.Host
	return named.String()
}

func sameHost(a, b *url.URL) bool {
	host := func(u *url.URL) string { return strings.ToLower(strings.TrimSuffix(u.Host, ":443")) }
	return host(a) == host(b)
}

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
	return spec.Source{File: name, URL: address, Holds: spec.HoldsFragment}, nil
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
