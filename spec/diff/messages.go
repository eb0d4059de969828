package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

func (s scope) requestBody(p pair) {
	body := p.resolve()
	required := body.get("required")
	switch had, has := body.old.flag("required"), body.new.flag("required"); {
	case p.alike():
	case !body.new.ok:
		s.report(Breaking, "request-body-removed", p, "The request body is gone: what callers send there is refused or, worse, ignored.")
	case !body.old.ok && has && s.direction == request:
		s.report(Breaking, "new-required-request-body", p, "A request body is now required: requests without one are refused.")
	case !body.old.ok:
		s.report(Compatible, "new-optional-request-body", p, "A request body may now be sent: requests without one stay valid.")
	default:
		s.texts(body)
		s.turned(had, has, required, said{"body-became-required", "the request body is now required"}, said{"body-became-optional", "the request body is now optional"})
		s.content(body.get("content"))
	}
}

// mediaType is a content type without its charset, which does not change the bytes of JSON.
func mediaType(name string) string {
	kind, parameters, _ := strings.Cut(strings.ToLower(name), ";")
	all := []string{strings.TrimSpace(kind)}
	for _, p := range strings.Split(parameters, ";") {
		p = strings.NewReplacer(" ", "", `"`, "").Replace(p)
		if p != "" && !strings.HasPrefix(p, "charset=") {
			all = append(all, p)
		}
	}
	return strings.Join(all, ";")
}

// match finds the content type that takes a name, itself or a range such as application/*.
func match(content node, name string) (node, bool) {
	name = mediaType(name)
	main, _, _ := strings.Cut(name, "/")
	keys := content.keys()
	for _, fits := range []func(string) bool{
		func(key string) bool { return mediaType(key) == name },
		func(key string) bool { return key == main+"/*" || key == "*/*" },
	} {
		if i := slices.IndexFunc(keys, fits); i >= 0 {
			return content.get(keys[i]), true
		}
	}
	return node{}, false
}

func (s scope) content(p pair) {
	matched := map[string]bool{}
	for _, name := range p.old.keys() {
		is, found := match(p.new, name)
		if !found {
			text := "Answers no longer come as `" + name + "`, which callers expect."
			if s.direction == request {
				text = "Bodies of `" + name + "` are no longer taken."
			}
			s.report(Breaking, s.direction+"-media-type-removed", p.get(name), text)
			continue
		}
		matched[is.at] = true
		if _, now := jsonpointer.Split(is.at); now != name && strings.Contains(name+now, ";") {
			s.charsets[is.at] = true
		}
		s.media(pair{p.old.get(name), is})
	}
	for _, name := range p.new.keys() {
		is := p.new.get(name)
		was, covered := match(p.old, name)
		switch {
		case matched[is.at]:
		case covered: // a range became narrower; that it lost the rest is said above
			s.media(pair{was, is})
		case s.direction == response:
			s.report(Compatible, "response-media-type-added", pair{was, is}, "Answers can now come as `"+name+"` as well: callers that ask for the type they read get it.")
		default:
			s.report(Compatible, s.direction+"-media-type-added", pair{was, is}, "`"+name+"` can be used as well.")
		}
	}
}

// charset is the one line that sums up media types that differ in their charset only.
func (s scope) charset() {
	if len(s.charsets) == 0 {
		return
	}
	bodies := "1 body"
	if len(s.charsets) > 1 {
		bodies = fmt.Sprintf("%d bodies", len(s.charsets))
	}
	s.toward(nowhere).report(Cosmetic, "charset-changed", pair{},
		"The media types of "+bodies+" name another charset, or none: JSON is UTF-8 in any case, so nothing on the wire is different.")
}

func (s scope) media(p pair) {
	s.payload(p)
	for name, encoding := range p.get("encoding").members() {
		if !same(encoding.old.v, encoding.new.v) {
			s.judged(other, "encoding-changed", encoding, "`"+name+"` is written in another form")
		}
	}
}

