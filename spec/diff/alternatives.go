package diff

import (
	"fmt"
	"slices"
	"strings"
)

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
	if names := c.required(); c.kind == "object" && len(names) > 0 {
		return "an object with " + quoted(names)
	}
	return map[string]string{"": "anything", "object": "an object", "array": "an array", "integer": "an integer", "string": "a string",
		"number": "a number", "boolean": "a boolean"}[c.kind]
}

func quoted(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return "`" + names[0] + "`"
	}
	return "`" + strings.Join(names[:last], "`, `") + "` and `" + names[last] + "`"
}
