package spec

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

func realRules(t testing.TB) *Overlay {
	t.Helper()
	o, err := ParseOverlay("rules.yaml", rules)
	require.NoError(t, err)
	return o
}

// What was invalid before stays invalid: a rule can only add extensions and formats.
func TestRulesLegaliseNothing(t *testing.T) {
	for _, action := range realRules(t).Actions {
		require.False(t, action.parsed.Remove, "%d: a rule removes nothing", action.Line)
		update := action.parsed.Update
		require.Equal(t, yaml.MappingNode, update.Kind, "%d", action.Line)
		for i := 0; i < len(update.Content); i += 2 {
			key := update.Content[i].Value
			known := append(keysOf(slices.Concat(schemaExtensions(), operationExtensions())), "format")
			assert.Contains(t, known, key, "rules.yaml:%d: no rule; what changes the schema belongs into corrections.yaml", action.Line)
		}
	}
}

func TestRulesApplyToThePagesWithoutCorrections(t *testing.T) {
	found, err := fragments(os.DirFS("."))
	require.NoError(t, err)
	raw, err := Merge(found)
	require.NoError(t, err)
	assert.Empty(t, slices.DeleteFunc(realRules(t).Apply(raw), notOnPages))
}

// rawPages is the document of the vendored pages alone.
func rawPages(t testing.TB) []byte {
	t.Helper()
	found, err := fragments(os.DirFS("."))
	require.NoError(t, err)
	var pages []Fragment
	for _, f := range found {
		if strings.HasPrefix(f.File, "vendor/") {
			pages = append(pages, f)
		}
	}
	require.NotEmpty(t, pages)
	root, err := Merge(pages)
	require.NoError(t, err)
	data, err := encode(root)
	require.NoError(t, err)
	return data
}

// notOnPages reports whether an action failed because of members that only corrections.yaml adds.
func notOnPages(action *ActionError) bool {
	return errors.Is(action, errNoName) && strings.Contains(action.Err.Error(), "$.components.schemas['MassPayoutItemsPage'].properties.")
}

func TestApplyRulesToThePagesAlone(t *testing.T) {
	result, notApplied, err := ApplyRules(rawPages(t))
	require.NoError(t, err)
	var targets []string
	for _, action := range notApplied {
		if notOnPages(action) {
			continue
		}
		require.ErrorIs(t, action, errNoTarget)
		targets = append(targets, action.Action.Target)
	}
	own, err := supplements(os.DirFS("."))
	require.NoError(t, err)
	for _, target := range targets {
		ofSupplement := func(f Fragment) bool {
			return strings.HasPrefix(target, "$.paths['"+yamlnode.Lookup(f.Root, "paths").Content[0].Value+"'].")
		}
		assert.True(t, slices.ContainsFunc(own, ofSupplement), "%s: only what no page has is not applied", target)
	}

	root, err := parseDocument(result)
	require.NoError(t, err)
	auth := yamlnode.Lookup(yamlnode.Lookup(yamlnode.Lookup(root, "paths"), "/v1/mass/payout/auth"), "post")
	assert.Equal(t, "repeat-only-while-init", yamlnode.Lookup(auth, "x-operation-retry").Value)
	item := yamlnode.Lookup(yamlnode.Lookup(yamlnode.Lookup(root, "components"), "schemas"), "MassPayoutItem")
	assert.NotNil(t, yamlnode.Lookup(item, "x-form-by"))
	assert.Equal(t, "decimal", yamlnode.Lookup(yamlnode.Lookup(yamlnode.Lookup(yamlnode.Lookup(yamlnode.Lookup(root, "components"), "schemas"), "Amount"), "properties"), "value").Content[1].Value, "corrections stay out")
}

func TestApplyRulesTwiceIsApplyingThemOnce(t *testing.T) {
	once, before, err := ApplyRules(rawPages(t))
	require.NoError(t, err)
	twice, notApplied, err := ApplyRules(once)
	require.NoError(t, err)
	assert.Len(t, notApplied, len(before))
	assert.Equal(t, string(once), string(twice))

	own, notApplied, err := ApplyRules(YAML())
	require.NoError(t, err)
	assert.Empty(t, notApplied)
	assert.Equal(t, strings.TrimPrefix(string(YAML()), head), string(own), "the merged document has them all")
}

func TestApplyRulesRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"{\n\"a\":1,\n\"a\":2}": "3:1 (at /a): duplicate key: keep one of the two",
		"a: [":                  "1: not valid YAML: did not find expected node content",
		// A rule must not land where it would be half of a list.
		`{"components":{"schemas":{"S":{"properties":{"status":{},"systemTime":{},"locale":{"x-values":["tr"]}}}}}}`: "/x-values already has a part of the list: name only what is missing",
	} {
		_, _, err := ApplyRules([]byte(text))
		assert.ErrorContains(t, err, want)
	}
	// A document without any of the targets is no error.
	result, notApplied, err := ApplyRules([]byte(`{"openapi":"3.0.3"}`))
	require.NoError(t, err)
	assert.Equal(t, "openapi: 3.0.3\n", string(result))
	assert.Len(t, notApplied, len(realRules(t).Actions))
}

func TestEveryActionIsDocumented(t *testing.T) {
	for _, name := range []string{"corrections.yaml", "rules.yaml"} {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		o, err := ParseOverlay(name, data)
		require.NoError(t, err)
		for _, action := range o.Actions {
			assert.Greater(t, len(action.Reason), 10, "%s:%d", name, action.Line)
			assert.Greater(t, len(action.Source), 8, "%s:%d", name, action.Line)
		}
	}
}

// The tables of the rules name every recipient type that the document knows, and no other.
func TestRulesKnowEveryRecipientType(t *testing.T) {
	schemas := testDocument(t).Components.Schemas
	rule, err := strict[[]formBy](schemas["MassPayoutItem"].Value.Extensions["x-form-by"], "")
	require.NoError(t, err)
	require.Len(t, rule, 1)
	for _, name := range []string{rule[0].Property, rule[0].By} {
		assert.Contains(t, schemas["MassPayoutItem"].Value.Properties, name)
	}
	var known []any
	for value := range rule[0].Forms {
		known = append(known, value)
	}
	assert.ElementsMatch(t, schemas["RecipientType"].Value.Enum, known)

	required, err := strict[[]requiredWhen](schemas["MassPayoutItem"].Value.Extensions["x-required-when"], "")
	require.NoError(t, err)
	for _, r := range required {
		assert.Contains(t, schemas["MassPayoutItem"].Value.Properties, r.Property)
		assert.Contains(t, schemas["MassPayoutItem"].Value.Properties, r.When)
		for _, value := range r.Is {
			assert.Contains(t, schemas["RecipientType"].Value.Enum, value)
		}
	}
	assert.Contains(t, schemas["MassPayoutItem"].Value.Properties, schemas["MassPayoutInitializeRequest"].Value.Properties["items"].Value.Extensions["x-unique-by"])
	assert.Contains(t, schemas["MassPayoutInitializeRequest"].Value.Properties, schemas["MassPayoutInitializeResponse"].Value.Properties["conversationId"].Value.Extensions["x-echoes"])
	for _, name := range []string{"page", "size"} {
		for _, schema := range []string{"MassPayoutRetrieveResponse", "MassPayoutItemsPage"} {
			assert.Contains(t, schemas["MassPayoutRetrieveRequest"].Value.Properties, schemas[schema].Value.Properties[name].Value.Extensions["x-echoes"])
		}
	}
}
