package diff_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/spec/diff"
)

func document(t *testing.T, format string, args ...any) diff.Document {
	t.Helper()
	return parsed(t, "document", fmt.Appendf(nil, format, args...))
}

func level(t *testing.T, old, new diff.Document) diff.Level {
	t.Helper()
	report, err := diff.Compare(old, new)
	require.NoError(t, err)
	return report.Level
}

// TestSchemaBothWays: what narrows requests widens them on the way back, and answers the other way round.
func TestSchemaBothWays(t *testing.T) {
	const request = `{"openapi":"3.1.0","paths":{"/a":{"post":{"requestBody":{"required":true,"content":{"application/json":{"schema":%s}}}}}}}`
	const answer = `{"openapi":"3.1.0","paths":{"/a":{"post":{"responses":{"200":{"content":{"application/json":{"schema":%s}}}}}}}}`
	const narrowed = "narrowed"
	for _, one := range []struct{ old, new, how string }{
		{`{"type":"decimal"}`, `{"type":"number"}`, "same"},
		{`{"type":"decimal"}`, `{"type":"number","format":"decimal"}`, "same"},
		{`{"type":"decimal"}`, `{"type":"integer"}`, narrowed},
		{`{"type":"decimal"}`, `{"type":"number","format":"double"}`, narrowed},
		{`{"type":"number","format":"double"}`, `{"type":"number","format":"float"}`, narrowed},
		{`{"type":"decimal"}`, `{"type":"string"}`, "other"},
		{`{"type":["decimal","string"]}`, `{"type":"decimal"}`, narrowed},
		{`{"type":"integer"}`, `{"type":"integer","format":"int64"}`, narrowed},
		{`{"type":"integer","format":"int64"}`, `{"type":"integer","format":"int32"}`, narrowed},
		{`{"type":"integer","exclusiveMinimum":0}`, `{"type":"integer","minimum":1}`, "same"},
		{`{"type":"number","exclusiveMinimum":0}`, `{"type":"number","minimum":1}`, narrowed},
		{`{"type":"number","multipleOf":0.01}`, `{"type":"number","multipleOf":0.1}`, narrowed},
		{`{"type":"number","multipleOf":2}`, `{"type":"number","multipleOf":3}`, "other"},
		{`{"type":"string"}`, `{"type":"string","enum":["A"]}`, narrowed},
		{`{"enum":["A","B"]}`, `{"type":"string","enum":["B","A"]}`, "same"},
		{`{"type":"string","enum":["A","BB"]}`, `{"type":"string","enum":["A","BB"],"maxLength":2}`, "same"},
		{`{"type":"string","enum":["A","BB"]}`, `{"type":"string","enum":["A","BB"],"maxLength":1}`, narrowed},
		{`{"const":"A"}`, `{"enum":["A"]}`, "same"},
		{`{"type":["string","null"]}`, `{"type":"string"}`, narrowed},
		{`{"type":["string","null"]}`, `{"oneOf":[{"type":"null"},{"type":"string"}]}`, "same"},
		{`{"type":["string","integer"]}`, `{"anyOf":[{"type":"integer"},{"type":"string"}]}`, "same"},
		{`{"anyOf":[{"type":"string"},{"type":"string","enum":["A"]}]}`, `{"type":"string"}`, "same"},
		{`{"allOf":[{"type":"string","minLength":2},{"minLength":1}]}`, `{"type":"string","minLength":2}`, "same"},
		{`{"type":"array","items":{"type":"string"}}`, `{"type":"array","items":{"type":"string"},"uniqueItems":true}`, narrowed},
		{`{"type":"array","items":{"type":"string"}}`, `{"type":"array","items":{"type":"string"},"minItems":0}`, "same"},
		{`{"type":"object","properties":{"a":{}}}`, `{"type":"object","properties":{"a":{}},"additionalProperties":false}`, narrowed},
		{`{"type":"object","properties":{"a":{}}}`, `{"type":"object","properties":{"a":{}},"required":["a"]}`, narrowed},
		{`{"type":"object","properties":{"a":{}},"required":["a"]}`, `{"type":"object","properties":{"a":{}},"required":["a"],"minProperties":1}`, "same"},
		{`{"type":"object","properties":{"a":{}}}`, `{"type":"object","properties":{"a":{}},"not":{"required":["b"]}}`, narrowed},
		{`{"type":"string","pattern":"^[A-Z]+$"}`, `{"type":"string","pattern":"^[A-Z]{3}$"}`, narrowed},
		{`{"type":"number","x-sign":"not-negative"}`, `{"type":"number","x-sign":"positive"}`, narrowed},
		{`{"type":"number","x-digits":{"integer":15,"fraction":8}}`, `{"type":"number","x-digits":{"integer":15,"fraction":2}}`, narrowed},
		{`{"type":"number","x-digits":{"integer":15,"fraction":8}}`, `{"type":"number","x-digits":{"integer":16,"fraction":2}}`, "other"},
		{`{"type":"integer","x-epoch":"milliseconds"}`, `{"type":"integer","x-epoch":"seconds"}`, "other"},
	} {
		levels := map[string][2]diff.Level{"same": {diff.Cosmetic, diff.Cosmetic}, narrowed: {diff.Breaking, diff.Compatible}, "other": {diff.Breaking, diff.Breaking}}[one.how]
		a, b := document(t, request, one.old), document(t, request, one.new)
		assert.Equal(t, levels[0], level(t, a, b), "request %s → %s", one.old, one.new)
		assert.Equal(t, levels[1], level(t, b, a), "request %s → %s", one.new, one.old)
		a, b = document(t, answer, one.old), document(t, answer, one.new)
		assert.Equal(t, levels[1], level(t, a, b), "answer %s → %s", one.old, one.new)
		assert.Equal(t, levels[0], level(t, b, a), "answer %s → %s", one.new, one.old)
	}
}

