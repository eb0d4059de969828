package spec

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every request and every answer has an example that fits its schema and keeps the rules, so that a mock of the document answers
// sensibly.
func TestExamplesAreValid(t *testing.T) {
	doc := testDocument(t)
	rules, err := NewRules(doc)
	require.NoError(t, err)
	examples := 0
	check := func(where string, content openapi3.Content) {
		for _, media := range content {
			examples++
			require.NotNil(t, media.Example, where)
			data, err := json.Marshal(media.Example)
			require.NoError(t, err)
			var floats, exact any
			require.NoError(t, json.Unmarshal(data, &floats))
			decoder := json.NewDecoder(bytes.NewReader(data))
			decoder.UseNumber()
			require.NoError(t, decoder.Decode(&exact))
			assert.NoError(t, media.Schema.Value.VisitJSON(floats), where)
			assert.Empty(t, rules.Check(media.Schema.Value, exact), where)
		}
	}
	for path, item := range doc.Paths.Map() {
		for method, operation := range item.Operations() {
			if operation.RequestBody != nil {
				check(method+" "+path, operation.RequestBody.Value.Content)
			}
			for status, answer := range operation.Responses.Map() {
				check(method+" "+path+" "+status, answer.Value.Content)
			}
		}
	}
	require.GreaterOrEqual(t, examples, 9)
}
