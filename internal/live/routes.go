package live

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/iyzipayout/iyzipayout/internal/pathmatch"
)

// route is an operation of the document by its address.
type route struct {
	id, method string
	path       pathmatch.Template
	movesMoney bool
	parameters openapi3.Parameters
	source     *openapi3.Operation
}

// routes finds the operation of a request.
type routes struct {
	all  []route // sorted by path and method
	base string  // path of the service, which stands before those of the operations
}

func newRoutes(doc *openapi3.T, baseURL string) *routes {
	r := &routes{}
	if u, err := url.Parse(baseURL); err == nil {
		r.base = strings.TrimRight(u.EscapedPath(), "/")
	}
	paths := doc.Paths.Map()
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		operations := paths[path].Operations()
		for _, method := range slices.Sorted(maps.Keys(operations)) {
			op := operations[method]
			moves, _ := op.Extensions["x-moves-money"].(bool)
			id := op.OperationID
			if id == "" {
				id = method + " " + path
			}
			r.all = append(r.all, route{
				id: id, method: method, path: pathmatch.Parse(path), movesMoney: moves, source: op,
				parameters: slices.Concat(paths[path].Parameters, op.Parameters),
			})
		}
	}
	return r
}

// find returns the operation of a request, or nil. Of two that match, the one with fewer parameters in its path is meant.
func (r *routes) find(method string, u *url.URL) *route {
	if u == nil {
		return nil
	}
	path, ok := strings.CutPrefix(u.EscapedPath(), r.base)
	if !ok {
		return nil
	}
	var best *route
	for i := range r.all {
		each := &r.all[i]
		values, ok := each.path.Match(path, pathmatch.Exact)
		if each.method != method || !ok || pathmatch.HasEmpty(values) {
			continue
		}
		if best == nil || each.path.Literals() > best.path.Literals() {
			best = each
		}
	}
	return best
}

// mayMoveMoney reports whether a lenient service could take a request for an operation that moves money: by any method,
// and however its path is spelt.
func (r *routes) mayMoveMoney(request *http.Request) bool {
	got := strings.Join(tidy(request.URL.Path), "/")
	return slices.ContainsFunc(r.all, func(each route) bool {
		return each.movesMoney && each.path.EndOf(got)
	})
}

// tidy splits a path at its slashes, however many, and leaves out what a server may.
func tidy(path string) []string {
	if unescaped, err := url.PathUnescape(path); err == nil {
		path = unescaped
	}
	var segments []string
	for _, s := range strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == '\\' }) {
		s, _, _ = strings.Cut(s, ";")
		switch s = strings.TrimSpace(s); s {
		case "", ".":
		case "..":
			segments = segments[:max(0, len(segments)-1)]
		default:
			segments = append(segments, s)
		}
	}
	return segments
}
