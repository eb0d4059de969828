package spec

import (
	"maps"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// ruleWalk follows a schema into a value.
type ruleWalk struct {
	compiled map[*openapi3.Schema]compiledSchema
	echoes   bool           // evaluate x-echoes instead of the other rules
	sent     map[string]any // the request, for x-echoes
	path     []string       // to the value that is being visited
	found    []Violation
}

func (w *ruleWalk) visit(schema *openapi3.Schema, value any) {
	w.own(schema, value)
	switch v := value.(type) {
	case map[string]any:
		w.object(schema, v)
	case []any:
		for i, element := range v {
			w.step(strconv.Itoa(i), schema.Items, element)
		}
	}
	for _, part := range schema.AllOf {
		w.visit(part.Value, value)
	}
	w.choose(schema.AnyOf, value)
	w.choose(schema.OneOf, value)
}

// own evaluates the rules that the schema itself has.
func (w *ruleWalk) own(schema *openapi3.Schema, value any) {
	if w.echoes {
		name, _ := schema.Extensions["x-echoes"].(string)
		if sent, ok := w.sent[name]; ok && name != "" && differ(sent, value) {
			w.report("x-echoes", problem{message: "must repeat the " + name + " of the request"})
		}
		return
	}
	for _, r := range w.compiled[schema].rules {
		for _, p := range r.check(value) {
			w.report(r.key, p)
		}
	}
}

func (w *ruleWalk) report(key string, p problem) {
	pointer := ""
	for _, name := range w.path {
		pointer = jsonpointer.Join(pointer, name)
	}
	w.found = append(w.found, Violation{Pointer: pointer + p.at, Rule: key, Message: p.message})
}

// step visits a member or an element.
func (w *ruleWalk) step(name string, schema *openapi3.SchemaRef, value any) {
	if schema != nil && schema.Value != nil {
		w.path = append(w.path, name)
		w.visit(schema.Value, value)
		w.path = w.path[:len(w.path)-1]
	}
}

// object visits the members by name: those that are declared, and then the additional ones.
func (w *ruleWalk) object(schema *openapi3.Schema, object map[string]any) {
	for _, name := range w.compiled[schema].members {
		if value, is := object[name]; is {
			w.step(name, schema.Properties[name], value)
		}
	}
	if schema.AdditionalProperties.Schema == nil {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if _, declared := schema.Properties[name]; !declared {
			w.step(name, schema.AdditionalProperties.Schema, object[name])
		}
	}
}

// choose keeps the violations of the best alternative: the first that the value is valid against and breaks no rule of,
// or else the first that it is valid against. Where it is valid against none, the schema check has said so.
func (w *ruleWalk) choose(alternatives openapi3.SchemaRefs, value any) {
	var first []Violation
	for _, alternative := range alternatives {
		if alternative.Value.VisitJSON(value) != nil {
			continue
		}
		inner := ruleWalk{compiled: w.compiled, echoes: w.echoes, sent: w.sent, path: slices.Clone(w.path)}
		inner.visit(alternative.Value, value)
		if len(inner.found) == 0 {
			return
		}
		if first == nil {
			first = inner.found
		}
	}
	w.found = append(w.found, first...)
}
