package contract

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/drift"
)

// answers makes recordings of one operation, each with its own change.
func answers(t *testing.T, c *Checker, operation string, changes ...func(answer *value)) [][]Exchange {
	t.Helper()
	var flows [][]Exchange
	for _, change := range changes {
		x := base(0, false).make(c.operation(t, operation))
		change(x.response)
		flows = append(flows, []Exchange{x.exchange(t)})
	}
	return flows
}

func asIs(*value) {}

func without(names ...string) func(*value) {
	return func(v *value) {
		for _, name := range names {
			v.drop(name)
		}
	}
}

func items(v *value) []value { return v.get("massPayoutItems").get("items").elements }

func checkAgainst(t *testing.T, recordings [][]Exchange, e Exchange) []Finding {
	t.Helper()
	c := today(t, WithBaseline(today(t).Learn(recordings...)))
	return c.Check(e)
}

func TestBaselineSeverity(t *testing.T) {
	t.Parallel()
	c := today(t)
	drifted := answers(t, c, "cancel", without("systemTime"))[0][0]
	one := checkAgainst(t, answers(t, c, "cancel", asIs), drifted)
	require.Len(t, one, 1)
	assert.Equal(t, Warning, one[0].Severity, "one recording may be chance")
	assert.Equal(t, "/systemTime", one[0].Pointer)
	two := checkAgainst(t, answers(t, c, "cancel", asIs, asIs), drifted)
	require.Len(t, two, 1)
	assert.Equal(t, Error, two[0].Severity)
	assert.Equal(t, Kind(drift.Disappeared), two[0].Kind)
	assert.Contains(t, two[0].Message, "2 recordings")
	assert.Empty(t, checkAgainst(t, answers(t, c, "cancel", asIs, without("systemTime"), asIs), drifted), "it was not always there")
	assert.Empty(t, checkAgainst(t, answers(t, c, "auth", asIs, asIs), drifted), "another operation's recordings do not count")
	assert.Empty(t, checkAgainst(t, nil, drifted))
}

// TestWeakBaseline: what was learnt from something else than the service proves nothing.
func TestWeakBaseline(t *testing.T) {
	c := today(t)
	b := c.Learn(answers(t, c, "cancel", asIs, asIs, asIs)...)
	b.Weak = true
	found := today(t, WithBaseline(b)).Check(answers(t, c, "cancel", without("systemTime"))[0][0])
	require.Len(t, found, 1)
	assert.Equal(t, Warning, found[0].Severity)
}

// TestBaselineOutcome: what success has says nothing about failure; an answer that does not say how it ended is held
// against what both have.
func TestBaselineOutcome(t *testing.T) {
	c := today(t)
	var flows [][]Exchange
	for _, failure := range []bool{false, true} {
		for range 2 {
			flows = append(flows, []Exchange{base(0, failure).make(c.operation(t, "init")).exchange(t)})
		}
	}
	b := c.Learn(flows...)
	c = today(t, WithBaseline(b))
	fail := base(0, true).make(c.operation(t, "init"))
	assert.Empty(t, c.Check(fail.exchange(t)), "a failure gives out no id")
	fail.response.drop("status")
	fail.response.drop("systemTime")
	fail.response.drop("errorCode")
	var pointers []string
	for _, f := range c.Check(fail.exchange(t)) {
		assert.Equal(t, Kind(drift.Disappeared), f.Kind)
		pointers = append(pointers, f.Pointer)
	}
	assert.Equal(t, []string{"/status", "/systemTime"}, pointers, "requestId and errorCode are not in every outcome")
}

func TestBaselineInLists(t *testing.T) {
	t.Parallel()
	c := today(t)
	dropSecond := func(v *value) { items(v)[1].drop("description") }
	drifted := answers(t, c, "retrieve", dropSecond)[0][0]
	found := checkAgainst(t, answers(t, c, "retrieve", asIs, asIs), drifted)
	require.Len(t, found, 1)
	assert.Equal(t, "/massPayoutItems/items/1/description", found[0].Pointer, "element by element")
	assert.Empty(t, checkAgainst(t, answers(t, c, "retrieve", asIs, dropSecond), drifted), "sometimes")
	empty := func(v *value) { v.get("massPayoutItems").get("items").elements = nil }
	assert.Empty(t, checkAgainst(t, answers(t, c, "retrieve", asIs, asIs), answers(t, c, "retrieve", empty)[0][0]), "no element lacks anything")
	assert.Len(t, checkAgainst(t, answers(t, c, "retrieve", empty, asIs, empty, asIs), drifted), 1, "empty lists teach nothing about elements")
}

