package diff

import (
	"slices"
)

// formats compares format and the encodings of strings.
func (c *comparer) formats(old, new conj, s scope) []Change {
	var changes []Change
	for _, keyword := range []string{"format", "contentEncoding", "contentMediaType"} {
		a, b := old.formsOf(keyword), new.formsOf(keyword)
		if slices.Equal(a, b) {
			continue
		}
		at, to := old.first(keyword), new.first(keyword)
		r := formRelation(a, b)
		changes = append(changes, s.judged(r, kebab(keyword)+"-changed", at, to, s.where()+" has another "+keyword))
	}
	return changes
}

// formsOf are the formats that say something of what is valid. decimal says that the digits of a JSON number count, which it promises
// anyhow; the integer formats are ranges and compared as such.
func (c conj) formsOf(keyword string) []string {
	var all []string
	for _, n := range c.all(keyword) {
		text, _ := n.v.(string)
		numeric := c.kind == "number" || c.kind == "integer"
		_, _, ranged := formatRange(text)
		switch {
		case text == "", numeric && (text == "decimal" || ranged):
		case numeric && text != "float" && text != "double":
		default:
			all = append(all, text)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// formRelation: float holds fewer numbers than double, and double fewer than a number whose digits all count.
func formRelation(a, b []string) relation {
	contained := func(x, y []string) bool {
		return !slices.ContainsFunc(x, func(f string) bool { return !slices.Contains(y, f) })
	}
	precision := []string{"float", "double"}
	if len(a) == 1 && len(b) == 1 {
		x, y := slices.Index(precision, a[0]), slices.Index(precision, b[0])
		if x >= 0 && y >= 0 {
			return []relation{narrower, wider}[y]
		}
	}
	switch {
	case contained(a, b):
		return narrower
	case contained(b, a):
		return wider
	}
	return other
}
