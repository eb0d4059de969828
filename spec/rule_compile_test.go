package spec

import (
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNewRulesRefuses(t *testing.T) {
	const (
		text    = `{"components":{"schemas":{"S":{"type":"string",RULE}}}}`
		object  = `{"components":{"schemas":{"S":{"type":"object",RULE}}}}`
		at      = "/components/schemas/S/"
		empty   = "must be a text, and not empty"
		members = "must have property, when and the list is, none of them empty"
	)
	cases := []struct{ name, document, rule, want string }{
		{"not blank", text, `"x-not-blank":false`, at + "x-not-blank: must be true"},
		{"not blank, text", text, `"x-not-blank":"true"`, at + "x-not-blank: must be true"},
		{"form", text, `"x-form":"[A-Z"`, at + "x-form: is no regular expression of Go: error parsing regexp: missing closing ]: `[A-Z`"},
		{"form that the anchors would repair", text, `"x-form":"a)|(?:b"`, at + "x-form: is no regular expression of Go: error parsing regexp: unexpected ): `a)|(?:b`"},
		{"form, list", text, `"x-form":["a"]`, at + "x-form: " + empty},
		{"form, empty", text, `"x-form":""`, at + "x-form: " + empty},
		{"values, text", text, `"x-values":"tr"`, at + "x-values: has the wrong form: json: cannot unmarshal string into Go value of type []string"},
		{"values, none", text, `"x-values":[]`, at + "x-values: must be a list of different values, and not empty"},
		{"values, null", text, `"x-values":null`, at + "x-values: must be a list of different values, and not empty"},
		{"values, twice", text, `"x-values":["tr","en","tr"]`, at + "x-values: must be a list of different values, and not empty"},
		{"epoch", `{"components":{"schemas":{"S":{"type":"integer",RULE}}}}`, `"x-epoch":"seconds"`, at + "x-epoch: must be milliseconds"},
		{"echoes", text, `"x-echoes":""`, at + "x-echoes: " + empty},
		{"unique by", `{"components":{"schemas":{"S":{"type":"array",RULE}}}}`, `"x-unique-by":7`, at + "x-unique-by: " + empty},
		{"unique by no name", `{"components":{"schemas":{"S":{"type":"array",RULE}}}}`, `"x-unique-by":["id",""]`, at + "x-unique-by: must be a list of names, and not empty"},
		{"form by, unless without is", object, `"x-form-by":[{"property":"a","by":"b","forms":{"A":"a"},"unless":"c"}]`, at + "x-form-by/0: must have both unless and the list is, or neither"},
		{"masks", text, `"x-masks":"("`, at + "x-masks: is no regular expression of Go: error parsing regexp: missing closing ): `(`"},
		{"required when, object", object, `"x-required-when":{}`, at + "x-required-when: has the wrong form: json: cannot unmarshal object into Go value of type []spec.requiredWhen"},
		{"required when, none", object, `"x-required-when":[]`, at + "x-required-when: must be a list, and not empty"},
		{"required when, unknown member", object, `"x-required-when":[{"property":"a","when":"b","in":["c"]}]`, at + `x-required-when: has the wrong form: json: unknown field "in"`},
		{"required one of, none", object, `"x-required-one-of":[]`, at + "x-required-one-of: must be a list of names, and not empty"},
		{"required one of, no name", object, `"x-required-one-of":["a",""]`, at + "x-required-one-of: must be a list of names, and not empty"},
		{"required when, no list", object, `"x-required-when":[{"property":"a","when":"b","is":["c"]},{"property":"a","when":"b"}]`, at + "x-required-when/1: " + members},
		{"required when, empty word", object, `"x-required-when":[{"property":"a","when":"b","is":[""]}]`, at + "x-required-when/0: " + members},
		{"form by, no forms", object, `"x-form-by":[{"property":"a","by":"b","forms":{}}]`, at + "x-form-by/0: must have property, by and forms, none of them empty"},
		{"form by, unknown member", object, `"x-form-by":[{"property":"a","when":"b","forms":{"c":"d"}}]`, at + `x-form-by: has the wrong form: json: unknown field "when"`},
		{"form by, bad form", object, `"x-form-by":[{"property":"a","by":"b","forms":{"c/d":"*"}}]`, at + "x-form-by/0/forms/c~1d: is no regular expression of Go: error parsing regexp: missing argument to repetition operator: `*`"},
		{"form by, empty form", object, `"x-form-by":[{"property":"a","by":"b","forms":{"c":""}}]`, at + "x-form-by/0/forms/c: " + empty},
		{"meaning, list", text, `"x-meaning":["a"]`, at + "x-meaning: has the wrong form: json: cannot unmarshal array into Go value of type map[string]string"},
		{"meaning, none", text, `"x-meaning":{}`, at + "x-meaning: must have at least one entry"},
		{"meaning, empty", text, `"x-meaning":{"A":""}`, at + "x-meaning/A: " + empty},

		{"text rule on a number", `{"components":{"schemas":{"S":{"type":"integer",RULE}}}}`, `"x-not-blank":true`, at + "x-not-blank: is for string, and the schema is not: it would never be evaluated"},
		{"number rule on a text", text, `"x-epoch":"milliseconds"`, at + "x-epoch: is for integer or number, and the schema is not: it would never be evaluated"},
		{"object rule on a text", text, `"x-required-when":[{"property":"a","when":"b","is":["c"]}]`, at + "x-required-when: is for object, and the schema is not: it would never be evaluated"},
		{"list rule on an object", object, `"x-unique-by":"id"`, at + "x-unique-by: is for array, and the schema is not: it would never be evaluated"},
		{"echo of an object", object, `"x-echoes":"a"`, at + "x-echoes: is for string or integer or number or boolean, and the schema is not: it would never be evaluated"},

		{"misspelt", text, `"x-notblank":true`, at + "x-notblank: unknown rule: is x-not-blank meant?"},
		{"misspelt, letters swapped", text, `"x-from":"a"`, at + "x-from: unknown rule: is x-form meant?"},
		{"misspelt, underscore", object, `"x-unique_by":"a"`, at + "x-unique_by: unknown rule: is x-unique-by meant?"},
		{"misspelt, capitals", text, `"x-Values":["a"]`, at + "x-Values: unknown rule: is x-values meant?"},
		{"misspelt, all capitals", text, `"x-VALUES":["a"]`, at + "x-VALUES: unknown rule: is x-values meant?"},
		{"misspelt, plural", object, `"x-requires-when":[]`, at + "x-requires-when: unknown rule: is x-required-when meant?"},
		{"rule of an operation", text, `"x-moves-money":true`, at + "x-moves-money: does not belong here, where it is never evaluated; allowed: x-not-blank, x-form, x-values, x-epoch, x-echoes, x-unique-by, x-required-when, x-required-one-of, x-form-by, x-meaning, x-sign, x-digits, x-not-above, x-role, x-next, x-excludes, x-keeps, x-likely-keeps, x-agrees, x-adds-up, x-masks, x-not-before, x-not-all, x-lists, x-constant, x-personal"},

		{"deep", `{"components":{"schemas":{"S":{"properties":{"a/b":{"type":"array","items":{"type":"string",RULE}}}}}}}`, `"x-values":[]`,
			"/components/schemas/S/properties/a~1b/items/x-values: must be a list of different values, and not empty"},
		{"in a component that another reaches first", `{"components":{"schemas":{"A":{"properties":{"z":{"$ref":"#/components/schemas/Z"}}},"Z":{"properties":{"s":{"type":"string",RULE}}}}}}`, `"x-values":[]`,
			"/components/schemas/Z/properties/s/x-values: must be a list of different values, and not empty"},
		{"in a parameter", `{"paths":{"/p":{"get":{"parameters":[{"name":"q","in":"query","schema":{"type":"string",RULE}}],"responses":{}}}}}`, `"x-values":[]`,
			"/paths/~1p/get/parameters/0/schema/x-values: must be a list of different values, and not empty"},
		{"in a request", `{"paths":{"/p":{"post":{"requestBody":{"content":{"application/json":{"schema":{"type":"string",RULE}}}},"responses":{}}}}}`, `"x-values":[]`,
			"/paths/~1p/post/requestBody/content/application~1json/schema/x-values: must be a list of different values, and not empty"},
		{"in an answer", `{"paths":{"/p":{"post":{"responses":{"200":{"description":"d","content":{"application/json":{"schema":{"type":"string",RULE}}}}}}}}}`, `"x-values":[]`,
			"/paths/~1p/post/responses/200/content/application~1json/schema/x-values: must be a list of different values, and not empty"},

		{"next to a reference", `{"components":{"schemas":{"S":{"properties":{"w":{"$ref":"#/components/schemas/W",RULE}}},"W":{"type":"string"}}}}`, `"x-values":["a"]`,
			"/components/schemas/S/properties/w/x-values: does not belong here, where it is never evaluated; allowed: none"},
		{"next to the reference of an answer", `{"components":{"schemas":{"W":{"type":"string"}}},"paths":{"/p":{"get":{"responses":{"200":{"description":"d","content":{"text/plain":{"schema":{"$ref":"#/components/schemas/W",RULE}}}}}}}}}`, `"x-form":"a"`,
			"/paths/~1p/get/responses/200/content/text~1plain/schema/x-form: does not belong here, where it is never evaluated; allowed: none"},
		{"beside the schema of a parameter", `{"paths":{"/p":{"get":{"parameters":[{"name":"q","in":"query","schema":{},RULE}],"responses":{}}}}}`, `"x-not-blank":true`,
			"/paths/~1p/get/parameters/0/x-not-blank: does not belong here, where it is never evaluated; allowed: none"},
		{"beside the schema of a shared parameter", `{"components":{"parameters":{"P":{"name":"q","in":"query","schema":{},RULE}}},"paths":{"/p":{"get":{"parameters":[{"$ref":"#/components/parameters/P"}],"responses":{}}}}}`, `"x-not-blank":true`,
			"/components/parameters/P/x-not-blank: does not belong here, where it is never evaluated; allowed: none"},
		{"beside the schema of a body", `{"paths":{"/p":{"post":{"requestBody":{"content":{"a/b":{"schema":{},RULE}}},"responses":{}}}}}`, `"x-unique-by":"id"`,
			"/paths/~1p/post/requestBody/content/a~1b/x-unique-by: does not belong here, where it is never evaluated; allowed: none"},
		{"at a path", `{"paths":{"/p":{RULE}}}`, `"x-operation-retry":"repeat"`, "/paths/~1p/x-operation-retry: does not belong here, where it is never evaluated; allowed: none"},
		{"rule of a schema at an operation", `{"paths":{"/p":{"get":{"responses":{},RULE}}}}`, `"x-form":"a"`, "/paths/~1p/get/x-form: does not belong here, where it is never evaluated; allowed: x-operation-retry, x-moves-money, x-leads-to"},
		{"retry", `{"paths":{"/p":{"get":{"responses":{},RULE}}}}`, `"x-operation-retry":"always"`, "/paths/~1p/get/x-operation-retry: must be one of repeat, look-up-then-repeat, repeat-only-while-init"},
		{"retry, no text", `{"paths":{"/p":{"get":{"responses":{},RULE}}}}`, `"x-operation-retry":true`, "/paths/~1p/get/x-operation-retry: must be one of repeat, look-up-then-repeat, repeat-only-while-init"},
		{"moves money", `{"paths":{"/p":{"get":{"responses":{},RULE}}}}`, `"x-moves-money":"yes"`, "/paths/~1p/get/x-moves-money: must be true, or not there"},
		{"moves money, false", `{"paths":{"/p":{"get":{"responses":{},RULE}}}}`, `"x-moves-money":false`, "/paths/~1p/get/x-moves-money: must be true, or not there"},

		{"part of itself", `{"components":{"schemas":{"S":{"allOf":[{"$ref":"#/components/schemas/S"}],RULE}}}}`, `"x-values":["a"]`, "/components/schemas/S: the schema is a part of itself through allOf, anyOf or oneOf"},
		{"part of itself, by another", `{"components":{"schemas":{"S":{"anyOf":[{},{"$ref":"#/components/schemas/W"}],RULE},"W":{"oneOf":[{"$ref":"#/components/schemas/S"}]}}}}`, `"x-values":["a"]`, "/components/schemas/S: the schema is a part of itself through allOf, anyOf or oneOf"},
		{"two mistakes", `{"components":{"schemas":{"S":{RULE}}}}`, `"x-form":"(","x-not-blank":1`, at + "x-form: is no regular expression of Go: error parsing regexp: missing closing ): `(`\n" + at + "x-not-blank: must be true"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := NewRules(load(t, c.document, c.rule))
			assert.EqualError(t, err, c.want)
		})
	}
}

