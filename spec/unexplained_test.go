package spec

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

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
	for _, name := range []string{"MassPayoutStatus", "MassPayoutItemStatus"} {
		schema := testDocument(t).Components.Schemas[name].Value
		for _, rule := range []string{"x-meaning", "x-next"} {
			explained, ok := schema.Extensions[rule].(map[string]any)
			require.True(t, ok, "%s has no %s", name, rule)
			for _, value := range schema.Enum {
				if _, known := explained[value.(string)]; !known {
					open = append(open, name+" "+value.(string)+" "+rule+"\n")
				}
			}
		}
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
