package spec

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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

// enums are the inline enums that corrections.yaml lifts, with every place they stand in.
func enums() []struct{ page, schema, values string } {
	return []struct{ page, schema, values string }{
		{"vendor/mass-payout-initalize.md", "MassPayoutInitializeResponse", `"success","failure"`},
		{"vendor/retrieve-mass-payout.md", "MassPayoutRetrieveResponse", `"success","failure"`},
		{"supplement/balance.yaml", "MassPayoutBalanceResponse", `success, failure`},
		{"supplement/item.yaml", "MassPayoutItemResponse", `success, failure`},
		{"vendor/mass-payout-initalize.md", "MassPayoutItem", `"PHONE","IBAN","IDENTITY_NUMBER","MEMBER_ID"`},
		{"vendor/retrieve-mass-payout.md", "MassPayoutItemDetail", `"PHONE","IBAN","IDENTITY_NUMBER","MEMBER_ID"`},
		{"vendor/mass-payout-initalize.md", "MassPayoutInitializeRequest", `"SALARY","BONUS","SETTLEMENT","GOODS","SERVICES","CASHBACK","REBATES","DONATIONS"`},
		{"vendor/retrieve-mass-payout.md", "MassPayoutSummary", `"INIT","IN_PROGRESS","PUBLISHED_TO_QUEUE","COMPLETED","FAIL","INSUFFICIENT_BALANCE","CANCELED"`},
		{"vendor/retrieve-mass-payout.md", "MassPayoutItemDetail", `"FAILED","SUCCESS","INIT","INVALID","PROCESSING","MASS_PAYOUT_CANCELED","QUEUED","DEPOSIT_SUCCESS","DEPOSIT_FAIL"`},
	}
}

// A list that the vendor changes must not be replaced by the old one in silence: the action that lifts it stops the build.
func TestAChangedEnumStopsTheBuild(t *testing.T) {
	for _, e := range enums() {
		first, _, _ := strings.Cut(e.values, ",")
		changes := map[string]string{
			"added":   "[" + e.values + strings.ReplaceAll(", "+first, strings.Trim(first, `"`), "ADDED") + "]",
			"dropped": "[" + strings.TrimLeft(strings.TrimPrefix(e.values, first), ", ") + "]",
			"renamed": "[" + strings.ReplaceAll(first, strings.Trim(first, `"`), "RENAMED") + strings.TrimPrefix(e.values, first) + "]",
			"beside":  "[" + e.values + "]" + map[bool]string{true: "\n          default: x", false: `,"default":"x"`}[strings.HasPrefix(e.page, "supplement")],
		}
		for what, values := range changes {
			t.Run(e.schema+" "+first+" "+what, func(t *testing.T) {
				t.Parallel()
				dir := folder(t)
				edit(t, dir, e.page, "["+e.values+"]", values)
				assertStopped(t, dir, "$.components.schemas."+e.schema+"[?")
			})
		}
	}
	// These stand on several pages, which must be changed together.
	every := []string{"vendor/mass-payout-initalize.md", "vendor/mass-payout-auth.md", "vendor/retrieve-mass-payout.md", "vendor/mass-payout-cancel.md"}
	t.Run("MassPayoutAuthResponse", func(t *testing.T) {
		dir := folder(t)
		for _, page := range []string{every[1], every[3]} {
			edit(t, dir, page, `["success","failure"]`, `["success","failure","pending"]`)
		}
		assertStopped(t, dir, "$.components.schemas.MassPayoutAuthResponse[?")
	})
	t.Run("LocaleQuery", func(t *testing.T) {
		dir := folder(t)
		for _, page := range every {
			edit(t, dir, page, `["tr","en"]`, `["tr","en","de"]`)
		}
		assertStopped(t, dir, "$.components.parameters.LocaleQuery[?")
	})
}

func assertStopped(t *testing.T, dir fstest.MapFS, target string) {
	t.Helper()
	_, err := Build(dir)
	var action *ActionError
	require.ErrorAs(t, err, &action)
	require.ErrorIs(t, action, ErrNoTarget)
	assert.Equal(t, "corrections.yaml", action.File)
	assert.Contains(t, action.Action.Target, target)
	assert.Contains(t, err.Error(), action.Action.Target)
}

func TestACorrectionThatThePagesMakeThemselvesStopsTheBuild(t *testing.T) {
	dir := folder(t)
	edit(t, dir, "vendor/mass-payout-initalize.md", `"paths":{"/v1/mass/payout/init":{"post":{`, `"paths":{"/v1/mass/payout/init":{"post":{"operationId":"initMassPayout",`)
	_, err := Build(dir)
	require.ErrorIs(t, err, ErrNoEffect)
	assert.ErrorContains(t, err, "corrections.yaml:16: action on $.paths['/v1/mass/payout/init'].post: the action changes nothing")
}

func TestAnInlineSchemaUnderAReferenceStopsTheBuild(t *testing.T) {
	dir := folder(t)
	edit(t, dir, "vendor/mass-payout-initalize.md", `"recipientName":{"type":"string","description":"Recipient name. **Required if** `+"`recipientType` is `IBAN`"+`."}`,
		`"recipientName":{"$ref":"#/components/schemas/Amount","type":"string"}`)
	_, err := Build(dir)
	assert.EqualError(t, err, "the merged document: /components/schemas/MassPayoutItem/properties/recipientName: type stands next to a $ref, where OpenAPI 3.0 ignores it: remove one of the two")
}

func TestAnInvalidDocumentStopsTheBuild(t *testing.T) {
	dir := folder(t)
	edit(t, dir, "supplement/item.yaml", "#/components/schemas/MassPayoutItemDetail", "#/components/schemas/Missing")
	_, err := Build(dir)
	assert.ErrorContains(t, err, "the merged document: not an OpenAPI document: ")
	assert.ErrorContains(t, err, "Missing")
}

func TestAMisspeltRuleStopsTheBuild(t *testing.T) {
	dir := folder(t)
	edit(t, dir, "rules.yaml", "x-not-above: totalAmount", "x-not-abov: totalAmount")
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
