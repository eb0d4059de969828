package spec

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// marker stands for personal data in values: no message may hold it.
const marker = "MARKER7331"

// schemaOf makes rules of a document whose schemas are the members of text; S is the one to check.
func schemaOf(t testing.TB, text string) (*Rules, *openapi3.Schema) {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData([]byte(`{"openapi":"3.0.3","info":{"title":"T","version":"1"},"paths":{},"components":{"schemas":` + text + `}}`))
	require.NoError(t, err)
	r, err := NewRules(doc)
	require.NoError(t, err)
	return r, doc.Components.Schemas["S"].Value
}

// decodeJSON decodes as the callers of Check do.
func decodeJSON(t testing.TB, text string) any {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var value any
	require.NoError(t, dec.Decode(&value), text)
	return value
}

func shownViolations(found []Violation) []string {
	lines := []string{}
	for _, v := range found {
		lines = append(lines, fmt.Sprintf("%s %s: %s", v.Pointer, v.Rule, v.Message))
	}
	return lines
}

func TestRules(t *testing.T) {
	const (
		requiredName = `{"S":{"x-required-when":[{"property":"name","when":"type","is":["IBAN","CARD"]}]}}`
		formByType   = `{"S":{"x-form-by":[{"property":"info","by":"type","forms":{"IBAN":"[A-Z]+","PHONE":"\\+90[0-9]+"}}]}}`
		uniqueIDs    = `{"S":{"type":"array","x-unique-by":"id","items":{"type":"object"}}}`
	)
	cases := []struct {
		name, schema, value string
		want                []string
	}{
		{"not blank", `{"S":{"type":"string","x-not-blank":true}}`, `"a"`, nil},
		{"blank: empty", `{"S":{"type":"string","x-not-blank":true}}`, `""`, []string{" x-not-blank: must hold more than white space; it has 0 characters"}},
		{"blank: spaces", `{"S":{"type":"string","x-not-blank":true}}`, `" \t\u00a0"`, []string{" x-not-blank: must hold more than white space; it has 3 characters"}},
		{"blank: no text", `{"S":{"type":"string","x-not-blank":true}}`, `0`, nil},

		{"form", `{"S":{"type":"string","x-form":"[A-Z]{3}"}}`, `"TRY"`, nil},
		{"form: case", `{"S":{"type":"string","x-form":"[A-Z]{3}"}}`, `"TRy"`, []string{" x-form: must have the form [A-Z]{3}; it has 3 characters"}},
		{"form: anchored before", `{"S":{"type":"string","x-form":"[A-Z]{3}"}}`, `"xTRY"`, []string{" x-form: must have the form [A-Z]{3}; it has 4 characters"}},
		{"form: anchored behind", `{"S":{"type":"string","x-form":"[A-Z]{3}"}}`, `"TRY\n"`, []string{" x-form: must have the form [A-Z]{3}; it has 4 characters"}},
		{"form: alternatives are anchored", `{"S":{"type":"string","x-form":"a|b"}}`, `"ab"`, []string{" x-form: must have the form a|b; it has 2 characters"}},
		{"form: letters are counted, not bytes", `{"S":{"type":"string","x-form":"a"}}`, `"ğüş"`, []string{" x-form: must have the form a; it has 3 characters"}},

		{"values", `{"S":{"type":"string","x-values":["tr","en"]}}`, `"en"`, nil},
		{"values: case", `{"S":{"type":"string","x-values":["tr","en"]}}`, `"EN"`, []string{" x-values: must be one of tr, en; it has 2 characters"}},
		{"values: empty", `{"S":{"type":"string","x-values":["tr","en"]}}`, `""`, []string{" x-values: must be one of tr, en; it has 0 characters"}},

		{"epoch", `{"S":{"type":"integer","x-epoch":"milliseconds"}}`, `1759231970716`, nil},
		{"epoch: first", `{"S":{"type":"integer","x-epoch":"milliseconds"}}`, `1000000000000`, nil},
		{"epoch: last", `{"S":{"type":"integer","x-epoch":"milliseconds"}}`, `9999999999999`, nil},
		{"epoch: with an exponent", `{"S":{"type":"integer","x-epoch":"milliseconds"}}`, `1.759e12`, nil},
		{"epoch: seconds", `{"S":{"type":"integer","x-epoch":"milliseconds"}}`, `1759231970`, []string{" x-epoch: must be milliseconds since 1970, which have 13 digits; it has 10"}},
		{"epoch: before 2001", `{"S":{"type":"integer","x-epoch":"milliseconds"}}`, `999999999999`, []string{" x-epoch: must be milliseconds since 1970, which have 13 digits; it has 12"}},
		{"epoch: after 2286", `{"S":{"type":"integer","x-epoch":"milliseconds"}}`, `10000000000000`, []string{" x-epoch: must be milliseconds since 1970, which have 13 digits; it has 14"}},
		{"epoch: zero", `{"S":{"type":"integer","x-epoch":"milliseconds"}}`, `0`, []string{" x-epoch: must be milliseconds since 1970, which have 13 digits; it has 1"}},
		{"epoch: negative", `{"S":{"type":"integer","x-epoch":"milliseconds"}}`, `-1759231970716`, []string{" x-epoch: must be milliseconds since 1970, which have 13 digits; it is negative"}},
		{"epoch: a text is for the schema", `{"S":{"type":"integer","x-epoch":"milliseconds"}}`, `"1759231970"`, nil},
		{"epoch: decimals are for the schema", `{"S":{"type":"integer","x-epoch":"milliseconds"}}`, `1.5`, nil},
		{"epoch: too large for a float", `{"S":{"type":"integer","x-epoch":"milliseconds"}}`, `1e999`, nil},

		{"required: there", requiredName, `{"type":"IBAN","name":"` + marker + `"}`, nil},
		{"required: other type", requiredName, `{"type":"PHONE"}`, nil},
		{"required: no type", requiredName, `{}`, nil},
		{"required: type is no text", requiredName, `{"type":1}`, nil},
		{"one of: none", `{"S":{"x-required-one-of":["a","b"]}}`, `{"c":"x"}`, []string{" x-required-one-of: must hold a or b"}},
		{"one of: one", `{"S":{"x-required-one-of":["a","b"]}}`, `{"b":"x"}`, nil},
		{"one of: both", `{"S":{"x-required-one-of":["a","b"]}}`, `{"b":"x","a":"y"}`, nil},
		{"one of: no object", `{"S":{"x-required-one-of":["a","b"]}}`, `["a"]`, nil},
		{"required: missing", requiredName, `{"type":"IBAN"}`, []string{"/name x-required-when: must be there and not blank, because type is IBAN"}},
		{"required: null", requiredName, `{"type":"CARD","name":null}`, []string{"/name x-required-when: must be there and not blank, because type is CARD"}},
		{"required: blank", requiredName, `{"type":"IBAN","name":" \n"}`, []string{"/name x-required-when: must be there and not blank, because type is IBAN"}},
		{"required: a number is for the schema", requiredName, `{"type":"IBAN","name":7}`, nil},
		{"required: no object", requiredName, `["type"]`, nil},

		{"form by", formByType, `{"type":"PHONE","info":"+905"}`, nil},
		{"form by: unknown type", formByType, `{"type":"` + marker + `","info":"?"}`, nil},
		{"form by: no type", formByType, `{"info":"?"}`, nil},
		{"form by: no info", formByType, `{"type":"IBAN"}`, nil},
		{"form by: the form of another", formByType, `{"type":"IBAN","info":"+905"}`, []string{"/info x-form-by: must have the form [A-Z]+; it has 4 characters (type is IBAN)"}},
		{"form by: anchored", formByType, `{"type":"PHONE","info":"00+905"}`, []string{`/info x-form-by: must have the form \+90[0-9]+; it has 6 characters (type is PHONE)`}},
		{"form by: a number is for the schema", formByType, `{"type":"PHONE","info":905}`, nil},
		{"form by: no object", formByType, `"PHONE"`, nil},

		{"unique", uniqueIDs, `[{"id":"a"},{"id":"A"},{"id":1},{"id":"1"}]`, nil},
		{"unique: empty list", uniqueIDs, `[]`, nil},
		{"unique: twice", uniqueIDs, `[{"id":"` + marker + `"},{},{"id":"` + marker + `"}]`, []string{"/2/id x-unique-by: elements 0 and 2 have the same id, which must be unique"}},
		{"unique: not the first", uniqueIDs, `[{"id":"x"},{"id":"a"},{"id":"a"}]`, []string{"/2/id x-unique-by: elements 1 and 2 have the same id, which must be unique"}},
		{"unique: three times", uniqueIDs, `[{"id":"a"},{"id":"a"},{"id":"a"}]`, []string{
			"/1/id x-unique-by: elements 0 and 1 have the same id, which must be unique", "/2/id x-unique-by: elements 0 and 2 have the same id, which must be unique"}},
		{"unique: numbers", uniqueIDs, `[{"id":1},{"id":1}]`, []string{"/1/id x-unique-by: elements 0 and 1 have the same id, which must be unique"}},
		{"unique: other values are for the schema", uniqueIDs, `[{"id":null},{"id":null},{"id":[1]},{"id":[1]},{"id":{}},{"id":{}},"a","a",null]`, nil},
		{"unique: several names", `{"S":{"type":"array","x-unique-by":["id","code"],"items":{"type":"object"}}}`, `[{"id":"a","code":"b"},{"id":"b","code":"b"},{"id":"a"}]`, []string{
			"/2/id x-unique-by: elements 0 and 2 have the same id, which must be unique", "/1/code x-unique-by: elements 0 and 1 have the same code, which must be unique"}},
		{"form by another: passed over", `{"S":{"type":"object","x-form-by":[{"property":"a","by":"b","forms":{"A":"x+"},"unless":"c","is":["no"]}]}}`, `{"a":"y","b":"A","c":"no"}`, nil},
		{"form by another: not passed over", `{"S":{"type":"object","x-form-by":[{"property":"a","by":"b","forms":{"A":"x+"},"unless":"c","is":["no"]}]}}`, `{"a":"y","b":"A","c":"yes"}`,
			[]string{"/a x-form-by: must have the form x+; it has 1 characters (b is A)"}},
		{"unique: no list", uniqueIDs, `{"id":"a"}`, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r, schema := schemaOf(t, c.schema)
			for _, value := range []any{decodeJSON(t, c.value), asFloats(t, c.value)} {
				got := shownViolations(r.Check(schema, value))
				assert.Equal(t, append([]string{}, c.want...), got)
				assert.NotContains(t, strings.Join(got, "\n"), marker)
			}
		})
	}
}

