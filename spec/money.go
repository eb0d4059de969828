package spec

import (
	"errors"
	"fmt"
	"regexp"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

// moneyName matches the names that the vendor gives to money.
var moneyName = regexp.MustCompile(`(?i)(amount|balance|commission|fee|price)$`)

// checkMoney refuses money that is a number of any other format than decimal: the client would make a float of it, which loses
// digits. Money is what has such a name, and what has a rule of digits.
func checkMoney(node *yaml.Node, pointer string) error {
	var all []error
	members := yamlnode.Lookup(node, "properties")
	if members != nil && members.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(members.Content); i += 2 {
			name, schema := members.Content[i].Value, members.Content[i+1]
			if inexact(schema) && (moneyName.MatchString(name) || yamlnode.Lookup(schema, "x-digits") != nil) {
				all = append(all, fmt.Errorf("%s: is money and a number without the format decimal: say so in corrections.yaml, or a float is made of it",
					shown(jsonpointer.Join(pointer+"/properties", name))))
			}
		}
	}
	for i, child := range node.Content {
		at := jsonpointer.Join(pointer, i)
		if node.Kind == yaml.MappingNode {
			at = jsonpointer.Join(pointer, node.Content[i-i%2].Value)
		}
		all = append(all, checkMoney(child, at))
	}
	return errors.Join(all...)
}

func inexact(schema *yaml.Node) bool {
	kind, format := yamlnode.Lookup(schema, "type"), yamlnode.Lookup(schema, "format")
	return kind != nil && kind.Value == "number" && (format == nil || format.Value != "decimal")
}
