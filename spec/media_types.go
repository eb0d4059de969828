package spec

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

// plainMediaTypes takes the parameters off the media types of bodies: a charset changes nothing on the wire, and the client would call
// its methods by it.
func plainMediaTypes(root *yaml.Node) error {
	return yamlnode.Walk(root, "", func(node *yaml.Node, pointer string) error {
		if !strings.HasSuffix(pointer, "/content") || strings.HasSuffix(pointer, "/properties/content") || node.Kind != yaml.MappingNode {
			return nil
		}
		return plainKeys(node, pointer)
	})
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
