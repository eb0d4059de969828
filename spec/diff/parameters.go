package diff

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// parameterKey tells parameters apart. Those of the path are known by their place: their names are not sent.
func parameterKey(p node, path string) string {
	name := p.text("name")
	switch p.text("in") {
	case "path":
		for i, found := range template.FindAllString(path, -1) {
			if found == "{"+name+"}" {
				return fmt.Sprintf("path #%d", i+1)
			}
		}
	case "header":
		name = strings.ToLower(name)
	}
	return p.text("in") + " " + name
}

// parameterList is the operation's parameters with those of its path.
func parameterList(o operation) map[string]node {
	found := map[string]node{}
	for _, list := range []node{o.item.get("parameters"), o.node.get("parameters")} {
		for _, p := range list.elements() {
			p = p.resolve()
			found[parameterKey(p, o.path)] = p
		}
	}
	return found
}

func (c *comparer) parameters(old, new operation, s scope) []Change {
	a, b := parameterList(old), parameterList(new)
	names := maps.Clone(a)
	maps.Copy(names, b)
	var changes []Change
	for _, key := range slices.Sorted(maps.Keys(names)) {
		was, is := a[key], b[key]
		switch {
		case !is.ok:
			changes = append(changes, parameterRemoved(was, b, new, s))
		case !was.ok:
			changes = append(changes, parameterAdded(is, old, new, s))
		default:
			changes = append(changes, c.parameter(was, is, s.inner(is.text("in")+" parameter "+is.text("name")))...)
		}
	}
	return changes
}

// ignored: OpenAPI has these headers described elsewhere, by the body, the answers and the security requirements.
func ignored(p node) bool {
	return p.text("in") == "header" && slices.Contains([]string{"accept", "content-type"}, strings.ToLower(p.text("name")))
}

func parameterRemoved(was node, left map[string]node, new operation, s scope) Change {
	s = s.inner(was.text("in") + " parameter " + was.text("name"))
	for _, p := range left {
		if p.text("name") == was.text("name") && p.text("in") != was.text("in") {
			return s.change(Breaking, "request-parameter-moved", was, p, fmt.Sprintf("`%s` is now expected in the %s: callers that send it in the %s are refused.",
				was.text("name"), p.text("in"), was.text("in")))
		}
	}
	gone := node{}
	switch {
	case ignored(was):
		return s.change(Compatible, "request-parameter-removed", was, gone, "The header is no longer described: OpenAPI has it follow from the body.")
	case was.text("in") == "header" && demands(new, was.text("name")):
		return s.change(Cosmetic, "request-parameter-became-security", was, gone, "The header is now described as a security requirement: it is sent as before.")
	case strings.EqualFold(was.text("name"), "Authorization") && was.text("in") == "header":
		return s.change(Compatible, "request-parameter-removed", was, gone, "The header Authorization is no longer asked for: callers that send it lose nothing.")
	}
	return s.change(Breaking, "request-parameter-removed", was, gone, "The "+s.place+" is gone: what callers send there is refused or, worse, ignored.")
}

func parameterAdded(is node, old operation, new operation, s scope) Change {
	s = s.inner(is.text("in") + " parameter " + is.text("name"))
	none := node{}
	required := is.flag("required") || is.text("in") == "path"
	switch {
	case ignored(is):
		return s.change(Compatible, "request-parameter-added", none, is, "The header is now described: callers send it with a body anyhow.")
	case required && is.text("in") == "header" && demands(old, is.text("name")):
		return s.change(Cosmetic, "security-became-request-parameter", none, is, "The header was a security requirement: it is sent as before.")
	case required:
		return s.change(Breaking, "new-required-request-parameter", none, is, "The new "+s.place+" is required: requests without it are refused.")
	}
	return s.change(Compatible, "new-optional-request-parameter", none, is, "The "+s.place+" may now be sent: requests without it stay valid.")
}

// demands reports whether a security requirement of the operation is a key in this header.
func demands(o operation, header string) bool {
	for _, alternative := range requirements(o) {
		for _, scheme := range alternative {
			if scheme.text("type") == "apiKey" && scheme.text("in") == "header" && strings.EqualFold(scheme.text("name"), header) ||
				scheme.text("type") == "http" && strings.EqualFold(header, "Authorization") {
				return true
			}
		}
	}
	return false
}

func (c *comparer) parameter(old, new node, s scope) []Change {
	changes := c.texts(old, new, s)
	was, is := old.flag("required") || old.text("in") == "path", new.flag("required") || new.text("in") == "path"
	if was != is {
		r, what := wider, "optional"
		if is {
			r, what = narrower, "required"
		}
		level := r.level(s.direction)
		if ignored(new) {
			level = Compatible
		}
		changes = append(changes, s.change(level, s.direction+"-parameter-became-"+what, old.get("required"), new.get("required"),
			s.where()+" is now "+what+": "+r.consequence(s.direction)+"."))
	}
	changes = append(changes, c.serialization(old, new, s)...)
	changes = append(changes, c.deprecated(old.get("deprecated"), new.get("deprecated"), s)...)
	changes = append(changes, c.defaults(old.get("schema"), new.get("schema"), was && is, s)...)
	return append(changes, c.payload(old, new, s)...)
}

// payload compares schema, or content in its stead.
func (c *comparer) payload(old, new node, s scope) []Change {
	a, b := old.get("schema"), new.get("schema")
	var changes []Change
	switch {
	case a.ok && b.ok:
		changes = c.schema(a, b, s)
	case a.ok && !new.get("content").ok:
		changes = []Change{s.judged(wider, "schema-removed", a, b, s.where()+" no longer has a schema")}
	case b.ok && !old.get("content").ok:
		changes = []Change{s.judged(narrower, "schema-added", a, b, s.where()+" now has a schema")}
	case a.ok != b.ok:
		changes = []Change{s.judged(other, "serialization-changed", old.get("content"), new.get("content"), s.where()+" is written in another form")}
	}
	if old.get("content").ok && new.get("content").ok {
		changes = append(changes, c.content(old.get("content"), new.get("content"), s)...)
	}
	return append(changes, c.extensions(conj{parts: []node{old}}, conj{parts: []node{new}}, s)...)
}

// serialization compares how a parameter or a member of a form is written.
func (c *comparer) serialization(old, new node, s scope) []Change {
	var changes []Change
	for _, keyword := range []string{"style", "explode", "allowReserved", "allowEmptyValue"} {
		a, b := written(old, keyword), written(new, keyword)
		if same(a, b) {
			continue
		}
		r := other
		if keyword[:5] == "allow" {
			r = narrower
			if same(b, true) {
				r = wider
			}
		}
		changes = append(changes, s.judged(r, kebab(keyword)+"-changed", old.get(keyword), new.get(keyword), fmt.Sprintf("`%s` of %s changed", keyword, s.where())))
	}
	return changes
}

// written is a keyword of serialization, with its default filled in. A value that is neither list nor object is written the same either way.
func written(p node, keyword string) any {
	if v := p.value(keyword); v != nil && keyword != "explode" {
		return v
	}
	style := p.text("style")
	if style == "" {
		style = map[string]string{"path": "simple", "header": "simple"}[p.text("in")]
	}
	if style == "" {
		style = "form"
	}
	switch keyword {
	case "style":
		return style
	case "explode":
		if plain := normalise(p.get("schema"), request); !slices.ContainsFunc(plain.alts, func(c conj) bool { return c.kind == "array" || c.kind == "object" || c.kind == "" }) {
			return false
		}
		if v := p.value(keyword); v != nil {
			return v
		}
		return style == "form"
	}
	return false
}
