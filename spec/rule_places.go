package spec

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// checkPlaces checks the rules of operations, and refuses rules beside the schemas of parameters and bodies: there they
// would be passed over in silence.
func checkPlaces(doc *openapi3.T) []error {
	var c placeChecker
	if doc.Components != nil {
		for _, name := range slices.Sorted(maps.Keys(doc.Components.Parameters)) {
			c.parameter(jsonpointer.Join("/components/parameters", name), doc.Components.Parameters[name])
		}
	}
	if doc.Paths != nil {
		paths := doc.Paths.Map()
		for _, path := range slices.Sorted(maps.Keys(paths)) {
			c.path(jsonpointer.Join("/paths", path), paths[path])
		}
	}
	return c.errs
}

// RetryClasses are the values of x-operation-retry; the head of rules.yaml explains them.
func RetryClasses() []string {
	return []string{"repeat", "look-up-then-repeat", "repeat-only-while-init"}
}

type placeChecker struct{ errs []error }

func (c *placeChecker) keys(at string, extensions map[string]any, allowed []string) {
	c.errs = append(c.errs, checkKeys(at, extensions, allowed)...)
}

func (c *placeChecker) path(at string, item *openapi3.PathItem) {
	if item == nil {
		return
	}
	c.keys(at, item.Extensions, nil)
	for i, p := range item.Parameters {
		c.parameter(jsonpointer.Join(jsonpointer.Join(at, "parameters"), i), p)
	}
	operations := item.Operations()
	for _, method := range slices.Sorted(maps.Keys(operations)) {
		c.operation(jsonpointer.Join(at, strings.ToLower(method)), operations[method])
	}
}

func (c *placeChecker) operation(at string, op *openapi3.Operation) {
	c.keys(at, op.Extensions, operationKeys())
	if raw, ok := op.Extensions["x-operation-retry"]; ok {
		if retry, _ := raw.(string); !slices.Contains(RetryClasses(), retry) {
			c.errs = append(c.errs, fmt.Errorf("%s/x-operation-retry: must be one of %s", at, strings.Join(RetryClasses(), ", ")))
		}
	}
	if raw, ok := op.Extensions["x-moves-money"]; ok && raw != true {
		c.errs = append(c.errs, fmt.Errorf("%s/x-moves-money: must be true, or not there", at))
	}
	if raw, ok := op.Extensions["x-leads-to"]; ok {
		if _, err := nonEmpty(raw); err != nil {
			c.errs = append(c.errs, fmt.Errorf("%s/x-leads-to: %w", at, err))
		}
	}
	for i, p := range op.Parameters {
		c.parameter(jsonpointer.Join(jsonpointer.Join(at, "parameters"), i), p)
	}
	if body := op.RequestBody; body != nil && body.Value != nil {
		c.keys(at+"/requestBody", body.Value.Extensions, nil)
		c.content(at+"/requestBody/content", body.Value.Content)
	}
	for _, code := range slices.Sorted(maps.Keys(op.Responses.Map())) {
		if response := op.Responses.Value(code); response != nil && response.Value != nil {
			inner := jsonpointer.Join(at+"/responses", code)
			c.keys(inner, response.Value.Extensions, nil)
			c.content(inner+"/content", response.Value.Content)
		}
	}
}

// parameter passes over references: what they refer to is reported where it stands.
func (c *placeChecker) parameter(at string, p *openapi3.ParameterRef) {
	if p == nil || p.Value == nil || p.Ref != "" {
		return
	}
	c.keys(at, p.Value.Extensions, nil)
	c.schema(at+"/schema", p.Value.Schema)
	c.content(at+"/content", p.Value.Content)
}

func (c *placeChecker) content(at string, content openapi3.Content) {
	for _, name := range slices.Sorted(maps.Keys(content)) {
		if media := content[name]; media != nil {
			c.keys(jsonpointer.Join(at, name), media.Extensions, nil)
			c.schema(jsonpointer.Join(at, name)+"/schema", media.Schema)
		}
	}
}

func (c *placeChecker) schema(at string, ref *openapi3.SchemaRef) {
	if ref != nil {
		c.errs = append(c.errs, checkReferenceKeys(at, ref)...)
	}
}