// TestAnswerStatuses: a correct client handles any status, and takes for a success only what it knows.
func TestAnswerStatuses(t *testing.T) {
	const doc = `{"openapi":"3.0.3","paths":{"/a":{"post":{"responses":{%s}}}}}`
	for _, one := range []struct {
		old, new    string
		there, back diff.Level
	}{
		{`"200":{}`, `"200":{},"400":{}`, diff.Compatible, diff.Compatible},
		{`"200":{}`, `"200":{},"302":{}`, diff.Compatible, diff.Compatible},
		{`"200":{}`, `"200":{},"default":{}`, diff.Compatible, diff.Compatible},
		{`"200":{},"400":{}`, `"200":{},"422":{}`, diff.Compatible, diff.Compatible},
		{`"200":{}`, `"200":{},"202":{}`, diff.Breaking, diff.Compatible},
		{`"200":{}`, `"201":{}`, diff.Breaking, diff.Breaking},
		{`"200":{}`, `"2XX":{}`, diff.Breaking, diff.Compatible}, // 201 and 202 are success as well
	} {
		a, b := document(t, doc, one.old), document(t, doc, one.new)
		assert.Equal(t, one.there, level(t, a, b), "%s → %s", one.old, one.new)
		assert.Equal(t, one.back, level(t, b, a), "%s → %s", one.new, one.old)
	}
}

// TestAnswerMediaTypes: a correct client asks for the type it reads, so that another one does not reach it.
func TestAnswerMediaTypes(t *testing.T) {
	const doc = `{"openapi":"3.0.3","paths":{"/a":{"post":{"responses":{"200":{"content":{%s}}}}}}}`
	for _, one := range []struct {
		old, new    string
		there, back diff.Level
	}{
		{`"application/json":{}`, `"application/json":{},"application/xml":{}`, diff.Compatible, diff.Breaking},
		{`"application/json":{}`, `"application/xml":{}`, diff.Breaking, diff.Breaking},
		{`"application/json":{}`, `"application/json;version=2":{}`, diff.Breaking, diff.Breaking},
	} {
		a, b := document(t, doc, one.old), document(t, doc, one.new)
		assert.Equal(t, one.there, level(t, a, b), "%s → %s", one.old, one.new)
		assert.Equal(t, one.back, level(t, b, a), "%s → %s", one.new, one.old)
	}
}

// TestCharset: it is said in one line, however many bodies have it, and what changed besides is named as ever.
func TestCharset(t *testing.T) {
	old := loaded(t)
	for _, now := range []string{"application/json; charset=utf-8", "application/json;charset=ISO-8859-9"} {
		report := compareTrial(t, old, loaded(t, `"content":{"application/json"`, `"content":{"`+now+`"`))
		assert.Equal(t, diff.Cosmetic, report.Level)
		require.Len(t, report.Changes, 1, "%+v", report.Changes)
		assert.Equal(t, "charset-changed", report.Changes[0].ID)
		assert.Equal(t, "The media types of 7 bodies name another charset, or none: JSON is UTF-8 in any case, so nothing on the wire is different.", report.Changes[0].Text)
		assert.Empty(t, report.OverlayActions)
		report = compareTrial(t, old, loaded(t, `"content":{"application/json"`, `"content":{"`+now+`"`, `"merchantId":{"type":"integer"}`, `"merchantId":{"type":"string"}`))
		assert.Equal(t, diff.Breaking, report.Level)
		assert.Len(t, report.Changes, 2, "%+v", report.Changes)
	}
}

// TestPathParametersHaveNoName: the name of a path parameter is not sent.
func TestPathParametersHaveNoName(t *testing.T) {
	const doc = `{"openapi":"3.0.3","paths":{"/a/{%s}":{"get":{"parameters":[{"name":"%[1]s","in":"path","required":true,"schema":{"type":"string"}}]}}}}`
	assert.Equal(t, diff.Cosmetic, level(t, document(t, doc, "requestId"), document(t, doc, "id")))
}

