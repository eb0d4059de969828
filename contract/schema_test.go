package contract

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/spec"
)

// schemaChecker checks answers against one schema, for what today's document does not use.
func schemaChecker(t *testing.T, schema string) func(body string) []Finding {
	t.Helper()
	doc, err := spec.Parse("schema", []byte(`{"openapi":"3.0.3","info":{"title":"t","version":"1"},"servers":[{"url":"https://a.example/base"}],"paths":{"/x":{"get":{
		"responses":{"200":{"description":"d","content":{"application/json":{"schema":`+schema+`}}},"4XX":{"description":"d"},"default":{"description":"d"}}}}}}`))
	require.NoError(t, err)
	c := newTestChecker(t, doc)
	return func(body string) []Finding {
		return c.Check(Exchange{
			Request:  Request{Method: "GET", URL: mustURL(t, "https://a.example/base/x")},
			Response: Response{Status: 200, Header: jsonHeader(), Body: []byte(body)},
		})
	}
}

func TestSchemaConstructs(t *testing.T) {
	tests := []struct {
		name, schema string
		good, bad    []string
		want         Kind
	}{
		{"minLength", `{"type":"string","minLength":2}`, []string{`"çş"`, `"abc"`}, []string{`"ç"`, `""`}, drift.Constraint},
		{"maxLength", `{"type":"string","maxLength":2}`, []string{`"çş"`}, []string{`"çşı"`}, drift.Constraint},
		{"pattern", `{"type":"string","pattern":"^a+$"}`, []string{`"aa"`}, []string{`"b"`}, drift.Constraint},
		{"minimum", `{"type":"number","minimum":1.5}`, []string{`1.5`, `15e-1`}, []string{`1.49999999`, `-2`}, drift.Constraint},
		{"exclusiveMinimum", `{"type":"number","minimum":1,"exclusiveMinimum":true}`, []string{`1.00000001`}, []string{`1`, `1.0`}, drift.Constraint},
		{"maximum", `{"type":"integer","maximum":10}`, []string{`10`}, []string{`11`}, drift.Constraint},
		{"exclusiveMaximum", `{"type":"integer","maximum":10,"exclusiveMaximum":true}`, []string{`9`}, []string{`10`}, drift.Constraint},
		{"multipleOf", `{"type":"number","multipleOf":0.5}`, []string{`1.5`, `0`}, []string{`1.25`}, drift.Constraint},
		{"int32", `{"type":"integer","format":"int32"}`, []string{`2147483647`, `-2147483648`}, []string{`2147483648`, `-2147483649`}, drift.NumberRange},
		{"int64", `{"type":"integer"}`, []string{`9223372036854775807`, `-9223372036854775808`, `-0`}, []string{`9223372036854775808`, `-9223372036854775809`}, drift.NumberRange},
		{"integer or number", `{"oneOf":[{"type":"integer","minimum":5},{"type":"string"}]}`, []string{`5`, `"x"`}, []string{`4`, `true`, `[]`}, drift.Alternative},
		{"oneOf twice", `{"oneOf":[{"type":"integer"},{"type":"number"}]}`, []string{`1.5`}, []string{`1`}, drift.Alternative},
		{"anyOf", `{"anyOf":[{"type":"integer"},{"type":"boolean"}]}`, []string{`1`, `true`}, []string{`"1"`, `1.5`, `{}`}, drift.Alternative},
		{"not", `{"not":{"type":"string"},"type":"integer"}`, []string{`1`}, []string{}, drift.Alternative},
		{"nullable", `{"type":"string","nullable":true}`, []string{`null`, `"x"`}, []string{`1`}, drift.Type},
		{"not nullable", `{"type":"string"}`, []string{`"null"`}, []string{`null`}, drift.Null},
		{"null in a list", `{"type":"array","items":{"type":"string"}}`, []string{`[]`, `["a"]`}, []string{`["a",null]`}, drift.Null},
		{"minItems", `{"type":"array","minItems":1,"items":{"type":"string"}}`, []string{`["a"]`}, []string{`[]`}, drift.Constraint},
		{"maxItems", `{"type":"array","maxItems":1,"items":{"type":"string"}}`, []string{`["a"]`}, []string{`["a","b"]`}, drift.Constraint},
		{"uniqueItems", `{"type":"array","uniqueItems":true,"items":{"type":"object"}}`, []string{`[{"a":1},{"a":2}]`}, []string{`[{"a":1,"b":2},{"b":2,"a":1}]`}, drift.Constraint},
		{"minProperties", `{"type":"object","minProperties":1}`, []string{`{"a":1}`}, []string{`{}`}, drift.Constraint},
		{"maxProperties", `{"type":"object","maxProperties":1}`, []string{`{}`}, []string{`{"a":1,"b":1}`}, drift.Constraint},
		{"free object", `{"type":"object"}`, []string{`{"anything":{"at":["all"]}}`}, []string{`[]`}, drift.Type},
		{"additionalProperties", `{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":true}`, []string{`{"b":1}`}, []string{`{"a":1}`}, drift.Type},
		{"typed additionalProperties", `{"type":"object","additionalProperties":{"type":"integer"}}`, []string{`{"b":1}`}, []string{`{"b":"1"}`}, drift.Type},
		{"closed world", `{"type":"object","properties":{"alpha":{"type":"string"}}}`, []string{`{}`, `{"alpha":"x"}`}, []string{`{"omega":1}`, `{"alpha":"x","omega":1}`}, drift.UnknownProperty},
		{"allOf", `{"allOf":[{"type":"object","required":["alpha"],"properties":{"alpha":{"type":"string"}}},{"type":"object","properties":{"omega":{"type":"string"}}}]}`, []string{`{"alpha":"x","omega":"y"}`}, []string{`{"omega":"y"}`}, drift.MissingProperty},
		{"allOf is closed as a whole", `{"allOf":[{"type":"object","properties":{"alpha":{"type":"string"}}},{"type":"object","properties":{"omega":{"type":"string"}}}]}`, []string{`{"alpha":"x","omega":"y"}`}, []string{`{"zzz":"y"}`}, drift.UnknownProperty},
		{"numeric enum", `{"type":"integer","enum":[1,2]}`, []string{`1`}, []string{`3`}, drift.Enum},
		{"decimal string", `{"type":"string","format":"decimal"}`, []string{`"1.5"`}, []string{`"1,5"`, `""`}, drift.Constraint},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			check := schemaChecker(t, tt.schema)
			for _, body := range tt.good {
				assert.Empty(t, check(body), body)
			}
			for _, body := range tt.bad {
				assert.Equal(t, []Kind{tt.want}, kinds(check(body)), body)
			}
		})
	}
}

