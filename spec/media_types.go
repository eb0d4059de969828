package spec

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

// plainMediaTypes takes the parameters off the media types of bodies: a charset changes nothing on the wire, and the client would call
// its methods by it.
func plainMediaTypes(node *yaml.Node, pointer string) error {
	for i := 0; i+1 < len(node.Content) && node.Kind == yaml.MappingNode; i += 2 {
		key, value := node.Content[i].Value, node.Content[i+1]
		at := jsonpointer.Join(pointer, key)
		if key == "content" && value.Kind == yaml.MappingNode && !strings.HasSuffix(pointer, "/properties") {
			if err := plainKeys(value, at); err != nil {
				return err
			}
		}
		if err := plainMediaTypes(value, at); err != nil {
			return err
		}
	}
	for i, child := range node.Content {
		if node.Kind == yaml.SequenceNode {
			if err := plainMediaTypes(child, jsonpointer.Join(pointer, i)); err != nil {
				return err
			}
		}
	}
	return nil
}

func plainKeys(content *yaml.Node, pointer string) error {
	for i := 0; i < len(content.Content); i += 2 {
		key := content.Content[i]
		plain, _, parameters := strings.Cut(key.Value, ";")
		if plain = strings.TrimSpace(plain); !parameters {
			continue
		}
		if yamlnode.Lookup(content, plain) != nil {
			return fmt.Errorf("%s: has %s and %s, which differ in a parameter only: keep one of the two", shown(pointer), plain, shown(key.Value))
		}
		key.Value = plain
	}
	return nil
}
