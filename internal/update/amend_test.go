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

// TestAChangedListIsAmended: a new status leads through, and the summary says what a person has to look at.
func TestAChangedListIsAmended(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	before := state(t, dir)
	c := &commands{}
	o := options(dir, c)
	o.Fetch = newStatus().serve(t, dir)
	result, text := run(t, o)
	require.Nil(t, result.Failed(), text)
	assert.Equal(t, []string{"generate", "record", "test"}, c.ran)
	assert.Equal(t, []string{"/gen/overlay.yaml", "/spec/corrections.yaml", "/spec/openapi.yaml", "/spec/vendor/retrieve-mass-payout.md", "/spec/vendor/sources.yaml"},
		differing(before, state(t, dir)))
	assert.Equal(t, diff.Breaking, result.Level())
	assert.Empty(t, result.Actions, "nothing is left to look at in the overlay")
	assertAmended := func(text string) {
		assert.Contains(t, text, "## Lists that were amended in spec/corrections.yaml")
		assert.Contains(t, text, "added HELD")
		assert.Regexp(t, `in spec/corrections.yaml:386, .* list of MassPayoutItemStatus at spec/corrections.yaml:465`, text)
		assert.Regexp(t, "## What to do now\n\n- `spec/rules.yaml:\\d+`: x-meaning says nothing of HELD, a new value of MassPayoutItemStatus. Until it does, the client treats it as not settled", text)
		assert.Contains(t, text, "x-next speaks of every value of MassPayoutItemStatus but the new HELD")
	}
	assertAmended(text)
	assert.Contains(t, state(t, dir)["/gen/overlay.yaml"], "DepositFail, Held]")
	assert.Regexp(t, "`gen/overlay.yaml:\\d+`: the value HELD of MassPayoutItemStatus is called MassPayoutItemStatusHeld in Go", text)

	// Once more, with the lists amended in the tree by now.
	_, text = run(t, o)
	assertAmended(text)

	// What somebody has settled is told no more.
	name := filepath.Join(dir, "spec", "rules.yaml")
	rules, err := os.ReadFile(name)
	require.NoError(t, err)
	settled := strings.NewReplacer("        INVALID: refused\n", "        INVALID: refused\n        HELD: running\n", "        INVALID: []\n", "        INVALID: []\n        HELD: []\n").Replace(string(rules))
	require.NoError(t, os.WriteFile(name, []byte(settled), 0o600))
	corrections := filepath.Join(dir, "spec", "corrections.yaml")
	data, err := os.ReadFile(corrections)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(corrections, append([]byte("# One line more.\n"), data...), 0o600))
	result, text = run(t, o)
	assert.Contains(t, text, "in spec/corrections.yaml:387")
	require.Nil(t, result.Failed(), text)
	assert.NotContains(t, text, "spec/rules.yaml")
	assert.Contains(t, text, "added HELD")
}

// TestAmendedListsArePutBack: as pages and document are, where the client cannot be made.
func TestAmendedListsArePutBack(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	before := state(t, dir)
	o := options(dir, &commands{fail: "generate", does: func(_, dir string) {
		assert.Contains(t, state(t, dir)["/spec/corrections.yaml"], "- HELD")
		assert.Contains(t, state(t, dir)["/gen/overlay.yaml"], "Held]")
	}})
	o.Fetch = newStatus().serve(t, dir)
	result, _ := run(t, o)
	require.NotNil(t, result.Failed())
	assert.Empty(t, differing(before, state(t, dir)))
}

// TestAmendedAndStoppedAllTheSame: where something else stops the build, too, only that is named, and nothing is written.
func TestAmendedAndStoppedAllTheSame(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	before := state(t, dir)
	e := newStatus()
	e[retrievePage] = append(e[retrievePage], `"CANCELED"]`, `"CANCELED","SUCCESS"]`) // which an action of the overlay adds
	o := options(dir, &commands{})
	o.Fetch = e.serve(t, dir)
	result, text := run(t, o)
	require.NotNil(t, result.Failed())
	assert.Empty(t, differing(before, state(t, dir)))
	require.Len(t, result.Actions, 1)
	assert.Contains(t, result.Actions[0].Target, "MassPayoutStatus.enum")
	assert.Equal(t, 481, result.Actions[0].Line, "in the tree, where nothing is amended")
	assert.NotContains(t, text, "MassPayoutItemDetail[?length")
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
	now := state(t, dir)
	assert.Contains(t, now["/spec/openapi.yaml"], "version: 1.0.2")
	assert.Equal(t, 2, strings.Count(now["/spec/corrections.yaml"], "x-source: 'EN pages 1.0.2 (spec/vendor)'"), "the guard and the list")
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
	o.Fetch = newMember().serve(t, dir)
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
	o.Fetch = edits{retrievePage: {`"merchantId":{"type":"integer"}`, `"merchantId":{"type":"string"}`}}.serve(t, dir)
	result, text := run(t, o)
	require.NotNil(t, result.Failed())
	require.Len(t, result.Failed().ToDo, 1)
	assert.Regexp(t, `^spec/rules.yaml:\d+: puts x-sign on merchantId`, result.Failed().ToDo[0])
	assert.Contains(t, text, "## What to do now")
}
