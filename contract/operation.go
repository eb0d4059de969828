package contract

import (
	"errors"
	"fmt"
	"maps"
	"mime"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/iyzipayout/iyzipayout/internal/pathmatch"
)

// operation is an operation of the document, ready for checking.
type operation struct {
	id         string
	method     string
	signature  string // such as POST /v1/mass/payout/init
	path       pathmatch.Template
	parameters []*parameter
	signed     bool // IYZWSv2 is required
	request    *body
	responses  map[string]map[string]*schema // by status ("200", "4XX", "default"), then by media type
	source     *openapi3.Operation

	creates     bool                // the request has items: a success stores a new batch
	leadsTo     string              // x-leads-to: the status that a success takes the batch to
	transitions map[string][]string // of that status
}

// parameter is a query or path parameter.
type parameter struct {
	name, in, where string // where is both, for a message
	required        bool
	schema          *schema
}

// body is a documented request body.
type body struct {
	required bool
	media    map[string]*schema
}

// compileOperations prepares every operation of the document, sorted by path and method.
func compileOperations(doc *openapi3.T, c *compiler) ([]*operation, error) {
	var all []*operation
	paths := doc.Paths.Map()
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		operations := paths[path].Operations()
		for _, method := range slices.Sorted(maps.Keys(operations)) {
			op, err := compileOperation(doc, c, path, method, paths[path], operations[method])
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", method, path, err)
			}
			all = append(all, op)
		}
	}
	c.finish()
	giveTransitions(all, c)
	for _, op := range all {
		op.creates = op.sendsItems()
		op.signature = op.method + " " + op.path.String()
	}
	return all, errors.Join(c.errs...)
}

// giveTransitions tells the operations that lead somewhere (x-leads-to) which life they act on: the one that has all the
// statuses they lead to. An item's life has some of them too.
func giveTransitions(all []*operation, c *compiler) {
	for _, s := range c.done {
		if s.next == nil || slices.ContainsFunc(all, func(op *operation) bool {
			_, known := s.next[op.leadsTo]
			return op.leadsTo != "" && !known
		}) {
			continue
		}
		for _, op := range all {
			op.transitions = s.next
		}
	}
}

func compileOperation(doc *openapi3.T, c *compiler, path, method string, item *openapi3.PathItem, source *openapi3.Operation) (*operation, error) {
	op := &operation{
		id: source.OperationID, method: method, path: pathmatch.Parse(path), source: source,
		signed: requiresSignature(doc, source), responses: map[string]map[string]*schema{},
	}
	op.leadsTo, _ = source.Extensions["x-leads-to"].(string)
	if op.id == "" {
		op.id = method + " " + path
	}
	for _, ref := range slices.Concat(item.Parameters, source.Parameters) {
		op.addParameter(c, ref.Value)
	}
	if source.RequestBody != nil {
		media, err := compileMedia(c, source.RequestBody.Value.Content)
		if err != nil {
			return nil, err
		}
		op.request = &body{required: source.RequestBody.Value.Required, media: media}
	}
	for status, ref := range source.Responses.Map() {
		media, err := compileMedia(c, ref.Value.Content)
		if err != nil {
			return nil, err
		}
		op.responses[strings.ToUpper(status)] = media
	}
	return op, nil
}

// sendsItems reports whether the request has a list of items.
func (op *operation) sendsItems() bool {
	if op.request == nil {
		return false
	}
	for _, s := range op.request.media {
		for _, name := range s.names() {
			if items := s.property(name).items; items != nil && items.byRole[roleItem] != "" {
				return true
			}
		}
	}
	return false
}

// addParameter notes a parameter. Those of the operation come after those of its path and replace them. OpenAPI 3.0
// ignores header parameters called Authorization and Content-Type; the uncorrected pages mean the signature by one.
func (op *operation) addParameter(c *compiler, p *openapi3.Parameter) {
	switch {
	case p.In == "header" && strings.EqualFold(p.Name, "Authorization"):
		op.signed = op.signed || p.Required
	case p.In == "query" || p.In == "path":
		op.parameters = slices.DeleteFunc(op.parameters, func(q *parameter) bool { return q.name == p.Name && q.in == p.In })
		op.parameters = append(op.parameters, &parameter{p.Name, p.In, p.In + " " + p.Name, p.Required, c.compile(p.Schema)})
	}
}

func compileMedia(c *compiler, content openapi3.Content) (map[string]*schema, error) {
	media := map[string]*schema{}
	for name, m := range content {
		mediaType, _, err := mime.ParseMediaType(name)
		if err != nil {
			return nil, fmt.Errorf("media type %q: %w", name, err)
		}
		media[mediaType] = c.compile(m.Schema)
	}
	return media, nil
}

// requiresSignature reports whether a security scheme that sends Authorization applies.
func requiresSignature(doc *openapi3.T, op *openapi3.Operation) bool {
	requirements := doc.Security
	if op.Security != nil {
		requirements = *op.Security
	}
	for _, requirement := range requirements {
		for name := range requirement {
			if doc.Components == nil || doc.Components.SecuritySchemes[name] == nil {
				continue
			}
			scheme := doc.Components.SecuritySchemes[name].Value
			if scheme.Type == "apiKey" && strings.EqualFold(scheme.Name, "Authorization") || scheme.Type == "http" {
				return true
			}
		}
	}
	return false
}

// response returns the documented media of a status: exactly, by its class (4XX), or by default.
func (op *operation) response(status int) (map[string]*schema, bool) {
	for _, key := range []string{strconv.Itoa(status), strconv.Itoa(status/100) + "XX", "DEFAULT"} {
		if media, ok := op.responses[key]; ok {
			return media, true
		}
	}
	return nil, false
}

// statuses lists the documented statuses for a message.
func (op *operation) statuses() string {
	return strings.Join(slices.Sorted(maps.Keys(op.responses)), ", ")
}
