package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

func (s scope) requestBody(p pair) {
	body := p.resolve()
	required := body.get("required")
	switch had, has := body.old.flag("required"), body.new.flag("required"); {
	case !body.old.ok && !body.new.ok:
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
		case had && has:
			s.response(pair{was, is}.resolve())
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
