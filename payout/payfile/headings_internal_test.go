package payfile

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// docs/files.md lists every heading that is understood, and no other one.
func TestHeadingsOfTheDocument(t *testing.T) {
	text, err := os.ReadFile("../../docs/files.md")
	require.NoError(t, err)
	known, listed := synonyms(), map[string]bool{}
	for _, f := range fields() {
		listed[fold(string(f))] = true
	}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) != 4 || !strings.HasPrefix(cells[1], " `") && cells[1] != " passed over " {
			continue
		}
		member := strings.Split(cells[1]+"``", "`")[1]
		for heading := range strings.SplitSeq(strings.TrimSpace(cells[2]), ", ") {
			if heading == "" {
				continue
			}
			c, is := known[fold(heading)]
			require.True(t, is, "docs/files.md: %q is not understood", heading)
			assert.Equal(t, member, string(c.field), heading)
			assert.Equal(t, member == "", c.needless, heading)
			listed[fold(heading)] = true
		}
	}
	for word := range known {
		assert.True(t, listed[word], "docs/files.md does not list %q", word)
	}
}
