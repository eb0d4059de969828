package contract

import (
	"iter"
	"strings"
)

// The roles (x-role) that members of messages play; spec/rules.yaml gives them out.
const (
	roleResult        = "result"         // "success" or "failure" of the call as a whole
	roleBatch         = "batch"          // the vendor's id of a mass payout
	roleBatchExternal = "batch-external" // the caller's id of it
	roleItem          = "item"           // the caller's id of a payment
	roleItemReference = "item-reference" // the vendor's id of it
	roleRefusedItem   = "refused-item"   // the caller's id of a payment that was refused
	roleTotal         = "total"          // how many items there are on all pages
	rolePageSize      = "page-size"      // how many items a page has at the most
	roleSelection     = "selection"      // which items are asked for
	roleErrorCode     = "error-code"     // why the call as a whole was refused
)

// record is one object of a message that plays a role, or whose members do: who it is about and what it says.
type record struct {
	at     path
	schema *schema
	value  *value
}

// collect goes through a message and returns the objects that play a role, outer ones first.
func collect(s *schema, v *value) []record {
	var all []record
	collectInto(&all, s, v, path{})
	return all
}

func collectInto(all *[]record, s *schema, v *value, at path) {
	if s == nil || v == nil {
		return
	}
	switch v.kind {
	case arrayValue:
		for i := range v.elements {
			collectInto(all, s.items, &v.elements[i], at.element(i))
		}
	case objectValue:
		if s.acts() {
			*all = append(*all, record{at, s, v})
		}
		for i := range v.members {
			m := &v.members[i]
			if m.value.kind != objectValue && m.value.kind != arrayValue {
				continue
			}
			if p := s.property(m.name); p != nil {
				collectInto(all, p, &m.value, at.member(m.name))
			}
		}
	}
}

// role returns the text of the member that plays a role.
func (r record) role(role string) (string, bool) {
	name, ok := r.schema.byRole[role]
	if !ok {
		return "", false
	}
	return r.value.get(name).scalar()
}

// member returns the text of a member; a/b is b within a.
func (r record) member(name string) (string, bool) {
	outer, inner, nested := strings.Cut(name, "/")
	v := r.value.get(outer)
	if nested {
		v = v.get(inner)
	}
	return v.scalar()
}

// status is a member with a life of its own (x-next).
type status struct {
	at       path
	value    string
	next     map[string][]string
	excludes map[string][]string
}

func (r record) status() (status, bool) {
	text, ok := r.member(r.schema.status)
	if !ok || r.schema.status == "" {
		return status{}, false
	}
	p := r.schema.property(r.schema.status)
	return status{at: r.at.member(r.schema.status), value: text, next: p.next, excludes: p.excludes}, true
}

// first returns the text of the first record that plays a role.
func first(records []record, role string) (string, bool) {
	for _, r := range records {
		if text, ok := r.role(role); ok {
			return text, true
		}
	}
	return "", false
}

// with returns the texts of all records that play a role, and the records.
func with(records []record, role string) iter.Seq2[string, record] {
	return func(yield func(string, record) bool) {
		for _, r := range records {
			if text, ok := r.role(role); ok && !yield(text, r) {
				return
			}
		}
	}
}
