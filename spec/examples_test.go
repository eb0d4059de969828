package spec

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestExamples: every request and answer has examples that fit their schema and keep the rules, so that a mock of the document
// answers sensibly, also where it refuses. The first of a success is the published one: mocks take it.
func TestExamples(t *testing.T) {
	doc := testDocument(t)
	rules, err := NewRules(doc)
	require.NoError(t, err)
	check := func(where string, content openapi3.Content, names ...string) {
		require.NotEmpty(t, content, where)
		for _, media := range content {
			for _, name := range names {
				require.Contains(t, media.Examples, name, where)
			}
			for name, example := range media.Examples {
				data, err := json.Marshal(example.Value.Value)
				require.NoError(t, err)
				var exact any
				decoder := json.NewDecoder(bytes.NewReader(data))
				decoder.UseNumber()
				require.NoError(t, decoder.Decode(&exact))
				assert.NoError(t, media.Schema.Value.VisitJSON(exact, openapi3.MultiErrors()), "%s, %s", where, name)
				assert.Empty(t, rules.Check(media.Schema.Value, exact), "%s, %s", where, name)
			}
		}
	}
	for path, item := range doc.Paths.Map() {
		for method, operation := range item.Operations() {
			where := method + " " + path
			published := []string{"published"}
			if isNew(operation) {
				published = nil
			}
			if operation.RequestBody != nil {
				check(where, operation.RequestBody.Value.Content, published...)
			}
			for _, p := range operation.Parameters {
				assert.True(t, p.Value.In != "path" || p.Value.Example != nil, "%s, %s", where, p.Value.Name)
			}
			for status, answer := range operation.Responses.Map() {
				names := []string{"refused", "rateLimited"}
				if status == "200" {
					names = append(names, published...)
				}
				check(where+" "+status, answer.Value.Content, names...)
			}
		}
	}
}

// isNew: a page brought the operation, and nobody has said more of it than its name.
func isNew(operation *openapi3.Operation) bool {
	return operation.Extensions["x-operation-retry"] == nil
}

// TestThePublishedExampleComesFirst: a mock answers with the first.
func TestThePublishedExampleComesFirst(t *testing.T) {
	published := bytes.Count(YAML(), []byte("examples:\n                published:\n"))
	old := 0
	for _, item := range testDocument(t).Paths.Map() {
		for _, operation := range item.Operations() {
			if !isNew(operation) {
				old++
			}
		}
	}
	assert.Equal(t, old, published)
}
