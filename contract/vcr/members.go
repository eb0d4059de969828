package vcr

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// The members of the messages that tell who somebody is. The document's rules know recipientInfo (x-form-by) and
// recipientName (x-required-when) only by what they must look like.
const (
	memberRecipientInfo = "recipientInfo"
	memberRecipientName = "recipientName"
	memberRecipientType = "recipientType"
	memberMerchantID    = "merchantId"
)

// members is what masking must know of the document's messages.
type members struct {
	documented map[string]bool // every name
	kept       map[string]bool // names of ids, results and words of a list: nothing personal
	numbers    map[string]bool // names of amounts and counts, which may be written as strings
}

func newMembers(doc *openapi3.T) members {
	m := members{documented: map[string]bool{}, kept: map[string]bool{}, numbers: map[string]bool{}}
	for _, schema := range doc.Components.Schemas {
		for name, p := range schema.Value.Properties {
			m.documented[name] = true
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
