package diff

import (
	"slices"

	"github.com/iyzipayout/iyzipayout/internal/wording"
)

// properties are the members of one direction: a readOnly member is never sent, a writeOnly one never received.
func (c conj) properties(direction string) map[string]node {
	hidden := "readOnly"
	if direction == response {
		hidden = "writeOnly"
	}
	found := map[string]node{}
	for _, p := range c.parts {
		for name, n := range p.get("properties").table() {
			found[name] = together(found[name], n)
		}
	}
	for name, n := range found {
		if n.resolve().flag(hidden) || n.flag(hidden) {
			delete(found, name)
		}
	}
	return found
}

// together is one schema that says what two say, if there are two.
func together(a, b node) node {
	if !a.ok {
		return b
	}
	a.v = map[string]any{"allOf": []any{a.v, b.v}}
	return a
}

func (c conj) required() []string {
	var names []string
	for _, p := range c.parts {
		names = append(names, p.texts("required")...)
	}
	return sorted(names)
}

// closed is additionalProperties or unevaluatedProperties: false.
func (c conj) closed() bool {
	return slices.ContainsFunc(append(c.all("additionalProperties"), c.all("unevaluatedProperties")...), func(n node) bool { return same(n.v, false) })
}

func (s scope) object(p conjs) {
	a, b := p.old.properties(s.direction), p.new.properties(s.direction)
	from, to := p.old.required(), p.new.required()
	for name, member := range pairs(a, b) {
		in := s.member(name)
		switch {
		case !member.new.ok:
			in.removed(name, pair{member.old, p.new.first("properties").get(name)}, b)
		case !member.old.ok:
			in.added(pair{p.old.first("properties").get(name), member.new}, p, slices.Contains(to, name))
		default:
			in.schema(member)
			in.defaults(member, slices.Contains(from, name) && slices.Contains(to, name))
		}
	}
	for _, name := range sorted(from, to) {
		_, had := a[name]
		if _, has := b[name]; has == had { // what came or went is said already
			in := s.member(name)
			in.turned(slices.Contains(from, name), slices.Contains(to, name), pair{p.old.requiredPlace(name), p.new.requiredPlace(name)},
				said{"property-became-required", in.where() + " is now required"}, said{"property-became-optional", in.where() + " is now optional"})
		}
	}
	s.additional(p)
}

func (s scope) removed(name string, p pair, left map[string]node) {
	p.new.ok = false
	text := "The member " + s.where() + " is gone from answers: callers that read it find nothing."
	if s.direction == request {
		text = "The member " + s.where() + " is gone from requests: what callers send there is refused or, worse, ignored."
	}
	for other, n := range left {
		if same(n.v, p.old.v) && wording.SameName(other, name) { // to a person it looks the same
			text += " It is perhaps `" + other + "` now."
		}
	}
	s.report(Breaking, s.direction+"-property-removed", p, text)
}

func (s scope) added(p pair, in conjs, required bool) {
	p.old.ok = false
	others := pair{in.old.first("additionalProperties"), p.new}
	switch {
	case s.direction == request && required:
		s.report(Breaking, "new-required-request-property", p, "The new member "+s.where()+" is required: requests without it are refused.")
	case s.direction == request:
		s.report(Compatible, "new-optional-request-property", p, "The member "+s.where()+" may now be sent: requests without it stay valid.")
	case in.old.closed():
		s.report(Breaking, "response-property-added-to-closed-object", p,
			"Answers may now hold "+s.where()+" where nothing else was allowed: callers receive something they do not know.")
	case others.old.object() != nil && worst(s.apart(func(s scope) { s.valid(others) })) == Breaking:
		s.report(Breaking, "response-property-added-of-another-kind", p,
			"Answers may now hold "+s.where()+", which is not of the kind that all other members had to be of: callers receive something they do not know.")
	default:
		s.report(Compatible, "response-property-added", p, "Answers may now hold "+s.where()+": callers that do not know it pass over it.")
	}
}

// requiredPlace is the list that names the member.
func (c conj) requiredPlace(name string) node {
	for _, p := range c.parts {
		if slices.Contains(p.texts("required"), name) {
			return p.get("required")
		}
	}
	return c.first("required")
}

// additional compares what objects may hold besides their members.
func (s scope) additional(p conjs) {
	others, was, is := p.first("additionalProperties"), p.old.closed(), p.new.closed()
	if was != is {
		if !others.old.ok && !others.new.ok {
			others = p.first("unevaluatedProperties")
		}
		s.turned(was, is, others, said{"object-closed", s.where() + " may hold nothing but the members named"},
			said{"object-opened", s.where() + " may now hold other members than those named"})
		return
	}
	if others.old.object() != nil && others.new.object() != nil {
		s.member("*").schema(others)
		return
	}
	says := func(n node) bool { return len(n.object()) > 0 }
	s.turned(says(others.old), says(others.new), others, said{"additional-properties-schema-added", "the other members of " + s.where() + " now have a schema"},
		said{"additional-properties-schema-removed", "the other members of " + s.where() + " no longer have a schema"})
}

// defaults compares what a member that is left out stands for.
func (s scope) defaults(p pair, required bool) {
	p = p.resolve().get("default")
	level, id, text := Breaking, "-default-changed", "Leaving out "+s.where()+" now means something else."
	switch {
	case p.same():
		return
	case required:
		level, text = Cosmetic, "The default of "+s.where()+" changed, which is required: nobody leaves it out."
	case !p.old.ok:
		level, id, text = Compatible, "-default-added", "It is now said what leaving out "+s.where()+" means."
	case s.direction == response:
		level, text = Compatible, "The value that stands for a missing "+s.where()+" changed: look at code that fills it in."
	case !p.new.ok:
		id, text = "-default-removed", "It is no longer said what leaving out "+s.where()+" means: callers that rely on the default must send it."
	}
	s.report(level, s.direction+id, p, text)
}
