package fetch

import (
	"fmt"
	"net/url"
	"strings"
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