// TestRecursiveSchema: documents may describe trees.
func TestRecursiveSchema(t *testing.T) {
	doc, err := spec.Parse("tree", []byte(`{"openapi":"3.0.3","info":{"title":"t","version":"1"},"servers":[{"url":"https://a.example"}],"paths":{"/x":{"get":{
		"responses":{"200":{"description":"d","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Tree"}}}}}}}},
		"components":{"schemas":{"Tree":{"type":"object","properties":{"leaf":{"type":"string"},"left":{"$ref":"#/components/schemas/Tree"},"more":{"type":"array","items":{"$ref":"#/components/schemas/Tree"}}}}}}}`))
	require.NoError(t, err)
	c := newTestChecker(t, doc)
	e := Exchange{Request: Request{Method: "GET", URL: mustURL(t, "https://a.example/x")}, Response: Response{Status: 200, Header: jsonHeader()}}
	e.Response.Body = []byte(strings.Repeat(`{"left":`, 200) + `{"leaf":"x"}` + strings.Repeat("}", 200))
	assert.Empty(t, c.Check(e))
	e.Response.Body = []byte(`{"left":{"more":[{},{"leaf":7}]}}`)
	found := c.Check(e)
	require.Len(t, found, 1)
	assert.Equal(t, "/left/more/1/leaf", found[0].Pointer)
}

