package diff

import (
	"encoding/json"
	"slices"
	"strings"
)

// conj is a schema without alternatives: all of its parts hold together, and values have one type ("" for any). allOf, $ref and
// lists of types come out the same however they are written.
type conj struct {
	kind  string
	parts []node
}

// normal is a schema as a list of alternatives, of which one must hold.
type normal struct {
	null      bool // null is valid too
	alts      []conj
	exclusive bool // just one alternative may hold, and there are some that could hold at once
	opaque    bool // too many alternatives to write out
}

// mostAlternatives bounds what nested oneOf, anyOf and allOf multiply to.
const mostAlternatives = 64

func normalise(n node) normal {
	n = n.resolve()
	out := normal{exclusive: overlapping(n)}
	sets := alternatives(n, map[string]bool{})
	if len(sets) > mostAlternatives {
		return normal{opaque: true, null: true}
	}
	for _, parts := range sets {
		for _, kind := range intersectKinds(parts) {
			if kind == "null" {
				out.null = true
				continue
			}
			out.alts = append(out.alts, conj{kind, parts})
		}
		out.null = out.null || slices.ContainsFunc(parts, func(p node) bool { return p.flag("nullable") })
	}
	if slices.ContainsFunc(out.alts, func(c conj) bool { return c.kind == "number" && !c.limitsNumbers() }) {
		// An integer beside any number: the list [integer, number] says no more than number.
		out.alts = slices.DeleteFunc(out.alts, func(c conj) bool { return c.kind == "integer" })
	}
	return out
}

// overlapping reports whether a oneOf has two alternatives of one type.
func overlapping(n node) bool {
	seen := map[string]bool{}
	for _, member := range n.get("oneOf").elements() {
		kinds := kindsOf(member.resolve())
		if kinds == nil {
			kinds = kindsOf(n)
		}
		for _, kind := range kinds {
			if kind == "integer" {
				kind = "number"
			}
			if seen[kind] {
				return true
			}
			seen[kind] = true
		}
	}
	return false
}

func (c conj) limitsNumbers() bool {
	return slices.ContainsFunc([]string{"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "enum", "const", "format"},
		func(key string) bool { return len(c.all(key)) > 0 })
}

// alternatives writes out $ref, allOf, anyOf and oneOf. Each element is a list of parts that hold together. open holds
// the schemas that are being written out: one that contains itself stands for itself.
func alternatives(n node, open map[string]bool) [][]node {
	sibling := n
	n = n.resolve()
	if same(n.v, false) {
		return nil
	}
	if open[n.at] {
		return [][]node{{{v: map[string]any{}, at: n.at, root: n.root, ok: true}}}
	}
	open[n.at] = true
	defer delete(open, n.at)
	out := [][]node{{n}}
	if sibling.at != n.at && len(sibling.object()) > 1 {
		out = [][]node{{n, sibling.without("$ref")}}
	}
	for _, member := range n.get("allOf").elements() {
		out = cross(out, alternatives(member, open))
	}
	for _, keyword := range []string{"anyOf", "oneOf"} {
		list := n.get(keyword).elements()
		var union [][]node
		for _, member := range list {
			union = append(union, alternatives(member, open)...)
		}
		if len(list) > 0 {
			out = cross(out, union)
		}
	}
	return out
}

func cross(a, b [][]node) [][]node {
	if len(a)*len(b) > mostAlternatives {
		return make([][]node, mostAlternatives+1)
	}
	var out [][]node
	for _, x := range a {
		for _, y := range b {
			out = append(out, slices.Concat(x, y))
		}
	}
	return out
}

// intersectKinds is which JSON types a value can have; a single "" is any but null.
func intersectKinds(parts []node) []string {
	var all []string
	for _, p := range parts {
		kinds := kindsOf(p)
		switch {
		case kinds == nil:
		case all == nil:
			all = kinds
		default:
			both := []string{}
			for _, a := range all {
				for _, b := range kinds {
					if k, ok := meet(a, b); ok {
						both = append(both, k)
					}
				}
			}
			all = both
		}
	}
	if all == nil {
		return []string{"", "null"}
	}
	return sorted(all)
}

func meet(a, b string) (string, bool) {
	switch {
	case a == b:
		return a, true
	case a == "number" && b == "integer", a == "integer" && b == "number":
		return "integer", true
	}
	return "", false
}

// kindsOf is which types one part allows; nil for any. Where no type is named, what the part speaks of decides, as people mean it.
func kindsOf(p node) []string {
	named := p.texts("type")
	if one := p.text("type"); one != "" {
		named = []string{one}
	}
	if i := slices.Index(named, "decimal"); i >= 0 { // the vendor's own: a JSON number whose digits all count
		named[i] = "number"
	}
	if values := enumOf(p); values != nil {
		kinds := []string{}
		for _, v := range values {
			kind := kindOf(v)
			if len(named) == 0 || slices.ContainsFunc(named, func(n string) bool { _, ok := meet(n, kind); return ok }) {
				kinds = append(kinds, kind)
			}
		}
		if slices.Contains(kinds, "number") {
			kinds = slices.DeleteFunc(kinds, func(k string) bool { return k == "integer" })
		}
		return append([]string{}, sorted(kinds)...)
	}
	if len(named) > 0 {
		if p.flag("nullable") && !slices.Contains(named, "null") {
			named = append(named, "null")
		}
		return named
	}
	for kind, keywords := range map[string][]string{
		"object": {"properties", "additionalProperties"},
		"array":  {"items", "minItems", "maxItems", "uniqueItems"},
	} {
		if slices.ContainsFunc(keywords, func(k string) bool { return p.get(k).ok }) {
			return []string{kind}
		}
	}
	return nil
}

// enumOf is the list of values that enum or const allow; nil where there is neither.
func enumOf(p node) []any {
	if c := p.get("const"); c.ok {
		return []any{c.v}
	}
	list, ok := p.value("enum").([]any)
	if ok && list == nil {
		return []any{}
	}
	return list
}

func kindOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	case json.Number:
		if strings.Contains(v.String(), ".") {
			return "number"
		}
		return "integer"
	}
	return ""
}

// first is the first part that has the keyword, or the first part, so that there is always a place to point at.
func (c conj) first(keyword string) node {
	for _, p := range c.parts {
		if at := p.get(keyword); at.ok {
			return at
		}
	}
	return c.parts[0].get(keyword)
}

// all is the keyword's values in every part that has it.
func (c conj) all(keyword string) []node {
	var found []node
	for _, p := range c.parts {
		if at := p.get(keyword); at.ok && at.v != nil {
			found = append(found, at)
		}
	}
	return found
}
