package amend

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// TestTheGuardsOfToday: every list of today's pages stands under a guard that lists just it, so that none can change in silence.
func TestTheGuardsOfToday(t *testing.T) {
	t.Parallel()
	dir := os.DirFS("../../../spec")
	data, err := os.ReadFile("../../../spec/corrections.yaml")
	require.NoError(t, err)
	r, err := Lists(dir, data)
	require.NoError(t, err)
	assert.Empty(t, r.Changes)
	f, err := parse(data)
	require.NoError(t, err)
	root, err := merged(dir)
	require.NoError(t, err)
	var lists []string
	enums(root, nil, func(at []string) { lists = append(lists, place{tokens: at}.pointer()) })
	places, err := findPlaces(f.overlay, f.actions, root)
	require.NoError(t, err)
	var guarded []string
	for _, p := range places {
		guarded = append(guarded, p.pointer())
	}
	assert.ElementsMatch(t, lists, guarded)
	assert.Greater(t, len(lists), 5)
}

// enums finds the schemas that list values.
func enums(node *yaml.Node, at []string, found func(at []string)) {
	if list := member(node, "enum"); list != nil && list.Kind == yaml.SequenceNode {
		found(at)
	}
	for i := 1; node.Kind == yaml.MappingNode && i < len(node.Content); i += 2 {
		enums(node.Content[i], append(at[:len(at):len(at)], node.Content[i-1].Value), found)
	}
	if node.Kind == yaml.SequenceNode {
		for _, child := range node.Content {
			enums(child, append(at[:len(at):len(at)], "-"), found)
		}
	}
}
