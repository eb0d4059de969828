package contract

import (
	"maps"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// presence is a baseline made ready for checking: what is known of the answers of each group.
type presence map[string]*shape

// shape is what is known of the objects at one place.
type shape struct {
	fields   map[string]*Field
	always   []string          // the fields that were in each of the objects, sorted
	members  map[string]*shape // of those members that hold objects or lists
	elements *shape
}

func (b *Baseline) presence() presence {
	if b == nil {
		return nil
	}
	p := presence{}
	for key, g := range b.Groups {
		root := &shape{}
		for _, at := range slices.Sorted(maps.Keys(g.Fields)) {
			parent, name := jsonpointer.Split(at)
			root.at(parent).add(name, g.Fields[at])
		}
		p[key] = root
	}
	p.common()
	return p
}

// at goes to the shape at a pointer and makes what is missing on the way.
func (s *shape) at(pointer string) *shape {
	if pointer == "" {
		return s
	}
	parent, name := jsonpointer.Split(pointer)
	up := s.at(parent)
	if name == "*" {
		if up.elements == nil {
			up.elements = &shape{}
		}
		return up.elements
	}
	if up.members == nil {
		up.members = map[string]*shape{}
	}
	if up.members[name] == nil {
		up.members[name] = &shape{}
	}
	return up.members[name]
}

func (s *shape) add(name string, f *Field) {
	if s.fields == nil {
		s.fields = map[string]*Field{}
	}
	s.fields[name] = f
	if f.Always {
		s.always = append(s.always, name)
		slices.Sort(s.always)
	}
}

// anyOutcome stands for the outcome in the key of what all outcomes have in common. No answer has such a word.
const anyOutcome = "*"

// common adds what the outcomes of each operation and status have in common.
func (p presence) common() {
	for _, key := range slices.Sorted(maps.Keys(p)) {
		whole := key[:strings.LastIndexByte(key, ' ')+1] + anyOutcome
		if known := p[whole]; known != nil {
			p[whole] = known.shared(p[key])
		} else {
			p[whole] = p[key]
		}
	}
}

// shared has the fields that are always there on both sides.
func (s *shape) shared(other *shape) *shape {
	both := &shape{}
	for _, name := range s.always {
		if f, g := s.fields[name], other.fields[name]; g != nil && g.Always {
			types := slices.Compact(slices.Sorted(slices.Values(slices.Concat(f.Types, g.Types))))
			both.add(name, &Field{Parents: f.Parents + g.Parents, Always: true, Types: types})
		}
	}
	return both
}

// group returns what is known of answers like this one, or nil. One that does not say how the call ended, or says it in a
// new word, is held against what all outcomes have in common; a success or failure of which there is no recording is not:
// the two differ.
func (p presence) group(seen *inspected) *shape {
	key := groupKey(seen)
	outcome := key[strings.LastIndexByte(key, ' ')+1:]
	if known, ok := p[key]; ok || outcome == "success" || outcome == "failure" {
		return known
	}
	return p[key[:strings.LastIndexByte(key, ' ')+1]+anyOutcome]
}

// check reports fields that were in every recording and are gone, and types that no recording had.
func (p presence) check(seen *inspected, weak bool, r report) {
	if p == nil || seen.response == nil {
		return
	}
	presenceCheck{r, weak}.value(p.group(seen), seen.response, path{})
}

type presenceCheck struct {
	report report
	weak   bool
}

func (c presenceCheck) value(s *shape, v *value, at path) {
	switch {
	case s == nil:
	case v.kind == arrayValue:
		c.array(s, v, at)
	case v.kind == objectValue:
		c.gone(s, v, at)
		c.object(s, v, at)
	}
}

func (c presenceCheck) array(s *shape, v *value, at path) {
	for i := range v.elements {
		c.value(s.elements, &v.elements[i], path{up: &at, index: i, list: true})
	}
}

func (c presenceCheck) object(s *shape, v *value, at path) {
	for i := range v.members {
		m := &v.members[i]
		inner := path{up: &at, name: m.name}
		if f := s.fields[m.name]; f != nil && !slices.Contains(f.Types, m.value.kind.String()) {
			c.report.warn(drift.ChangedType, inner.String(), "is a JSON %s, every recording has %s", m.value.kind, strings.Join(f.Types, " or "))
		}
		c.value(s.members[m.name], &m.value, inner)
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
