package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// schema compares two schemas: first what they say in words, then what is valid under them.
func (s scope) schema(p pair) {
	key := p.old.at + " " + p.new.at + " " + s.direction + " " + s.operation
	if s.open[key] {
		return
	}
	s.open[key] = true
	defer delete(s.open, key)
	s.visit(p)
	s.texts(p)
	if !same(p.old.v, p.new.v) || refers(p.old.v) {
		s.valid(p)
	}
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
func (s scope) valid(p pair) {
	a, b, at, before := normalise(p.old), normalise(p.new), p.resolve(), len(*s.found)
	switch {
	case a.opaque || b.opaque:
		s.incomparable("schema-changed", at, "has too many alternatives to compare")
		return
	case at.old.hasRef() || at.new.hasRef():
		s.incomparable("reference-changed", at, "is a reference that leads out of the document")
		return
	case !justAny(a, b):
		s.turned(!a.null, !b.null, pair{at.old.firstOf("nullable", "type"), at.new.firstOf("nullable", "type")},
			said{"became-not-nullable", "null is no longer valid for " + s.where()}, said{"became-nullable", "null is now valid for " + s.where()})
	}
	s.alternatives(a, b, at)
	if at.old.at != at.new.at {
		atTheReference((*s.found)[before:], p)
	}
}

func (s scope) incomparable(id string, p pair, why string) {
	if !same(p.old.v, p.new.v) {
		s.judged(other, id, p, "The schema of "+s.where()+" "+why+" and differs")
	}
}

// atTheReference moves changes of a whole schema to the place that refers to it, where one side refers to another schema than the other
// side does: the schema referred to did not change.
func atTheReference(changes []Change, p pair) {
	moved := func(at string, n node) string {
		target := n.resolve().at
		if at != n.at && (at == target || strings.HasPrefix(at, target+"/") && strings.Count(at[len(target):], "/") == 1) {
			return n.at
		}
		return at
	}
	for i, change := range changes {
		changes[i].Pointer, changes[i].oldPointer = moved(change.Pointer, p.new), moved(change.oldPointer, p.old)
	}
}

// justAny: a schema that allows any type allows null with it, and the change of type says so already.
func justAny(a, b normal) bool {
	any := func(c conj) bool { return c.kind == "" }
	return slices.ContainsFunc(a.alts, any) != slices.ContainsFunc(b.alts, any)
}

// conjs are two schemas without alternatives.
type conjs struct{ old, new conj }

func (p conjs) first(keyword string) pair { return pair{p.old.first(keyword), p.new.first(keyword)} }

// conj compares two schemas without alternatives.
func (s scope) conj(p conjs) {
	if stop := s.kind(p); stop {
		return
	}
	s.limits(p)
	switch cmp.Or(p.old.kind, p.new.kind) {
	case "object":
		s.object(p)
	case "array":
		s.array(p)
	}
	s.otherKeywords(p)
	s.extensions(p)
}

// kind compares types. stop says that nothing else can be compared.
func (s scope) kind(p conjs) (stop bool) {
	r := other
	switch old, new := p.old.kind, p.new.kind; {
	case old == new:
		return false
	case p.old.values() != nil && p.new.values() != nil: // the values say more than their type
		s.enum(p)
		return true
	case old == "", old == "number" && new == "integer":
		r = narrower
	case new == "", old == "integer" && new == "number":
		r = wider
	}
	s.judged(r, "type-changed", p.first("type"), fmt.Sprintf("%s was %s and is now %s", s.where(), p.old, p.new))
	return r == other
}

func (s scope) array(p conjs) {
	items := p.first("items")
	if s.turned(items.old.ok, items.new.ok, items, said{"items-schema-added", "the elements of " + s.where() + " now have a schema"},
		said{"items-schema-removed", "the elements of " + s.where() + " no longer have a schema"}) {
		s.inner("[]").schema(items)
	}
}
