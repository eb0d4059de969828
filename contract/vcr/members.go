package vcr

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// members is what masking must know of the document's messages.
type members struct {
	documented map[string]bool // every name
	kept       map[string]bool // names of ids, results and words of a list: nothing personal
	numbers    map[string]bool // names of amounts and counts, which may be written as strings
	personal   map[string]bool // x-personal: names of what tells who pays, who is paid, or for what
	// formBy: x-form-by, from the name of an identifier to the name of the member beside it that says what it is.
	formBy map[string]string
}

func newMembers(doc *openapi3.T) members {
	m := members{documented: map[string]bool{}, kept: map[string]bool{}, numbers: map[string]bool{}, personal: map[string]bool{}, formBy: map[string]string{}}
	for _, schema := range doc.Components.Schemas {
		forms, _ := schema.Value.Extensions["x-form-by"].([]any)
		for _, form := range forms {
			f, _ := form.(map[string]any) // package spec has checked it
			name, _ := f["property"].(string)
			m.formBy[name], _ = f["by"].(string)
		}
		for name, p := range schema.Value.Properties {
			m.documented[name] = true
			m.personal[name] = m.personal[name] || p.Value.Extensions["x-personal"] == true
			if isWord(p.Value) || isID(p.Value) {
				m.kept[name] = true
			}
			m.numbers[name] = m.numbers[name] || isNumber(p.Value)
		}
	}
	return m
}

// isWord reports a member whose values are a list.
func isWord(s *openapi3.Schema) bool { return len(s.Enum) > 0 || s.Extensions["x-values"] != nil }

// isNumber reports a member that is a number, or either that or a string.
func isNumber(s *openapi3.Schema) bool {
	return s.Type.Is("number") || s.Type.Is("integer") ||
		slices.ContainsFunc(s.OneOf, func(one *openapi3.SchemaRef) bool { return one.Value.Type.Is("number") })
}

// isID reports an id that caller or vendor made up for a mass payout, an item or a conversation.
func isID(s *openapi3.Schema) bool {
	role, _ := s.Extensions["x-role"].(string)
	if slices.Contains([]string{"batch", "batch-external", "item", "item-reference", "refused-item", "error-code"}, role) {
		return true
	}
	return s.Extensions["x-echoes"] != nil && s.Type.Is("string")
}