// asFloats decodes without UseNumber; numbers that no float can hold stay as they are.
func asFloats(t testing.TB, text string) any {
	var value any
	if json.Unmarshal([]byte(text), &value) != nil {
		return decodeJSON(t, text)
	}
	return value
}

func TestRulesFollowTheSchema(t *testing.T) {
	const word = `{"type":"string","x-values":["a"]}`
	cases := []struct {
		name, schemas, value string
		want                 []string // pointers
	}{
		{"properties, by name", `{"S":{"properties":{"z":` + word + `,"y":` + word + `,"x":{}}}}`, `{"z":"b","y":"b","x":"b","w":"b"}`, []string{"/y", "/z"}},
		{"keys that a pointer escapes", `{"S":{"properties":{"a/b~":` + word + `}}}`, `{"a/b~":"b"}`, []string{"/a~1b~0"}},
		{"items", `{"S":{"type":"array","items":` + word + `}}`, `["a","b",1,"b"]`, []string{"/1", "/3"}},
		{"items of items", `{"S":{"type":"array","items":{"type":"array","items":` + word + `}}}`, `[[],["a","b"]]`, []string{"/1/1"}},
		{"references", `{"S":{"properties":{"w":{"$ref":"#/components/schemas/W"}}},"W":` + word + `}`, `{"w":"b"}`, []string{"/w"}},
		{"additional members, not the declared ones", `{"S":{"properties":{"n":{"type":"string"}},"additionalProperties":` + word + `}}`, `{"n":"b","z":"b","y":"b","x":"a"}`, []string{"/y", "/z"}},
		{"allOf", `{"S":{"allOf":[{"properties":{"a":` + word + `}},{"$ref":"#/components/schemas/B"}]},"B":{"properties":{"b":` + word + `}}}`, `{"a":"b","b":"b"}`, []string{"/a", "/b"}},
		{"anyOf: one alternative without a violation is enough", `{"S":{"anyOf":[` + word + `,{"type":"string"}]}}`, `"b"`, nil},
		{"anyOf: what the first breaks counts, not what the second does", `{"S":{"anyOf":[{"properties":{"a":` + word + `}},{"properties":{"b":` + word + `}}]}}`, `{"a":"b","b":"b"}`, []string{"/a"}},
		{"anyOf: all break a rule, the first counts", `{"S":{"anyOf":[` + word + `,{"type":"string","x-form":"c"}]}}`, `"b"`, []string{""}},
		{"anyOf: one keeps it", `{"S":{"anyOf":[` + word + `,{"type":"string","x-form":"b"}]}}`, `"b"`, nil},
		{"oneOf: the one that is valid", `{"S":{"oneOf":[{"type":"object","required":["k"],"properties":{"v":` + word + `}},{"type":"object","required":["l"]}]}}`, `{"k":1,"v":"b"}`, []string{"/v"}},
		{"oneOf: the other one is valid", `{"S":{"oneOf":[{"type":"object","required":["k"],"properties":{"v":` + word + `}},{"type":"object","required":["l"]}]}}`, `{"l":1,"v":"b"}`, nil},
		{"oneOf: none is valid", `{"S":{"oneOf":[{"type":"object","required":["k"],"properties":{"v":` + word + `}},{"type":"integer"}]}}`, `{"v":"b"}`, nil},
		{"not, and what 3.1 adds, is not followed", `{"S":{"not":` + word + `,"prefixItems":[` + word + `]}}`, `"b"`, nil},
		{"own rules, then those of the members", `{"S":{"x-required-when":[{"property":"z","when":"a","is":["b"]}],"properties":{"a":` + word + `}}}`, `{"a":"b"}`, []string{"/z", "/a"}},
		{"recursion", `{"S":{"properties":{"w":` + word + `,"child":{"$ref":"#/components/schemas/S"},"list":{"type":"array","items":{"$ref":"#/components/schemas/S"}}}}}`,
			`{"w":"b","child":{"w":"b","list":[{},{"child":{"w":"b"}}]}}`, []string{"/child/list/1/child/w", "/child/w", "/w"}},
		{"two that refer to each other", `{"S":{"properties":{"t":{"$ref":"#/components/schemas/T"}}},"T":{"properties":{"s":{"$ref":"#/components/schemas/S"},"w":` + word + `}}}`,
			`{"t":{"s":{"t":{"w":"b"}},"w":"a"}}`, []string{"/t/s/t/w"}},
		{"no rule anywhere", `{"S":{"properties":{"w":{"type":"string"}},"anyOf":[{},{}]}}`, `{"w":"b"}`, nil},
		{"values of the wrong type", `{"S":{"properties":{"w":` + word + `,"l":{"type":"array","items":` + word + `},"o":{"properties":{"w":` + word + `}}}}}`, `{"w":1,"l":{"0":"b"},"o":["b"]}`, nil},
		{"null", `{"S":{"properties":{"w":` + word + `}}}`, `{"w":null}`, nil},
		{"the value is null", `{"S":{"properties":{"w":` + word + `}}}`, `null`, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r, schema := schemaOf(t, c.schemas)
			pointers := []string(nil)
			for _, v := range r.Check(schema, decodeJSON(t, c.value)) {
				pointers = append(pointers, v.Pointer)
			}
			assert.Equal(t, c.want, pointers)
		})
	}
}

