package diff

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"unicode/utf8"
)

// limits compares what keywords ask of one value: its range, length, form and so on.
func (c *comparer) limits(old, new conj, s scope) []Change {
	if old.values() != nil && new.values() != nil {
		return c.enum(old, new, s) // the values that are left say it all
	}
	var changes []Change
	if old.values() != nil || new.values() != nil {
		changes = c.enum(old, new, s)
	}
	changes = append(changes, c.ranges(old, new, s)...)
	changes = append(changes, c.multiples(old, new, s)...)
	changes = append(changes, c.patterns(old, new, s)...)
	changes = append(changes, c.formats(old, new, s)...)
	return append(changes, c.unique(old, new, s)...)
}

// values are those that enum allows and no other keyword refuses; nil without enum.
func (c conj) values() []any {
	var left []any
	for _, p := range c.parts {
		list := enumOf(p)
		if list == nil {
			continue
		}
		if left == nil {
			left = append([]any{}, list...)
			continue
		}
		left = slices.DeleteFunc(left, func(v any) bool { return !has(list, v) })
	}
	return slices.DeleteFunc(left, func(v any) bool { return v == nil || !c.accepts(v) })
}

func has(list []any, v any) bool {
	return slices.ContainsFunc(list, func(e any) bool { return same(e, v) })
}

// accepts reports whether a plain value keeps the other limits.
func (c conj) accepts(v any) bool {
	if _, ok := meet(c.kind, kindOf(v)); !ok && c.kind != "" {
		return false
	}
	size := new(big.Rat)
	keyword := ""
	switch v := v.(type) {
	case string:
		for _, n := range c.all("pattern") {
			if p, err := regexp.Compile(fmt.Sprint(n.v)); err == nil && !p.MatchString(v) {
				return false
			}
		}
		size.SetInt64(int64(utf8.RuneCountInString(v)))
		keyword = "Length"
	case json.Number:
		size, _ = rational(v)
		keyword = "imum"
	default:
		return true
	}
	low, high := c.bound(keyword, true), c.bound(keyword, false)
	return (low.v == nil || size.Cmp(low.v) > 0 || size.Cmp(low.v) == 0 && !low.exclusive) &&
		(high.v == nil || size.Cmp(high.v) < 0 || size.Cmp(high.v) == 0 && !high.exclusive)
}

func (c *comparer) enum(old, new conj, s scope) []Change {
	a, b := old.values(), new.values()
	at, to := old.enumPlace(), new.enumPlace()
	switch {
	case a == nil:
		return []Change{s.judged(narrower, "enum-added", at, to, s.where()+" now has a list of values")}
	case b == nil:
		return []Change{s.judged(wider, "enum-removed", at, to, s.where()+" no longer has a list of values, anything may stand there")}
	}
	var changes []Change
	for _, v := range a {
		if !has(b, v) {
			changes = append(changes, s.value(narrower, "enum-value-removed", at, to, v, "is no longer a value of"))
		}
	}
	for _, v := range b {
		if !has(a, v) {
			changes = append(changes, s.value(wider, "enum-value-added", at, to, v, "is a new value of"))
		}
	}
	return changes
}

// value makes the Change of one value of an enum.
func (s scope) value(r relation, id string, old, new node, v any, what string) Change {
	change := s.judged(r, id, old, new, fmt.Sprintf("`%s` %s %s", plain(v), what, s.where()))
	change.Before, change.After = nil, v
	if r == narrower {
		change.Before, change.After = v, nil
	}
	return change
}

func plain(v any) string {
	if text, ok := v.(string); ok {
		return text
	}
	return canonical(v)
}

func (c conj) enumPlace() node {
	for _, keyword := range []string{"enum", "const"} {
		if at := c.first(keyword); at.ok {
			return at
		}
	}
	return c.first("enum")
}

func (c *comparer) multiples(old, new conj, s scope) []Change {
	a, b := old.first("multipleOf"), new.first("multipleOf")
	x, had := rational(a.v)
	y, has := rational(b.v)
	switch {
	case !had && !has || had && has && x.Cmp(y) == 0:
		return nil
	case !had:
		return []Change{s.judged(narrower, "multiple-of-set", a, b, s.where()+" must now be a multiple")}
	case !has:
		return []Change{s.judged(wider, "multiple-of-unset", a, b, s.where()+" need no longer be a multiple")}
	}
	r := other
	if divides(x, y) {
		r = narrower
	} else if divides(y, x) {
		r = wider
	}
	return []Change{s.judged(r, "multiple-of-changed", a, b, s.where()+" must be a multiple of another number")}
}

func divides(x, y *big.Rat) bool { return x.Sign() != 0 && new(big.Rat).Quo(y, x).IsInt() }

func (c *comparer) unique(old, new conj, s scope) []Change {
	on := func(c conj) bool {
		return slices.ContainsFunc(c.all("uniqueItems"), func(n node) bool { return same(n.v, true) })
	}
	a, b := old.first("uniqueItems"), new.first("uniqueItems")
	switch {
	case on(old) == on(new):
		return nil
	case on(new):
		return []Change{s.judged(narrower, "unique-items-set", a, b, "the elements of "+s.where()+" must now be different")}
	}
	return []Change{s.judged(wider, "unique-items-unset", a, b, "the elements of "+s.where()+" may now be equal")}
}

func (c *comparer) patterns(old, new conj, s scope) []Change {
	a, b := old.patternTexts(), new.patternTexts()
	if slices.Equal(a, b) {
		return nil
	}
	at, to := old.first("pattern"), new.first("pattern")
	switch {
	case len(a) == 0:
		return []Change{s.judged(narrower, "pattern-added", at, to, s.where()+" must now match a pattern")}
	case len(b) == 0:
		return []Change{s.judged(wider, "pattern-removed", at, to, s.where()+" need no longer match a pattern")}
	}
	r := other
	if len(a) == 1 && len(b) == 1 {
		r = patternRelation(a[0], b[0])
	}
	return []Change{s.judged(r, "pattern-changed", at, to, s.where()+" must match another pattern")}
}

func (c conj) patternTexts() []string {
	var all []string
	for _, n := range c.all("pattern") {
		if text := fmt.Sprint(n.v); text != "" && text != ".*" && text != "^.*$" {
			all = append(all, text)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
