package spec

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

// moneyName matches the names that the vendor gives to money.
var moneyName = lazyregexp.New(`(?i)(amount|balance|commission|fee|price)$`)

// checkMoney refuses money that is a number of any other format than decimal: the client would make a float of it, which loses
// digits. Money is what has such a name, and what has a rule of digits.
func checkMoney(root *yaml.Node) error {
	var all []error
	_ = yamlnode.Walk(root, "", func(schema *yaml.Node, pointer string) error { // visits all, since nothing stops it
		holder, name := path.Split(pointer)
		if strings.HasSuffix(holder, "/properties/") && inexact(schema) && (moneyName().MatchString(name) || yamlnode.Lookup(schema, "x-digits") != nil) {
			all = append(all, fmt.Errorf("%s: is money and a number without the format decimal: say so in corrections.yaml, or a float is made of it", shown(pointer)))
		}
		return nil
	})
	return errors.Join(all...)
}

// inexact reports whether a schema, or one of its alternatives, is a number without the format decimal.
func inexact(schema *yaml.Node) bool {
	for _, keyword := range []string{"oneOf", "anyOf", "allOf"} {
		if list := yamlnode.Lookup(schema, keyword); list != nil && slices.ContainsFunc(list.Content, inexact) {
			return true
		}
	}
	kind, format := yamlnode.Lookup(schema, "type"), yamlnode.Lookup(schema, "format")
	return kind != nil && kind.Value == "number" && (format == nil || format.Value != "decimal")
}

// checkReferences refuses a $ref that has neighbours. OpenAPI 3.0 ignores them, so what they say would be lost in
// silence: typically an enum of the pages that an overlay action was to remove before it put the $ref there.
func checkReferences(root *yaml.Node) error {
	return yamlnode.Walk(root, "", func(node *yaml.Node, pointer string) error {
		if ref := yamlnode.Lookup(node, "$ref"); ref == nil || ref.Kind != yaml.ScalarNode {
			return nil
		}
		for key := range yamlnode.Members(node) {
			if !slices.Contains([]string{"$ref", "summary", "description"}, key.Value) {
				return fmt.Errorf("%s: %s stands next to a $ref, where OpenAPI 3.0 ignores it: remove one of the two", shown(pointer), key.Value)
			}
		}
		return nil
	})
}

// plainMediaTypes takes the parameters off the media types of bodies: a charset changes nothing on the wire, and the client would call
// its methods by it.
func plainMediaTypes(root *yaml.Node) error {
	return yamlnode.Walk(root, "", func(node *yaml.Node, pointer string) error {
		if !strings.HasSuffix(pointer, "/content") || strings.HasSuffix(pointer, "/properties/content") {
			return nil
		}
		for key := range yamlnode.Members(node) {
			plain, _, parameters := strings.Cut(key.Value, ";")
			if plain = strings.TrimSpace(plain); !parameters {
				continue
			}
			if yamlnode.Lookup(node, plain) != nil {
				return fmt.Errorf("%s: has %s and %s, which differ in a parameter only: keep one of the two", shown(pointer), plain, shown(key.Value))
			}
			key.Value = plain
		}
		return nil
	})
}
