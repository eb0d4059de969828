package diff

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
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

// bound is the lower or upper end for a family of keywords: "imum" (minimum, exclusiveMinimum, …), "Length", "Items", "Properties".
func (c conj) bound(family string, low bool) bound {
	name := "max" + family
	if low {
		name = "min" + family
	}
	strongest := bound{place: c.first(name)}
	take := func(n node, exclusive bool) {
		v, ok := rational(n.v)
		if !ok {
			return
		}
		b := tidy(bound{v: v, exclusive: exclusive, place: n}, c.kind == "integer", low)
		d := 0
		if strongest.v != nil {
			d = b.v.Cmp(strongest.v)
		}
		if strongest.v == nil || low && d > 0 || !low && d < 0 || d == 0 && b.exclusive {
			strongest = b
		}
	}
	for _, p := range c.parts {
		at := p.get(name)
		if family != "imum" {
			take(at, false)
			continue
		}
		exclusive := p.get("exclusiveM" + name[1:])
		take(at, same(exclusive.v, true))
		take(exclusive, true)
		if least, most, ok := formatRange(p.text("format")); ok && c.kind == "integer" {
			end := most
			if low {
				end = least
			}
			before := strongest
			take(node{v: json.Number(end), ok: true}, false)
			if !strongest.equal(before) {
				strongest.place, strongest.format = p.get("format"), true
			}
		}
	}
	if low && family != "imum" && strongest.v != nil && strongest.v.Sign() <= 0 {
		strongest.v = nil // at least none says nothing
	}
	if low && family == "Properties" {
		if n := big.NewRat(int64(len(c.required())), 1); strongest.v != nil && strongest.v.Cmp(n) <= 0 {
			strongest.v = nil // the required members are as many
		}
	}
	return strongest
}

// formatRange is what fits into an integer format.
func formatRange(format string) (least, most string, ok bool) {
	switch format {
	case "int32":
		return "-2147483648", "2147483647", true
	case "int64":
		return "-9223372036854775808", "9223372036854775807", true
	case "uint32":
		return "0", "4294967295", true
	case "int16":
		return "-32768", "32767", true
	case "int8":
		return "-128", "127", true
	case "uint64":
		return "0", "18446744073709551615", true
	}
	return "", "", false
}

// tidy writes the bound of an integer as an integer that belongs to the range.
func tidy(b bound, integer, low bool) bound {
	if !integer {
		return b
	}
	whole := new(big.Int).Div(b.v.Num(), b.v.Denom()) // rounds down
	exact := b.v.IsInt()
	one := big.NewInt(1)
	switch {
	case low && (!exact || b.exclusive):
		whole.Add(whole, one)
	case !low && exact && b.exclusive:
		whole.Sub(whole, one)
	}
	b.v, b.exclusive = new(big.Rat).SetInt(whole), false
	return b
}

// family is a group of keywords that bound one thing.
type family struct{ name, what, kind string }

func families() []family {
	return []family{
		{"imum", "the value of", "number"}, {"Length", "the length of", "string"}, {"Items", "the number of elements of", "array"},
		{"Properties", "the number of members of", "object"},
	}
}

func (c *comparer) ranges(old, new conj, s scope) []Change {
	var changes []Change
	for _, family := range families() {
		if kind, ok := meet(family.kind, new.kind); !ok && new.kind != "" || kind == "" && new.kind != "" {
			continue
		}
		for _, low := range []bool{true, false} {
			a, b := old.bound(family.name, low), new.bound(family.name, low)
			if a.equal(b) {
				continue
			}
			r, id, what := boundChange(a, b, low)
			if a.format && (b.format || b.v == nil) || b.format && a.v == nil { // both ends of it are one change
				changes = append(changes, s.judged(r, "format-changed", old.first("format"), new.first("format"), "the range of "+s.where()+" has "+what+" (`format`)"))
				continue
			}
			keyword := map[bool]string{true: "min", false: "max"}[low] + family.name
			changes = append(changes, s.judged(r, kebab(keyword)+"-"+id, a.place, b.place, fmt.Sprintf("%s %s has %s (`%s`)", family.what, s.where(), what, keyword)))
		}
	}
	return changes
}

func boundChange(a, b bound, low bool) (relation, string, string) {
	switch {
	case a.v == nil:
		return narrower, "set", "a new limit"
	case b.v == nil:
		return wider, "unset", "no limit any more"
	}
	d := b.v.Cmp(a.v)
	if d == 0 {
		if b.exclusive {
			return narrower, "tightened", "a stricter limit"
		}
		return wider, "loosened", "a looser limit"
	}
	if (d > 0) == low {
		return narrower, "tightened", "a stricter limit"
	}
	return wider, "loosened", "a looser limit"
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
