package spec

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/spectest"
	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

// builtEnum is the list of a named schema in the document of a folder.
func builtEnum(t *testing.T, dir fstest.MapFS, schema string) []string {
	t.Helper()
	data, err := Build(dir)
	require.NoError(t, err)
	doc, err := Parse("built", data)
	require.NoError(t, err)
	var all []string
	for _, value := range doc.Components.Schemas[schema].Value.Enum {
		all = append(all, value.(string))
	}
	return all
}

// A list that the vendor changes comes through as it is, in its order, with nobody's help.
func TestAChangedEnumNeedsNoEdit(t *testing.T) {
	const retrieve = "vendor/retrieve-mass-payout.md"
	statuses := []string{"INIT", "IN_PROGRESS", "PUBLISHED_TO_QUEUE", "COMPLETED", "FAIL", "INSUFFICIENT_BALANCE", "CANCELED"}
	own := []string{"SUCCESS", "IYZICO_INSUFFICIENT_BALANCE"} // which corrections.yaml adds
	for name, now := range map[string][]string{
		"as it was": statuses,
		"added":     append([]string{"ON_HOLD"}, statuses...),
		"dropped":   statuses[1:],
		"reordered": {"CANCELED", "INIT", "PUBLISHED_TO_QUEUE"},
		"odd texts": {"PUBLISHED_TO_QUEUE", "null", "007", "O'NEIL", "a: b # c"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := spectest.Memory(t)
			spectest.Edit(t, dir, retrieve, `"`+strings.Join(statuses, `","`)+`"`, `"`+strings.Join(now, `","`)+`"`)
			assert.Equal(t, append(append([]string{}, now...), own...), builtEnum(t, dir, "MassPayoutStatus"))
		})
	}
}

func TestPlacesOfOneNameMustAgree(t *testing.T) {
	const initPage, retrieve, list = "vendor/mass-payout-initalize.md", "vendor/retrieve-mass-payout.md", `"PHONE","IBAN","IDENTITY_NUMBER","MEMBER_ID"]`
	const differ = "enums.yaml:13: /components/schemas/MassPayoutItemDetail/properties/recipientType: is RecipientType, as " +
		"/components/schemas/MassPayoutItem/properties/recipientType is, and the two differ: %s; correct one of them in corrections.yaml, or give it a name of its own"
	for name, c := range map[string]struct{ page, old, new, want string }{
		"a value more":   {initPage, list, `"PHONE","WALLET","IBAN","IDENTITY_NUMBER","MEMBER_ID"]`, fmt.Sprintf(differ, "only there is listed WALLET")},
		"values more":    {retrieve, list, `"PHONE","IBAN","IDENTITY_NUMBER","MEMBER_ID","A","B"]`, fmt.Sprintf(differ, "only here is listed A, B")},
		"a value less":   {retrieve, list, `"PHONE","IBAN","IDENTITY_NUMBER"]`, fmt.Sprintf(differ, "only there is listed MEMBER_ID")},
		"another order":  {retrieve, list, `"MEMBER_ID","IDENTITY_NUMBER","IBAN","PHONE"]`, ""},
		"something more": {retrieve, list, list + `,"default":"IBAN"`, fmt.Sprintf(differ, "in /default")},
		"other words":    {retrieve, list, list + `,"description":"Who is paid."`, fmt.Sprintf(differ, "in /description")},
		"no list":        {retrieve, `"enum":[` + list, `"examples":["IBAN"]`, "enums.yaml:13: /components/schemas/MassPayoutItemDetail/properties/recipientType: no enum stands here: find out where the values of RecipientType are listed now, and change or drop this line"},
		"nothing there":  {EnumsFile, "MassPayoutItemDetail/properties/recipientType", "MassPayoutItemDetail/properties/kind", "enums.yaml:13: /components/schemas/MassPayoutItemDetail/properties/kind: no enum stands here: find out where the values of RecipientType are listed now, and change or drop this line"},
		"a taken name":   {EnumsFile, "LocaleQuery/schema: Locale", "LocaleQuery/schema: Amount", "enums.yaml:18: /components/parameters/LocaleQuery/schema: the document has another schema Amount: choose another name, or drop this line"},
		"no pointer":     {EnumsFile, "/components/parameters/LocaleQuery", "components/parameters/LocaleQuery", "enums.yaml:18: must be a JSON pointer and the name of a schema, such as /components/schemas/Item/properties/state: ItemState"},
		"no name":        {EnumsFile, "schema: Locale", "schema: [Locale]", "enums.yaml:18: must be a JSON pointer and the name of a schema, such as /components/schemas/Item/properties/state: ItemState"},
		"twice":          {EnumsFile, "/components/schemas/MassPayoutItemDetail/properties/recipientType", "/components/schemas/MassPayoutItem/properties/recipientType", "enums.yaml:13 (at /~1components~1schemas~1MassPayoutItem~1properties~1recipientType): duplicate key: keep one of the two"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := spectest.Memory(t)
			spectest.Edit(t, dir, c.page, c.old, c.new)
			_, err := Build(dir)
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			assert.EqualError(t, err, c.want)
		})
	}
}