func TestStatusClasses(t *testing.T) {
	check := schemaChecker(t, `{"type":"object"}`)
	assert.Empty(t, check(`{}`))
	doc, err := spec.Parse("classes", []byte(`{"openapi":"3.0.3","info":{"title":"t","version":"1"},"servers":[{"url":"https://a.example"}],"paths":{"/x":{"get":{
		"responses":{"200":{"description":"d"},"4XX":{"description":"d"}}}}}}`))
	require.NoError(t, err)
	c := newTestChecker(t, doc)
	for status, clean := range map[int]bool{200: true, 201: false, 400: true, 499: true, 500: false, 99: false, 1000: false} {
		e := Exchange{Request: Request{Method: "GET", URL: mustURL(t, "https://a.example/x")}, Response: Response{Status: status}}
		assert.Equal(t, clean, len(c.Check(e)) == 0, "%d", status)
	}
}

func TestMostSimilar(t *testing.T) {
	known := []string{"conversationId", "requestId", "externalId", "totalAmount", "totalSuccessfulAmount", "totalCommissionAmount", "status", "systemTime", "locale", "invalidItems"}
	for name, want := range map[string]string{
		"conversationID": "conversationId", "conversation_id": "conversationId", "ConversationId": "conversationId", "conversation-id": "conversationId", "conversatonId": "conversationId", "conversation": "conversationId",
		"totalamount": "totalAmount", "TOTAL_AMOUNT": "totalAmount", "totalSuccessAmount": "totalSuccessfulAmount", "totalComissionAmount": "totalCommissionAmount",
		"request_id": "requestId", "reqId": "", "systemTimestamp": "systemTime", "timestamp": "", "time": "systemTime", "items": "invalidItems", "state": "", "lang": "", "x": "", "": "", "ok": "",
	} {
		assert.Equal(t, want, mostSimilar(name, known), name)
	}
	assert.Empty(t, mostSimilar("conversationID", nil))
	assert.Empty(t, mostSimilar("status"+strings.Repeat("x", longestName), known), "too long to be compared")
}

// TestRenamedOnlyWhenMissing: a member that is there cannot have been renamed.
func TestRenamedOnlyWhenMissing(t *testing.T) {
	check := schemaChecker(t, `{"type":"object","required":["requestId"],"properties":{"requestId":{"type":"string"},"status":{"type":"string"}}}`)
	assert.Equal(t, []Kind{drift.UnknownProperty}, kinds(check(`{"requestId":"1","status":"x","requestID":"1"}`)))
	found := check(`{"requestID":"1"}`)
	require.Equal(t, []Kind{drift.RenamedProperty}, kinds(found), "once, and not as missing besides")
	assert.Contains(t, found[0].Message, "requestId")
	assert.Equal(t, []Kind{drift.MissingProperty, drift.UnknownProperty}, kinds(check(`{"zzz":"1"}`)))
}

func TestPathString(t *testing.T) {
	assert.Equal(t, "", path{}.String())
	assert.Equal(t, "/a/0/***/b", path{}.member("a").element(0).member("Ayşe Yılmaz").member("b").String())
	deep := path{}
	for range 10 * mostSteps {
		deep = deep.member("a")
	}
	assert.Equal(t, "/…"+strings.Repeat("/a", mostSteps-1), deep.String(), "what is left out is said")
}

func TestNewCheckerRefuses(t *testing.T) {
	_, err := NewChecker(nil)
	assert.ErrorContains(t, err, "no paths")
	for name, schema := range map[string]string{
		"x-role":  `{"type":"string","x-role":"nobody"}`,
		"x-next":  `{"type":"string","x-next":{"A":["B"]}}`,
		"x-wrong": `{"type":"string","x-not-blnk":true}`,
	} {
		doc, err := spec.Parse("schema", []byte(`{"openapi":"3.0.3","info":{"title":"t","version":"1"},"paths":{"/x":{"get":{"responses":{"200":{"description":"d","content":{"application/json":{"schema":`+schema+`}}}}}}}}`))
		require.NoError(t, err, name)
		_, err = NewChecker(doc)
		assert.ErrorContains(t, err, "/paths/~1x/get/responses/200", name)
	}
}
