package contract

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
	"github.com/iyzipayout/iyzipayout/money"
)

// valueKind is a JSON type.
type valueKind byte

const (
	nullValue valueKind = iota
	boolValue
	numberValue
	stringValue
	arrayValue
	objectValue
)

func (k valueKind) String() string {
	return [...]string{"null", "boolean", "number", "string", "array", "object"}[k]
}

// value is a JSON value that keeps what encoding/json forgets: the text of numbers, and the order and repetition of keys.
type value struct {
	kind     valueKind
	text     string // of a number, as written; of a string, decoded; of a boolean
	elements []value
	members  []member
}

type member struct {
	name  string
	value value
}

// get returns the last member called name, as most decoders do, or nil.
func (v *value) get(name string) *value {
	if v == nil || v.kind != objectValue {
		return nil
	}
	for i := len(v.members) - 1; i >= 0; i-- {
		if v.members[i].name == name {
			return &v.members[i].value
		}
	}
	return nil
}

// scalar is the text of a string or number.
func (v *value) scalar() (string, bool) {
	if v == nil || v.kind != stringValue && v.kind != numberValue {
		return "", false
	}
	return v.text, true
}

// lookup returns the text of a member; a/b is b within a.
func (v *value) lookup(name string) (string, bool) {
	outer, inner, nested := strings.Cut(name, "/")
	found := v.get(outer)
	if nested {
		found = found.get(inner)
	}
	return found.scalar()
}

// differs reports whether two texts, numbers or booleans of one kind are not the same. What kind a value must be of is for the
// schema to say.
func (v *value) differs(from *value) bool {
	if v.kind != from.kind || v.kind >= arrayValue || v.text == from.text {
		return false
	}
	a, errA := money.Parse(v.text)
	b, errB := money.Parse(from.text)
	return v.kind != numberValue || errA != nil || errB != nil || a.Cmp(b) != 0
}

// plain is what the rules of package spec are asked about: a number as encoding/json gives it with UseNumber, and an object or a list
// as it is.
func (v *value) plain() any {
	switch v.kind {
	case boolValue:
		return v.text == "true"
	case numberValue:
		return json.Number(v.text)
	case stringValue:
		return v.text
	case arrayValue:
		return ruledList{v}
	case objectValue:
		return ruledObject{v}
	}
	return nil
}

type (
	ruledObject struct{ *value } // a spec.Object
	ruledList   struct{ *value } // a spec.List
)

func (o ruledObject) Member(name string) (any, bool) {
	if m := o.get(name); m != nil {
		return m.plain(), true
	}
	return nil, false
}

func (l ruledList) Len() int          { return len(l.elements) }
func (l ruledList) Element(i int) any { return l.elements[i].plain() }

// sorted is a copy with the members of all objects in order, by which equal values look the same.
func (v *value) sorted() value {
	s := *v
	s.elements, s.members = slices.Clone(v.elements), slices.Clone(v.members)
	slices.SortStableFunc(s.members, func(a, b member) int { return strings.Compare(a.name, b.name) })
	for i := range s.elements {
		s.elements[i] = s.elements[i].sorted()
	}
	for i := range s.members {
		s.members[i].value = s.members[i].value.sorted()
	}
	return s
}

// path is the way from the root of a body to a value; it becomes a JSON pointer only when there is something to report. The
// zero path is the root. It is handed on by value, so that only lists and objects, which others lead through, cost memory.
type path struct {
	up    *path
	name  string
	index int // where list is set
	list  bool
}

func (p path) member(name string) path { return path{up: &p, name: name} }

func (p path) element(i int) path { return path{up: &p, index: i, list: true} }

// inList reports whether the way leads through a list.
func (p path) inList() bool {
	for step := &p; step != nil; step = step.up {
		if step.list {
			return true
		}
	}
	return false
}

// mostSteps is how much of a path is shown: more than any document has, and less than the thousands that a hostile body
// can have.
const mostSteps = 32

// String writes the JSON pointer, of a very long one the end.
func (p path) String() string {
	var steps [mostSteps]string
	n := 0
	step := &p
	for ; step.up != nil && n < mostSteps; step = step.up {
		n++
		steps[mostSteps-n] = step.token()
	}
	if n == 0 {
		return ""
	}
	if step.up != nil {
		steps[0] = "…"
	}
	return "/" + strings.Join(steps[mostSteps-n:], "/")
}

func (p *path) token() string {
	if p.list {
		return strconv.Itoa(p.index)
	}
	// A copy, so that the compiler sees that nothing keeps a path: then none of them costs memory.
	return jsonpointer.Escape(shownName(strings.Clone(p.name)))
}

// parsePointer is the path that a JSON pointer writes, of a very long one the end. Positions in lists become names, which look the
// same.
func parsePointer(pointer string) path {
	var p path
	tokens := jsonpointer.Tokens(pointer)
	for _, token := range tokens[max(len(tokens)-mostSteps-1, 0):] {
		p = p.member(token)
	}
	return p
}
