package update_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/uncovered"
	"github.com/iyzipayout/iyzipayout/internal/update"
	"github.com/iyzipayout/iyzipayout/spec/diff"
)

// TestANewStatus leads through with no edit, and the summary says what a person has to look at.
func TestANewStatus(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	before := state(t, dir)
	c := &commands{}
	o := options(dir, c)
	o.Fetch = newStatus().serve(t)
	result, text := run(t, o)
	require.Nil(t, result.Failed(), text)
	assert.Equal(t, []string{"generate", "record", "test"}, c.ran)
	assert.Equal(t, []string{"/spec/openapi.yaml", "/spec/vendor/retrieve-mass-payout.md", "/spec/vendor/sources.yaml"}, differing(before, state(t, dir)))
	assert.Equal(t, diff.Breaking, result.Level())
	assert.Empty(t, result.Actions, "nothing is left to look at in the overlays")
	assertTold := func(text string) {
		assert.Regexp(t, "## What to do now\n\n- `spec/rules.yaml:\\d+`: x-meaning says nothing of HELD, a new value of MassPayoutItemStatus. Until it does, the client treats it as not settled", text)
		assert.Regexp(t, "`spec/rules.yaml:\\d+`: x-next says nothing of HELD, a new value of MassPayoutItemStatus", text)
	}
	assertTold(text)
	assert.Contains(t, lineOf(t, dir, "spec/rules.yaml", result.Gaps[0].Line), "INIT: waiting", "the table of this status, not of the other")

	// Once more, with the new document in the tree by now.
	_, text = run(t, o)
	assertTold(text)

	// What somebody has settled is told no more.
	name := filepath.Join(dir, "spec", "rules.yaml")
	rules, err := os.ReadFile(name)
	require.NoError(t, err)
	settled := strings.NewReplacer("        INVALID: refused\n", "        INVALID: refused\n        HELD: running\n", "        INVALID: []\n", "        INVALID: []\n        HELD: []\n").Replace(string(rules))
	require.NoError(t, os.WriteFile(name, []byte(settled), 0o600))
	result, text = run(t, o)
	require.Nil(t, result.Failed(), text)
	assert.NotContains(t, text, "spec/rules.yaml")
	assert.Contains(t, text, "HELD")
}

// TestANewOperation needs a name, which the generator asks for; the rest is asked for by the summary and keeps nobody waiting.
func TestANewOperation(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	o := options(dir, &commands{})
	const before = `"paths":{"/v1/mass/payout/cancel/{requestId}":`
	o.Fetch = edits{"mass-payout-cancel.md": {before, `"paths":{"/v1/mass/payout/list":{"get":{"summary":"List","responses":{"200":{"description":"Successful"}}}},` + before[9:]}}.serve(t)
	result, text := run(t, o)
	require.Nil(t, result.Failed(), text)
	assert.Equal(t, []string{"GET /v1/mass/payout/list"}, result.Unjudged)
	assert.Contains(t, text, "`spec/rules.yaml`: says nothing of GET /v1/mass/payout/list: until it does, nothing repeats it.")
}

func lineOf(t *testing.T, dir, name string, line int) string {
	t.Helper()
	return strings.Split(read(t, dir, name), "\n")[line-1]
}

// TestAStatusThatIsGone: the rules still speak of it, in a table of its own and in that of the batch.
func TestAStatusThatIsGone(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	o := options(dir, &commands{})
	o.Fetch = edits{retrievePage: {`"QUEUED",`, ""}}.serve(t)
	result, text := run(t, o)
	require.Nil(t, result.Failed(), text)
	var told []string
	for _, g := range result.Gaps {
		assert.Equal(t, "QUEUED", g.Value)
		assert.True(t, g.Gone)
		assert.Positive(t, g.Line)
		told = append(told, g.Schema+" "+g.Rule)
	}
	assert.Equal(t, []string{"MassPayoutItemStatus x-meaning", "MassPayoutItemStatus x-next", "MassPayoutStatus x-excludes"}, told)
	assert.Contains(t, text, "x-meaning still speaks of QUEUED, which is no longer listed for MassPayoutItemStatus")
}

