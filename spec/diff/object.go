package diff

import (
	"maps"
	"slices"

	"github.com/iyzipayout/iyzipayout/internal/wording"
)

// properties are the members of one direction: a readOnly member is never sent, a writeOnly one never received.
func (c conj) properties(direction string) map[string]node {
	hidden := "readOnly"
	if direction == response {
		hidden = "writeOnly"
	}
	lists := map[string][]node{}
	for _, p := range c.parts {
		members := p.get("properties")
		for _, name := range members.keys() {
			lists[name] = append(lists[name], members.get(name))
		}
	}
	found := map[string]node{}
	for name, nodes := range lists {
		n := together(nodes)
		if n.resolve().flag(hidden) || n.flag(hidden) {
			continue
		}
		found[name] = n
	}
	return found
}

// together is one schema that says what several say.
func together(nodes []node) node {
	if len(nodes) == 1 {
		return nodes[0]
	}
	n := nodes[0]
	list := make([]any, len(nodes))
	for i, one := range nodes {
		list[i] = one.v
	}
	n.v = map[string]any{"allOf": list}
	return n
}

func (c conj) required() []string {
	var names []string
	for _, p := range c.parts {
		names = append(names, p.texts("required")...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// closed is additionalProperties or unevaluatedProperties: false.
func (c conj) closed() bool {
	for _, keyword := range []string{"additionalProperties", "unevaluatedProperties"} {
		for _, n := range c.all(keyword) {
			if b, ok := n.v.(bool); ok && !b {
				return true
			}
		}
	}
	return false
}

func (c *comparer) object(old, new conj, s scope) []Change {
	a, b := old.properties(s.direction), new.properties(s.direction)
	names := maps.Clone(a)
	maps.Copy(names, b)
	required := func(of conj, name string) bool { return slices.Contains(of.required(), name) }
	var changes []Change
	for _, name := range slices.Sorted(maps.Keys(names)) {
		was, had := a[name]
		is, has := b[name]
		in := s.member(name)
		switch {
		case !has:
			changes = append(changes, c.removed(name, was, new, s))
		case !had:
			changes = append(changes, c.added(name, is, old, new, s))
			continue
		default:
			changes = append(changes, c.schema(was, is, in)...)
			changes = append(changes, c.defaults(was, is, required(old, name) && required(new, name), in)...)
		}
		changes = append(changes, c.requiredness(name, has, old, new, s)...)
	}
	for _, name := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(old.required(), new.required())))) {
		if _, named := names[name]; !named {
			changes = append(changes, c.requiredness(name, true, old, new, s)...)
		}
	}
	return append(changes, c.additional(old, new, s)...)
}

func (c *comparer) removed(name string, was node, new conj, s scope) Change {
	is := new.first("properties").get(name)
	is.ok = false
	in := s.member(name)
	// A name that looks the same to a person is probably the new one.
	text := "The member " + in.where() + " is gone from " + s.side() + ": "
	if s.direction == request {
		text += "what callers send there is refused or, worse, ignored."
	} else {
		text += "callers that read it find nothing."
	}
	for other, n := range new.properties(s.direction) {
		if same(n.v, was.v) && wording.SameName(other, name) {
			text += " It is perhaps `" + other + "` now."
		}
	}
	return s.change(Breaking, s.direction+"-property-removed", was, is, text)
}

func (c *comparer) added(name string, is node, old, new conj, s scope) Change {
	was := old.first("properties").get(name)
	was.ok = false
	in := s.member(name)
	switch {
	case s.direction == request && slices.Contains(new.required(), name):
		return s.change(Breaking, "new-required-request-property", was, is, "The new member "+in.where()+" is required: requests without it are refused.")
	case s.direction == request:
		return s.change(Compatible, "new-optional-request-property", was, is, "The member "+in.where()+" may now be sent: requests without it stay valid.")
	case old.closed():
		return s.change(Breaking, "response-property-added-to-closed-object", was, is,
			"Answers may now hold "+in.where()+" where nothing else was allowed: callers receive something they do not know.")
	}
	if others := old.first("additionalProperties"); others.object() != nil && worst(c.valid(others, is, in)) == Breaking {
		return s.change(Breaking, "response-property-added-of-another-kind", was, is,
			"Answers may now hold "+in.where()+", which is not of the kind that all other members had to be of: callers receive something they do not know.")
	}
	return s.change(Compatible, "response-property-added", was, is, "Answers may now hold "+in.where()+": callers that do not know it pass over it.")
}

func (c *comparer) requiredness(name string, has bool, old, new conj, s scope) []Change {
	was, is := slices.Contains(old.required(), name), slices.Contains(new.required(), name)
	if was == is || !has {
		return nil
	}
	in := s.member(name)
	if is {
		return []Change{s.judged(narrower, "property-became-required", old.requiredPlace(name), new.requiredPlace(name), in.where()+" is now required")}
	}
	return []Change{s.judged(wider, "property-became-optional", old.requiredPlace(name), new.requiredPlace(name), in.where()+" is now optional")}
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
func (c *comparer) additional(old, new conj, s scope) []Change {
	a, b := old.first("additionalProperties"), new.first("additionalProperties")
	if old.closed() != new.closed() {
		if !a.ok && !b.ok {
			a, b = old.first("unevaluatedProperties"), new.first("unevaluatedProperties")
		}
		if new.closed() {
			return []Change{s.judged(narrower, "object-closed", a, b, s.where()+" may hold nothing but the members named")}
		}
		return []Change{s.judged(wider, "object-opened", a, b, s.where()+" may now hold other members than those named")}
	}
	_, schemaBefore := a.v.(map[string]any)
	_, schemaAfter := b.v.(map[string]any)
	empty := func(n node) bool { return n.v == nil || same(n.v, true) || same(n.v, map[string]any{}) }
	switch {
	case schemaBefore && schemaAfter:
		return c.schema(a, b, s.member("*"))
	case schemaBefore && !empty(a):
		return []Change{s.judged(wider, "additional-properties-schema-removed", a, b, "the other members of "+s.where()+" no longer have a schema")}
	case schemaAfter && !empty(b):
		return []Change{s.judged(narrower, "additional-properties-schema-added", a, b, "the other members of "+s.where()+" now have a schema")}
	}
	return nil
}

// defaults compares what a member that is left out stands for.
func (c *comparer) defaults(old, new node, required bool, s scope) []Change {
	a, b := old.resolve().get("default"), new.resolve().get("default")
	if same(a.v, b.v) && a.ok == b.ok {
		return nil
	}
	level, id, text := Breaking, "-default-changed", "Leaving out "+s.where()+" now means something else."
	switch {
	case required:
		level, text = Cosmetic, "The default of "+s.where()+" changed, which is required: nobody leaves it out."
	case !a.ok:
		level, id, text = Compatible, "-default-added", "It is now said what leaving out "+s.where()+" means."
	case s.direction == response:
		level, text = Compatible, "The value that stands for a missing "+s.where()+" changed: look at code that fills it in."
	case !b.ok:
		id, text = "-default-removed", "It is no longer said what leaving out "+s.where()+" means: callers that rely on the default must send it."
	}
	return []Change{s.change(level, s.direction+id, a, b, text)}
}
