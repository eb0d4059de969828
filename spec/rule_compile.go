package spec

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// compiler goes through a document, compiles the extensions of schemas and operations, and refuses ours wherever else they
// stand: there they would be passed over in silence.
type compiler struct {
	ofSchemas, ofOperations []extension // those that may stand there
	compiled                map[*openapi3.Schema]compiledSchema
	schemas                 []placedSchema // as they come
	errs                    []error
}

type placedSchema struct {
	at     string
	schema *openapi3.Schema
}

func (c *compiler) document(doc *openapi3.T) {
	if doc.Components != nil {
		members("/components/schemas", doc.Components.Schemas, c.schema)
		members("/components/parameters", doc.Components.Parameters, c.parameter)
	}
	if doc.Paths != nil {
		members("/paths", doc.Paths.Map(), c.path)
	}
	// The rest is where values are not followed. The walk function never returns an error, so neither does WalkSchemas.
	_ = doc.WalkSchemas(func(at string, ref *openapi3.SchemaRef) error {
		c.schema(at, &openapi3.SchemaRef{Value: ref.Value})
		return nil
	})
}

// members visits the members of an object by name.
func members[T any](at string, object map[string]T, visit func(at string, member T)) {
	for _, name := range slices.Sorted(maps.Keys(object)) {
		visit(jsonpointer.Join(at, name), object[name])
	}
}

func elements[T any](at string, list []T, visit func(at string, element T)) {
	for i, element := range list {
		visit(jsonpointer.Join(at, i), element)
	}
}

// schema compiles a schema where it is written; what a reference leads to is compiled there, and rules beside it are lost.
func (c *compiler) schema(at string, ref *openapi3.SchemaRef) {
	if ref == nil || ref.Value == nil {
		return
	}
	if ref.Ref != "" {
		c.extensions(at, ref.Extensions, nil)
		return
	}
	s := ref.Value
	if _, known := c.compiled[s]; known {
		return
	}
	c.schemas = append(c.schemas, placedSchema{at, s})
	c.compiled[s] = compiledSchema{
		rules:   c.extensions(at, s.Extensions, c.ofSchemas, typesOf(s)...),
		members: slices.Sorted(maps.Keys(s.Properties)),
	}
	members(at+"/properties", s.Properties, c.schema)
	c.schema(at+"/items", s.Items)
	c.schema(at+"/additionalProperties", s.AdditionalProperties.Schema)
	elements(at+"/allOf", s.AllOf, c.schema)
	elements(at+"/anyOf", s.AnyOf, c.schema)
	elements(at+"/oneOf", s.OneOf, c.schema)
}

func typesOf(s *openapi3.Schema) []string {
	if s.Type == nil {
		return nil
	}
	return s.Type.Slice()
}

// extensions compiles ours among the extensions at one place, and refuses those that do not belong there and those that look
// like a misspelling. Extensions of others are none of our business.
func (c *compiler) extensions(at string, found map[string]any, allowed []extension, types ...string) []compiledRule {
	var rules []compiledRule
	members(at, found, func(at string, raw any) {
		key := at[strings.LastIndexByte(at, '/')+1:]
		i := slices.IndexFunc(allowed, func(e extension) bool { return e.key == key })
		if i < 0 {
			c.fail(misplaced(at, key, keysOf(allowed)))
			return
		}
		e := allowed[i]
		if len(types) > 0 && len(e.types) > 0 && !slices.ContainsFunc(e.types, func(t string) bool { return slices.Contains(types, t) }) {
			c.fail(fmt.Errorf("%s: is for %s, and the schema is not: it would never be evaluated", at, strings.Join(e.types, " or ")))
			return
		}
		check, err := e.compile(raw)
		if inner, ok := err.(*innerError); ok { //nolint:errorlint // it is never wrapped
			at, err = at+inner.at, inner.err
		}
		if err != nil {
			c.fail(fmt.Errorf("%s: %w", at, err))
		} else if check != nil {
			rules = append(rules, compiledRule{key, check})
		}
	})
	return rules
}

