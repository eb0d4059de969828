package diff

import (
	"slices"
	"strings"
)

// rule says how an extension of spec/rules.yaml that narrows what is valid is compared. Their meanings are in that file's head.
type rule struct {
	keys  []string
	plain func(p pair) relation // compares two plain values in it
	// allows: its lists are of what is allowed, so that more of it is wider. Others are conditions, of which more are narrower.
	allows bool
	// open: an entry that only one side has says nothing new, since the status that it is about came or went as well.
	open bool
}

func rules() []rule {
	return []rule{
		{keys: []string{"x-sign"}, plain: func(p pair) relation { return relationOf(!same(p.new.v, "positive"), same(p.new.v, "positive")) }},
		{keys: []string{"x-form", "x-form-by"}, plain: form},
		{keys: []string{"x-values", "x-required-one-of"}, plain: another, allows: true},
		{keys: []string{"x-next", "x-lists"}, plain: another, allows: true, open: true},
		{keys: []string{"x-digits"}, plain: size},
		{keys: []string{"x-constant", "x-excludes", "x-not-all", "x-required-when", "x-keeps", "x-likely-keeps", "x-agrees", "x-adds-up", "x-meaning", "x-not-blank",
			"x-epoch", "x-echoes", "x-unique-by", "x-not-above", "x-not-before", "x-masks", "x-role"}, plain: another},
	}
}

// extensions compares the rules that a schema cannot say.
func (s scope) extensions(p conjs) {
	for _, rule := range rules() {
		for _, key := range rule.keys {
			at := p.first(key)
			if at.same() {
				continue
			}
			id, r := kebab(strings.TrimPrefix(key, "x-"))+"-rule-changed", narrower
			if !at.new.ok {
				r = wider
			} else if at.old.ok {
				r = rule.compare(at)
			}
			if r == narrower && (key == "x-role" || key == "x-meaning") { // it is said for the first time what something means
				s.report(Compatible, s.direction+"-"+id, at, "It is now said what "+s.where()+" means (`"+key+"`).")
				continue
			}
			s.judged(r, id, at, "the rule `"+key+"` of "+s.where()+" changed")
		}
	}
}

// compare compares what two versions of a rule say in one place: tables entry by entry, lists of conditions by the property that each is on,
// other lists as sets.
func (r rule) compare(p pair) relation {
	inside := func(x, y node) bool {
		list, _ := y.v.([]any)
		return !slices.ContainsFunc(x.elements(), func(n node) bool { return !has(list, n.v) })
	}
	_, wasList := p.old.v.([]any)
	_, isList := p.new.v.([]any)
	entries := pairs(p.old.table(), p.new.table())
	switch {
	case p.same(), r.open && p.old.ok != p.new.ok:
		return unchanged
	case !p.old.ok:
		return narrower
	case !p.new.ok:
		return wider
	case wasList && isList && p.new.get("0").object() != nil:
		entries = pairs(byName(p.old), byName(p.new))
	case wasList && isList && r.allows:
		return relationOf(inside(p.old, p.new), inside(p.new, p.old))
	case wasList && isList:
		return relationOf(inside(p.new, p.old), inside(p.old, p.new))
	case p.old.object() == nil || p.new.object() == nil:
		return r.plain(p)
	}
	sum := unchanged
	for _, entry := range entries {
		if one := r.compare(entry); sum == unchanged || one == sum {
			sum = one
		} else if one != unchanged {
			return other
		}
	}
	return sum
}

// size compares how many digits a number may have.
func size(p pair) relation {
	was, had := rational(p.old.v)
	is, has := rational(p.new.v)
	return relationOf(had && (!has || was.Cmp(is) <= 0), has && (!had || was.Cmp(is) >= 0))
}

// form compares two patterns of a whole text.
func form(p pair) relation {
	return patternRelation("^(?:"+plain(p.old.v)+")$", "^(?:"+plain(p.new.v)+")$")
}

// another value says something else.
func another(pair) relation { return other }

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
