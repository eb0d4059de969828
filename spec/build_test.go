package spec

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/spectest"
)

func TestTheCommittedDocumentIsFresh(t *testing.T) {
	built, err := Build(os.DirFS("."))
	require.NoError(t, err)
	committed, err := os.ReadFile("openapi.yaml")
	require.NoError(t, err)
	require.Equal(t, string(built), string(committed), "openapi.yaml is stale: run `go generate ./...`")
	assert.Equal(t, string(committed), string(YAML()), "the embedded document is the committed one")

	again, err := Build(os.DirFS("."))
	require.NoError(t, err)
	assert.Equal(t, string(built), string(again), "the same folder gives the same bytes")
}

func TestYAMLReturnsACopy(t *testing.T) {
	YAML()[0] = 'x'
	assert.Equal(t, byte('#'), YAML()[0])
	a, err := Document()
	require.NoError(t, err)
	a.Info.Title = "changed"
	b, err := Document()
	require.NoError(t, err)
	assert.Equal(t, "Mass Payout API", b.Info.Title)
}

func TestACorrectionThatThePagesMakeThemselvesStopsTheBuild(t *testing.T) {
	dir := spectest.Memory(t)
	spectest.Edit(t, dir, "vendor/mass-payout-initalize.md", `"paths":{"/v1/mass/payout/init":{"post":{`, `"paths":{"/v1/mass/payout/init":{"post":{"operationId":"initMassPayout",`)
	_, err := Build(dir)
	require.ErrorIs(t, err, ErrNoEffect)
	assert.ErrorContains(t, err, "corrections.yaml:16: action on $.paths['/v1/mass/payout/init'].post: the action changes nothing")
}

func TestAnInlineSchemaUnderAReferenceStopsTheBuild(t *testing.T) {
	dir := spectest.Memory(t)
	spectest.Edit(t, dir, "vendor/mass-payout-initalize.md", `"recipientName":{"type":"string","description":"Recipient name. **Required if** `+"`recipientType` is `IBAN`"+`."}`,
		`"recipientName":{"$ref":"#/components/schemas/Amount","type":"string"}`)
	_, err := Build(dir)
	assert.EqualError(t, err, "the merged document: /components/schemas/MassPayoutItem/properties/recipientName: type stands next to a $ref, where OpenAPI 3.0 ignores it: remove one of the two")
}

func TestAnInvalidDocumentStopsTheBuild(t *testing.T) {
	dir := spectest.Memory(t)
	spectest.Edit(t, dir, "supplement/item.yaml", "#/components/schemas/MassPayoutItemDetail", "#/components/schemas/Missing")
	_, err := Build(dir)
	assert.ErrorContains(t, err, "the merged document: not an OpenAPI document: ")
	assert.ErrorContains(t, err, "Missing")
}

func TestAMisspeltRuleStopsTheBuild(t *testing.T) {
	dir := spectest.Memory(t)
	spectest.Edit(t, dir, "rules.yaml", "x-not-above: totalAmount", "x-not-abov: totalAmount")
	_, err := Build(dir)
	assert.EqualError(t, err, "the merged document: /components/schemas/MassPayoutSummary/properties/totalSuccessfulAmount/x-not-abov: unknown rule: is x-not-above meant?")
}

func TestParse(t *testing.T) {
	doc, err := Parse("d.json", []byte(smallFragment))
	require.NoError(t, err)
	assert.Equal(t, "T", doc.Info.Title)
	cases := map[string]string{
		`{"openapi":"3.0.3","openapi":"3.0.3"}`: "d.json:1:20 (at /openapi): duplicate key: keep one of the two",
		"openapi: [":                            "d.json:1: not valid YAML: did not find expected node content",
		`{"openapi":"3.0.3","info":{"title":"T","version":"1"}}`: "d.json: not a valid OpenAPI document: ",
		`{"openapi":"3.0.3","info":[]}`:                          "d.json: not an OpenAPI document: ",
		`{"openapi":"3.0.3","info":{"title":"T","version":"1"},"paths":{"/p":{"$ref":"https://127.0.0.1:1/other.yaml"}}}`: "d.json: not an OpenAPI document: ",
	}
	for text, want := range cases {
		_, err := Parse("d.json", []byte(text))
		assert.ErrorContains(t, err, want, text)
	}
}

func TestParseReadsWhatKinOpenAPIReads(t *testing.T) {
	const odd = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    S:\n      type: object\n      nullable: true\n      maximum: 0x10\n" +
		"      minimum: 1.50\n      maxLength: 12\n      x-date: 2024-02-29\n      x-time: 2024-02-29T10:00:00Z\n      x-yes: yes\n      x-none: ~\n      x-big: 12345678901234567890\n" +
		"      x-text: '12'\n      x-lines: |\n        a\n        b\n      x-list: [1, 2.0, -3, true, \"true\", null]\n      example: {100: a, true: b}\n"
	for _, text := range []string{string(YAML()), odd, smallFragment} {
		_, err := Parse("d", []byte(text))
		require.NoError(t, err)
		ours, err := loadDocument("d", []byte(text))
		require.NoError(t, err)
		theirs, err := openapi3.NewLoader().LoadFromData([]byte(text))
		require.NoError(t, err)
		want, err := json.Marshal(theirs)
		require.NoError(t, err)
		got, err := json.Marshal(ours)
		require.NoError(t, err)
		assert.JSONEq(t, string(want), string(got))
	}
}
