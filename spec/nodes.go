package spec

import (
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// The documents are yaml.Node trees, because that is what the overlay library changes and what keeps members in order.

func mapping() *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"} }

// shell is the node without what stands in it.
func shell(node *yaml.Node) *yaml.Node {
	c := *node
	c.Content = nil
	return &c
}

// lookup returns the value of the first member called key of a mapping, or nil.
func lookup(mapping *yaml.Node, key string) *yaml.Node {
	if mapping == nil || mapping.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// clone copies a tree, its places in the file included.
func clone(node *yaml.Node) *yaml.Node {
	c := *node
	c.Content = make([]*yaml.Node, len(node.Content))
	for i, child := range node.Content {
		c.Content[i] = clone(child)
	}
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
		if d := firstDifference(a.Content[i], b.Content[i], join(at, i)); d != nil {
			return d
		}
	}
	return nil
}

func firstMemberDifference(a, b *yaml.Node, at string) *difference {
	for i := 0; i+1 < len(a.Content); i += 2 {
		inner := join(at, a.Content[i].Value)
		other := lookup(b, a.Content[i].Value)
		if other == nil {
			return &difference{inner, a.Content[i+1], b}
		}
		if d := firstDifference(a.Content[i+1], other, inner); d != nil {
			return d
		}
	}
	for i := 0; i+1 < len(b.Content); i += 2 {
		if lookup(a, b.Content[i].Value) == nil {
			return &difference{join(at, b.Content[i].Value), a, b.Content[i+1]}
		}
	}
	return nil
}

func equal(a, b *yaml.Node) bool { return firstDifference(a, b, "") == nil }

// escapePointer writes one reference token of a JSON pointer (RFC 6901).
func escapePointer(token string) string {
	if !strings.ContainsAny(token, "~/") {
		return token
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(token)
}

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
