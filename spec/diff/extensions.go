package diff

import (
	"fmt"
	"slices"
	"strings"
)

// conditions are the extensions of spec/rules.yaml that narrow what is valid: each asks something of a message. Their meanings are in that file's head.
func conditions() []string {
	return []string{"x-not-blank", "x-form", "x-values", "x-epoch", "x-echoes", "x-unique-by", "x-required-when", "x-required-one-of", "x-form-by", "x-sign",
		"x-digits", "x-not-above", "x-next", "x-excludes", "x-keeps", "x-likely-keeps", "x-agrees", "x-adds-up",
		"x-not-before", "x-not-all", "x-lists", "x-masks", "x-constant", "x-role", "x-meaning"}
}

// extensions compares the rules that a schema cannot say.
func (c *comparer) extensions(old, new conj, s scope) []Change {
	var changes []Change
	for _, key := range conditions() {
		a, b := old.first(key), new.first(key)
		if same(a.v, b.v) && a.ok == b.ok {
			continue
		}
		r := extensionRelation(key, a, b)
		change := s.judged(r, kebab(strings.TrimPrefix(key, "x-"))+"-rule-changed", a, b, fmt.Sprintf("the rule `%s` of %s changed", key, s.where()))
		if slices.Contains([]string{"x-role", "x-meaning"}, key) && r == narrower { // it is said for the first time what something means
			change.Level, change.Text = Compatible, fmt.Sprintf("It is now said what %s means (`%s`).", s.where(), key)
		}
		changes = append(changes, change)
	}
	return changes
}

func extensionRelation(key string, a, b node) relation {
	switch {
	case !a.ok:
		return narrower
	case !b.ok:
		return wider
	case key == "x-sign":
		if same(b.v, "positive") {
			return narrower
		}
		return wider
	case key == "x-form":
		return form(a, b)
	case key == "x-values" || key == "x-required-one-of" || key == "x-constant":
		return lists(a, b, key != "x-constant")
	case key == "x-digits":
		return members(a.members(), b.members(), narrower, wider, size)
	case key == "x-next" || key == "x-lists": // a status that only one side has comes with its enum value
		return members(a.members(), b.members(), unchanged, unchanged, func(x, y node) relation { return lists(x, y, true) })
	case key == "x-excludes" || key == "x-not-all":
		return members(a.members(), b.members(), narrower, wider, func(x, y node) relation { return lists(x, y, false) })
	case key == "x-required-when":
		return conditionsByName(a, b, func(x, y node) relation {
			if !same(x.value("when"), y.value("when")) {
				return other
			}
			return lists(x.get("is"), y.get("is"), false)
		})
	case key == "x-form-by":
		return conditionsByName(a, b, func(x, y node) relation {
			if !same(x.value("by"), y.value("by")) {
				return other
			}
			return members(x.get("forms").members(), y.get("forms").members(), narrower, wider, form)
		})
	case slices.Contains([]string{"x-keeps", "x-likely-keeps", "x-agrees", "x-adds-up", "x-meaning"}, key):
		return members(a.members(), b.members(), narrower, wider, entry)
	}
	return other
}

// lists compares two lists: of values that are allowed (more of them is wider), or of conditions (more of them is narrower).
func lists(a, b node, allowed bool) relation {
	from, to := a.elements(), b.elements()
	inside := func(x, y []node) bool {
		return !slices.ContainsFunc(x, func(n node) bool { return !slices.ContainsFunc(y, func(m node) bool { return same(n.v, m.v) }) })
	}
	fewer, more := inside(to, from), inside(from, to)
	switch {
	case fewer && more:
		return unchanged
	case fewer == allowed && (fewer || more):
		return narrower
	case fewer || more:
		return wider
	}
	return other
}

// members compares two tables entry by entry: what one that came means, what one that went, and how one that both have is compared.
func members(a, b map[string]node, came, went relation, compare func(was, is node) relation) relation {
	sum := unchanged
	for name, is := range b {
		if was, had := a[name]; had {
			sum = combined(sum, compare(was, is))
		} else {
			sum = combined(sum, came)
		}
	}
	for name := range a {
		if _, has := b[name]; !has {
			sum = combined(sum, went)
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

func combined(a, b relation) relation {
	switch {
	case a == unchanged, a == b:
		return b
	case b == unchanged:
		return a
	}
	return other
}

// conditionsByName compares two lists of conditions, each on one property: another one narrows.
func conditionsByName(a, b node, compare func(x, y node) relation) relation {
	byName := func(n node) map[string]node {
		found := map[string]node{}
		for _, e := range n.elements() {
			found[e.text("property")] = e
		}
		return found
	}
	from, to := byName(a), byName(b)
	if len(from) != len(a.elements()) || len(to) != len(b.elements()) { // two conditions on one property
		return other
	}
	return members(from, to, narrower, wider, compare)
}

// form compares two patterns of a whole text.
func form(was, is node) relation {
	return patternRelation("^(?:"+fmt.Sprint(was.v)+")$", "^(?:"+fmt.Sprint(is.v)+")$")
}

// entry compares an entry that says something: another text says something else.
func entry(was, is node) relation {
	if same(was.v, is.v) {
		return unchanged
	}
	return other
}

// afterUnknown is what may follow an unknown outcome, most first.
func afterUnknown() []any {
	return []any{"repeat", "look-up-then-repeat", "repeat-only-while-init"}
}

// operationExtensions compares what callers are to know of an operation besides its messages.
func (c *comparer) operationExtensions(old, new node, s scope) []Change {
	var changes []Change
	s.place = s.operation
	for _, key := range []string{"x-operation-retry", "x-moves-money", "x-leads-to"} {
		a, b := old.get(key), new.get(key)
		if same(a.v, b.v) && a.ok == b.ok {
			continue
		}
		level, text := Breaking, "callers that decide by it do something else than is right now."
		was, is := slices.Index(afterUnknown(), a.v), slices.Index(afterUnknown(), b.v)
		switch {
		case key == "x-operation-retry" && a.ok && was > is && is >= 0,
			key == "x-moves-money" && !same(b.v, true),
			!a.ok && key != "x-moves-money":
			level, text = Compatible, "callers that are as careful as before do nothing wrong."
		}
		changes = append(changes, s.change(level, kebab(strings.TrimPrefix(key, "x-"))+"-changed", a, b, fmt.Sprintf("`%s` of %s changed: %s", key, s.where(), text)))
	}
	return changes
}
