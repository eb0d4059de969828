package diff

import (
	"fmt"
	"slices"
	"strings"
)

// schema compares two schemas: first what they say in words, then what is valid under them.
func (c *comparer) schema(old, new node, s scope) []Change {
	key := old.at + " " + new.at + " " + s.direction + " " + s.operation
	if c.open[key] {
		return nil
	}
	c.open[key] = true
	defer delete(c.open, key)
	c.visit(old, new, s)
	changes := c.texts(old, new, s)
	if same(old.v, new.v) && !refers(old.v) {
		return changes
	}
	return append(changes, c.valid(old, new, s)...)
}

// refers reports whether a $ref stands anywhere in the value: equal texts can then mean different things.
func refers(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		if _, ok := v["$ref"]; ok {
			return true
		}
		for _, member := range v {
			if refers(member) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, refers)
	}
	return false
}

// valid compares what is valid under two schemas.
func (c *comparer) valid(old, new node, s scope) []Change {
	a, b := normalise(old, s.direction), normalise(new, s.direction)
	oldAt, newAt := old.resolve(), new.resolve()
	if a.opaque || b.opaque {
		if same(oldAt.v, newAt.v) {
			return nil
		}
		return []Change{s.judged(other, "schema-changed", oldAt, newAt, "The schema of "+s.where()+" has too many alternatives to compare and differs")}
	}
	var changes []Change
	if ref, dangling := oldAt.object()["$ref"], newAt.object()["$ref"]; ref != nil || dangling != nil {
		if same(oldAt.v, newAt.v) {
			return nil
		}
		return []Change{s.judged(other, "reference-changed", oldAt, newAt, "The schema of "+s.where()+" is a reference that leads out of the document and differs")}
	}
	if a.null != b.null && !justAny(a, b) {
		changes = append(changes, c.nullable(a, b, oldAt, newAt, s))
	}
	changes = append(changes, c.alternatives(a, b, oldAt, newAt, s)...)
	if oldAt.at != newAt.at {
		return atTheReference(changes, old, new)
	}
	return changes
}

// atTheReference moves changes of a whole schema to the place that refers to it, where one side refers to another schema than the other
// side does: the schema referred to did not change.
func atTheReference(changes []Change, old, new node) []Change {
	moved := func(at string, n node) string {
		target := n.resolve().at
		if at != n.at && (at == target || strings.HasPrefix(at, target+"/") && strings.Count(at[len(target):], "/") == 1) {
			return n.at
		}
		return at
	}
	for i, change := range changes {
		changes[i].Pointer, changes[i].oldPointer = moved(change.Pointer, new), moved(change.oldPointer, old)
	}
	return changes
}

// justAny: a schema that allows any type allows null with it, and the change of type says so already.
func justAny(a, b normal) bool {
	any := func(c conj) bool { return c.kind == "" }
	return slices.ContainsFunc(a.alts, any) != slices.ContainsFunc(b.alts, any)
}

func (c *comparer) nullable(a, b normal, old, new node, s scope) Change {
	place := func(n node) node {
		if at := n.get("nullable"); at.ok || n.get("type").ok {
			if !at.ok {
				at = n.get("type")
			}
			return at
		}
		return n
	}
	if b.null {
		return s.judged(wider, "became-nullable", place(old), place(new), "null is now valid for "+s.where())
	}
	return s.judged(narrower, "became-not-nullable", place(old), place(new), "null is no longer valid for "+s.where())
}

// conj compares two schemas without alternatives.
func (c *comparer) conj(old, new conj, s scope) []Change {
	changes, stop := c.kind(old, new, s)
	if stop {
		return changes
	}
	kind := old.kind
	if kind == "" {
		kind = new.kind
	}
	limits := c.limits(old, new, s)
	changes = append(changes, limits...)
	switch kind {
	case "object":
		changes = append(changes, c.object(old, new, s)...)
	case "array":
		changes = append(changes, c.array(old, new, s)...)
	}
	changes = append(changes, c.otherKeywords(old, new, s)...)
	return append(changes, c.extensions(old, new, s)...)
}

// kind compares types. stop says that nothing else can be compared.
func (c *comparer) kind(old, new conj, s scope) ([]Change, bool) {
	var r relation
	stop := true
	switch {
	case old.kind == new.kind:
		return nil, false
	case old.kind == "":
		r, stop = narrower, false
	case new.kind == "":
		r, stop = wider, false
	case old.kind == "number" && new.kind == "integer":
		r, stop = narrower, false
	case old.kind == "integer" && new.kind == "number":
		r, stop = wider, false
	default:
		r = other
	}
	if old.values() != nil && new.values() != nil { // the values say more than their type
		return c.enum(old, new, s), true
	}
	what := fmt.Sprintf("%s was %s and is now %s", s.where(), old, new)
	return []Change{s.judged(r, "type-changed", old.first("type"), new.first("type"), what)}, stop
}

func (c *comparer) array(old, new conj, s scope) []Change {
	a, b := old.first("items"), new.first("items")
	in := s.inner("[]")
	switch {
	case !a.ok && !b.ok:
		return nil
	case !a.ok:
		return []Change{in.judged(narrower, "items-schema-added", a, b, "the elements of "+s.where()+" now have a schema")}
	case !b.ok:
		return []Change{in.judged(wider, "items-schema-removed", a, b, "the elements of "+s.where()+" no longer have a schema")}
	}
	return c.schema(a, b, in)
}

func quoted(names []string) string {
	var b []byte
	for i, name := range names {
		switch {
		case i > 0 && i == len(names)-1:
			b = append(b, " and "...)
		case i > 0:
			b = append(b, ", "...)
		}
		b = append(b, '`')
		b = append(b, name...)
		b = append(b, '`')
	}
	return string(b)
}
