package update

import (
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
	"github.com/iyzipayout/iyzipayout/spec"
	"github.com/iyzipayout/iyzipayout/spec/diff"
)

// newTexts lists, as JSON pointers into the document, the free texts that came with new members of requests and of items: only a
// person can tell whether they say who is paid, or for what.
func newTexts(doc *openapi3.T, changed *diff.Report) []string {
	var all []string
	for _, c := range changed.Changes {
		if c.Before != nil || c.After == nil {
			continue
		}
		holder, member := memberAt(doc, jsonpointer.Tokens(c.Pointer))
		if member != nil && (c.Direction == "request" || personal(holder)) {
			all = append(all, texts(member, c.Pointer, nil)...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// unjudged are the operations of which nobody has said what may follow when it is not known whether they took effect.
func unjudged(doc *openapi3.T) []string {
	var all []string
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			if op.Extensions["x-operation-retry"] == nil {
				all = append(all, method+" "+path)
			}
		}
	}
	slices.Sort(all)
	return all
}

// memberAt follows a pointer to a member of a schema and returns the member and the object that has it; nil for anything else.
func memberAt(doc *openapi3.T, tokens []string) (holder *openapi3.Schema, member *openapi3.SchemaRef) {
	if len(tokens) < 5 || tokens[0] != "components" || tokens[1] != "schemas" || tokens[len(tokens)-2] != "properties" {
		return nil, nil
	}
	member = doc.Components.Schemas[tokens[2]]
	for rest := tokens[3:]; len(rest) > 0 && member != nil; {
		switch holder = member.Value; {
		case rest[0] == "properties" && len(rest) > 1:
			member, rest = holder.Properties[rest[1]], rest[2:]
		case rest[0] == "items":
			member, rest = holder.Items, rest[1:]
		default:
			return nil, nil
		}
	}
	return holder, member
}

// personal reports whether an object has members that tell who is paid: an item.
func personal(schema *openapi3.Schema) bool {
	for _, member := range schema.Properties {
		if _, said := member.Value.Extensions["x-personal"]; said {
			return true
		}
	}
	return false
}

// texts are the free texts below a place of which nobody has said whether they are personal.
func texts(ref *openapi3.SchemaRef, at string, open []*openapi3.Schema) []string {
	if ref == nil || ref.Value == nil || slices.Contains(open, ref.Value) {
		return nil
	}
	schema := ref.Value
	open = append(open, schema)
	_, said := schema.Extensions["x-personal"]
	var all []string
	if schema.Type.Is("string") && len(schema.Enum) == 0 && !said {
		all = append(all, at)
	}
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		all = append(all, texts(schema.Properties[name], jsonpointer.Join(at+"/properties", name), open)...)
	}
	return append(all, texts(schema.Items, at+"/items", open)...)
}

// Gap is a status on which the rules and the document do not fit together, and where to say more of it.
type Gap struct {
	spec.Gap
	Line int // of the table in spec/rules.yaml; 0 if it is not there
}

func gaps(doc *openapi3.T, rules []byte) ([]Gap, error) {
	var tree yaml.Node
	if err := yaml.Unmarshal(rules, &tree); err != nil {
		return nil, fmt.Errorf("rules.yaml: %w", err)
	}
	var all []Gap
	for _, g := range spec.Gaps(doc) {
		all = append(all, Gap{g, tableLine(tree.Content[0], g.Rule, doc.Components.Schemas[g.Schema].Value.Enum)})
	}
	return all, nil
}

// tableLine is the line of the table of a rule that speaks of most of the values.
func tableLine(rules *yaml.Node, rule string, values []any) int {
	line, most := 0, 0
	for _, action := range yamlnode.Lookup(rules, "actions").Content {
		table := yamlnode.Lookup(yamlnode.Lookup(action, "update"), rule)
		spoken := 0
		for _, value := range values {
			if yamlnode.Lookup(table, fmt.Sprint(value)) != nil {
				spoken++
			}
		}
		if spoken > most {
			line, most = table.Line, spoken
		}
	}
	return line
}
