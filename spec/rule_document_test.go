package spec

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func documentRules(t testing.TB) (*Rules, func(schema string) *openapi3.Schema) {
	t.Helper()
	doc := testDocument(t)
	r, err := NewRules(doc)
	require.NoError(t, err)
	return r, func(schema string) *openapi3.Schema {
		require.Contains(t, doc.Components.Schemas, schema)
		return doc.Components.Schemas[schema].Value
	}
}

// The published exchanges break no rule but one: the init answer's conversationId is not the one that was sent.
func TestThePublishedExchangesKeepTheRules(t *testing.T) {
	r, schema := documentRules(t)
	const initRequest = `{"externalId":"massPayoutId-323ddd","conversationId":"conversationId-323f","purpose":"SALARY","items":[
		{"itemExternalId":"ext-65656","recipientType":"IBAN","recipientInfo":"TR920086402100005482986178","amount":{"value":100,"currency":"TRY"},"description":"Payment for services","recipientName":"John Doe"},
		{"itemExternalId":"ext-9545455","recipientType":"MEMBER_ID","recipientInfo":"2228853","amount":{"value":8000,"currency":"TRY"}},
		{"itemExternalId":"ext-545454542","recipientType":"IDENTITY_NUMBER","recipientInfo":"53857708216","amount":{"value":20000,"currency":"TRY"}},
		{"itemExternalId":"ext-50070945","recipientType":"PHONE","recipientInfo":"+905456856931","amount":{"value":7000,"currency":"TRY"}}]}`
	const retrieveRequest = `{"requestId":"c95e344a-c7c9-4605-91b8-3f48ee9dece6","externalMassPayoutId":"massPayoutId-323","page":0,"size":40}`
	cases := []struct {
		request, sent, response, got string
		echoes                       []string
	}{
		{"MassPayoutInitializeRequest", initRequest,
			"MassPayoutInitializeResponse", `{"status":"success","systemTime":1759231970716,"conversationId":"conversationId-894","requestId":"179cdefc1-3ce6-4f51-bd09-c050274bd664"}`,
			[]string{"/conversationId x-echoes: must repeat the conversationId of the request"}},
		{"MassPayoutAuthRequest", `{"requestId":"79cdefc1-3ce6-4f51-bdd9-c050274db664"}`, "MassPayoutAuthResponse", `{"status":"success","systemTime":1759231995145}`, nil},
		{"MassPayoutRetrieveRequest", retrieveRequest,
			"MassPayoutRetrieveResponse", `{"status":"success","systemTime":1759155442830,"massPayout":{"massPayoutStatus":"PUBLISHED_TO_QUEUE"},"massPayoutItems":{"items":[{"itemStatus":"INIT"}]},"page":0,"size":40,"total":2}`, nil},
		{"MassPayoutRetrieveRequest", retrieveRequest,
			"MassPayoutRetrieveResponse", `{"status":"success","systemTime":1759155442830,"massPayoutItems":{"items":[],"page":0,"size":40,"total":2}}`, nil},
		{"MassPayoutRetrieveRequest", retrieveRequest,
			"MassPayoutRetrieveResponse", `{"massPayoutItems":{"page":1,"size":41},"page":1}`,
			[]string{"/massPayoutItems/page x-echoes: must repeat the page of the request", "/massPayoutItems/size x-echoes: must repeat the size of the request", "/page x-echoes: must repeat the page of the request"}},
		{"MassPayoutAuthRequest", `{"requestId":"1"}`, "MassPayoutAuthResponse", `{"status":"failure","errorCode":"1000","errorMessage":"Geçersiz imza","locale":"tr","systemTime":1688561366716,"conversationId":"123456789"}`, nil},
	}
	for i, c := range cases {
		t.Run(fmt.Sprint(i, " ", c.request), func(t *testing.T) {
			sent, got := decodeJSON(t, c.sent), decodeJSON(t, c.got)
			assert.Empty(t, r.Check(schema(c.request), sent))
			assert.Empty(t, r.Check(schema(c.response), got))
			assert.Equal(t, append([]string{}, c.echoes...), shownViolations(r.CheckEchoes(schema(c.response), sent, got)))
		})
	}
}

