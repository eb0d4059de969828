package live

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/pathmatch"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
)

// masker makes messages fit to be shown. It shows what the document knows to be harmless and hides the rest, so that a
// member which nobody has documented yet is hidden too.
type masker struct {
	routes     *routes
	operations map[*route]*messageShapes
	vocabulary map[string]bool // what the document calls things, in small letters
}

// messageShapes are the shapes of one operation's messages.
type messageShapes struct {
	request, response *shape
	query             map[string]*shape
	path              map[string]*shape
}

func newMasker(routes *routes) *masker {
	var schemas []*openapi3.SchemaRef
	for i := range routes.all {
		schemas = slices.Concat(schemas, requestSchemas(routes.all[i].source), responseSchemas(routes.all[i].source))
	}
	s := newShaper(schemas)
	m := &masker{routes: routes, operations: map[*route]*messageShapes{}, vocabulary: s.vocabulary}
	for i := range routes.all {
		r := &routes.all[i]
		shapes := &messageShapes{
			request:  joined(s, requestSchemas(r.source), contract.InRequest),
			response: joined(s, responseSchemas(r.source), contract.InResponse),
			query:    map[string]*shape{}, path: map[string]*shape{},
		}
		for _, p := range r.parameters {
			switch p.Value.In {
			case openapi3.ParameterInQuery:
				shapes.query[p.Value.Name] = s.make(p.Value.Schema, contract.InRequest, p.Value.Name, false)
			case openapi3.ParameterInPath:
				shapes.path[p.Value.Name] = s.make(p.Value.Schema, contract.InRequest, p.Value.Name, false)
			}
		}
		m.operations[r] = shapes
	}
	return m
}

func joined(s *shaper, schemas []*openapi3.SchemaRef, direction contract.Direction) *shape {
	var all *shape
	for _, ref := range schemas {
		switch made := s.make(ref, direction, "", false); {
		case all == nil:
			all = made
		case made != all:
			all.join(made)
		}
	}
	return all
}

// shapes returns what is known of a request's operation, and the operation; both are empty where it fits none.
func (m *masker) shapes(x contract.Exchange) (*messageShapes, *route) {
	at := m.routes.find(x.Request.Method, x.Request.URL)
	if at == nil {
		return &messageShapes{}, nil
	}
	return m.operations[at], at
}

// exchange is one exchange as it may be shown, with what findings point at marked.
func (m *masker) exchange(entry int, x contract.Exchange, findings []contract.Finding, s secrets) Exchange {
	shapes, at := m.shapes(x)
	shown := Exchange{Entry: entry}
	if at != nil {
		shown.Operation = at.id
	}
	shown.Request = Message{
		Head: head(x.Request.Method+" "+m.address(x.Request.URL, shapes, at, s), x.Request.Header, s),
		Body: body(x.Request.Body, x.Request.BodyUnknown, shapes.request, s),
	}
	first := "no answer"
	if x.Response.Status != 0 {
		first = strings.TrimSpace(fmt.Sprintf("HTTP %d %s", x.Response.Status, http.StatusText(x.Response.Status)))
	}
	shown.Response = Message{
		Head: head(first, x.Response.Header, s),
		Body: body(x.Response.Body, x.Response.BodyUnknown, shapes.response, s),
	}
	for _, f := range findings {
		if f.Entry == entry {
			shown.mark(f)
		}
	}
	return shown
}

// address is a URL without what only its sender knows the meaning of.
func (m *masker) address(u *url.URL, shapes *messageShapes, at *route, s secrets) string {
	if u == nil {
		return ""
	}
	path := "/***"
	if at != nil {
		values, _ := at.path.Match(strings.TrimPrefix(u.EscapedPath(), m.routes.base), pathmatch.Exact)
		path = m.routes.base + at.path.Fill(func(name string) string { return shapes.path[name].show(values[name], s) })
	}
	var query []string
	for _, pair := range strings.Split(u.RawQuery, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		known := shapes.query[unescaped(name)]
		query = append(query, s.text(unescaped(name))+"="+known.show(unescaped(value), s))
	}
	text := u.Scheme + "://" + u.Host + path
	if len(query) > 0 {
		text += "?" + strings.Join(query, "&")
	}
	return plaintext.PrintableLines(text)
}

func unescaped(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// plainHeaders are the headers whose values are shown: what they say is about the message and not about a person.
func plainHeaders() []string {
	return []string{
		"Accept", "Allow", "Cache-Control", "Content-Encoding", "Content-Length", "Content-Type", "Date", "Retry-After",
		"Transfer-Encoding", "User-Agent", "X-Iyzi-Client-Version",
	}
}

// head is the first line of a message and its headers, sorted by name.
func head(first string, header http.Header, s secrets) []Line {
	lines := []Line{{Text: plaintext.PrintableLines(first), pointer: firstLine}}
	for name, values := range header {
		for _, v := range values {
			if !slices.Contains(plainHeaders(), http.CanonicalHeaderKey(name)) {
				v = "***"
			}
			lines = append(lines, Line{Text: plaintext.PrintableLines(s.text(name) + ": " + s.text(v)), pointer: "header " + http.CanonicalHeaderKey(name)})
		}
	}
	slices.SortStableFunc(lines[1:], func(a, b Line) int { return strings.Compare(a.Text, b.Text) })
	return lines
}
