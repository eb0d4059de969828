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
	if doc.Components == nil {
		return nil
	}
	known := map[string]bool{} // values of any enum: x-excludes names those of another one
	for _, ref := range doc.Components.Schemas {
		for _, value := range ref.Value.Enum {
			known[fmt.Sprint(value)] = true
		}
	}
	var all []Gap
	for _, name := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
		schema := doc.Components.Schemas[name].Value
		for _, rule := range []string{"x-meaning", "x-next", "x-excludes"} {
			table, ruled := schema.Extensions[rule].(map[string]any)
			gone := map[string]bool{}
			for value, words := range table {
				gone[value] = !slices.ContainsFunc(schema.Enum, func(v any) bool { return fmt.Sprint(v) == value })
				list, _ := words.([]any)
				for _, word := range list {
					gone[fmt.Sprint(word)] = gone[fmt.Sprint(word)] || !known[fmt.Sprint(word)]
				}
			}
			for _, value := range schema.Enum {
				if _, spoken := table[fmt.Sprint(value)]; ruled && !spoken && rule != "x-excludes" {
					all = append(all, Gap{Schema: name, Rule: rule, Value: fmt.Sprint(value)})
				}
			}
			for _, value := range slices.Sorted(maps.Keys(gone)) {
				if gone[value] {
					all = append(all, Gap{Schema: name, Rule: rule, Value: value, Gone: true})
				}
			}
		}
	}
	return all
}
