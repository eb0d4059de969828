package spec

import (
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// Gap is a value of an enum on which rules.yaml and the document do not fit together.
type Gap struct {
	Schema, Rule, Value string
	// Gone: the rule still speaks of the value and no enum has it any more. Else the rule says nothing of it yet.
	Gone bool
}

// Gaps lists the statuses that x-meaning or x-next say nothing of yet, and the words of these and of x-excludes that are no value
// any more. What a status means is for somebody to say: until then nothing is concluded from it.
func Gaps(doc *openapi3.T) []Gap {
	var all []Gap
	if doc.Components == nil {
		return nil
	}
	known := map[string]bool{} // values of any enum: x-excludes names those of another one
	for _, ref := range doc.Components.Schemas {
		for _, value := range ref.Value.Enum {
			known[fmt.Sprint(value)] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
		schema := doc.Components.Schemas[name].Value
		for _, rule := range []string{"x-meaning", "x-next", "x-excludes"} {
			table, ok := schema.Extensions[rule].(map[string]any)
			if !ok {
				continue
			}
			all = append(all, gapsOf(name, rule, schema.Enum, table, known)...)
		}
	}
	return all
}

func gapsOf(schema, rule string, values []any, table map[string]any, known map[string]bool) []Gap {
	var all []Gap
	for _, value := range values {
		if _, spoken := table[fmt.Sprint(value)]; !spoken && rule != "x-excludes" {
			all = append(all, Gap{Schema: schema, Rule: rule, Value: fmt.Sprint(value)})
		}
	}
	gone := map[string]bool{}
	for value, words := range table {
		if !slices.ContainsFunc(values, func(v any) bool { return fmt.Sprint(v) == value }) {
			gone[value] = true
		}
		list, _ := words.([]any)
		for _, word := range list {
			if !known[fmt.Sprint(word)] {
				gone[fmt.Sprint(word)] = true
			}
		}
	}
	for _, value := range slices.Sorted(maps.Keys(gone)) {
		all = append(all, Gap{Schema: schema, Rule: rule, Value: value, Gone: true})
	}
	return all
}
