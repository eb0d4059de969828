package runner

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A batch is at its end when each of its lines is known to be refused, and not when only as many refusals came as it has lines.
func TestAllRefusedIsTheEnd(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		refused []refusedLine
		settled bool
	}{
		"each":             {[]refusedLine{{Index: 1}, {Index: 0}}, true},
		"none":             {nil, false},
		"one":              {[]refusedLine{{Index: 1}}, false},
		"one twice":        {[]refusedLine{{Index: 1}, {Index: 1}}, false},
		"one of another's": {[]refusedLine{{Index: 1}, {Index: -1}}, false},
		"one behind":       {[]refusedLine{{Index: 1}, {Index: 2}}, false},
		"more":             {[]refusedLine{{Index: 1}, {Index: 0}, {Index: -1}}, false},
	} {
		s := state{records: 2, begin: &beginning{Lines: 2}, init: sending{sent: true, pending: true}}
		at := time.Unix(7, 0)
		require.NoError(t, s.apply(record{N: 3, At: at, Event: eventAccepted, RequestID: "r", Refused: tt.refused}), name)
		assert.Equal(t, tt.settled, s.settled, name)
		assert.Equal(t, tt.settled, s.stage(nil) == StageSettled, name)
		if tt.settled {
			assert.Equal(t, [3]int{0, 2, 0}, [3]int{s.paid, s.notPaid, s.unknown}, name)
			assert.Equal(t, at, s.ended, name)
		}
	}
}
