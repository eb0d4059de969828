package amend

import (
	"io/fs"
	"slices"

	"gopkg.in/yaml.v3"
)

// Locate notes the lines of what was amended in a version of corrections.yaml, which may have been edited further.
func (r *Result) Locate(corrections []byte) error {
	now, err := parse(corrections)
	if err != nil {
		return err
	}
	for i := range r.Changes {
		c := &r.Changes[i]
		c.Line, c.List = 0, 0
		for _, action := range now.overlay.Actions {
			if action.Target == c.target {
				c.Line = action.Line
			}
		}
		if _, list, err := now.list(c.Schema); err == nil {
			c.List = list.Line
		}
	}
	return nil
}

// words are the values that a rule speaks of in one place: a list, or the keys of a table.
type words struct {
	line   int
	rule   string
	values []string
}

// todo lists the rules that speak of all the values a schema had and not of the ones that came, and those that still speak of
// one that went.
func todo(dir fs.FS, root *yaml.Node, changes []Change, schemas map[string][]string) ([]ToDo, error) {
	rules, err := readYAML(dir, rulesFile)
	if err != nil {
		return nil, err
	}
	var all []words
	for _, action := range member(rules, "actions").Content {
		update := member(action, "update")
		if update == nil || update.Kind != yaml.MappingNode {
			continue
		}
		for i := 0; i+1 < len(update.Content); i += 2 {
			all = append(all, spoken(update.Content[i].Value, update.Content[i+1])...)
		}
	}
	var found []ToDo
	var done []string
	for _, c := range changes {
		if slices.Contains(done, c.Schema) {
			continue
		}
		done = append(done, c.Schema)
		old := scalars(follow(root, []string{"components", "schemas", c.Schema, "enum"}))
		came, gone := without(schemas[c.Schema], old), without(lost(changes, c.Schema), schemas[c.Schema])
		for _, w := range all {
			if missing := without(came, w.values); len(missing) > 0 && len(without(without(old, gone), w.values)) == 0 {
				found = append(found, ToDo{Line: w.line, Rule: w.rule, Schema: c.Schema, Values: missing})
			}
			if still := without(gone, without(gone, w.values)); len(still) > 0 && len(without(w.values, old)) == 0 {
				found = append(found, ToDo{Line: w.line, Rule: w.rule, Schema: c.Schema, Values: still, Gone: true})
			}
		}
	}
	// A rule may speak of a value twice on a line.
	return slices.CompactFunc(found, func(a, b ToDo) bool {
		return a.Line == b.Line && a.Rule == b.Rule && a.Schema == b.Schema && a.Gone == b.Gone
	}), nil
}

// lost are the values that some place of a schema lost.
func lost(changes []Change, schema string) []string {
	var all []string
	for _, c := range changes {
		if c.Schema == schema {
			all = union(all, c.Removed)
		}
	}
	return all
}

// spoken collects what a rule speaks of.
func spoken(rule string, node *yaml.Node) []words {
	w := words{line: node.Line, rule: rule}
	var inner []words
	for i, child := range node.Content {
		switch {
		case node.Kind == yaml.MappingNode && i%2 == 0, node.Kind == yaml.SequenceNode && child.Kind == yaml.ScalarNode:
			w.values = append(w.values, child.Value)
		default:
			inner = append(inner, spoken(rule, child)...)
		}
	}
	if len(w.values) == 0 {
		return inner
	}
	return append([]words{w}, inner...)
}
