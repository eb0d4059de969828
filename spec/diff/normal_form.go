package diff

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// kinds are the JSON types that a value can have.
type kinds uint8

const (
	kindNull kinds = 1 << iota
	kindBoolean
	kindText
	kindArray
	kindObject
	kindInteger
	kindFraction // never alone
	kindUnknown  // a type that JSON does not have

	kindNumber = kindInteger | kindFraction
	kindAny    = kinds(255)
)

// kindNames are the types by their names in a schema. decimal is the vendor's own: a JSON number whose digits all count.
var kindNames = map[string]kinds{"null": kindNull, "boolean": kindBoolean, "string": kindText, "array": kindArray, "object": kindObject,
	"integer": kindInteger, "number": kindNumber, "decimal": kindNumber}

func (k kinds) String() string {
	return map[kinds]string{kindBoolean: "a boolean", kindText: "a string", kindArray: "an array", kindObject: "an object", kindInteger: "an integer",
		kindNumber: "a number", kindAny: "anything"}[k]
}

// conj is a schema without alternatives: all of its parts hold together, and values have one type, or any. allOf, $ref and
// lists of types come out the same however they are written.
type conj struct {
	kind  kinds
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
		kind := kindAny
		for _, p := range parts {
			kind &= kindsOf(p)
			out.null = out.null || p.flag("nullable")
		}
		out.null = out.null || kind&kindNull != 0
		for _, one := range []kinds{kindAny, kindArray, kindBoolean, kind & kindNumber, kindObject, kindText, kindUnknown} {
			if one != 0 && (kind == kindAny) == (one == kindAny) && kind&one == one {
				out.alts = append(out.alts, conj{one, parts})
			}
		}
	}
	if slices.ContainsFunc(out.alts, func(c conj) bool { return c.kind == kindNumber && !c.limitsNumbers() }) {
		// An integer beside any number: the list [integer, number] says no more than number.
		out.alts = slices.DeleteFunc(out.alts, func(c conj) bool { return c.kind == kindInteger })
	}
	return out
}

// overlapping reports whether a oneOf has two alternatives of one type.
func overlapping(n node) bool {
	var seen kinds
	for _, member := range n.get("oneOf").elements() {
		kind := kindsOf(member.resolve())
		if kind == kindAny {
			kind = kindsOf(n)
		}
		if kind == kindAny {
			continue
		}
		if seen&kind != 0 {
			return true
		}
		seen |= kind
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

// kindsOf is which types one part allows. Where no type is named, what the part speaks of decides, as people mean it.
func kindsOf(p node) kinds {
	types := p.texts("type")
	if one := p.text("type"); one != "" {
		types = []string{one}
	}
	var kind kinds
	for _, name := range types {
		kind |= cmp.Or(kindNames[name], kindUnknown)
	}
	speaksOf := func(keywords ...string) bool { return p.firstOf(keywords...).at != p.at }
	switch values := enumOf(p); {
	case values != nil:
		var listed kinds
		for _, v := range values {
			listed |= kindOf(v)
		}
		if len(types) > 0 {
			listed &= kind
		}
		return listed
	case len(types) > 0 && p.flag("nullable"):
		return kind | kindNull
	case len(types) > 0:
		return kind
	case speaksOf("properties", "additionalProperties"):
		return kindObject
	case speaksOf("items", "minItems", "maxItems", "uniqueItems"):
		return kindArray
	}
	return kindAny
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

func kindOf(v any) kinds {
	switch v := v.(type) {
	case nil:
		return kindNull
	case bool:
		return kindBoolean
	case string:
		return kindText
	case []any:
		return kindArray
	case map[string]any:
		return kindObject
	case json.Number:
		if strings.Contains(v.String(), ".") {
			return kindNumber
		}
		return kindInteger
	}
	return kindUnknown
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