func (c *compiler) fail(err error) {
	if err != nil {
		c.errs = append(c.errs, err)
	}
}

func (c *compiler) path(at string, item *openapi3.PathItem) {
	if item == nil {
		return
	}
	c.extensions(at, item.Extensions, nil)
	elements(at+"/parameters", item.Parameters, c.parameter)
	operations := map[string]*openapi3.Operation{}
	for method, op := range item.Operations() {
		operations[strings.ToLower(method)] = op
	}
	members(at, operations, c.operation)
}

func (c *compiler) operation(at string, op *openapi3.Operation) {
	c.extensions(at, op.Extensions, c.ofOperations)
	elements(at+"/parameters", op.Parameters, c.parameter)
	if body := op.RequestBody; body != nil && body.Value != nil {
		c.extensions(at+"/requestBody", body.Value.Extensions, nil)
		members(at+"/requestBody/content", body.Value.Content, c.body)
	}
	members(at+"/responses", op.Responses.Map(), func(at string, response *openapi3.ResponseRef) {
		if response != nil && response.Value != nil {
			c.extensions(at, response.Value.Extensions, nil)
			members(at+"/content", response.Value.Content, c.body)
		}
	})
}

// parameter passes over references: what they refer to is reported where it stands.
func (c *compiler) parameter(at string, p *openapi3.ParameterRef) {
	if p == nil || p.Value == nil || p.Ref != "" {
		return
	}
	c.extensions(at, p.Value.Extensions, nil)
	c.schema(at+"/schema", p.Value.Schema)
	members(at+"/content", p.Value.Content, c.body)
}

func (c *compiler) body(at string, media *openapi3.MediaType) {
	if media != nil {
		c.extensions(at, media.Extensions, nil)
		c.schema(at+"/schema", media.Schema)
	}
}

// refuseLoops finds a schema that is part of itself without any step into the value: no value could ever be checked.
func (c *compiler) refuseLoops() {
	for _, start := range c.schemas {
		seen := map[*openapi3.Schema]bool{}
		var leadsBack func(*openapi3.SchemaRef) bool
		leadsBack = func(part *openapi3.SchemaRef) bool {
			if part.Value == start.schema || seen[part.Value] {
				return part.Value == start.schema
			}
			seen[part.Value] = true
			return slices.ContainsFunc(partsOf(part.Value), leadsBack)
		}
		if slices.ContainsFunc(partsOf(start.schema), leadsBack) {
			c.fail(fmt.Errorf("%s: the schema is a part of itself through allOf, anyOf or oneOf", start.at))
			return
		}
	}
}

// partsOf are the schemas that are evaluated on the very same value.
func partsOf(s *openapi3.Schema) openapi3.SchemaRefs { return slices.Concat(s.AllOf, s.AnyOf, s.OneOf) }

// innerError is an error at a place within an extension.
type innerError struct {
	at  string // JSON pointer
	err error
}

func (e *innerError) Error() string { return e.at + ": " + e.err.Error() }

// misplaced says what is wrong with an extension that does not belong where it stands, or nil where it is none of ours.
func misplaced(at, key string, allowed []string) error {
	if key == "x-source" || key == "x-confidence" || strings.HasPrefix(key, "x-go-") {
		return nil
	}
	ours := slices.Concat(schemaKeys(), operationKeys())
	if slices.Contains(ours, key) {
		return fmt.Errorf("%s: does not belong here, where it is never evaluated; allowed: %s", at, orNone(allowed))
	}
	plain := func(s string) string { return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(s)) }
	for _, name := range ours {
		near := 1
		if len(name) > len("x-form-by") {
			near = 2
		}
		if distance(plain(key), plain(name)) <= near {
			return fmt.Errorf("%s: unknown rule: is %s meant?", at, name)
		}
	}
	return nil
}

// distance counts the letters to add, drop, change or swap with their neighbour to make b of a (optimal string alignment).
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
