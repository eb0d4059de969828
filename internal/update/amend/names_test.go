package amend

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const namesBefore = `actions:
  - target: $.components.schemas.Other # stays
    update: {x-go-type: a.B}
  - target: $.components.schemas.State
    update:
      x-enum-varnames: [Init, MemberID, Gone] # by hand
`

func statesOf(values string) []byte {
	return []byte("components: {schemas: {State: {enum: [" + values + "]}}}\n")
}

func TestNames(t *testing.T) {
	t.Parallel()
	for now, want := range map[string]string{
		"INIT, MEMBER_ID, GONE":                "Init, MemberID, Gone",
		"INIT, ON_HOLD, MEMBER_ID, GONE, held": "Init, OnHold, MemberID, Gone, Held",
		"GONE, INIT, MEMBER_ID":                "Gone, Init, MemberID",
		"MEMBER_ID":                            "MemberID",
		"NEW, '2ND'":                           "New, '2nd'",
	} {
		data, added, err := Names([]byte(namesBefore), statesOf("INIT, MEMBER_ID, GONE"), statesOf(now))
		require.NoError(t, err, now)
		assert.Equal(t, strings.Replace(namesBefore, "Init, MemberID, Gone", want, 1), string(data))
		for _, n := range added {
			assert.Equal(t, 6, n.Line)
			assert.Equal(t, "State", n.Schema)
		}
	}
	_, added, err := Names([]byte(namesBefore), statesOf("INIT, MEMBER_ID, GONE"), statesOf("INIT, ON_HOLD, MEMBER_ID, GONE"))
	require.NoError(t, err)
	assert.Equal(t, []Named{{Line: 6, Schema: "State", Value: "ON_HOLD", Name: "OnHold"}}, added)

	for now, want := range map[string]string{
		"INIT, MEMBER_ID, GONE, gone": `there is no Go name for the value "gone"`,
		"INIT, '?'":                   `there is no Go name for the value "?"`,
		"":                            "3 names for the 3 values of State: correct the list by hand",
	} {
		_, _, err := Names([]byte(namesBefore), statesOf("INIT, MEMBER_ID, GONE"), statesOf(now))
		assert.ErrorContains(t, err, want, now)
	}
	_, _, err = Names([]byte(namesBefore), statesOf("INIT, GONE"), statesOf("INIT"))
	assert.ErrorContains(t, err, "gen/overlay.yaml:6: 3 names for the 2 values of State")
}

// TestNamesOfToday: the committed lists fit the committed document.
func TestNamesOfToday(t *testing.T) {
	t.Parallel()
	overlay, err := os.ReadFile("../../../gen/overlay.yaml")
	require.NoError(t, err)
	document, err := os.ReadFile("../../../spec/openapi.yaml")
	require.NoError(t, err)
	data, added, err := Names(overlay, document, document)
	require.NoError(t, err)
	assert.Empty(t, added)
	assert.Equal(t, string(overlay), string(data))
}
