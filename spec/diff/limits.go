package diff

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// condition is a keyword that asks for one thing of a value: none before narrows, none now widens, and another one is compared.
type condition struct {
	keyword             string
	says                func(c conj, keyword string) []string // nothing where it asks for nothing
	compare             func(old, new []string) relation
	came, went, changed said // %s is where it stands
}

func conditions() []condition {
	all := []condition{
		{"multipleOf", conj.multiple, multiples, said{"multiple-of-set", "%s must now be a multiple"}, said{"multiple-of-unset", "%s need no longer be a multiple"},
			said{"multiple-of-changed", "%s must be a multiple of another number"}},
		{"pattern", conj.patterns, patterns, said{"pattern-added", "%s must now match a pattern"}, said{"pattern-removed", "%s need no longer match a pattern"},
			said{"pattern-changed", "%s must match another pattern"}},
		{"uniqueItems", conj.unique, nil, said{"unique-items-set", "the elements of %s must now be different"},
			said{"unique-items-unset", "the elements of %s may now be equal"}, said{}},
	}
	for _, keyword := range []string{"format", "contentEncoding", "contentMediaType"} {
		how := said{kebab(keyword) + "-changed", "%s has another " + keyword}
		all = append(all, condition{keyword, conj.formats, formats, how, how, how})
	}
	return all
}

// limits compares what keywords ask of one value: its range, length, form and so on.
func (s scope) limits(p conjs) {
	a, b := p.old.values(), p.new.values()
	if a != nil || b != nil {
		s.enum(p)
	}
	if a != nil && b != nil {
		return // the values that are left say it all
	}
	s.ranges(p)
	for _, c := range conditions() {
		a, b, at := c.says(p.old, c.keyword), c.says(p.new, c.keyword), p.first(c.keyword)
		in := func(how said) said { return said{how.id, strings.ReplaceAll(how.what, "%s", s.where())} }
		if s.turned(len(a) > 0, len(b) > 0, at, in(c.came), in(c.went)) && !slices.Equal(a, b) {
			s.judged(c.compare(a, b), c.changed.id, at, in(c.changed).what)
		}
	}
}

// values are those that enum allows and no other keyword refuses; nil without enum.
func (c conj) values() []any {
	var left []any
	for _, p := range c.parts {
		list := enumOf(p)
		switch {
		case list == nil:
		case left == nil:
			left = append([]any{}, list...)
		default:
			left = slices.DeleteFunc(left, func(v any) bool { return !has(list, v) })
		}
	}
	return slices.DeleteFunc(left, func(v any) bool { return v == nil || !c.accepts(v) })
}

func has(list []any, v any) bool {
	return slices.ContainsFunc(list, func(e any) bool { return same(e, v) })
}

// accepts reports whether a plain value keeps the other limits.
func (c conj) accepts(v any) bool {
	if c.kind&kindOf(v) == 0 {
		return false
	}
	size, keyword := new(big.Rat), "imum"
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
	default:
		return true
	}
	return !c.bound(keyword, true).excludes(size, 1) && !c.bound(keyword, false).excludes(size, -1)
}

func (s scope) enum(p conjs) {
	a, b := p.old.values(), p.new.values()
	at := pair{p.old.enumPlace(), p.new.enumPlace()}
	if !s.turned(a != nil, b != nil, at, said{"enum-added", s.where() + " now has a list of values"},
		said{"enum-removed", s.where() + " no longer has a list of values, anything may stand there"}) {
		return
	}
	for _, v := range a {
		if at.old.v, at.new.v = v, nil; !has(b, v) {
			s.judged(narrower, "enum-value-removed", at, "`"+plain(v)+"` is no longer a value of "+s.where())
		}
	}
	for _, v := range b {
		if at.old.v, at.new.v = nil, v; !has(a, v) {
			s.judged(wider, "enum-value-added", at, "`"+plain(v)+"` is a new value of "+s.where())
		}
	}
}

func plain(v any) string {
	if text, ok := v.(string); ok {
		return text
	}
	return canonical(v)
}

func (c conj) enumPlace() node {
	if at := c.first("const"); at.ok && !c.first("enum").ok {
		return at
	}
	return c.first("enum")
}

func (c conj) multiple(keyword string) []string {
	if n, ok := rational(c.first(keyword).v); ok {
		return []string{n.RatString()}
	}
	return nil
}

func multiples(old, new []string) relation {
	divides := func(x, y []string) bool {
		a, _ := rational(json.Number(x[0]))
		b, _ := rational(json.Number(y[0]))
		return a.Sign() != 0 && b.Quo(b, a).IsInt()
	}
	return relationOf(divides(new, old), divides(old, new))
}

func (c conj) unique(keyword string) []string {
	if slices.ContainsFunc(c.all(keyword), func(n node) bool { return same(n.v, true) }) {
		return []string{"true"}
	}
	return nil
}

func (c conj) patterns(keyword string) []string {
	var all []string
	for _, n := range c.all(keyword) {
		if text := fmt.Sprint(n.v); text != "" && text != ".*" && text != "^.*$" {
			all = append(all, text)
		}
	}
	return sorted(all)
}

func patterns(old, new []string) relation {
	if len(old) == 1 && len(new) == 1 {
		return patternRelation(old[0], new[0])
	}
	return other
}

// formats are those that say something of what is valid. decimal says that the digits of a JSON number count, which it promises
// anyhow; the integer formats are ranges and compared as such.
func (c conj) formats(keyword string) []string {
	var all []string
	numeric := c.kind&^kindNumber == 0
	for _, n := range c.all(keyword) {
		if text, _ := n.v.(string); text != "" && (!numeric || text == "float" || text == "double") {
			all = append(all, text)
		}
	}
	return sorted(all)
}