// TestTwoListsOfOneName: pages that contradict each other stop the build, and both places are named.
func TestTwoListsOfOneName(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	before := state(t, dir)
	o := options(dir, &commands{})
	o.Fetch = edits{initPage: {`"MEMBER_ID"]`, `"MEMBER_ID","WALLET"]`}}.serve(t)
	result, text := run(t, o)
	require.NotNil(t, result.Failed())
	assert.Empty(t, differing(before, state(t, dir)))
	require.Len(t, result.Actions, 1)
	assert.Equal(t, "enums.yaml", result.Actions[0].File)
	for _, want := range []string{"/components/schemas/MassPayoutItem/properties/recipientType", "/components/schemas/MassPayoutItemDetail/properties/recipientType", "WALLET"} {
		assert.Contains(t, text, want)
	}
}

// TestNewTexts: whether a new text tells who is paid is for a person to say. A number, a list of values and an answer's text do not ask.
func TestNewTexts(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	o := options(dir, &commands{})
	o.Fetch = edits{
		initPage: {`"nonWithdrawable":{`, `"note":{"type":"string"},"rank":{"type":"integer"},"kind":{"type":"string","enum":["A"]},` +
			`"address":{"type":"object","properties":{"city":{"type":"string"}}},"nonWithdrawable":{`,
			`"invalidItems":{"type":"array"`, `"trace":{"type":"string"},"invalidItems":{"type":"array"`},
		retrievePage: {`"currencyCode":{"type":"string"}`, `"currencyCode":{"type":"string"},"senderName":{"type":"string"}`},
	}.serve(t)
	result, text := run(t, o)
	require.Nil(t, result.Failed(), text)
	assert.Equal(t, []string{
		"/components/schemas/MassPayoutItem/properties/address/properties/city",
		"/components/schemas/MassPayoutItem/properties/note",
		"/components/schemas/MassPayoutItemDetail/properties/senderName",
	}, result.Texts)
	assert.Contains(t, text, "personal or not? `/components/schemas/MassPayoutItem/properties/note` is a new text.")
	assert.NotContains(t, text, "properties/trace</code> is a new text")
}

// TestVersionOfThePages: a version that grew leads through, on one page or on all.
func TestVersionOfThePages(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	e := newStatus()
	for _, page := range []string{initPage, retrievePage, "mass-payout-auth.md", "mass-payout-cancel.md"} {
		e[page] = append(e[page], `"version":"1.0.0"`, `"version":"1.0.2"`)
	}
	e.put(t, dir)
	result, text := run(t, options(dir, &commands{}))
	require.Nil(t, result.Failed(), text)
	assert.Contains(t, state(t, dir)["/spec/openapi.yaml"], "version: 1.0.2")
}

func TestToDoOfTests(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	list := filepath.Join(dir, filepath.FromSlash(uncovered.File))
	require.NoError(t, os.MkdirAll(filepath.Dir(list), 0o755))
	c := &commands{does: func(name, _ string) {
		if name == "record" {
			assert.NoError(t, os.WriteFile(list, uncovered.Format([]uncovered.Entry{
				{Place: "initMassPayout response has plantedItems", Reason: uncovered.NoScenario},
				{Place: "initMassPayout response has errorName", Reason: "not known"},
			}), 0o600))
		}
	}}
	o := options(dir, c)
	o.Fetch = newMember().serve(t)
	_, text := run(t, o)
	assert.Contains(t, text, "## What to do now\n\n- `contract/vcr/testdata/uncovered.txt:4`: no scenario exercises: initMassPayout response has plantedItems.")
	assert.NotContains(t, text, "errorName")

	require.NoError(t, os.WriteFile(list, []byte("a line without a reason\n"), 0o600))
	o.Record = nil
	result, _ := run(t, o)
	require.NotNil(t, result.Failed())
	assert.ErrorContains(t, result.Failed().Err, "uncovered.txt:1: must be PLACE # REASON")
}

func TestRecordingIsWhatMakeRecordDoes(t *testing.T) {
	t.Parallel()
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	require.NoError(t, err)
	for _, command := range update.Recording("$(GO)")[1:] {
		assert.Contains(t, string(makefile), strings.Join(command, " "))
	}
}

// TestARuleThatNoLongerFits is named with its line, which the build itself cannot tell.
func TestARuleThatNoLongerFits(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	o := options(dir, &commands{})
	o.Fetch = edits{retrievePage: {`"merchantId":{"type":"integer"}`, `"merchantId":{"type":"string"}`}}.serve(t)
	result, text := run(t, o)
	require.NotNil(t, result.Failed())
	require.Len(t, result.Failed().ToDo, 1)
	assert.Regexp(t, `^spec/rules.yaml:\d+: puts x-sign on merchantId`, result.Failed().ToDo[0])
	assert.Contains(t, text, "## What to do now")
}
