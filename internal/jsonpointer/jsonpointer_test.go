package jsonpointer_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

func TestExamplesOfTheRFC(t *testing.T) {
	assert.Equal(t, "/a~1b", jsonpointer.Join("", "a/b"))
	assert.Equal(t, "/m~0n", jsonpointer.Join("", "m~n"))
	assert.Equal(t, "/", jsonpointer.Join("", ""))
	assert.Equal(t, "/foo/0", jsonpointer.Join("/foo", 0))
	assert.Equal(t, "~1", jsonpointer.Unescape("~01"), "in this order: ~01 is ~1 and not /")
	assert.Equal(t, []string{"foo", "0"}, jsonpointer.Tokens("/foo/0"))
	assert.Equal(t, []string{""}, jsonpointer.Tokens("/"))
	assert.Empty(t, jsonpointer.Tokens(""))
}

func TestWhatWasWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.StringOf(rapid.RuneFrom([]rune("~/01aş "))), 1, 4).Draw(t, "names")
		pointer := ""
		for _, name := range names {
			pointer = jsonpointer.Join(pointer, name)
		}
		assert.Equal(t, names, jsonpointer.Tokens(pointer))
		parent, name := jsonpointer.Split(pointer)
		assert.Equal(t, names[len(names)-1], name)
		assert.Equal(t, pointer, jsonpointer.Join(parent, name))
	})
}

func TestAnyIndex(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "/": "/", "/a": "/a", "/items/0/amount": "/items/*/amount", "/0/1/22": "/*/*/*", "/a1/1a/07": "/a1/1a/*", "query 0": "query 0", "0/0": "0/*",
	} {
		assert.Equal(t, want, jsonpointer.AnyIndex(in), in)
	}
	parent, name := jsonpointer.Split("")
	assert.Empty(t, parent+name)
}
