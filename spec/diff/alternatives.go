package diff

import (
	"fmt"
	"slices"
)

// alternatives compares the alternatives of two schemas. Of requests every old one must still be covered by a new one; of answers every new
// one must be covered by an old one.
func (c *comparer) alternatives(a, b normal, old, new node, s scope) []Change {
	a.alts, b.alts = c.distinct(a, s), c.distinct(b, s)
	if len(a.alts) == 1 && len(b.alts) == 1 {
		return c.conj(a.alts[0], b.alts[0], s)
	}
	from, to := a.alts, b.alts
	if s.direction == response {
		from, to = b.alts, a.alts
	}
	used := make([]bool, len(to))
	var changes []Change
	var homeless []conj
	for i, x := range from {
		best, found := c.cover(x, to, used, i, s)
		switch {
		case found < 0 || worst(best) == Breaking && x.kind != to[found].kind:
			homeless = append(homeless, x)
		default:
			used[found] = true
			changes = append(changes, best...)
		}
	}
	lists := [2]node{old.list(), new.list()}
	for _, x := range homeless {
		if s.direction == request {
			changes = append(changes, s.alternative(narrower, x, lists))
		} else {
			changes = append(changes, s.alternative(wider, x, lists))
		}
	}
	for i, y := range to {
		switch {
		case used[i]:
		case s.direction == request:
			changes = append(changes, s.alternative(wider, y, lists))
		default:
			changes = append(changes, s.alternative(narrower, y, lists))
		}
	}
	if r := exclusion(a, b); r != unchanged {
		changes = append(changes, s.judged(r, "alternatives-exclusive-changed", lists[0], lists[1], "whether more than one alternative of "+s.where()+" may hold at once changed"))
	}
	return changes
}

// distinct drops the alternatives that another one covers: whatever fits them fits that one.
func (c *comparer) distinct(n normal, s scope) []conj {
	if n.exclusive {
		return n.alts
	}
	quiet := c.foreign
	defer func() { c.foreign = quiet }()
	s.direction = request
	kept := n.alts
	for i := 0; i < len(kept) && len(kept) > 1; {
		covered := slices.ContainsFunc(kept, func(y conj) bool {
			return kept[i].place().at != y.place().at && kept[i].kind == y.kind && worst(c.conj(kept[i], y, s)) != Breaking
		})
		if !covered {
			i++
			continue
		}
		kept = slices.Delete(slices.Clone(kept), i, i+1)
	}
	return kept
}

// exclusion: oneOf refuses what fits two alternatives, anyOf does not.
func exclusion(a, b normal) relation {
	switch {
	case a.exclusive == b.exclusive || len(a.alts) < 2 || len(b.alts) < 2:
		return unchanged
	case b.exclusive:
		return narrower
	}
	return wider
}

// alternative is the Change of one alternative that came (wider) or went (narrower).
func (s scope) alternative(r relation, x conj, lists [2]node) Change {
	if r == wider {
		change := s.judged(r, "alternative-added", lists[0], lists[1], fmt.Sprintf("%s may now also be %s", s.where(), x))
		change.Before, change.After = nil, x.place().v
		return change
	}
	change := s.judged(r, "alternative-removed", lists[0], lists[1], fmt.Sprintf("%s is never %s any more", s.where(), x))
	change.Before, change.After = x.place().v, nil
	return change
}

// cover finds the alternative of to that changes x least: best one nobody else took, and the one in the same place among equals.
func (c *comparer) cover(x conj, to []conj, used []bool, place int, s scope) ([]Change, int) {
	var best []Change
	found := -1
	score := func(changes []Change, i int) int {
		n := 0
		for _, change := range changes {
			n += []int{0, 0, 10, 1000}[change.Level.rank()]
		}
		if used[i] {
			n += 5
		}
		if i != place {
			n++
		}
		return n
	}
	for i, y := range to {
		a, b := x, y
		if s.direction == response {
			a, b = y, x
		}
		changes := c.conj(a, b, s)
		if found < 0 || score(changes, i) < score(best, found) {
			best, found = changes, i
		}
	}
	return best, found
}

func (c conj) place() node { return c.parts[len(c.parts)-1] }

func (c conj) String() string {
	if c.kind == "" {
		return "anything"
	}
	if names := c.required(); c.kind == "object" && len(names) > 0 {
		return fmt.Sprintf("an object with %s", quoted(names))
	}
	return map[string]string{"object": "an object", "array": "an array", "integer": "an integer"}[c.kind] + map[string]string{
		"string": "a string", "number": "a number", "boolean": "a boolean"}[c.kind]
}

// list is where the alternatives of a schema stand.
func (n node) list() node {
	for _, keyword := range []string{"oneOf", "anyOf", "type"} {
		if at := n.get(keyword); at.ok {
			return at
		}
	}
	return n
}