func TestTheDocumentsRulesCatch(t *testing.T) {
	r, schema := documentRules(t)
	item := func(members string) string {
		return `{"externalId":"e","conversationId":"c","items":[{"itemExternalId":"1",` + members + `}]}`
	}
	cases := []struct{ schema, value, want string }{
		{"MassPayoutInitializeRequest", `{"externalId":" ","conversationId":"c"}`, "/externalId x-not-blank"},
		{"MassPayoutInitializeRequest", `{"conversationId":""}`, "/conversationId x-not-blank"},
		{"MassPayoutInitializeRequest", item(`"recipientType":"IBAN","recipientInfo":"TR920086402100005482986178"`), "/items/0/recipientName x-required-when"},
		{"MassPayoutInitializeRequest", item(`"recipientType":"IBAN","recipientName":"n","recipientInfo":"TR92 0086 4021 0000 5482 9861 78"`), "/items/0/recipientInfo x-form-by"},
		{"MassPayoutInitializeRequest", item(`"recipientType":"PHONE","recipientInfo":"05456856931"`), "/items/0/recipientInfo x-form-by"},
		{"MassPayoutInitializeRequest", item(`"recipientType":"IDENTITY_NUMBER","recipientInfo":"538577082161"`), "/items/0/recipientInfo x-form-by"},
		{"MassPayoutInitializeRequest", item(`"recipientType":"MEMBER_ID","recipientInfo":"m-1"`), "/items/0/recipientInfo x-form-by"},
		{"MassPayoutInitializeRequest", item(`"amount":{"value":1,"currency":"try"}`), "/items/0/amount/currency x-form"},
		{"MassPayoutInitializeRequest", `{"items":[{"itemExternalId":"a"},{"itemExternalId":"a"}]}`, "/items/1/itemExternalId x-unique-by"},
		{"MassPayoutAuthRequest", `{"requestId":""}`, "/requestId x-not-blank"},
		{"MassPayoutRetrieveRequest", `{"externalMassPayoutId":"","page":0,"size":1}`, "/externalMassPayoutId x-not-blank"},
		{"MassPayoutInitializeResponse", `{"requestId":""}`, "/requestId x-not-blank"},
		{"MassPayoutInitializeResponse", `{"invalidItems":[{"externalId":""}]}`, "/invalidItems/0/externalId x-not-blank"},
		{"MassPayoutBalanceResponse", `{"systemTime":1759231995}`, "/systemTime x-epoch"},
		{"MassPayoutItemResponse", `{"locale":"TR"}`, "/locale x-values"},
	}
	for _, c := range cases {
		t.Run(c.want, func(t *testing.T) {
			found := r.Check(schema(c.schema), decodeJSON(t, c.value))
			require.Len(t, found, 1)
			assert.Equal(t, c.want, found[0].Pointer+" "+found[0].Rule)
		})
	}
	path := testDocument(t)
	fresh, err := NewRules(path)
	require.NoError(t, err)
	for url, name := range map[string]string{"/v1/mass/payout/cancel/{requestId}": "requestId", "/v1/mass/payout/retrieve/items/{referenceCode}": "referenceCode"} {
		for _, op := range path.Paths.Value(url).Operations() {
			schema := op.Parameters.GetByInAndName("path", name).Schema.Value
			for value, faults := range map[string]int{"79cdefc1-3ce6-4f51-bdd9-c050274db664": 0, "a.b": 0, " ": 1, "": 2, ".": 1, "..": 1} {
				assert.Len(t, fresh.Check(schema, value), faults, "%s %q", url, value)
			}
		}
	}
}

// Whatever stands in a value, no rule panics, the order is fixed, and no message gives the value away.
func TestRulesNeverShowValues(t *testing.T) {
	doc := testDocument(t)
	r, err := NewRules(doc)
	require.NoError(t, err)
	names := slices.Sorted(maps.Keys(doc.Components.Schemas))
	rapid.Check(t, func(t *rapid.T) {
		schema := doc.Components.Schemas[rapid.SampledFrom(names).Draw(t, "schema")].Value
		value, other := wildValue(schema, 4).Draw(t, "value"), wildValue(schema, 4).Draw(t, "other")
		found := append(r.Check(schema, value), r.CheckEchoes(schema, other, value)...)
		again := append(r.Check(schema, value), r.CheckEchoes(schema, other, value)...)
		require.Equal(t, found, again)
		for _, v := range found {
			require.NotContains(t, v.Message, marker)
			require.NotContains(t, v.Pointer, marker)
			require.Contains(t, keysOf(schemaExtensions()), v.Rule)
			require.NotEmpty(t, v.Message)
		}
	})
}

