package vcr

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/dnaeon/go-vcr/v2/cassette"

	"github.com/iyzipayout/iyzipayout/signing"
)

// redactor makes interactions fit to be saved, in their order.
type redactor struct {
	source    Source
	real      keys // of the recording
	published keys // of the cassette
	masker    *masker
	done      int
}

func newRedactor(source Source, real keys, m members) (*redactor, error) {
	published, err := source.keys()
	if err != nil {
		return nil, err
	}
	return &redactor{source: source, real: real, published: published, masker: newMasker(m)}, nil
}

// redactions is what the index says about it.
func (s Source) redactions() []string {
	return []string{
		"Authorization and x-iyzi-rnd: signed anew with published keys, in the same way (right, wrong or not at all)",
		"headers: all but a few taken out",
		"duration: set to 0",
		"what the document marks with x-personal, long numbers, mail addresses and undocumented texts: replaced by fakes",
		fmt.Sprintf("server: %s in place of the one that was recorded from", s.BaseURL()),
	}
}

// redact is a go-vcr filter.
func (r *redactor) redact(i *cassette.Interaction) error {
	how := r.real.signatureOf(i.Request.Method, i.Request.URL, i.Request.Headers, []byte(i.Request.Body))
	address, err := r.source.address(i.Request.URL)
	if err != nil {
		return err
	}
	i.Request.URL = address
	i.Request.Body = string(r.masker.body([]byte(i.Request.Body)))
	i.Response.Body = string(r.masker.body([]byte(i.Response.Body)))
	i.Request.Form = nil
	i.Request.Headers = pick(i.Request.Headers, "Accept", "Content-Type", signing.HeaderRandomKey, "X-Iyzi-Client-Version")
	i.Response.Headers = pick(i.Response.Headers, "Allow", "Content-Type", "Retry-After")
	i.Response.Duration = 0
	r.done++
	return r.published.sign(how, fmt.Sprintf("cassette-%04d", r.done), address, i.Request.Headers, []byte(i.Request.Body))
}

// address is an address on the server of the source.
func (s Source) address(recorded string) (string, error) {
	u, err := url.Parse(recorded)
	if err != nil {
		return "", fmt.Errorf("the address of a request cannot be read")
	}
	server, err := url.Parse(s.BaseURL())
	if err != nil {
		return "", err
	}
	u.Scheme, u.Host, u.User = server.Scheme, server.Host, nil
	return u.String(), nil
}

// pick keeps these headers.
func pick(header http.Header, names ...string) http.Header {
	kept := http.Header{}
	for name, values := range header {
		if slices.Contains(names, http.CanonicalHeaderKey(name)) {
			kept[http.CanonicalHeaderKey(name)] = slices.Clone(values)
		}
	}
	return kept
}
