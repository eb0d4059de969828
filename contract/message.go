package contract

import (
	"iter"
	"strconv"
)

// The roles (x-role) that members of messages play; spec/rules.yaml gives them out.
const (
	roleResult        = "result"         // "success" or "failure" of the call as a whole
	roleBatch         = "batch"          // the vendor's id of a mass payout
	roleBatchExternal = "batch-external" // the caller's id of it
	roleItem          = "item"           // the caller's id of a payment
	roleItemReference = "item-reference" // the vendor's id of it
	roleItemBatch     = "item-batch"     // the vendor's id of the mass payout that it belongs to
	roleRefusedItem   = "refused-item"   // the caller's id of a payment that was refused
	roleTotal         = "total"          // how many items there are on all pages
	rolePage          = "page"           // which of them is asked for, from 0
	rolePageSize      = "page-size"      // how many items a page has at the most
	roleSelection     = "selection"      // which items are asked for
	roleErrorCode     = "error-code"     // why the call as a whole was refused
)

// message is what a request or an answer says, by the roles that its members play. It is read once; all that follows in a check
// only looks at it.
type message struct {
	schema *schema
	value  *value // nil where there is none, or none that can be read

	records []record // the objects that play a role, outer ones first
	unknown bool     // the recording does not have it
}

// fact is what one member says in its role.
type fact struct {
	name, text string
	by         *record
}

// at is the place of the member.
func (f fact) at() path { return f.by.at.member(f.name) }

// record is one object of a message that plays a role, or whose members do: who it is about and what it says.
type record struct {
	at     path
	schema *schema
	value  *value
	item   string // the caller's id of the payment that it is about; "" for none
	isItem bool
	status *status // its member with a life of its own (x-next), or nil
}

// status is a member with a life of its own (x-next).
type status struct {
	by    *record
	value string
	*schema
}

func (s *status) at() path { return s.by.at.member(s.by.schema.status) }

// refused reports an item that is not paid because it was not accepted.
func (s *status) refused() bool { return s != nil && s.meanings[s.value] == meansRefused }

// meansRefused is what x-meaning says of an item that was not accepted.
const meansRefused = "refused"

// readRoles goes through the value of a message.
func (m *message) readRoles() {
	m.collect(m.schema, m.value, path{})
	for i := range m.records {
		r := &m.records[i]
		if id, plays := r.schema.byRole[roleItem]; plays {
			r.item, r.isItem = r.value.get(id).scalar()
		}
		if text, ok := r.value.get(r.schema.status).scalar(); ok && r.schema.status != "" {
			r.status = &status{r, text, r.schema.property(r.schema.status)}
		}
	}
}

func (m *message) collect(s *schema, v *value, at path) {
	if s == nil || v == nil {
		return
	}
	for i := range v.elements {
		m.collect(s.items, &v.elements[i], path{up: &at, index: i, list: true})
	}
	if v.kind == objectValue && s.acts() {
		m.records = append(m.records, record{at: at, schema: s, value: v})
	}
	for i := range v.members {
		inner := &v.members[i]
		if inner.value.kind == objectValue || inner.value.kind == arrayValue {
			m.collect(s.property(inner.name), &inner.value, path{up: &at, name: inner.name})
		}
	}
}

// said is what the members say that play a role.
func (m message) said(role string) iter.Seq[fact] {
	return func(yield func(fact) bool) {
		for i := range m.records {
			r := &m.records[i]
			name, plays := r.schema.byRole[role]
			if !plays {
				continue
			}
			if text, ok := r.value.get(name).scalar(); ok && !yield(fact{name, text, r}) {
				return
			}
		}
	}
}

// first returns what is said first in a role.
func (m message) first(role string) (string, bool) {
	for said := range m.said(role) {
		return said.text, true
	}
	return "", false
}

// whole is the object that tells of the mass payout itself, or nil.
func (m message) whole() *record {
	for i := range m.records {
		if r := &m.records[i]; r.schema.byRole[roleBatchExternal] != "" && r.schema.status != "" {
			return r
		}
	}
	return nil
}

// items are the listed items, also those without an id.
func (m message) items() []*record {
	var all []*record
	for i := range m.records {
		if r := &m.records[i]; r.schema.byRole[roleItem] != "" && r.at.inList() {
			all = append(all, r)
		}
	}
	return all
}

// number is what is said first in a role, as a number.
func (m message) number(role string) (int, bool) {
	text, _ := m.first(role)
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// selected is what the request has asked for of the list.
func (m message) selected() selection {
	for said := range m.said(roleSelection) {
		s := said.by.schema.property(said.name).lists[said.text]
		s.name = said.text
		return s
	}
	return selection{known: true, accepted: true, refused: true}
}
