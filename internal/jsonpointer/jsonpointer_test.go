package jsonpointer

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestPointers(t *testing.T) {
	assert.Equal(t, "/a~1b/0/~0", Join(Join(Join("", "a/b"), 0), "~"))
	assert.Equal(t, []string{"a/b", "0", "~"}, Tokens("/a~1b/0/~0"))
	assert.Equal(t, "~1", Unescape("~01"), "no token is read twice")
	assert.Empty(t, Tokens(""))
}

func TestEveryTokenComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tokens := rapid.SliceOf(rapid.StringOf(rapid.SampledFrom([]rune{'~', '/', '0', '1', 'x', 'ğ'}))).Draw(t, "tokens")
		pointer := ""
		for _, token := range tokens {
			pointer = Join(pointer, token)
		}
		assert.ElementsMatch(t, tokens, Tokens(pointer))
	})
}