func TestNewRulesPassesOverWhatIsNotOurs(t *testing.T) {
	for _, extension := range []string{`"x-source":"s","x-confidence":"H"`, `"x-go-type":"a.B","x-go-name":"N"`, `"x-enum-varnames":["A"]`, `"x-internal":true`, `"x-order":1`, `"x-gitbook-id":"f"`, `"x-faker":"name"`, `"x-unique-keys":true`} {
		for _, document := range []string{`{"components":{"schemas":{"S":{RULE}}}}`, `{"paths":{"/p":{"get":{"responses":{},RULE},RULE}}}`,
			`{"paths":{"/p":{"parameters":[{"name":"q","in":"query","schema":{},RULE}]}}}`} {
			_, err := NewRules(load(t, document, extension))
			assert.NoError(t, err, extension)
		}
	}
}

func TestNewRulesTakesAnyDocument(t *testing.T) {
	for _, document := range []string{`{}`, `{"paths":{"/p":{"get":{"responses":{"200":{"description":"d","content":{"text/html":{}}}}}}}}`,
		`{"components":{"schemas":{"S":{"type":"array","items":{"$ref":"#/components/schemas/S"}}}}}`} {
		_, err := NewRules(load(t, document, ""))
		assert.NoError(t, err, document)
	}
	_, err := NewRules(&openapi3.T{})
	assert.NoError(t, err)
	doc, err := openapi3.NewLoader().LoadFromData(rawPages(t))
	require.NoError(t, err, "the pages as they are, with types that OpenAPI does not know")
	_, err = NewRules(doc)
	assert.NoError(t, err)
	_, err = NewRules(testDocument(t))
	assert.NoError(t, err)
}

// load reads a document, RULE replaced, without validating it.
func load(t testing.TB, document, rule string) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData([]byte(strings.ReplaceAll(document, "RULE", rule)))
	require.NoError(t, err)
	return doc
}