// wildValue draws values that have the members of the schema, mostly with contents of a wrong kind.
func wildValue(schema *openapi3.Schema, depth int) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		switch kind := rapid.IntRange(0, 9).Draw(t, "kind"); {
		case kind == 0 || depth == 0:
			return rapid.SampledFrom([]any{nil, true, 1.0, -1e300, math.Inf(1), json.Number("1"), json.Number("1e999"), json.Number(""), json.Number("-0"), marker, " ", []any{marker}, map[string]any{"a": marker}, 7, []string{marker}}).Draw(t, "scalar")
		case len(schema.Enum) > 0 && kind < 9:
			return rapid.SampledFrom(schema.Enum).Draw(t, "word")
		case schema.Items != nil:
			list := []any{}
			for range rapid.IntRange(0, 3).Draw(t, "elements") {
				list = append(list, wildValue(schema.Items.Value, depth-1).Draw(t, "element"))
			}
			return list
		case len(schema.Properties) > 0:
			object := map[string]any{}
			for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
				if rapid.IntRange(0, 3).Draw(t, "has") > 0 {
					object[name] = wildValue(schema.Properties[name].Value, depth-1).Draw(t, name)
				}
			}
			return object
		}
		return marker
	})
}

// A body that is made to the rules breaks none, and each single fault is found where it is and nowhere else.
func TestRulesFindTheOneFault(t *testing.T) {
	r, schema := documentRules(t)
	forms := map[string]string{"IBAN": `TR[0-9]{24}`, "PHONE": `\+90[0-9]{10}`, "IDENTITY_NUMBER": `[0-9]{10,11}`, "MEMBER_ID": `[0-9]{1,9}`}
	rapid.Check(t, func(t *rapid.T) {
		items := []any{}
		for i := range rapid.IntRange(1, 6).Draw(t, "items") {
			kind := rapid.SampledFrom(slices.Sorted(maps.Keys(forms))).Draw(t, "type")
			items = append(items, map[string]any{
				"itemExternalId": fmt.Sprint("item-", i), "recipientType": kind, "recipientInfo": rapid.StringMatching(forms[kind]).Draw(t, "info"),
				"recipientName": "Ad Soyad", "amount": map[string]any{"value": json.Number("1.50"), "currency": "TRY"}, "description": "d",
			})
		}
		body := map[string]any{"externalId": "e", "conversationId": "c", "items": items}
		require.Empty(t, r.Check(schema("MassPayoutInitializeRequest"), body))

		at := rapid.IntRange(0, len(items)-1).Draw(t, "at")
		item := items[at].(map[string]any)
		faults := map[string]func() string{
			"/recipientInfo x-form-by":    func() string { item["recipientInfo"] = marker + "x"; return "/recipientInfo" },
			"/amount/currency x-form":     func() string { item["amount"].(map[string]any)["currency"] = "tl"; return "/amount/currency" },
			"/itemExternalId x-not-blank": func() string { item["itemExternalId"] = ""; return "/itemExternalId" },
		}
		if item["recipientType"] == "IBAN" {
			faults["/recipientName x-required-when"] = func() string { delete(item, "recipientName"); return "/recipientName" }
		}
		if at > 0 {
			faults["/itemExternalId x-unique-by"] = func() string { item["itemExternalId"] = "item-0"; return "/itemExternalId" }
		}
		fault := rapid.SampledFrom(slices.Sorted(maps.Keys(faults))).Draw(t, "fault")
		pointer := faults[fault]()
		found := r.Check(schema("MassPayoutInitializeRequest"), body)
		require.Len(t, found, 1)
		require.Equal(t, fmt.Sprintf("/items/%d%s", at, pointer), found[0].Pointer)
		require.True(t, strings.HasSuffix(fault, " "+found[0].Rule))
	})
}

func BenchmarkCheck(b *testing.B) {
	r, schema := documentRules(b)
	for _, n := range []int{1, 1000} {
		items := make([]any, n)
		for i := range items {
			items[i] = map[string]any{"itemExternalId": fmt.Sprint("item-", i), "recipientType": "IBAN", "recipientInfo": "TR920086402100005482986178",
				"recipientName": "Ad Soyad", "amount": map[string]any{"value": json.Number("1.50"), "currency": "TRY"}, "description": "d"}
		}
		body := map[string]any{"externalId": "e", "conversationId": "c", "purpose": "SALARY", "items": items}
		request := schema("MassPayoutInitializeRequest")
		b.Run(fmt.Sprint(n, "-items"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if found := r.Check(request, body); len(found) > 0 {
					b.Fatal(found)
				}
			}
		})
	}
}

func BenchmarkNewRules(b *testing.B) {
	doc := testDocument(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := NewRules(doc); err != nil {
			b.Fatal(err)
		}
	}
}
