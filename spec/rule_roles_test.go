package spec

import (
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRulesOfNumbers(t *testing.T) {
	const (
		positive    = `{"S":{"type":"number","x-sign":"positive"}}`
		notNegative = `{"S":{"type":"number","x-sign":"not-negative"}}`
		fewDigits   = `{"S":{"type":"number","x-digits":{"integer":3,"fraction":2}}}`
	)
	for _, c := range []struct {
		schema, value string
		want          []string
	}{
		{positive, `0.01`, nil},
		{positive, `0`, []string{" x-sign: must be greater than 0"}},
		{positive, `-0.00`, []string{" x-sign: must be greater than 0"}},
		{positive, `-7331`, []string{" x-sign: must be greater than 0"}},
		{positive, `"text"`, nil},
		{notNegative, `0`, nil},
		{notNegative, `-0.01`, []string{" x-sign: must not be negative"}},
		{fewDigits, `999.99`, nil},
		{fewDigits, `-999.99`, nil},
		{fewDigits, `1e2`, nil},
		{fewDigits, `1000`, []string{" x-digits: must have at most 3 digits before the point and 2 behind it; it has 4 and 0"}},
		{fewDigits, `0.001`, []string{" x-digits: must have at most 3 digits before the point and 2 behind it; it has 1 and 3"}},
		{fewDigits, `1e3`, []string{" x-digits: must have at most 3 digits before the point and 2 behind it; it has 4 and 0"}},
		{fewDigits, `1e99999`, nil}, // beyond any number: for the schema check to say
	} {
		rules, schema := schemaOf(t, c.schema)
		got := shownViolations(rules.Check(schema, decodeJSON(t, c.value)))
		assert.ElementsMatch(t, c.want, got, "%s against %s", c.value, c.schema)
	}
	rules, schema := schemaOf(t, positive)
	assert.Empty(t, rules.Check(schema, float64(-1)), "digits of a float64 are not those that were sent")
}

func TestNewRulesRefusesMalformedRoles(t *testing.T) {
	for rule, want := range map[string]string{
		`"type":"string","x-role":"boss"`:                       "x-role: must be one of result, batch",
		`"type":"string","x-next":{}`:                           "x-next: must have at least one word",
		`"type":"string","x-next":{"A":["B"]}`:                  "x-next/A: names B, which has no entry of its own",
		`"type":"string","x-next":["A"]`:                        "x-next: has the wrong form",
		`"type":"string","x-excludes":{"A":"B"}`:                "x-excludes: has the wrong form",
		`"type":"number","x-sign":"up"`:                         "x-sign: must be positive or not-negative",
		`"type":"string","x-sign":"positive"`:                   "x-sign: is for integer or number",
		`"type":"number","x-digits":{"integer":0,"fraction":2}`: "x-digits: must have integer of at least 1",
		`"type":"number","x-digits":{"integer":1,"decimals":2}`: "x-digits: has the wrong form",
		`"type":"number","x-not-above":""`:                      "x-not-above: must be a text, and not empty",
		`"type":"object","x-keeps":{}`:                          "x-keeps: must have at least one entry",
		`"type":"object","x-constant":[]`:                       "x-constant: must be a list of names, and not empty",
		`"type":"object","x-constant":"a"`:                      "x-constant: has the wrong form",
		`"type":"string","x-keeps":{"a":"b"}`:                   "x-keeps: is for object",
		`"type":"string","x-leads-to":"INIT"`:                   "x-leads-to: does not belong here",
		`"type":"string","x-personal":"yes"`:                    "x-personal: must be true",
		`"type":"string","x-roles":"batch"`:                     "is x-role meant?",
	} {
		doc, err := openapi3.NewLoader().LoadFromData([]byte(`{"openapi":"3.0.3","info":{"title":"T","version":"1"},"paths":{},"components":{"schemas":{"S":{` + rule + `}}}}`))
		require.NoError(t, err)
		_, err = NewRules(doc)
		require.ErrorContains(t, err, want, rule)
	}
}

// Lives speak of statuses of the document only, and every operation leads to one; TestUnexplainedStatuses lists those they leave out.
func TestLives(t *testing.T) {
	doc, err := Document()
	require.NoError(t, err)
	for _, name := range []string{"MassPayoutStatus", "MassPayoutItemStatus"} {
		schema := doc.Components.Schemas[name].Value
		next := schema.Extensions["x-next"].(map[string]any)
		for word := range next {
			assert.True(t, slices.Contains(schema.Enum, any(word)), "%s: rules.yaml (x-next) knows %s, and the document does not", name, word)
		}
	}
	batch := doc.Components.Schemas["MassPayoutStatus"].Value
	items := doc.Components.Schemas["MassPayoutItemStatus"].Value.Enum
	for whole, excluded := range batch.Extensions["x-excludes"].(map[string]any) {
		assert.Contains(t, batch.Enum, any(whole))
		assert.Subset(t, items, excluded)
	}
	for path, want := range map[string]string{"/v1/mass/payout/init": "INIT", "/v1/mass/payout/auth": "IN_PROGRESS", "/v1/mass/payout/cancel/{requestId}": "CANCELED"} {
		assert.Equal(t, want, doc.Paths.Value(path).Post.Extensions["x-leads-to"])
	}
}
