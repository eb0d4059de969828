package spec

import (
	"bytes"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

func testDocument(t testing.TB) *openapi3.T {
	t.Helper()
	doc, err := Document()
	require.NoError(t, err)
	return doc
}

func TestTheDocumentIsWhatTheYAMLSays(t *testing.T) {
	want, err := JSON("openapi.yaml", YAML())
	require.NoError(t, err)
	assert.True(t, bytes.Equal(want, documentJSON), "openapi.json is stale: run `go generate ./...`")
}

// TestTheDocumentIsReadAsAnyOther: by parts, and by kin-openapi's own reader.
func TestTheDocumentIsReadAsAnyOther(t *testing.T) {
	want, err := loadJSON("openapi.json", documentJSON)
	require.NoError(t, err)
	want.Components.Extensions, want.Paths.Extensions = nil, nil // empty there
	got := testDocument(t)
	got.Paths.Extensions = nil
	assert.Equal(t, want, got)

	for _, more := range []string{`{"x-more":1}`, `{"components":{"x-more":1}}`, `{"paths":{"x-more":{"a":1}}}`, `{"paths":{"/a":{"x-more":1}}}`, `{"openapi":1}`, `{"components":{"schemas":{"A":{"$ref":"#/none"}}}}`} {
		want, wantErr := loadJSON("openapi.json", []byte(more))
		got, err := readDocument([]byte(more))
		assert.Equal(t, wantErr, err, more)
		assert.Equal(t, want, got, more)
	}
}

// TestTheDocumentNamesEveryOperation: what is known of an operation is asserted; one that a new page brings needs a name, and until it has a
// retry class it is never repeated.
func TestTheDocumentNamesEveryOperation(t *testing.T) {
	known := map[string]string{
		"POST /v1/mass/payout/init":                          "initMassPayout look-up-then-repeat",
		"POST /v1/mass/payout/auth":                          "authMassPayout repeat-only-while-init moves money",
		"POST /v1/mass/payout/retrieve":                      "retrieveMassPayout repeat",
		"POST /v1/mass/payout/cancel/{requestId}":            "cancelMassPayout repeat-only-while-init",
		"GET /v1/mass/payout/balance":                        "getMassPayoutBalance repeat",
		"GET /v1/mass/payout/retrieve/items/{referenceCode}": "getMassPayoutItem repeat",
	}
	got := map[string]string{}
	for path, item := range testDocument(t).Paths.Map() {
		for method, op := range item.Operations() {
			retry, _ := op.Extensions["x-operation-retry"].(string)
			money, _ := op.Extensions["x-moves-money"].(bool)
			assert.NotEmpty(t, op.OperationID, path)
			if known[method+" "+path] == "" {
				continue
			}
			got[method+" "+path] = op.OperationID + " " + retry + map[bool]string{true: " moves money"}[money]
			assert.NotNil(t, op.Responses.Value("200"))
			assert.True(t, op.OperationID != "initMassPayout" || op.Responses.Value("400") != nil, "corrections.yaml adds it")
			for status := range op.Responses.Map() {
				assert.Regexp(t, "^(200|[45][0-9][0-9])$", status, op.OperationID)
			}
			assert.Equal(t, method == http.MethodPost && op.OperationID != "cancelMassPayout", op.RequestBody != nil, "%s: body", op.OperationID)
			for _, p := range op.Parameters {
				assert.Contains(t, []string{"query", "path"}, p.Value.In, "%s: a parameter that callers cannot fill in", op.OperationID)
				assert.True(t, p.Value.Required)
			}
			assert.Equal(t, "locale", op.Parameters.GetByInAndName("query", "locale").Name)
		}
	}
	assert.Equal(t, known, got)
}

func TestTheDocumentIsSignedEverywhere(t *testing.T) {
	doc := testDocument(t)
	assert.Equal(t, openapi3.SecurityRequirements{{"IYZWSv2": {}}}, doc.Security)
	scheme := doc.Components.SecuritySchemes["IYZWSv2"].Value
	assert.Equal(t, []string{"apiKey", "header", "Authorization"}, []string{scheme.Type, scheme.In, scheme.Name})
	assert.Equal(t, []string{"LocaleQuery"}, slices.Sorted(maps.Keys(doc.Components.Parameters)))
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			assert.Nil(t, op.Security, "%s: no operation is without a signature", op.OperationID)
		}
	}
}

