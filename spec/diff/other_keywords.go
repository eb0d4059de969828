package diff

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// understood are the keywords that this package's other files compare by what they mean.
func understood() []string {
	return []string{"$ref", "type", "nullable", "enum", "const", "allOf", "anyOf", "oneOf", "properties", "required", "additionalProperties", "items",
		"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
		"multipleOf", "uniqueItems", "pattern", "format", "contentEncoding", "contentMediaType", "readOnly", "writeOnly", "default", "description"}
}

// otherKeywords compares the keywords that this package knows by name only: a condition that comes in narrows, one that goes away widens, and one that
// changes may do both.
func (c *comparer) otherKeywords(old, new conj, s scope) []Change {
	names := map[string]bool{}
	for _, p := range slices.Concat(old.parts, new.parts) {
		for _, key := range p.keys() {
			names[key] = !slices.Contains(understood(), key) && !silent(key) && !strings.HasPrefix(key, "x-")
		}
	}
	var changes []Change
	for _, key := range slices.Sorted(maps.Keys(names)) {
		a, b := old.all(key), new.all(key)
		if !names[key] || same(values(a), values(b)) && !refers(values(a)) {
			continue
		}
		at, to := old.first(key), new.first(key)
		switch {
		case key == "deprecated":
			changes = append(changes, c.deprecated(at, to, s)...)
			continue
		case len(a) == 1 && len(b) == 1 && expanded(at, nil) == expanded(to, nil):
			continue
		}
		r := other
		if len(a) == 0 {
			r = narrower
		} else if len(b) == 0 {
			r = wider
		}
		changes = append(changes, s.judged(r, kebab(strings.Trim(key, "$"))+"-changed", at, to, fmt.Sprintf("`%s` of %s changed", key, s.where())))
	}
	return changes
}

// silent reports whether a keyword says nothing about which messages are valid.
func silent(key string) bool {
	return slices.Contains([]string{"title", "summary", "example", "examples", "externalDocs", "xml", "$comment", "$id", "$schema", "$anchor", "$defs", "definitions", "tags"}, key)
}

func values(nodes []node) any {
	all := make([]any, len(nodes))
	for i, n := range nodes {
		all[i] = n.v
	}
	return all
}

// expanded is the text of a value with its references written out.
func expanded(n node, open []string) string {
	n = n.resolve()
	if slices.Contains(open, n.at) {
		return "…"
	}
	open = append(open, n.at)
	switch n.v.(type) {
	case map[string]any:
		var b strings.Builder
		for _, key := range n.keys() {
			fmt.Fprintf(&b, "%q:%s,", key, expanded(n.get(key), open))
		}
		return "{" + b.String() + "}"
	case []any:
		var b strings.Builder
		for _, e := range n.elements() {
			b.WriteString(expanded(e, open) + ",")
		}
		return "[" + b.String() + "]"
	}
	return canonical(n.v)
}

func (c *comparer) deprecated(old, new node, s scope) []Change {
	if same(old.v, true) == same(new.v, true) {
		return nil
	}
	if same(new.v, true) {
		return []Change{s.change(Compatible, "deprecated", old, new, s.where()+" is deprecated: it still works, look for what takes its place.")}
	}
	return []Change{s.change(Compatible, "no-longer-deprecated", old, new, s.where()+" is no longer deprecated.")}
}
