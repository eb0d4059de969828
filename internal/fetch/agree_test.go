package fetch

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/spectest"
	"github.com/iyzipayout/iyzipayout/spec/diff"
)

// TestFetchAndDiffAgree: what one calls a changed rule in the text of a page, the other does not call a friendly word.
func TestFetchAndDiffAgree(t *testing.T) {
	t.Parallel()
	for edit, want := range map[[2]string]State{
		{"Mass payout request has been canceled.", "The mass payout request was canceled."}:                      TextOnly,
		{"Mass payout request has been canceled.", "Mass payout request can be sent again."}:                     Wording,
		{"### Mass Payout Item Status List", "Read on with care.\n\n### Mass Payout Item Status List"}:           TextOnly,
		{"### Mass Payout Item Status List", "At most 50 items are taken.\n\n### Mass Payout Item Status List"}:  Wording,
		{"<tr><td>IN_PROGRESS</td>", "<tr><td>ON_HOLD</td><td>Wait.</td></tr><tr><td>IN_PROGRESS</td>"}:          Wording,
		{"# Retrieve Mass Payout\n", "# Retrieve a Mass Payout\n"}:                                               TextOnly,
		{"documentation sections.\n", "documentation sections.\n\nThe balance is charged at once.\n"}:            Wording,
		{"self-contained, and written in natural language", "of 100 characters at most, for this documentation"}: TextOnly,
	} {
		site, dir := newDocs(t), spectest.Disk(t)
		after := site.Edit(t, retrieveFile, edit[0], edit[1])
		assert.Equal(t, want, page(t, site.check(t, dir), retrieveFile).State, edit[1])

		load := func(text string) diff.Document {
			d, err := diff.LoadFS("page", fstest.MapFS{retrieveFile: {Data: []byte(text)}})
			require.NoError(t, err)
			return d
		}
		report, err := diff.Compare(load(spectest.Page(t, retrieveFile)), load(after))
		require.NoError(t, err)
		assert.Equal(t, want == Wording, report.Level == diff.Breaking, "%s: %+v", edit[1], report.Changes)
	}
}
