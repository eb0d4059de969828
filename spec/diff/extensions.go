package diff

import (
	"slices"
	"strings"
)

// rule says how an extension of spec/rules.yaml that narrows what is valid is compared. Their meanings are in that file's head.
type rule struct {
	keys    []string
	compare func(a, b node) relation
}

func rules() []rule {
	tables := func(came, went relation, compare func(was, is node) relation) func(a, b node) relation {
		return func(a, b node) relation { return members(a.table(), b.table(), came, went, compare) }
	}
	return []rule{
		{[]string{"x-sign"}, func(_, b node) relation { return relationOf(!same(b.v, "positive"), same(b.v, "positive")) }},
		{[]string{"x-form"}, form},
		{[]string{"x-values", "x-required-one-of"}, allowed},
		{[]string{"x-constant"}, demandedList},
		{[]string{"x-digits"}, tables(narrower, wider, size)},
		{[]string{"x-next", "x-lists"}, tables(unchanged, unchanged, allowed)}, // a status that only one side has comes with its enum value
		{[]string{"x-excludes", "x-not-all"}, tables(narrower, wider, demandedList)},
		{[]string{"x-required-when"}, byProperty("when", func(x, y node) relation { return demandedList(x.get("is"), y.get("is")) })},
		{[]string{"x-form-by"}, byProperty("by", func(x, y node) relation { return tables(narrower, wider, form)(x.get("forms"), y.get("forms")) })},
		{[]string{"x-keeps", "x-likely-keeps", "x-agrees", "x-adds-up", "x-meaning"}, tables(narrower, wider, entry)},
		{[]string{"x-not-blank", "x-epoch", "x-echoes", "x-unique-by", "x-not-above", "x-not-before", "x-masks", "x-role"}, entry},
	}
}

// extensions compares the rules that a schema cannot say.
func (s scope) extensions(p conjs) {
	for _, rule := range rules() {
		for _, key := range rule.keys {
			at := p.first(key)
			id, r := kebab(strings.TrimPrefix(key, "x-"))+"-rule-changed", narrower
			switch {
			case at.same():
				continue
			case !at.new.ok:
				r = wider
			case at.old.ok:
				r = rule.compare(at.old, at.new)
			}
			if r == narrower && (key == "x-role" || key == "x-meaning") { // it is said for the first time what something means
				s.report(Compatible, s.direction+"-"+id, at, "It is now said what "+s.where()+" means (`"+key+"`).")
				continue
			}
			s.judged(r, id, at, "the rule `"+key+"` of "+s.where()+" changed")
		}
	}
}

// allowed compares two lists of values that are allowed: more of them is wider.
func allowed(was, is node) relation {
	inside := func(x, y node) bool {
		return !slices.ContainsFunc(x.elements(), func(n node) bool {
			return !slices.ContainsFunc(y.elements(), func(m node) bool { return same(n.v, m.v) })
		})
	}
	return relationOf(inside(was, is), inside(is, was))
}

// demandedList compares two lists of conditions: more of them is narrower.
func demandedList(was, is node) relation { return allowed(is, was) }

// members compares two tables entry by entry: what one that came means, what one that went, and how one that both have is compared.
func members(a, b map[string]node, came, went relation, compare func(was, is node) relation) relation {
	sum := unchanged
	for _, p := range pairs(a, b) {
		r := came
		switch {
		case !p.new.ok:
			r = went
		case p.old.ok:
			r = compare(p.old, p.new)
		}
		switch {
		case sum == unchanged:
			sum = r
		case r != unchanged && r != sum:
			return other
		}
	}
	return sum
}

// size compares how many digits a number may have.
func size(was, is node) relation {
	x, had := rational(was.v)
	y, has := rational(is.v)
	switch {
	case had && has && x.Cmp(y) == 0:
		return unchanged
	case !had || has && x.Cmp(y) > 0:
		return narrower
	}
	return wider
}

// byProperty compares two lists of conditions, each on one property and on what it depends: another one narrows.
func byProperty(depends string, compare func(x, y node) relation) func(a, b node) relation {
	byName := func(n node) map[string]node {
		found := map[string]node{}
		for _, e := range n.elements() {
			found[e.text("property")] = e
		}
		return found
	}
	return func(a, b node) relation {
		from, to := byName(a), byName(b)
		if len(from) != len(a.elements()) || len(to) != len(b.elements()) { // two conditions on one property
			return other
		}
		return members(from, to, narrower, wider, func(x, y node) relation {
			if !same(x.value(depends), y.value(depends)) {
				return other
			}
			return compare(x, y)
		})
	}
}

// form compares two patterns of a whole text.
func form(was, is node) relation {
	return patternRelation("^(?:"+plain(was.v)+")$", "^(?:"+plain(is.v)+")$")
}

// entry compares an entry that says something: another text says something else.
func entry(was, is node) relation {
	if same(was.v, is.v) {
		return unchanged
	}
	return other
}

// operationExtensions compares what callers are to know of an operation besides its messages.
func (s scope) operationExtensions(p pair) {
	afterUnknown := []any{"repeat", "look-up-then-repeat", "repeat-only-while-init"} // what may follow an unknown outcome, most first
	s.place = s.operation
	for _, key := range []string{"x-operation-retry", "x-moves-money", "x-leads-to"} {
		at := p.get(key)
		was, is := slices.Index(afterUnknown, at.old.v), slices.Index(afterUnknown, at.new.v)
		id, changed := kebab(strings.TrimPrefix(key, "x-"))+"-changed", "`"+key+"` of "+s.where()+" changed: "
		switch {
		case at.same():
		case key == "x-operation-retry" && at.old.ok && was > is && is >= 0, key == "x-moves-money" && !same(at.new.v, true), !at.old.ok && key != "x-moves-money":
			s.report(Compatible, id, at, changed+"callers that are as careful as before do nothing wrong.")
		default:
			s.report(Breaking, id, at, changed+"callers that decide by it do something else than is right now.")
		}
	}
}