func TestEveryAnswerMayReportAFailure(t *testing.T) {
	doc := testDocument(t)
	answers := map[string]bool{}
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			for _, response := range op.Responses.Map() {
				ref := response.Value.Content["application/json"].Schema
				answers[ref.Ref] = true
				properties := ref.Value.Properties
				for _, name := range []string{"errorCode", "errorMessage", "errorGroup", "errorName", "conversationId", "locale", "systemTime", "status"} {
					assert.Contains(t, properties, name, ref.Ref)
				}
				assert.Equal(t, "#/components/schemas/ErrorCode", properties["errorCode"].Ref)
				assert.Equal(t, "#/components/schemas/ResultStatus", properties["status"].Ref)
				assert.Equal(t, "int64", properties["systemTime"].Value.Format)
				assert.Empty(t, ref.Value.Required, "nothing of an answer is promised")
			}
		}
	}
	assert.NotEmpty(t, answers)
}

func TestTheDocumentsTypes(t *testing.T) {
	schemas := testDocument(t).Components.Schemas
	property := func(schema, name string) *openapi3.Schema {
		require.NotNil(t, schemas[schema].Value.Properties[name], "%s.%s", schema, name)
		return schemas[schema].Value.Properties[name].Value
	}
	for schema, names := range map[string][]string{
		"Amount": {"value"}, "MassPayoutSummary": {"totalAmount", "totalSuccessfulAmount", "totalCommissionAmount"},
		"MassPayoutItemDetail": {"totalAmount", "commissionAmount"},
	} {
		for _, name := range names {
			p := property(schema, name)
			assert.True(t, p.Type.Is("number") && p.Format == "decimal", "%s.%s", schema, name)
		}
	}
	balance := property("MassPayoutBalanceResponse", "balance")
	assert.Nil(t, balance.Type)
	for value, valid := range map[any]bool{25399393.5: true, "25399393.5": true, "-0.00": true, "1,5": false, "01": false, "": false, true: false} {
		assert.Equal(t, valid, balance.VisitJSON(value) == nil, "balance %v", value)
	}
	for value, valid := range map[any]bool{"1000": true, 50000.0: true, 1.5: false, true: false} {
		assert.Equal(t, valid, schemas["ErrorCode"].Value.VisitJSON(value) == nil, "errorCode %v", value)
	}
	assert.Equal(t, "int64", property("MassPayoutSummary", "merchantId").Format)
	for _, name := range []string{"receivedDate", "completedDate", "canceledDate"} {
		assert.True(t, property("MassPayoutSummary", name).Type.Is("string"))
	}
	for _, name := range []string{"page", "size", "total"} {
		assert.True(t, property("MassPayoutRetrieveResponse", name).Type.Is("integer"))
		assert.True(t, property("MassPayoutItemsPage", name).Type.Is("integer"))
	}
	assert.True(t, property("MassPayoutItemDetail", "massPayoutRequestId").Type.Is("string"))
	assert.True(t, property("MassPayoutItemDetail", "errorMessage").Type.Is("string"))
}

func TestRetrieveTakesEitherIDOrBoth(t *testing.T) {
	retrieve := testDocument(t).Components.Schemas["MassPayoutRetrieveRequest"].Value
	require.Empty(t, retrieve.AnyOf, "other generators make nothing of it")
	either, err := requiredOneOf(retrieve.Extensions["x-required-one-of"])
	require.NoError(t, err)
	for body, valid := range map[string]bool{"": false, "requestId": true, "externalMassPayoutId": true, "requestId externalMassPayoutId": true} {
		value := map[string]any{"page": 0.0, "size": 10.0}
		for _, name := range strings.Fields(body) {
			value[name] = "x"
		}
		assert.NoError(t, retrieve.VisitJSON(value), body)
		assert.Equal(t, valid, len(either(value)) == 0, body)
	}
	assert.Error(t, retrieve.VisitJSON(map[string]any{"page": -1.0, "size": 10.0, "requestId": "x"}), "pages count from 0")
	assert.Equal(t, []string{"page", "size"}, retrieve.Required, "itemType is optional: the English page does not know it")
	assert.Equal(t, "#/components/schemas/ItemType", retrieve.Properties["itemType"].Ref)
}

