package diff

import (
	"encoding/json"
	"fmt"
	"math/big"
)

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
		if c.kind == "integer" {
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
		if ends, ok := formatRange(p.text("format")); ok && c.kind == "integer" {
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
	for _, family := range []struct{ name, what, kind string }{
		{"imum", "the value of", "number"}, {"Length", "the length of", "string"}, {"Items", "the number of elements of", "array"},
		{"Properties", "the number of members of", "object"},
	} {
		if _, ok := meet(family.kind, p.new.kind); !ok && p.new.kind != "" {
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
