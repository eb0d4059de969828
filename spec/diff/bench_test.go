package diff_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/spec/diff"
)

func BenchmarkCompare(b *testing.B) {
	old, err := diff.Load(b.Context(), "../testdata/frozen/openapi.yaml")
	require.NoError(b, err)
	raw, err := diff.Load(b.Context(), "../testdata/frozen/vendor")
	require.NoError(b, err)
	for name, pair := range map[string][2]diff.Document{"same": {old, old}, "far": {raw, old}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, err := diff.Compare(pair[0], pair[1])
				require.NoError(b, err)
			}
		})
	}
}
