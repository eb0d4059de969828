package diff_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/spectest"
	"github.com/iyzipayout/iyzipayout/spec/diff"
)

// folder copies the spec folder and replaces texts in its pages.
func folder(t *testing.T, replace ...string) fstest.MapFS {
	t.Helper()
	copied := spectest.Memory(t)
	for name, file := range copied {
		if strings.HasSuffix(name, ".md") {
			file.Data = []byte(strings.NewReplacer(replace...).Replace(string(file.Data)))
		}
	}
	return copied
}

// loaded is the folder with texts replaced, read.
func loaded(t *testing.T, replace ...string) diff.Document {
	t.Helper()
	return load(t, folder(t, replace...))
}

func load(t *testing.T, dir fs.FS) diff.Document {
	t.Helper()
	document, err := diff.LoadFS("folder", dir)
	require.NoError(t, err)
	return document
}

// TestAChangedListNeedsNoAction: whatever values the pages list, the overlays fit.
func TestAChangedListNeedsNoAction(t *testing.T) {
	report := compareTrial(t, loaded(t), loaded(t, `"CASHBACK",`, "", `"DEPOSIT_FAIL"]`, `"DEPOSIT_FAIL","HELD"]`))
	assert.Equal(t, diff.Breaking, report.Level)
	assert.Empty(t, report.OverlayActions)
}

func TestOverlayActions(t *testing.T) {
	old := loaded(t)
	assert.Empty(t, compareTrial(t, old, old).OverlayActions)
	for name, one := range map[string]struct {
		replace             []string
		file, target, state string
	}{
		"no list any more": {[]string{`"description":"Business purpose of the payout.","enum"`, `"description":"Business purpose of the payout.","examples"`},
			"enums.yaml", "/components/schemas/MassPayoutInitializeRequest/properties/purpose", "impossible"},
		"one list of two": {[]string{`"description":"Type of recipient identifier.","enum":[`, `"description":"Type of recipient identifier.","enum":["WALLET",`}, "enums.yaml", "MassPayoutItemDetail/properties/recipientType", "impossible"},
		"the type mended": {[]string{`"type":"decimal"`, `"type":"number","format":"decimal"`}, "corrections.yaml", "decimal", "impossible"},
		"said by now":     {[]string{`"merchantId":{"type":"integer"}`, `"merchantId":{"type":"integer","format":"int64"}`}, "corrections.yaml", "merchantId", "needless"},
		"a name of theirs": {[]string{`"summary":"Auth Mass Payout"`, `"summary":"Auth Mass Payout","operationId":"authMassPayout"`},
			"corrections.yaml", "payout/auth", "needless"},
		"a rule's place gone": {[]string{"InvalidItem", "RefusedItem"}, "rules.yaml", "InvalidItem", "impossible"},
	} {
		found := compareTrial(t, old, loaded(t, one.replace...)).OverlayActions
		require.NotEmpty(t, found, name)
		a := found[0]
		for _, other := range found {
			if other.File == one.file && strings.Contains(other.Target, one.target) {
				a = other
			}
		}
		assert.Equal(t, one.file, a.File, name)
		assert.Contains(t, a.Target, one.target, name)
		assert.Equal(t, one.state, a.State, name)
		assert.Positive(t, a.Line, name)
		assert.NotEmpty(t, a.Reason, name)
		assert.NotEmpty(t, a.Advice, name)
	}
}

// TestSupplementNeedless: the vendor publishes the page that a supplement stands for.
func TestSupplementNeedless(t *testing.T) {
	fresh := folder(t)
	fresh["vendor/balance.md"] = &fstest.MapFile{Data: []byte("# Balance\n\n```yaml\n" + string(fresh["supplement/balance.yaml"].Data) + "```\n")}
	report := compareTrial(t, loaded(t), load(t, fresh))
	assert.Equal(t, diff.Compatible, report.Level, "a new operation")
	require.Len(t, report.OverlayActions, 1)
	assert.Equal(t, "supplement/balance.yaml", report.OverlayActions[0].File)
	assert.Equal(t, "needless", report.OverlayActions[0].State)
}

// TestPagesDisagree: one page has moved, another still says the old thing of what they share.
func TestPagesDisagree(t *testing.T) {
	fresh := folder(t)
	page := string(fresh["vendor/mass-payout-auth.md"].Data)
	fresh["vendor/mass-payout-auth.md"] = &fstest.MapFile{Data: []byte(strings.Replace(page, `"enum":["tr","en"]`, `"enum":["tr"]`, 1))}
	report := compareTrial(t, loaded(t), load(t, fresh))
	assert.Equal(t, diff.Breaking, report.Level)
	var ids []string
	for _, c := range report.Changes {
		if c.Level == diff.Breaking {
			ids = append(ids, c.OperationID+" "+c.ID)
		}
	}
	assert.Equal(t, []string{"authMassPayout request-enum-value-removed"}, ids, "only the operation of that page")
	require.Len(t, report.OverlayActions, 1)
	assert.Contains(t, report.OverlayActions[0].Error, "define /components/parameters/LocaleQuery/schema/enum differently")
}
