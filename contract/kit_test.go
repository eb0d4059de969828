package contract

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/spec"
)

// documents are what the proofs are run against: today's document, and the vendor's pages with nothing corrected but what
// is no OpenAPI at all.
func documents(t testing.TB) map[string]*openapi3.T {
	t.Helper()
	corrected, err := spec.Document()
	require.NoError(t, err)
	return map[string]*openapi3.T{"corrected": corrected, "pages": uncorrected(t)}
}

// decimals makes the vendor's own type valid.
const decimals = `{overlay: 1.0.0, x-speakeasy-jsonpath: rfc9535, info: {title: decimals, version: 1.0.0}, actions: [
  {target: "$..[?@.type == 'decimal']", description: decimal is no type, x-source: OpenAPI, x-confidence: H, update: {type: number, format: decimal}}]}`

var uncorrectedYAML = sync.OnceValues(func() ([]byte, error) {
	sources, err := spec.ReadSources(os.DirFS("../spec"))
	if err != nil {
		return nil, err
	}
	var all []spec.Fragment
	for _, page := range sources.Pages {
		if page.Holds != "fragment" {
			continue
		}
		name := filepath.Join("../spec/vendor", page.File)
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		found, err := spec.ExtractFragments(name, data)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	root, err := spec.Merge(all)
	if err != nil {
		return nil, err
	}
	overlay, err := spec.ParseOverlay("decimals", []byte(decimals))
	if err != nil {
		return nil, err
	}
	for _, failed := range overlay.Apply(root) {
		return nil, failed
	}
	return yaml.Marshal(root)
})

func uncorrected(t testing.TB) *openapi3.T {
	t.Helper()
	raw, err := uncorrectedYAML()
	require.NoError(t, err)
	withRules, _, err := spec.ApplyRules(raw)
	require.NoError(t, err)
	doc, err := spec.Parse("pages", withRules)
	require.NoError(t, err)
	return doc
}

func newTestChecker(t testing.TB, doc *openapi3.T, opts ...CheckerOption) *Checker {
	t.Helper()
	c, err := NewChecker(doc, opts...)
	require.NoError(t, err)
	return c
}

// todaysDocument is read once for all tests: a checker changes nothing in it.
var todaysDocument = sync.OnceValues(spec.Document)

func today(t testing.TB, opts ...CheckerOption) *Checker {
	t.Helper()
	doc, err := todaysDocument()
	require.NoError(t, err)
	return newTestChecker(t, doc, opts...)
}

// kinds lists what sorts of findings there are, each once.
func kinds(found []Finding) []Kind {
	var all []Kind
	for _, f := range found {
		all = append(all, f.Kind)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// raw begins a member's name, or a number's text, that render writes as it stands.
const raw = "\x00"

// render writes a value as JSON text. Numbers are written as they stand, so a "number" may be any text.
func render(v *value) []byte {
	var b bytes.Buffer
	renderInto(&b, v)
	return b.Bytes()
}

func renderInto(b *bytes.Buffer, v *value) {
	switch v.kind {
	case nullValue:
		b.WriteString("null")
	case stringValue:
		b.Write(quoted(v.text))
	case boolValue, numberValue:
		b.WriteString(v.text)
	case arrayValue:
		b.WriteByte('[')
		for i := range v.elements {
			if i > 0 {
				b.WriteByte(',')
			}
			renderInto(b, &v.elements[i])
		}
		b.WriteByte(']')
	case objectValue:
		b.WriteByte('{')
		for i := range v.members {
			if i > 0 {
				b.WriteByte(',')
			}
			if name, ok := strings.CutPrefix(v.members[i].name, raw); ok {
				b.WriteString(name)
			} else {
				b.Write(quoted(v.members[i].name))
			}
			b.WriteByte(':')
			renderInto(b, &v.members[i].value)
		}
		b.WriteByte('}')
	}
}

func quoted(s string) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic(err) // a string can always be written
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

func (v *value) copied() *value {
	c := *v
	c.elements, c.members = nil, nil
	for i := range v.elements {
		c.elements = append(c.elements, *v.elements[i].copied())
	}
	for i := range v.members {
		c.members = append(c.members, member{v.members[i].name, *v.members[i].value.copied()})
	}
	return &c
}

func text(s string) *value   { return &value{kind: stringValue, text: s} }
func number(s string) *value { return &value{kind: numberValue, text: s} }

// drop takes a member out.
func (v *value) drop(name string) {
	v.members = slices.DeleteFunc(v.members, func(m member) bool { return m.name == name })
}

// put sets a member, or adds it.
func (v *value) put(name string, to *value) {
	if at := v.get(name); at != nil {
		*at = *to
		return
	}
	v.members = append(v.members, member{name, *to})
}

func testCredentials(t testing.TB) signing.Credentials {
	t.Helper()
	credentials, err := signing.NewCredentials("sandbox-contractTests0000", "sandbox-contractTestsSecret0")
	require.NoError(t, err)
	return credentials
}

// sign gives a request its Authorization header.
func sign(t testing.TB, r *Request) {
	t.Helper()
	signature, err := signing.Sign(testCredentials(t), "1759231970716123456789", r.URL.EscapedPath(), bytes.NewReader(r.Body))
	require.NoError(t, err)
	r.Header.Set("Authorization", signature.Header())
}

// copied is an exchange that can be changed without changing the first.
func (e Exchange) copied() Exchange {
	u := *e.Request.URL
	e.Request.URL = &u
	e.Request.Header, e.Response.Header = e.Request.Header.Clone(), e.Response.Header.Clone()
	return e
}

func mustURL(t testing.TB, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	return u
}

func jsonHeader() http.Header {
	return http.Header{"Content-Type": {"application/json;charset=UTF-8"}, "Date": {"Tue, 30 Sep 2025 11:32:50 GMT"}, "Server": {"nginx"}}
}

func testVerifier(t testing.TB) *signing.Verifier {
	t.Helper()
	verifier, err := signing.NewVerifier(testCredentials(t))
	require.NoError(t, err)
	return verifier
}
