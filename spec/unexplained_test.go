package spec

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

var updateUnexplained = flag.Bool("update", false, "write testdata/unexplained.txt anew")

const unexplainedHead = `# Statuses of which rules.yaml does not say yet what they mean (x-meaning) or what may follow them (x-next). Until it does, the
# client concludes nothing from one and goes on asking. Written by: go test ./spec -run UnexplainedStatuses -update
`

// TestUnexplainedStatuses: every status has a meaning and a life in rules.yaml, or is listed as one that somebody has to look at.
func TestUnexplainedStatuses(t *testing.T) {
	const golden = "testdata/unexplained.txt"
	var open []string
	for _, gap := range Gaps(testDocument(t)) {
		require.False(t, gap.Gone, "rules.yaml (%s) speaks of %s, which is no value of %s", gap.Rule, gap.Value, gap.Schema)
		open = append(open, gap.Schema+" "+gap.Value+" "+gap.Rule+"\n")
	}
	slices.Sort(open)
	text := unexplainedHead + strings.Join(open, "")
	if *updateUnexplained {
		require.NoError(t, os.WriteFile(golden, []byte(text), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), text, "say in rules.yaml what the status means for whoever waits and what may follow it, or list it as open with -update")
}

func TestGaps(t *testing.T) {
	doc, err := Parse("d", []byte(`
openapi: 3.0.3
info: {title: t, version: "1"}
paths: {}
components:
  schemas:
    Plain: {type: string, enum: [X, PAID]}
    State:
      type: string
      enum: [NEW, HELD, DONE]
      x-meaning: {NEW: created, DONE: settled, LOST: settled}
      x-next: {NEW: [DONE, LOST], DONE: [], LOST: []}
      x-excludes: {NEW: [PAID, SENT], LOST: [PAID]}
`))
	require.NoError(t, err)
	require.Equal(t, []Gap{
		{"State", "x-meaning", "HELD", false}, {"State", "x-meaning", "LOST", true},
		{"State", "x-next", "HELD", false}, {"State", "x-next", "LOST", true},
		{"State", "x-excludes", "LOST", true}, {"State", "x-excludes", "SENT", true},
	}, Gaps(doc))
	require.Empty(t, Gaps(&openapi3.T{}))
}
