package codec

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every byte at every place of a text: written and read as encoding/json does, where it is UTF-8.
func TestEveryByteEverywhere(t *testing.T) {
	for c := range 256 {
		for length := range 20 {
			text := strings.Repeat("a", length) + string([]byte{byte(c)}) + strings.Repeat("b", 19-length)
			want, err := json.Marshal(text)
			require.NoError(t, err)
			require.Equal(t, string(want), string(AppendString(nil, text)), "byte %#x at %d", c, length)

			r := Reader{data: want}
			var plain string
			require.NoError(t, json.Unmarshal(want, &plain))
			require.Equal(t, plain, r.unquoted(), "byte %#x at %d", c, length)
			require.NoError(t, r.err)

			raw := []byte(`"` + text + `"`)
			lenient := NewLenient(raw, 0)
			got := lenient.unquoted()
			if json.Unmarshal(raw, &plain) == nil {
				require.Equal(t, plain, got, "byte %#x at %d", c, length)
			} else {
				assert.True(t, lenient.err != nil || lenient.pos < len(raw), "byte %#x at %d: an error, or something stands behind it", c, length)
			}
		}
	}
}
