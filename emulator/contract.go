package emulator

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/pathmatch"
	"github.com/iyzipayout/iyzipayout/spec"
)

// contract is what the document says about requests.
type contract struct {
	routes []route
	rules  *spec.Rules
}

// route is one operation of the document.
type route struct {
	operation gen.Operation
	method    string
	path      pathmatch.Template
	locale    *openapi3.Schema // of the query parameter
	parameter *openapi3.Schema // of the path parameter; nil where there is none
	body      *openapi3.Schema // nil for an operation that takes none
}

// theContract is that of the document, which is read once.
var theContract = sync.OnceValues(func() (*contract, error) {
	doc, err := spec.Document()
	if err != nil {
		return nil, err
	}
	return newContract(doc)
})

func newContract(doc *openapi3.T) (*contract, error) {
	rules, err := spec.NewRules(doc)
	if err != nil {
		return nil, err
	}
	c := &contract{rules: rules}
	for _, op := range gen.Operations() {
		r, err := newRoute(doc, op)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", op, err)
		}
		c.routes = append(c.routes, r)
	}
	return c, nil
}

func newRoute(doc *openapi3.T, op gen.Operation) (route, error) {
	r := route{operation: op, method: op.Method(), path: pathmatch.Parse(op.Path())}
	item := doc.Paths.Value(op.Path())
	if item == nil || item.GetOperation(r.method) == nil {
		return route{}, fmt.Errorf("the document has no %s %s", r.method, op.Path())
	}
	described := item.GetOperation(r.method)
	for _, p := range described.Parameters {
		switch {
		case p.Value.In == openapi3.ParameterInQuery && p.Value.Name == "locale":
			r.locale = p.Value.Schema.Value
		case p.Value.In == openapi3.ParameterInPath:
			r.parameter = p.Value.Schema.Value
		default:
			return route{}, fmt.Errorf("the emulator does not know the parameter %s", p.Value.Name)
		}
	}
	if r.locale == nil {
		return route{}, errors.New("the document has no parameter locale")
	}
	if body := described.RequestBody; body != nil {
		media := body.Value.Content["application/json"]
		if media == nil || media.Schema == nil {
			return route{}, errors.New("the document has no schema for the body")
		}
		r.body = media.Schema.Value
	}
	return r, nil
}

// match finds the operation of a request. Where only the method is wrong,
// allow lists the right ones.
func (c *contract) match(method, escapedPath string) (found *route, parameter string, allow []string) {
	for i := range c.routes {
		parameter, ok := c.routes[i].matches(escapedPath)
		switch {
		case ok && c.routes[i].method == method:
			return &c.routes[i], parameter, nil
		case ok:
			allow = append(allow, c.routes[i].method)
		}
	}
	return nil, "", allow
}

// nearly reports a path that is no operation's only because of doubled or trailing slashes.
func (c *contract) nearly(escapedPath string) bool {
	tidy := pathmatch.Tidy(escapedPath)
	return slices.ContainsFunc(c.routes, func(r route) bool {
		_, ok := r.matches(tidy)
		return ok
	})
}

// matches returns the value of the path's only parameter.
func (r *route) matches(escapedPath string) (parameter string, ok bool) {
	values, ok := r.path.Match(escapedPath, pathmatch.Exact)
	if !ok || pathmatch.HasEmpty(values) {
		return "", false
	}
	for _, v := range values {
		parameter = v
	}
	return parameter, true
}
