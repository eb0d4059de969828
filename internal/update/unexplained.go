package update

import (
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
	"github.com/iyzipayout/iyzipayout/spec"
)

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
