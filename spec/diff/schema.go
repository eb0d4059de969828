package diff

import (
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
	if !p.alike() {
		s.texts(p)
		s.valid(p)
	}
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
	allows := func(c conj) bool { return c.kind == kindAny }
	return slices.ContainsFunc(a.alts, allows) != slices.ContainsFunc(b.alts, allows)
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
	switch p.old.kind & p.new.kind {
	case kindObject:
		s.object(p)
	case kindArray:
		s.array(p)
	}
	s.otherKeywords(p)
	s.extensions(p)
}

// kind compares types. stop says that nothing else can be compared.
func (s scope) kind(p conjs) (stop bool) {
	old, new := p.old.kind, p.new.kind
	if old == new && (old != kindUnknown || p.first("type").same()) {
		return false
	}
	if p.old.values() != nil && p.new.values() != nil { // the values say more than their type
		s.enum(p)
		return true
	}
	r := relationOf(old&new == old, old&new == new)
	if old == new { // two types that nobody knows
		r = other
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

// alternatives compares the alternatives of two schemas. Of requests every old one must still be covered by a new one; of answers every new
// one must be covered by an old one.
func (s scope) alternatives(a, b normal, at pair) {
	a.alts, b.alts = s.distinct(a), s.distinct(b)
	if len(a.alts) == 1 && len(b.alts) == 1 {
		s.conj(conjs{a.alts[0], b.alts[0]})
		return
	}
	from, to, lost, gained := a.alts, b.alts, narrower, wider
	if s.direction == response {
		from, to, lost, gained = b.alts, a.alts, wider, narrower
	}
	lists := pair{at.old.firstOf("oneOf", "anyOf", "type"), at.new.firstOf("oneOf", "anyOf", "type")}
	used := make([]bool, len(to))
	for i, x := range from {
		best, found := s.cover(x, to, used, i)
		if found < 0 || worst(best) == Breaking && x.kind != to[found].kind {
			s.alternative(lost, x, lists)
			continue
		}
		used[found] = true
		*s.found = append(*s.found, best...)
	}
	for i, y := range to {
		if !used[i] {
			s.alternative(gained, y, lists)
		}
	}
	if len(a.alts) > 1 && len(b.alts) > 1 { // oneOf refuses what fits two alternatives, anyOf does not
		how := said{"alternatives-exclusive-changed", "whether more than one alternative of " + s.where() + " may hold at once changed"}
		s.turned(a.exclusive, b.exclusive, lists, how, how)
	}
}

// distinct drops the alternatives that another one covers: whatever fits them fits that one.
func (s scope) distinct(n normal) []conj {
	if n.exclusive {
		return n.alts
	}
	quiet := s.foreign
	defer func() { s.foreign = quiet }()
	s.direction = request
	kept := n.alts
	for i := 0; i < len(kept) && len(kept) > 1; {
		covered := slices.ContainsFunc(kept, func(y conj) bool {
			return kept[i].place().at != y.place().at && kept[i].kind == y.kind &&
				worst(s.apart(func(s scope) { s.conj(conjs{kept[i], y}) })) != Breaking
		})
		if !covered {
			i++
			continue
		}
		kept = slices.Delete(slices.Clone(kept), i, i+1)
	}
	return kept
}

// alternative lists one alternative that came (wider) or went (narrower).
func (s scope) alternative(r relation, x conj, lists pair) {
	was, is, id, what := x.place().v, any(nil), "alternative-removed", "%s is never %s any more"
	if r == wider {
		was, is, id, what = nil, was, "alternative-added", "%s may now also be %s"
	}
	lists.old.v, lists.new.v = was, is
	s.judged(r, id, lists, fmt.Sprintf(what, s.where(), x))
}

// cover finds the alternative of to that changes x least: best one nobody else took, and the one in the same place among equals.
func (s scope) cover(x conj, to []conj, used []bool, place int) (best []Change, found int) {
	found = -1
	least := 0
	for i, y := range to {
		p := conjs{x, y}
		if s.direction == response {
			p = conjs{y, x}
		}
		changes := s.apart(func(s scope) { s.conj(p) })
		score := 0
		for _, change := range changes {
			score += []int{0, 0, 10, 1000}[change.Level.rank()]
		}
		if used[i] {
			score += 5
		}
		if i != place {
			score++
		}
		if found < 0 || score < least {
			best, found, least = changes, i, score
		}
	}
	return best, found
}

func (c conj) place() node { return c.parts[len(c.parts)-1] }

func (c conj) String() string {
	if names := c.required(); c.kind == kindObject && len(names) > 0 {
		return "an object with " + quoted(names)
	}
	return c.kind.String()
}

func quoted(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return "`" + names[0] + "`"
	}
	return "`" + strings.Join(names[:last], "`, `") + "` and `" + names[last] + "`"
}

// otherKeywords compares the keywords that this package knows by name only: a condition that comes in narrows, one that goes away widens, and one that
// changes may do both.
func (s scope) otherKeywords(p conjs) {
	var names []string
	for _, part := range slices.Concat(p.old.parts, p.new.parts) {
		names = append(names, part.keys()...)
	}
	for _, key := range sorted(names) {
		a, b, at := p.old.all(key), p.new.all(key), p.first(key)
		switch {
		case slices.Contains(understood(), key), strings.HasPrefix(key, "x-"), slices.EqualFunc(a, b, func(x, y node) bool { return pair{x, y}.alike() }):
		case key == "deprecated":
			s.deprecated(at)
		case len(a) == 1 && len(b) == 1 && expanded(at.old, nil) == expanded(at.new, nil):
		default:
			how := said{kebab(strings.Trim(key, "$")) + "-changed", "`" + key + "` of " + s.where() + " changed"}
			if s.turned(len(a) > 0, len(b) > 0, at, how, how) {
				s.judged(other, how.id, at, how.what)
			}
		}
	}
}

// understood are the keywords that are compared by what they mean, and those that say nothing about which messages are valid.
func understood() []string {
	return []string{"$ref", "type", "nullable", "enum", "const", "allOf", "anyOf", "oneOf", "properties", "required", "additionalProperties", "items",
		"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
		"multipleOf", "uniqueItems", "pattern", "format", "contentEncoding", "contentMediaType", "readOnly", "writeOnly", "default", "description",
		"title", "summary", "example", "examples", "externalDocs", "xml", "$comment", "$id", "$schema", "$anchor", "$defs", "definitions", "tags"}
}

func (s scope) deprecated(p pair) {
	switch is := same(p.new.v, true); {
	case is == same(p.old.v, true):
	case is:
		s.report(Compatible, "deprecated", p, s.where()+" is deprecated: it still works, look for what takes its place.")
	default:
		s.report(Compatible, "no-longer-deprecated", p, s.where()+" is no longer deprecated.")
	}
}

// expanded is the text of a value with its references written out.
func expanded(n node, open []string) string {
	n = n.resolve()
	if slices.Contains(open, n.at) {
		return "…"
	}
	open = append(open, n.at)
	var b strings.Builder
	switch n.v.(type) {
	case map[string]any:
		for _, key := range n.keys() {
			fmt.Fprintf(&b, "%q:%s,", key, expanded(n.get(key), open))
		}
		return "{" + b.String() + "}"
	case []any:
		for _, e := range n.elements() {
			b.WriteString(expanded(e, open) + ",")
		}
		return "[" + b.String() + "]"
	}
	return canonical(n.v)
}