func TestCheckEchoes(t *testing.T) {
	const schemas = `{"S":{"properties":{"conversationId":{"type":"string","x-echoes":"conversationId"},"ok":{"type":"boolean","x-echoes":"flag"},"word":{"type":"string","x-form":"a+"},
		"page":{"type":"integer","x-echoes":"page"},"inner":{"properties":{"page":{"type":"integer","x-echoes":"page","x-epoch":"milliseconds"}}}}}}`
	cases := []struct {
		name, request, response string
		want                    []string
	}{
		{"equal", `{"conversationId":"` + marker + `","page":1,"flag":true}`, `{"conversationId":"` + marker + `","page":1,"inner":{"page":1},"ok":true}`, nil},
		{"another text", `{"conversationId":"` + marker + `"}`, `{"conversationId":"x` + marker + `"}`, []string{"/conversationId x-echoes: must repeat the conversationId of the request"}},
		{"another number, twice", `{"page":1}`, `{"page":0,"inner":{"page":2}}`, []string{
			"/inner/page x-echoes: must repeat the page of the request", "/page x-echoes: must repeat the page of the request"}},
		{"another flag", `{"flag":true}`, `{"ok":false}`, []string{"/ok x-echoes: must repeat the flag of the request"}},
		{"one number, written otherwise", `{"page":1}`, `{"page":1.0}`, nil},
		{"numbers that a float takes for one", `{"page":9007199254740993}`, `{"page":9007199254740992}`, []string{"/page x-echoes: must repeat the page of the request"}},
		{"a member without a name", `{"":"a"}`, `{"word":"aa","page":1}`, nil},
		{"the request has none", `{"other":1}`, `{"page":1,"conversationId":"a"}`, nil},
		{"the answer has none", `{"page":1}`, `{}`, nil},
		{"null in the request", `{"page":null}`, `{"page":1}`, nil},
		{"null in the answer is for the schema", `{"page":1}`, `{"page":null}`, nil},
		{"another kind is for the schema", `{"page":1,"conversationId":"a","flag":true}`, `{"page":"2","conversationId":3,"ok":"no"}`, nil},
		{"lists", `{"page":[1]}`, `{"page":[2]}`, nil},
		{"no request", `null`, `{"page":1}`, nil},
		{"the request is a list", `[{"page":1}]`, `{"page":2}`, nil},
		{"no answer", `{"page":1}`, `null`, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r, schema := schemaOf(t, schemas)
			got := shownViolations(r.CheckEchoes(schema, decodeJSON(t, c.request), decodeJSON(t, c.response)))
			assert.Equal(t, append([]string{}, c.want...), got, "other rules are not evaluated")
			assert.NotContains(t, strings.Join(got, "\n"), marker)
			for _, v := range r.Check(schema, decodeJSON(t, c.response)) {
				assert.NotEqual(t, "x-echoes", v.Rule, "Check cannot know the request")
			}
		})
	}
	r, schema := schemaOf(t, schemas)
	assert.Len(t, r.CheckEchoes(schema, map[string]any{"page": 1.0}, map[string]any{"page": 2.0}), 1)
	assert.Empty(t, r.CheckEchoes(schema, map[string]any{"page": 1.0}, map[string]any{"page": json.Number("1")}))
}