// The lists of corrections.yaml are those of the pages, plus what it adds in actions of their own.
func TestTheEnumsAreThoseOfThePages(t *testing.T) {
	found, err := fragments(os.DirFS("."))
	require.NoError(t, err)
	raw, err := Merge(found)
	require.NoError(t, err)
	page := func(path ...string) (values []any) {
		node := yamlnode.Lookup(raw, "components")
		for _, step := range path {
			node = yamlnode.Lookup(node, step)
		}
		require.NotNil(t, yamlnode.Lookup(node, "enum"), "%v", path)
		for _, value := range yamlnode.Lookup(node, "enum").Content {
			values = append(values, value.Value)
		}
		return values
	}
	schemas := testDocument(t).Components.Schemas
	named := func(name string) []any { return schemas[name].Value.Enum }
	assert.Equal(t, page("schemas", "MassPayoutInitializeRequest", "properties", "purpose"), named("Purpose"))
	assert.Equal(t, page("parameters", "LocaleQuery", "schema"), named("Locale"))
	assert.Equal(t, page("schemas", "MassPayoutItemDetail", "properties", "itemStatus"), named("MassPayoutItemStatus"))
	for _, item := range []string{"MassPayoutItem", "MassPayoutItemDetail"} {
		assert.Equal(t, page("schemas", item, "properties", "recipientType"), named("RecipientType"), item)
	}
	for name := range schemas {
		if strings.HasSuffix(name, "Response") {
			assert.Equal(t, page("schemas", name, "properties", "status"), named("ResultStatus"), name)
		}
	}
	java := []any{"SUCCESS", "IYZICO_INSUFFICIENT_BALANCE"}
	assert.Equal(t, append(page("schemas", "MassPayoutSummary", "properties", "massPayoutStatus"), java...), named("MassPayoutStatus"))
	assert.Equal(t, []any{"VALID", "INVALID"}, named("ItemType"))
}

func TestNoEnumIsInline(t *testing.T) {
	require.NoError(t, testDocument(t).WalkSchemas(func(pointer string, ref *openapi3.SchemaRef) error {
		if len(ref.Value.Enum) > 0 && ref.Ref == "" {
			assert.Regexp(t, `^/components/schemas/\w+$`, pointer, "name it in enums.yaml")
		}
		return nil
	}))
}

func TestMeaningsOfStatuses(t *testing.T) {
	schemas := testDocument(t).Components.Schemas
	for name, allowed := range map[string][]string{
		"MassPayoutStatus":     {"created", "running", "settled"},
		"MassPayoutItemStatus": {"waiting", "running", "paid", "failed", "returned", "kept-back", "canceled", "refused"},
	} {
		schema := schemas[name].Value
		meanings, ok := schema.Extensions["x-meaning"].(map[string]any)
		require.True(t, ok, name)
		for value := range meanings {
			assert.True(t, slices.Contains(schema.Enum, any(value)), "%s: rules.yaml (x-meaning) knows %s, and the document does not", name, value)
		}
		for _, value := range schema.Enum {
			meaning, known := meanings[value.(string)].(string)
			assert.True(t, !known || slices.Contains(allowed, meaning), "%s %v: rules.yaml (x-meaning) must say one of %v", name, value, allowed)
		}
	}
	item := schemas["MassPayoutItemStatus"].Value.Extensions["x-meaning"].(map[string]any)
	assert.Equal(t, "returned", item["DEPOSIT_SUCCESS"], "the name says success, and nobody was paid")
	var paid []string
	for value, meaning := range item {
		if meaning == "paid" {
			paid = append(paid, value)
		}
	}
	assert.Equal(t, []string{"SUCCESS"}, paid)
}

func TestSupplementsSayWhereTheyComeFrom(t *testing.T) {
	found, err := supplements(os.DirFS("."))
	require.NoError(t, err)
	for _, f := range found {
		paths := yamlnode.Lookup(f.Root, "paths")
		operation := yamlnode.Lookup(paths.Content[1], "get")
		schema := yamlnode.Lookup(yamlnode.Lookup(f.Root, "components"), "schemas").Content[1]
		assert.Contains(t, yamlnode.Lookup(operation, "x-source").Value, "docs.iyzico.com page ")
		assert.Contains(t, yamlnode.Lookup(schema, "x-source").Value, "docs.iyzico.com page ")
		assert.Contains(t, "HML", yamlnode.Lookup(operation, "x-confidence").Value)
		assert.Contains(t, "HML", yamlnode.Lookup(schema, "x-confidence").Value)
	}
}