// TestHeaderOrSecurity: the Authorization header as a parameter and as a security scheme ask for the same.
func TestHeaderOrSecurity(t *testing.T) {
	parameter := document(t, `{"openapi":"3.0.3","paths":{"/a":{"get":{"parameters":[{"name":"Authorization","in":"header","required":true,"schema":{"type":"string"}}]}}}}`)
	scheme := document(t, `{"openapi":"3.0.3","security":[{"K":[]}],"paths":{"/a":{"get":{}}},"components":{"securitySchemes":{"K":{"type":"apiKey","in":"header","name":"Authorization"}}}}`)
	nothing := document(t, `{"openapi":"3.0.3","paths":{"/a":{"get":{}}}}`)
	other := document(t, `{"openapi":"3.0.3","security":[{"K":[]}],"paths":{"/a":{"get":{}}},"components":{"securitySchemes":{"K":{"type":"apiKey","in":"header","name":"X-Key"}}}}`)
	assert.Equal(t, diff.Cosmetic, level(t, parameter, scheme))
	assert.Equal(t, diff.Cosmetic, level(t, scheme, parameter))
	assert.Equal(t, diff.Breaking, level(t, nothing, scheme))
	assert.Equal(t, diff.Breaking, level(t, nothing, parameter))
	assert.Equal(t, diff.Compatible, level(t, scheme, nothing))
	assert.Equal(t, diff.Breaking, level(t, scheme, other))
	assert.Equal(t, diff.Breaking, level(t, parameter, other))
}

// TestCircles: schemas that contain themselves end.
func TestCircles(t *testing.T) {
	const doc = `{"openapi":"3.0.3","paths":{"/a":{"get":{"responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/S"}}}}}}}},
		"components":{"schemas":{"S":{"type":"object","properties":{"s":{"$ref":"#/components/schemas/S"},"v":{"type":"%s"},"l":{"$ref":"#/components/schemas/L"}}},
		"L":{"$ref":"#/components/schemas/M"},"M":{"$ref":"#/components/schemas/L"},"A":{"allOf":[{"$ref":"#/components/schemas/A"}]}}}}`
	report, err := diff.Compare(document(t, doc, "string"), document(t, doc, "integer"))
	require.NoError(t, err)
	require.Len(t, report.Changes, 1)
	assert.Equal(t, "/components/schemas/S/properties/v/type", report.Changes[0].Pointer)
}

// TestWhatMachinesReadOnAPage is no rule: the vendor's renderer adds it to every page.
func TestWhatMachinesReadOnAPage(t *testing.T) {
	old := loaded(t)
	report := compareTrial(t, old, loaded(t, "The question should be specific", "The question must not be longer than 100 characters and should be specific"))
	assert.Equal(t, diff.Cosmetic, report.Level)
	assert.Len(t, report.Changes, 3, "one for each page that has it")
	report = compareTrial(t, old, loaded(t, "### Mass Payout Item Status List", "Items are paid within 24 hours.\n\n### Mass Payout Item Status List"))
	assert.Equal(t, diff.Breaking, report.Level)
	assert.True(t, strings.HasPrefix(report.Changes[0].Pointer, "retrieve-mass-payout.md"))

	// What stands behind that block is text as any other.
	const last = "or you want to retrieve related documentation sections."
	report = compareTrial(t, old, loaded(t, last, last+"\n\nItems are paid within 24 hours."))
	assert.Equal(t, diff.Breaking, report.Level)
}

// Merged pages have all servers that any of them lists; each operation is called at those of its page.
func TestServersOfOnePage(t *testing.T) {
	for _, host := range []string{"https://api.iyzipay.com", "https://sandbox-api.iyzipay.com"} {
		newer := vendoredPages(t)
		newer["mass-payout-auth.md"] = bytes.ReplaceAll(newer["mass-payout-auth.md"], []byte(host+`"`), []byte(`https://elsewhere.test"`))
		report, err := diff.Compare(loadPages(t, "old", vendoredPages(t)), loadPages(t, "new", newer))
		require.NoError(t, err)
		require.Equal(t, diff.Breaking, report.Level, host)
		for _, c := range report.Changes {
			assert.Equal(t, "authMassPayout", c.OperationID)
		}
	}
}

// A page without a fragment states rules as any other.
func TestPageWithoutFragment(t *testing.T) {
	with := func(text string) diff.Document {
		pages := vendoredPages(t)
		pages["limits.md"] = []byte("# Welcome\n\n" + text + "\n")
		return loadPages(t, "with", pages)
	}
	without := loadPages(t, "without", vendoredPages(t))
	const old = "At most 500 items are allowed."
	for _, c := range []struct {
		name     string
		old, new diff.Document
		want     diff.Level
	}{
		{"new, with a limit", without, with(old), diff.Breaking},
		{"new, with a row", without, with("| Code | Meaning |\n|---|---|\n| 7777 | Refused. |"), diff.Breaking},
		{"new, without a rule", without, with("Send money with ease."), diff.Cosmetic},
		{"another limit", with(old), with("At most 400 items are allowed."), diff.Breaking},
		{"laid out otherwise", with(old), with("{% hint %}\n" + old + "\n{% endhint %}"), diff.Cosmetic},
		{"the same", with(old), with(old), diff.None},
	} {
		report, err := diff.Compare(c.old, c.new)
		require.NoError(t, err)
		assert.Equal(t, c.want, report.Level, c.name)
	}
}
