package spec

import (
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

// The documents are yaml.Node trees, because that is what the overlay library changes and what keeps members in order.

// shell is the node without what stands in it.
func shell(node *yaml.Node) *yaml.Node {
	c := *node
	c.Content = nil
	return &c
}

// difference is the first and deepest place where two trees part. Where one of them lacks a member, its node is the
// object that lacks it.
type difference struct {
	pointer string
	a, b    *yaml.Node
}

// firstDifference compares two trees regardless of layout and of the order of object members; nil means equal.
func firstDifference(a, b *yaml.Node, at string) *difference {
	switch {
	case a.Kind != b.Kind,
		a.Kind == yaml.ScalarNode && (a.Value != b.Value || a.ShortTag() != b.ShortTag()),
		a.Kind == yaml.SequenceNode && len(a.Content) != len(b.Content):
		return &difference{at, a, b}
	case a.Kind == yaml.MappingNode:
		return firstMemberDifference(a, b, at)
	}
	for i := range a.Content {
		if d := firstDifference(a.Content[i], b.Content[i], jsonpointer.Join(at, i)); d != nil {
			return d
		}
	}
	return nil
}

func firstMemberDifference(a, b *yaml.Node, at string) *difference {
	for key, value := range yamlnode.Members(a) {
		inner := jsonpointer.Join(at, key.Value)
		other := yamlnode.Lookup(b, key.Value)
		if other == nil {
			return &difference{inner, value, b}
		}
		if d := firstDifference(value, other, inner); d != nil {
			return d
		}
	}
	for key, value := range yamlnode.Members(b) {
		if yamlnode.Lookup(a, key.Value) == nil {
			return &difference{jsonpointer.Join(at, key.Value), a, value}
		}
	}
	return nil
}

func equal(a, b *yaml.Node) bool { return firstDifference(a, b, "") == nil }

// shown is a JSON pointer as it may stand in a line of a message: keys come from outside.
func shown(pointer string) string {
	if pointer == "" {
		return "the top"
	}
	if quoted := strconv.Quote(pointer); quoted != `"`+pointer+`"` {
		return quoted
	}
	return pointer
}
