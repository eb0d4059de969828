// Package yamlnode looks things up in trees of YAML nodes, which keep the order and the lines of a file.
package yamlnode

import (
	"iter"
	"slices"
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// Mapping is a mapping without members.
func Mapping() *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"} }

// Text is a text.
func Text(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s} }

// Lookup returns the value of the first member called key of a mapping, or nil, also where there is no mapping.
func Lookup(mapping *yaml.Node, key string) *yaml.Node {
	for name, value := range Members(mapping) {
		if name.Value == key {
			return value
		}
	}
	return nil
}

// Members are the keys and values of a mapping, in their order; none where there is no mapping.
func Members(mapping *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(key, value *yaml.Node) bool) {
		if mapping == nil || mapping.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(mapping.Content); i += 2 {
			if !yield(mapping.Content[i], mapping.Content[i+1]) {
				return
			}
		}
	}
}

// At returns what a JSON pointer leads to, or nil.
func At(node *yaml.Node, pointer string) *yaml.Node {
	for _, token := range jsonpointer.Tokens(pointer) {
		if node == nil || node.Kind != yaml.SequenceNode {
			node = Lookup(node, token)
			continue
		}
		i, err := strconv.Atoi(token)
		if err != nil || i < 0 || i >= len(node.Content) {
			return nil
		}
		node = node.Content[i]
	}
	return node
}

// Walk calls a function for a node and for everything in it, outermost first, until one returns an error. Keys are not visited.
func Walk(node *yaml.Node, pointer string, visit func(node *yaml.Node, pointer string) error) error {
	if err := visit(node, pointer); err != nil {
		return err
	}
	for i, child := range node.Content {
		at := jsonpointer.Join(pointer, i)
		if node.Kind == yaml.MappingNode {
			if i%2 == 0 {
				continue
			}
			at = jsonpointer.Join(pointer, node.Content[i-1].Value)
		}
		if err := Walk(child, at, visit); err != nil {
			return err
		}
	}
	return nil
}

// Set gives a member of a mapping another text, or adds it.
func Set(mapping *yaml.Node, key, value string) {
	if node := Lookup(mapping, key); node != nil {
		node.Value, node.Tag, node.Style = value, "!!str", 0
		return
	}
	mapping.Content = append(mapping.Content, Text(key), Text(value))
}

// Without is a copy of a mapping that lacks some members. The others are shared.
func Without(mapping *yaml.Node, keys ...string) *yaml.Node {
	c := *mapping
	c.Content = nil
	for key, value := range Members(mapping) {
		if !slices.Contains(keys, key.Value) {
			c.Content = append(c.Content, key, value)
		}
	}
	return &c
}

// Clone copies a tree, its places in the file included.
func Clone(node *yaml.Node) *yaml.Node {
	c := *node
	c.Content = make([]*yaml.Node, len(node.Content))
	for i, child := range node.Content {
		c.Content[i] = Clone(child)
	}
	return &c
}
