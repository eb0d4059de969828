package drift_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/drift"
)

// TestEveryKindIsExplained reads the kinds from the source: a new one without an explanation must not go unnoticed.
func TestEveryKindIsExplained(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "drift.go", nil, 0)
	require.NoError(t, err)
	var declared []string
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			declared = append(declared, text)
		}
		return true
	})
	require.NotEmpty(t, declared)
	var explained []string
	for _, k := range drift.All() {
		explained = append(explained, k.ID)
		assert.True(t, strings.HasSuffix(k.Help, "."), "%s: a sentence", k.ID)
		assert.Equal(t, k.Help, drift.Help(k.ID))
	}
	assert.Equal(t, declared, explained)
	assert.Empty(t, drift.Help("unheard of"))
}
