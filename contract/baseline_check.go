package contract

import (
	"maps"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// presence is a baseline made ready for checking: what is known of the answers of each group.
type presence map[string]shapes

// shapes are what is known of the objects of an answer, by their pointer, with * for the elements of a list. Whatever an object is
// in has an entry too.
type shapes map[string]*shape

type shape struct {
	fields map[string]*field
	always []string // the fields that were in each of the objects, sorted
}

// anyOutcome stands for the outcome in the key of what all outcomes have in common. No answer has such a word.
const anyOutcome = "*"

func (b *Baseline) presence() presence {
	if b == nil {
		return nil
	}
	p, common := presence{}, map[string]map[string]*field{}
	for key, g := range b.Groups {
		p[key] = newShapes(g.Fields)
		whole := key[:strings.LastIndexByte(key, ' ')+1] + anyOutcome
		if other, more := common[whole]; more {
			common[whole] = shared(other, g.Fields)
		} else {
			common[whole] = g.Fields
		}
	}
	for whole, fields := range common {
		p[whole] = newShapes(fields)
	}
	return p
}

// shared has the fields that are always there on both sides.
func shared(one, other map[string]*field) map[string]*field {
	both := map[string]*field{}
	for at, f := range one {
		if g := other[at]; g != nil && f.Always && g.Always {
			types := slices.Compact(slices.Sorted(slices.Values(slices.Concat(f.Types, g.Types))))
			both[at] = &field{Parents: f.Parents + g.Parents, Always: true, Types: types}
		}
	}
	return both
}

func newShapes(fields map[string]*field) shapes {
	known := shapes{}
	for _, at := range slices.Sorted(maps.Keys(fields)) {
		parent, name := jsonpointer.Split(at)
		s := known.at(parent)
		s.fields[name] = fields[at]
		if fields[at].Always {
			s.always = append(s.always, name)
		}
	}
	return known
}

func (known shapes) at(pointer string) *shape {
	if known[pointer] == nil {
		known[pointer] = &shape{fields: map[string]*field{}}
		if parent, _ := jsonpointer.Split(pointer); parent != pointer {
			known.at(parent)
		}
	}
	return known[pointer]
}

// group returns what is known of answers like this one, or nil. One that does not say how the call ended, or says it in a
// new word, is held against what all outcomes have in common; a success or failure of which there is no recording is not:
// the two differ.
func (p presence) group(seen *inspected) shapes {
	key := groupKey(seen)
	outcome := key[strings.LastIndexByte(key, ' ')+1:]
	if known, ok := p[key]; ok || outcome == "success" || outcome == "failure" {
		return known
	}
	return p[strings.TrimSuffix(key, outcome)+anyOutcome]
}

// check reports fields that were in every recording and are gone, and types that no recording had.
func (p presence) check(seen *inspected, weak bool, r report) {
	if p != nil && seen.answered.value != nil {
		presenceCheck{p.group(seen), r, weak}.value(seen.answered.value, path{}, "")
	}
}

type presenceCheck struct {
	known  shapes
	report report
	weak   bool
}

// value goes through an answer as far as something is known of it; pointer is the place as shapes has it.
func (c presenceCheck) value(v *value, at path, pointer string) {
	s := c.known[pointer]
	switch {
	case s == nil:
	case v.kind == arrayValue:
		pointer += "/*"
		for i := range v.elements {
			c.value(&v.elements[i], path{up: &at, index: i, list: true}, pointer)
		}
	case v.kind == objectValue:
		c.gone(s, v, at)
		for i := range v.members {
			m := &v.members[i]
			inner := path{up: &at, name: m.name}
			if f := s.fields[m.name]; f != nil && !slices.Contains(f.Types, m.value.kind.String()) {
				c.report.warn(drift.ChangedType, inner.String(), "is a JSON %s, every recording has %s", m.value.kind, strings.Join(f.Types, " or "))
			}
			if m.value.kind == arrayValue || m.value.kind == objectValue {
				c.value(&m.value, inner, jsonpointer.Join(pointer, m.name))
			}
		}
	}
}

func (c presenceCheck) gone(s *shape, v *value, at path) {
	for _, name := range s.always {
		if v.get(name) != nil {
			continue
		}
		f, severity := s.fields[name], Error
		if f.Parents < strong || c.weak {
			severity = Warning
		}
		c.report.add(severity, drift.Disappeared, at.member(name).String(), "is optional, but was in each of %d recordings, and is gone", f.Parents)
	}
}