// Where two pages differ, a correction settles it: enums are lifted with the corrections in them.
func TestACorrectionSettlesWhatDiffers(t *testing.T) {
	dir := spectest.Memory(t)
	spectest.Edit(t, dir, "vendor/mass-payout-initalize.md", `"MEMBER_ID"]`, `"MEMBER_ID","WALLET"]`)
	dir["corrections.yaml"].Data = append(dir["corrections.yaml"].Data, `
  - target: "$.components.schemas.MassPayoutItemDetail.properties.recipientType.enum"
    description: As on the init page.
    x-source: init page
    x-confidence: H
    update: [WALLET]
`...)
	assert.Equal(t, []string{"PHONE", "IBAN", "IDENTITY_NUMBER", "MEMBER_ID", "WALLET"}, builtEnum(t, dir, "RecipientType"))
}

// What stands anywhere is told at once: corrections, enums and rules.
func TestEveryStaleLineIsTold(t *testing.T) {
	dir := spectest.Memory(t)
	spectest.Edit(t, dir, "corrections.yaml", "schemas.MassPayoutRetrieveRequest.properties.page", "schemas.MassPayoutRetrieveRequest.properties.pages")
	spectest.Edit(t, dir, EnumsFile, "properties/purpose", "properties/purposes")
	spectest.Edit(t, dir, "rules.yaml", `"$.components.schemas.Amount.properties.currency"`, `"$.components.schemas.Amount.properties.currencies"`)
	_, err := Build(dir)
	var action *ActionError
	require.ErrorAs(t, err, &action)
	var enum *EnumError
	require.ErrorAs(t, err, &enum)
	assert.Equal(t, "Purpose", enum.Schema)
	for _, want := range []string{"properties.pages: ", "properties/purposes: ", "properties.currencies: "} {
		assert.ErrorContains(t, err, want)
	}
}

// Every line of enums.yaml has an enum of today's pages. TestNoEnumIsInline finds those without a name.
func TestEveryNameIsThatOfAnEnum(t *testing.T) {
	enums, err := ReadEnums(os.DirFS("."))
	require.NoError(t, err)
	found, err := fragments(os.DirFS("."))
	require.NoError(t, err)
	root, err := Merge(found)
	require.NoError(t, err)
	var here, named []string
	require.NoError(t, yamlnode.Walk(root, "", func(node *yaml.Node, pointer string) error {
		if list := yamlnode.Lookup(node, "enum"); list != nil && list.Kind == yaml.SequenceNode {
			here = append(here, pointer)
		}
		return nil
	}))
	for _, p := range enums.places {
		named = append(named, p.pointer)
	}
	assert.Subset(t, here, named, "drop the line")
	assert.NotEmpty(t, named)
}

// An enum of a new page that says the same as a named one is of the same type, and nobody has to say so.
func TestAnEnumThatHasANameElsewhereNeedsNoLine(t *testing.T) {
	const status, answer = `"status":{"type":"string","enum":["failure","success"]`, `"MassPayoutAuthResponse":{"type":"object","properties":{`
	for name, c := range map[string]struct{ place, want string }{
		"as it is":             {status + `}`, "#/components/schemas/ResultStatus"},
		"with a description":   {status + `,"description":"Whether it worked."}`, "#/components/schemas/ResultStatus"},
		"with something more":  {status + `,"default":"success"}`, ""},
		"with another value":   {`"status":{"type":"string","enum":["failure","success","maybe"]}`, ""},
		"with a value missing": {`"status":{"type":"string","enum":["success"]}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			root, err := parseYAML([]byte(`{"components":{"schemas":{"A":{"properties":{"status":{"type":"string","enum":["success","failure"]}}},` + answer + c.place + `}}}}}`))
			require.NoError(t, err)
			enums := Enums{places: []enumPlace{{1, "/components/schemas/A/properties/status", "ResultStatus"}}}
			require.Empty(t, enums.Lift(root))
			ref := yamlnode.At(root, "/components/schemas/MassPayoutAuthResponse/properties/status/$ref")
			assert.Equal(t, c.want != "", ref != nil)
			assert.True(t, ref == nil || ref.Value == c.want)
			assert.Nil(t, yamlnode.At(root, "/components/schemas/ResultStatus/description"), "the words of one place are not those of all")
		})
	}
}
