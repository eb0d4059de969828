package contract

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

// message is what a request or an answer says, by the roles that its members play. It is read once; all that follows in a check
// only looks at it.
type message struct {
	schema *schema
	value  *value // nil where there is none, or none that can be read
	plain  any    // the same as encoding/json would have it, for the rules

	records []record          // the objects that play a role, outer ones first
	byRole  map[string][]fact // what is said in each role, in that order
	unknown bool              // the recording does not have it
}

// fact is what one member says in its role.
type fact struct {
	text string
	by   *record
}

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
	at       path
	value    string
	next     map[string][]string
	excludes map[string][]string
}

// readRoles goes through the value of a message.
func (m *message) readRoles() {
	m.byRole = map[string][]fact{}
	m.collect(m.schema, m.value, path{})
	for i := range m.records {
		r := &m.records[i]
		for role, name := range r.schema.byRole {
			if text, ok := r.value.get(name).scalar(); ok {
				m.byRole[role] = append(m.byRole[role], fact{text, r})
				if role == roleItem {
					r.item, r.isItem = text, true
				}
			}
		}
		r.readStatus()
	}
}

func (m *message) collect(s *schema, v *value, at path) {
	if s == nil || v == nil {
		return
	}
	switch v.kind {
	case arrayValue:
		for i := range v.elements {
			m.collect(s.items, &v.elements[i], at.element(i))
		}
	case objectValue:
		if s.acts() {
			m.records = append(m.records, record{at: at, schema: s, value: v})
		}
		for i := range v.members {
			inner := &v.members[i]
			if inner.value.kind != objectValue && inner.value.kind != arrayValue {
				continue
			}
			if p := s.property(inner.name); p != nil {
				m.collect(p, &inner.value, at.member(inner.name))
			}
		}
	}
}

func (r *record) readStatus() {
	text, ok := r.value.lookup(r.schema.status)
	if !ok || r.schema.status == "" {
		return
	}
	p := r.schema.property(r.schema.status)
	r.status = &status{at: r.at.member(r.schema.status), value: text, next: p.next, excludes: p.excludes}
}

// first returns what is said first in a role.
func (m message) first(role string) (string, bool) {
	if all := m.byRole[role]; len(all) > 0 {
		return all[0].text, true
	}
	return "", false
}