func TestAStrangeSchemaIsNotClean(t *testing.T) {
	r, schema := schemaOf(t, `{"S":{"type":"string"}}`)
	_, strange := schemaOf(t, `{"S":{"type":"string"}}`)
	assert.Empty(t, r.Check(schema, "a"))
	assert.Empty(t, r.Check(nil, "a"))
	assert.Equal(t, []Violation{{Message: "the schema is not one of the document that the rules were made from"}}, r.Check(strange, "a"))
	assert.Len(t, r.CheckEchoes(strange, nil, "a"), 1)
}

func TestRulesAreSafeForConcurrentUse(t *testing.T) {
	doc := testDocument(t)
	r, err := NewRules(doc)
	require.NoError(t, err)
	schema := doc.Components.Schemas["MassPayoutInitializeRequest"].Value
	either, other := schemaOf(t, `{"S":{"anyOf":[{"type":"string","pattern":"^a","x-values":["a"]},{"type":"integer"}]}}`)
	body := decodeJSON(t, `{"externalId":" ","items":[{"itemExternalId":"a"},{"itemExternalId":"a"}]}`)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				assert.Len(t, r.Check(schema, body), 2)
				assert.Len(t, either.Check(other, "ab"), 1)
			}
		})
	}
	group.Wait()
}
