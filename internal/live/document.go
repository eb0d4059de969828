package live

import (
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// What is asked of the document in more than one place.

// parts are the schemas that may describe the same value.
func parts(s *openapi3.Schema) openapi3.SchemaRefs { return slices.Concat(s.AllOf, s.AnyOf, s.OneOf) }

// enumWords are the values that a schema, or a part of it, allows.
func enumWords(ref *openapi3.SchemaRef) []string {
	if ref == nil || ref.Value == nil {
		return nil
	}
	var words []string
	for _, word := range ref.Value.Enum {
		words = append(words, fmt.Sprint(word))
	}
	for _, part := range parts(ref.Value) {
		words = append(words, enumWords(part)...)
	}
	return words
}

func requestSchemas(op *openapi3.Operation) []*openapi3.SchemaRef {
	if op.RequestBody == nil || op.RequestBody.Value == nil {
		return nil
	}
	return mediaSchemas(op.RequestBody.Value.Content)
}

func responseSchemas(op *openapi3.Operation) []*openapi3.SchemaRef {
	var all []*openapi3.SchemaRef
	responses := op.Responses.Map()
	for _, status := range slices.Sorted(maps.Keys(responses)) {
		if responses[status].Value != nil {
			all = append(all, mediaSchemas(responses[status].Value.Content)...)
		}
	}
	return all
}

func mediaSchemas(content openapi3.Content) []*openapi3.SchemaRef {
	var all []*openapi3.SchemaRef
	for _, name := range slices.Sorted(maps.Keys(content)) {
		all = append(all, content[name].Schema)
	}
	return all
}