// formats: float holds fewer numbers than double, and more formats at once hold fewer texts.
func formats(old, new []string) relation {
	switch {
	case slices.Equal(old, []string{"double"}) && slices.Equal(new, []string{"float"}):
		return narrower
	case slices.Equal(old, []string{"float"}) && slices.Equal(new, []string{"double"}):
		return wider
	}
	contained := func(x, y []string) bool {
		return !slices.ContainsFunc(x, func(f string) bool { return !slices.Contains(y, f) })
	}
	return relationOf(contained(new, old), contained(old, new))
}

func kebab(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}

// bound is one end of a range; v is nil for none.
type bound struct {
	v         *big.Rat
	exclusive bool
	place     node
	format    bool // it comes from a format such as int64
}

func (b bound) equal(other bound) bool {
	if b.v == nil || other.v == nil {
		return b.v == nil && other.v == nil
	}
	return b.v.Cmp(other.v) == 0 && b.exclusive == other.exclusive
}

// excludes reports whether a value lies beyond the bound. side is 1 for a lower end, and -1 for an upper one.
func (b bound) excludes(v *big.Rat, side int) bool {
	return b.v != nil && (b.v.Cmp(v) == side || b.v.Cmp(v) == 0 && b.exclusive)
}

// bound is the lower or upper end for a family of keywords: "imum" (minimum, exclusiveMinimum, …), "Length", "Items", "Properties".
func (c conj) bound(family string, low bool) bound {
	name, side := "max"+family, -1
	if low {
		name, side = "min"+family, 1
	}
	strongest := bound{place: c.first(name)}
	take := func(number any, place node, exclusive, format bool) {
		v, ok := rational(number)
		if !ok {
			return
		}
		b := bound{v, exclusive, place, format}
		if c.kind == kindInteger {
			b.tidy(low)
		}
		if strongest.v == nil || b.v.Cmp(strongest.v) == side || b.v.Cmp(strongest.v) == 0 && b.exclusive {
			strongest = b
		}
	}
	for _, p := range c.parts {
		at := p.get(name)
		if family != "imum" {
			take(at.v, at, false, false)
			continue
		}
		exclusive := p.get("exclusiveM" + name[1:])
		take(at.v, at, same(exclusive.v, true), false)
		take(exclusive.v, exclusive, true, false)
		if ends, ok := formatRange(p.text("format")); ok && c.kind == kindInteger {
			take(json.Number(ends[(1-side)/2]), p.get("format"), false, true)
		}
	}
	if least := int64(len(c.required())); low && family != "imum" && strongest.v != nil { // at least none says nothing, nor at least those required
		if family != "Properties" {
			least = 0
		}
		if strongest.v.Cmp(big.NewRat(least, 1)) <= 0 {
			strongest.v = nil
		}
	}
	return strongest
}

// formatRange is what fits into an integer format.
func formatRange(format string) (ends [2]string, ok bool) {
	ends, ok = map[string][2]string{
		"int8":   {"-128", "127"},
		"int16":  {"-32768", "32767"},
		"int32":  {"-2147483648", "2147483647"},
		"int64":  {"-9223372036854775808", "9223372036854775807"},
		"uint32": {"0", "4294967295"},
		"uint64": {"0", "18446744073709551615"},
	}[format]
	return ends, ok
}

// tidy writes the bound of an integer as an integer that belongs to the range.
func (b *bound) tidy(low bool) {
	whole := new(big.Int).Div(b.v.Num(), b.v.Denom()) // rounds down
	exact := b.v.IsInt()
	switch {
	case low && (!exact || b.exclusive):
		whole.Add(whole, big.NewInt(1))
	case !low && exact && b.exclusive:
		whole.Sub(whole, big.NewInt(1))
	}
	b.v, b.exclusive = new(big.Rat).SetInt(whole), false
}

func (s scope) ranges(p conjs) {
	for _, family := range []struct {
		name, what string
		of         kinds
	}{
		{"imum", "the value of", kindNumber}, {"Length", "the length of", kindText}, {"Items", "the number of elements of", kindArray},
		{"Properties", "the number of members of", kindObject},
	} {
		if family.of&p.new.kind == 0 {
			continue
		}
		for _, end := range []string{"min", "max"} {
			low := end == "min"
			a, b := p.old.bound(family.name, low), p.new.bound(family.name, low)
			if a.equal(b) {
				continue
			}
			r, how := boundChange(a, b, low)
			if a.format && (b.format || b.v == nil) || b.format && a.v == nil { // both ends of it are one change
				s.judged(r, "format-changed", p.first("format"), "the range of "+s.where()+" has "+how.what+" (`format`)")
				continue
			}
			keyword := end + family.name
			s.judged(r, kebab(keyword)+"-"+how.id, pair{a.place, b.place}, fmt.Sprintf("%s %s has %s (`%s`)", family.what, s.where(), how.what, keyword))
		}
	}
}

func boundChange(a, b bound, low bool) (relation, said) {
	switch {
	case a.v == nil:
		return narrower, said{"set", "a new limit"}
	case b.v == nil:
		return wider, said{"unset", "no limit any more"}
	}
	if d := b.v.Cmp(a.v); d == 0 && b.exclusive || d != 0 && (d > 0) == low {
		return narrower, said{"tightened", "a stricter limit"}
	}
	return wider, said{"loosened", "a looser limit"}
}