// responses compares what is answered, by status.
func (s scope) responses(p pair) {
	another := slices.ContainsFunc(p.new.keys(), func(status string) bool { // a success that was answered before still is
		_, before := statusOf(p.old, status)
		return strings.HasPrefix(status, "2") && before
	})
	for status, own := range p.members() {
		if strings.HasPrefix(status, "x-") {
			continue
		}
		was, had := statusOf(p.old, status)
		is, has := statusOf(p.new, status)
		switch {
		case had && has && !(pair{was, is}).alike():
			s.response(pair{was, is}.resolve())
		case had && has:
		case had && failure(status):
			s.judged(narrower, "failure-status-removed", own, "the status "+status+" is no longer answered")
		case had && another:
			s.judged(narrower, "success-status-removed", own, "the status "+status+" is no longer answered")
		case had:
			s.report(Breaking, s.direction+"-success-status-removed", own, "The status "+status+" is no longer answered: callers that take it for a success find none.")
		case s.direction == request: // the answer to a callback
			s.report(Compatible, "request-status-added", own, "The status "+status+" may be answered as well.")
		case !strings.HasPrefix(status, "2"):
			s.report(Compatible, "response-status-added", own, "The status "+status+" can now be answered: a correct client takes any status that is no success for a failure.")
		default:
			s.report(Breaking, "response-success-status-added", own, "The status "+status+" can now be answered: callers receive something they do not know.")
		}
	}
}

func failure(status string) bool {
	return status == "default" || strings.HasPrefix(status, "4") || strings.HasPrefix(status, "5")
}

// statusOf finds the answer that describes a status: itself, its range such as 4XX, or default.
func statusOf(responses node, status string) (node, bool) {
	names := []string{status}
	if status != "" {
		names = append(names, status[:1]+"XX", status[:1]+"xx")
	}
	if failure(status) {
		names = append(names, "default")
	}
	at := responses.firstOf(names...)
	return at, at.ok && at.at != responses.at
}

func (s scope) response(p pair) {
	s.texts(p)
	s.headers(p.get("headers"))
	content := p.get("content")
	switch had, has := len(content.old.object()) > 0, len(content.new.object()) > 0; {
	case had && !has:
		s.judged(wider, "body-removed", content, "the answer has no body any more")
	case !had && has:
		s.report(Compatible, s.direction+"-body-added", content, "The answer's body is now described.")
	default:
		s.content(content)
	}
	for name, link := range p.get("links").members() {
		if expanded(link.old, nil) != expanded(link.new, nil) {
			s.report(Cosmetic, "link-changed", link, "The link `"+name+"` changed: it says which call may follow, no message is different.")
		}
	}
}

func (s scope) headers(p pair) {
	byName := func(n node) map[string]node {
		found := map[string]node{}
		for _, name := range n.keys() {
			found[strings.ToLower(name)] = n.get(name).resolve()
		}
		return found
	}
	for name, header := range pairs(byName(p.old), byName(p.new)) {
		switch {
		case name == "content-type": // OpenAPI has it described by the content
		case !header.new.ok:
			s.report(Breaking, s.direction+"-header-removed", header, "The header `"+name+"` is gone from answers: callers that read it find nothing.")
		case !header.old.ok:
			s.report(Compatible, s.direction+"-header-added", header, "Answers may now carry the header `"+name+"`.")
		default:
			s.inner("header " + name).parameter(header)
		}
	}
}

// parameterKey tells parameters apart. Those of the path are known by their place: their names are not sent.
func parameterKey(p node, path string) string {
	name := p.text("name")
	switch p.text("in") {
	case "path":
		if i := slices.Index(template().FindAllString(path, -1), "{"+name+"}"); i >= 0 {
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
		case p.old.at == p.new.at && p.alike(): // a component that was renamed is to be visited
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
	case keyword == "explode" && !slices.ContainsFunc(normalise(p.get("schema")).alts, func(c conj) bool { return c.kind&(kindArray|kindObject) != 0 }):
		return false
	case given != nil:
		return given
	case keyword == "style":
		return style
	}
	return keyword == "explode" && style == "form"
}
