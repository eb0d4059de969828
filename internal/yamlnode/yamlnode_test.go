package yamlnode

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

func parse(t *testing.T, text string) *yaml.Node {
	t.Helper()
	var document yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(text), &document))
	return document.Content[0]
}

func TestAt(t *testing.T) {
	root := parse(t, "a/b: [x, {c: y}]\n")
	for pointer, want := range map[string]string{"/a~1b/0": "x", "/a~1b/1/c": "y"} {
		require.NotNil(t, At(root, pointer), pointer)
		assert.Equal(t, want, At(root, pointer).Value)
	}
	for _, pointer := range []string{"/a", "/a~1b/2", "/a~1b/-1", "/a~1b/x", "/a~1b/0/z", "/a~1b/1/c/d"} {
		assert.Nil(t, At(root, pointer), pointer)
	}
	assert.Same(t, root, At(root, ""))
	assert.Nil(t, Lookup(nil, "x"))
}

func TestWalk(t *testing.T) {
	root := parse(t, "a/b: [x, {c: y}]\n")
	var seen []string
	require.NoError(t, Walk(root, "", func(n *yaml.Node, at string) error {
		assert.Same(t, n, At(root, at))
		seen = append(seen, at)
		return nil
	}))
	assert.Equal(t, []string{"", "/a~1b", "/a~1b/0", "/a~1b/1", "/a~1b/1/c"}, seen)
	stop := errors.New("stop")
	assert.ErrorIs(t, Walk(root, "", func(_ *yaml.Node, at string) error {
		if at == "/a~1b/0" {
			return stop
		}
		assert.NotContains(t, at, "/a~1b/1")
		return nil
	}), stop)
}

func TestSetAndWithout(t *testing.T) {
	root := parse(t, "a: 1\nb: [2]\n")
	less := Without(root, "b", "c")
	Set(root, "a", "2")
	Set(root, "c", "3")
	var now map[string]any
	require.NoError(t, root.Decode(&now))
	assert.Equal(t, map[string]any{"a": "2", "b": []any{2}, "c": "3"}, now)
	require.Len(t, less.Content, 2)
	copied := Clone(root)
	Set(root, "a", "4")
	assert.Equal(t, "2", Lookup(copied, "a").Value)
}
