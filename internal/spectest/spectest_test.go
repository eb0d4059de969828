package spectest

import (
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/spec"
)

func TestAnEditedCopyBuilds(t *testing.T) {
	const page = "vendor/mass-payout-cancel.md"
	dir := Memory(t)
	Edit(t, dir, page, `"summary":"Cancel Mass Payout"`, `"summary":"Cancel"`)
	document, err := spec.Build(dir)
	require.NoError(t, err)
	assert.Contains(t, string(document), "summary: Cancel\n")
	assert.Equal(t, Page(t, "mass-payout-cancel.md"), string(Memory(t)[page].Data), "the frozen folder is as it was")
}

func TestSite(t *testing.T) {
	site := NewSite(t)
	after := site.Edit(t, "mass-payout-auth.md", "# Mass Payout Auth\n", "# Auth\n")
	for path, want := range map[string]string{site.paths["mass-payout-auth.md"]: after, "/nothing": "404 page not found\n"} {
		answer, err := site.Client().Get(site.URL + path)
		require.NoError(t, err)
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		assert.Equal(t, want, string(body))
	}
	assert.Len(t, site.Requests(), 2)
}