// TestBaselineParents: members of an object that is not there are not missing.
func TestBaselineParents(t *testing.T) {
	t.Parallel()
	c := today(t)
	noWhole := answers(t, c, "retrieve", without("massPayout"))[0][0]
	found := checkAgainst(t, answers(t, c, "retrieve", asIs, asIs), noWhole)
	require.Len(t, found, 1)
	assert.Equal(t, "/massPayout", found[0].Pointer)
	sometimes := answers(t, c, "retrieve", asIs, without("massPayout"), asIs)
	assert.Empty(t, checkAgainst(t, sometimes, noWhole))
	inner := answers(t, c, "retrieve", func(v *value) { v.get("massPayout").drop("currency") })[0][0]
	found = checkAgainst(t, sometimes, inner)
	require.Len(t, found, 1)
	assert.Equal(t, "/massPayout/currency", found[0].Pointer)
	assert.Contains(t, found[0].Message, "2 recordings")
}

// TestBaselineOrder: a member that comes up late was not always there.
func TestBaselineOrder(t *testing.T) {
	t.Parallel()
	c := today(t)
	changes := []func(*value){asIs, without("locale"), asIs, asIs}
	for i := range changes {
		rotated := append(slices.Clone(changes[i:]), changes[:i]...)
		b := c.Learn(answers(t, c, "cancel", rotated...)...)
		group := b.Groups["POST /v1/mass/payout/cancel/{requestId} 200 success"]
		require.NotNil(t, group)
		assert.Equal(t, 4, group.Recordings)
		assert.Equal(t, &field{Parents: 4, Types: []string{"string"}}, group.Fields["/locale"])
		assert.Equal(t, &field{Parents: 4, Always: true, Types: []string{"number"}}, group.Fields["/systemTime"])
	}
}

func TestBaselineTypes(t *testing.T) {
	t.Parallel()
	c := today(t)
	balance := func(v *value) func(*value) { return func(answer *value) { answer.put("balance", v) } }
	drifted := answers(t, c, "balance", balance(number("25399393.5")))[0][0]
	found := checkAgainst(t, answers(t, c, "balance", balance(text("1")), balance(text("2"))), drifted)
	require.Equal(t, []Kind{drift.ChangedType}, kinds(found))
	assert.Equal(t, Warning, found[0].Severity, "the document allows both")
	assert.Equal(t, "/balance", found[0].Pointer)
	assert.Empty(t, checkAgainst(t, answers(t, c, "balance", balance(text("1")), balance(number("2"))), drifted))
}

// TestBaselineLeaveOneOut: recordings that are alike do not flag each other.
func TestBaselineLeaveOneOut(t *testing.T) {
	t.Parallel()
	c := today(t)
	flows := recordings(t, c)
	for i := range flows {
		if raceDetector && i%8 != 0 {
			continue
		}
		rest := append(slices.Clone(flows[:i]), flows[i+1:]...)
		assert.Empty(t, checkAgainst(t, rest, flows[i][0]), "recording %d", i)
	}
}

func TestBaselineRoundTrip(t *testing.T) {
	c := today(t)
	b := c.Learn(append(recordings(t, c), answers(t, c, "init", func(v *value) { v.put("conversationId", text("other-1")) })...)...)
	require.NotEmpty(t, b.Tolerated)
	data, err := b.MarshalIndent()
	require.NoError(t, err)
	back, err := ParseBaseline(data)
	require.NoError(t, err)
	assert.Equal(t, b, back)
	again, err := back.MarshalIndent()
	require.NoError(t, err)
	assert.Equal(t, string(data), string(again))
	assert.NotContains(t, string(data), goodBatch, "a baseline holds no values")
	assert.NotContains(t, string(data), "ext-")
	for _, bad := range []string{"", "{", "[]", `{"groups":7}`, `{"groups":{"a":{"fields":{"b":{"types":["string"]}}}}}`, `{"group":{}}`, `{"groups":{}} x`, `{"groups":{"a":null}}`, `{"groups":{"a":{"fields":{"b":null}}}}`, `{"groups":{"a":{"fields":{"b":{}}}}}`} {
		_, err := ParseBaseline([]byte(bad))
		assert.ErrorContains(t, err, "baseline: ", bad)
	}
}

// TestBaselineTolerates: what known-good traffic does to the rules of meaning is normal; the schema is not up for that.
func TestBaselineTolerates(t *testing.T) {
	t.Parallel()
	c := today(t)
	other := func(id string) func(*value) { return func(v *value) { v.put("conversationId", text(id)) } }
	drifted := answers(t, c, "init", other("drifted-22"))[0][0]
	assert.Equal(t, []Kind{drift.Echo}, kinds(c.Check(drifted)))
	assert.Empty(t, checkAgainst(t, answers(t, c, "init", asIs, other("recorded-1")), drifted))

	unknown := answers(t, c, "init", func(v *value) { v.put("brandNew", text("1")) })
	assert.Contains(t, kinds(checkAgainst(t, unknown, unknown[0][0])), Kind(drift.UnknownProperty))

	total := func(n int) func(*value) {
		return func(v *value) { v.put("total", number(fmt.Sprint(n))); v.get("massPayoutItems").drop("total") }
	}
	recorded := answers(t, c, "retrieve", total(1), total(1))
	assert.Empty(t, checkAgainst(t, recorded, answers(t, c, "retrieve", total(0))[0][0]), "the same rule with other numbers")
}
