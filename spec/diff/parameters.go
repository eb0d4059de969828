package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// parameterKey tells parameters apart. Those of the path are known by their place: their names are not sent.
func parameterKey(p node, path string) string {
	name := p.text("name")
	switch p.text("in") {
	case "path":
		if i := slices.Index(template.FindAllString(path, -1), "{"+name+"}"); i >= 0 {
			return fmt.Sprintf("path #%d", i+1)
		}
	case "header":
		name = strings.ToLower(name)
	}
	return p.text("in") + " " + name
}

// parameterList is the operation's parameters with those of its path.
func parameterList(o operation) map[string]node {
	found := map[string]node{}
	for _, p := range append(o.item.get("parameters").elements(), o.node.get("parameters").elements()...) {
		p = p.resolve()
		found[parameterKey(p, o.path)] = p
	}
	return found
}

func (s scope) parameters(o operationPair) {
	a, b := parameterList(o.old), parameterList(o.new)
	for _, p := range pairs(a, b) {
		in := func(n node) scope { return s.inner(n.text("in") + " parameter " + n.text("name")) }
		switch {
		case !p.new.ok:
			in(p.old).parameterRemoved(p, b, o.new)
		case !p.old.ok:
			in(p.new).parameterAdded(p, o.old)
		default:
			in(p.new).parameter(p)
		}
	}
}

// ignored: OpenAPI has these headers described elsewhere, by the body, the answers and the security requirements.
func ignored(p node) bool {
	return p.text("in") == "header" && slices.Contains([]string{"accept", "content-type"}, strings.ToLower(p.text("name")))
}

func (s scope) parameterRemoved(p pair, left map[string]node, now operation) {
	name, in := p.old.text("name"), p.old.text("in")
	for _, now := range left {
		if now.text("name") == name && now.text("in") != in {
			s.report(Breaking, "request-parameter-moved", pair{p.old, now},
				fmt.Sprintf("`%s` is now expected in the %s: callers that send it in the %s are refused.", name, now.text("in"), in))
			return
		}
	}
	switch {
	case ignored(p.old):
		s.report(Compatible, "request-parameter-removed", p, "The header is no longer described: OpenAPI has it follow from the body.")
	case in == "header" && demands(now, name):
		s.report(Cosmetic, "request-parameter-became-security", p, "The header is now described as a security requirement: it is sent as before.")
	case in == "header" && strings.EqualFold(name, "Authorization"):
		s.report(Compatible, "request-parameter-removed", p, "The header Authorization is no longer asked for: callers that send it lose nothing.")
	default:
		s.report(Breaking, "request-parameter-removed", p, "The "+s.place+" is gone: what callers send there is refused or, worse, ignored.")
	}
}

// demanded reports whether a parameter must be sent.
func demanded(p node) bool { return p.flag("required") || p.text("in") == "path" }

func (s scope) parameterAdded(p pair, before operation) {
	switch {
	case ignored(p.new):
		s.report(Compatible, "request-parameter-added", p, "The header is now described: callers send it with a body anyhow.")
	case p.new.text("in") == "header" && demanded(p.new) && demands(before, p.new.text("name")):
		s.report(Cosmetic, "security-became-request-parameter", p, "The header was a security requirement: it is sent as before.")
	case demanded(p.new):
		s.report(Breaking, "new-required-request-parameter", p, "The new "+s.place+" is required: requests without it are refused.")
	default:
		s.report(Compatible, "new-optional-request-parameter", p, "The "+s.place+" may now be sent: requests without it stay valid.")
	}
}

// parameter compares two parameters, or two headers of an answer.
func (s scope) parameter(p pair) {
	s.texts(p)
	was, is := demanded(p.old), demanded(p.new)
	if was != is {
		r, what := wider, "optional"
		if is {
			r, what = narrower, "required"
		}
		level := r.level(s.direction)
		if ignored(p.new) {
			level = Compatible
		}
		s.report(level, s.direction+"-parameter-became-"+what, p.get("required"), s.where()+" is now "+what+": "+r.consequence(s.direction)+".")
	}
	s.serialization(p)
	s.deprecated(p.get("deprecated"))
	s.defaults(p.get("schema"), was && is)
	s.payload(p)
}

// payload compares schema, or content in its stead.
func (s scope) payload(p pair) {
	schema, content := p.get("schema"), p.get("content")
	switch {
	case schema.old.ok && schema.new.ok:
		s.schema(schema)
	case schema.old.ok && content.new.ok, schema.new.ok && content.old.ok:
		s.judged(other, "serialization-changed", content, s.where()+" is written in another form")
	default:
		s.turned(schema.old.ok, schema.new.ok, schema, said{"schema-added", s.where() + " now has a schema"}, said{"schema-removed", s.where() + " no longer has a schema"})
	}
	if content.old.ok && content.new.ok {
		s.content(content)
	}
	s.extensions(conjs{conj{parts: []node{p.old}}, conj{parts: []node{p.new}}})
}

// serialization compares how a parameter or a member of a form is written.
func (s scope) serialization(p pair) {
	for _, keyword := range []string{"style", "explode", "allowReserved", "allowEmptyValue"} {
		a, b := written(p.old, keyword), written(p.new, keyword)
		r := other
		switch {
		case same(a, b):
			continue
		case strings.HasPrefix(keyword, "allow"):
			r = relationOf(same(b, true), !same(b, true))
		}
		s.judged(r, kebab(keyword)+"-changed", p.get(keyword), "`"+keyword+"` of "+s.where()+" changed")
	}
}

// written is a keyword of serialization, with its default filled in. A value that is neither list nor object is written the same either way.
func written(p node, keyword string) any {
	given := p.value(keyword)
	style := cmp.Or(p.text("style"), map[string]string{"path": "simple", "header": "simple"}[p.text("in")], "form")
	switch {
	case keyword == "explode" && !slices.ContainsFunc(normalise(p.get("schema")).alts, func(c conj) bool { return slices.Contains([]string{"array", "object", ""}, c.kind) }):
		return false
	case given != nil:
		return given
	case keyword == "style":
		return style
	}
	return keyword == "explode" && style == "form"
}
