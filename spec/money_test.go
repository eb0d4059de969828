package spec

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/spectest"
)

// A page that the vendor repairs, so that it says number where it said decimal, changes no type of the client.
func TestMoneyStaysDecimalWhateverThePageCallsIt(t *testing.T) {
	before, err := Build(spectest.Memory(t))
	require.NoError(t, err)
	for _, now := range []string{`"type":"number"`, `"type":"number","format":"decimal"`, `"type":"number","format":"double"`} {
		dir := spectest.Memory(t)
		const page = "vendor/retrieve-mass-payout.md"
		text := string(dir[page].Data)
		spectest.Edit(t, dir, page, text, strings.ReplaceAll(text, `"type":"decimal"`, now))
		after, err := Build(dir)
		if strings.Contains(now, `"decimal"`) {
			require.ErrorIs(t, err, ErrNoEffect, "an action is needless by now, and says so")
			continue
		}
		require.NoError(t, err, now)
		assert.Equal(t, string(before), string(after), now)
	}
}

func TestMoneyWithoutDecimalStopsTheBuild(t *testing.T) {
	const page, at = "vendor/retrieve-mass-payout.md", `"currencyCode":{"type":"string"}`
	for member, refused := range map[string]bool{
		`"bankFee":{"type":"number"}`:                                       true,
		`"netAmount":{"type":"number","format":"float"}`:                    true,
		`"netAmount":{"type":"number","format":"decimal"}`:                  false,
		`"coffee":{"type":"string"}`:                                        false,
		`"fee":{"oneOf":[{"type":"string"},{"type":"number"}]}`:             true,
		`"share":{"type":"number"}`:                                         false,
		`"share":{"type":"number","x-digits":{"fraction":2}}`:               true,
		`"fees":{"type":"object","properties":{"price":{"type":"number"}}}`: true,
	} {
		dir := spectest.Memory(t)
		spectest.Edit(t, dir, page, at, at+","+member)
		_, err := Build(dir)
		if refused {
			require.ErrorContains(t, err, "/components/schemas/MassPayoutItemDetail/properties/", member)
			assert.ErrorContains(t, err, ": is money and a number without the format decimal: say so in corrections.yaml, or a float is made of it")
			continue
		}
		assert.NoError(t, err, member)
	}
}
