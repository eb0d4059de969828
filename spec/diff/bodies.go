package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

func (c *comparer) requestBody(old, new node, s scope) []Change {
	s = s.inner("")
	was, is := old.resolve(), new.resolve()
	required := func(n node) bool { return n.flag("required") }
	switch {
	case !was.ok && !is.ok:
		return nil
	case !is.ok:
		return []Change{s.change(Breaking, "request-body-removed", old, new, "The request body is gone: what callers send there is refused or, worse, ignored.")}
	case !was.ok && required(is) && s.direction == request:
		return []Change{s.change(Breaking, "new-required-request-body", old, new, "A request body is now required: requests without one are refused.")}
	case !was.ok:
		return []Change{s.change(Compatible, "new-optional-request-body", old, new, "A request body may now be sent: requests without one stay valid.")}
	}
	changes := c.texts(was, is, s)
	if required(was) != required(is) {
		if required(is) {
			changes = append(changes, s.judged(narrower, "body-became-required", was.get("required"), is.get("required"), "the request body is now required"))
		} else {
			changes = append(changes, s.judged(wider, "body-became-optional", was.get("required"), is.get("required"), "the request body is now optional"))
		}
	}
	return append(changes, c.content(was.get("content"), is.get("content"), s)...)
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
	for _, key := range content.keys() {
		if mediaType(key) == name {
			return content.get(key), true
		}
	}
	main, _, _ := strings.Cut(name, "/")
	for _, key := range content.keys() {
		if key == main+"/*" || key == "*/*" {
			return content.get(key), true
		}
	}
	return node{}, false
}

func (c *comparer) content(old, new node, s scope) []Change {
	var changes []Change
	matched := map[string]bool{}
	for _, name := range old.keys() {
		is, found := match(new, name)
		if !found {
			changes = append(changes, s.change(Breaking, s.direction+"-media-type-removed", old.get(name), new.get(name), mediaTypeGone(name, s)))
			continue
		}
		matched[is.at] = true
		if tokens := jsonpointer.Tokens(is.at); tokens[len(tokens)-1] != name && strings.Contains(name+is.at, ";") {
			c.charsets[is.at] = true
		}
		changes = append(changes, c.media(old.get(name), is, s)...)
	}
	for _, name := range new.keys() {
		is := new.get(name)
		if matched[is.at] {
			continue
		}
		was, covered := match(old, name)
		if covered { // a range became narrower; that it lost the rest is said above
			changes = append(changes, c.media(was, is, s)...)
			continue
		}
		text := "`" + name + "` can be used as well."
		if s.direction == response {
			text = "Answers can now come as `" + name + "` as well: callers that ask for the type they read get it."
		}
		changes = append(changes, s.change(Compatible, s.direction+"-media-type-added", was, is, text))
	}
	return changes
}

// charset is the one line that sums up media types that differ in their charset only.
func (c *comparer) charset() []Change {
	if len(c.charsets) == 0 {
		return nil
	}
	change := scope{direction: nowhere}.change(Cosmetic, "charset-changed", node{}, node{}, "")
	bodies := "1 body"
	if len(c.charsets) > 1 {
		bodies = fmt.Sprintf("%d bodies", len(c.charsets))
	}
	change.Text = "The media types of " + bodies + " name another charset, or none: JSON is UTF-8 in any case, so nothing on the wire is different."
	return []Change{change}
}

func mediaTypeGone(name string, s scope) string {
	if s.direction == request {
		return "Bodies of `" + name + "` are no longer taken."
	}
	return "Answers no longer come as `" + name + "`, which callers expect."
}

func (c *comparer) media(old, new node, s scope) []Change {
	changes := c.payload(old, new, s)
	a, b := old.get("encoding"), new.get("encoding")
	for _, name := range union(a, b) {
		was, is := a.get(name), b.get(name)
		if same(was.v, is.v) {
			continue
		}
		changes = append(changes, s.judged(other, "encoding-changed", was, is, fmt.Sprintf("`%s` is written in another form", name)))
	}
	return changes
}

// responses compares what is answered, by status.
func (c *comparer) responses(old, new node, s scope) []Change {
	var changes []Change
	for _, status := range old.keys() {
		was, in := old.get(status), s.inner("")
		if strings.HasPrefix(status, "x-") {
			continue
		}
		is, found := statusOf(new, status)
		switch {
		case found:
			changes = append(changes, c.response(was.resolve(), is.resolve(), in)...)
		case failure(status):
			changes = append(changes, in.judged(narrower, "failure-status-removed", was, new.get(status), "the status "+status+" is no longer answered"))
		case anotherSuccess(old, new):
			changes = append(changes, in.judged(narrower, "success-status-removed", was, new.get(status), "the status "+status+" is no longer answered"))
		default:
			changes = append(changes, in.change(Breaking, s.direction+"-success-status-removed", was, new.get(status), "The status "+status+" is no longer answered: callers that take it for a success find none."))
		}
	}
	for _, status := range new.keys() {
		is := new.get(status)
		if old.get(status).ok || strings.HasPrefix(status, "x-") {
			continue
		}
		was, covered := statusOf(old, status)
		switch {
		case covered:
			changes = append(changes, c.response(was.resolve(), is.resolve(), s)...)
		case s.direction == request: // the answer to a callback
			changes = append(changes, s.change(Compatible, "request-status-added", was, is, "The status "+status+" may be answered as well."))
		case !strings.HasPrefix(status, "2"):
			changes = append(changes, s.change(Compatible, "response-status-added", was, is, "The status "+status+" can now be answered: a correct client takes any status that is no success for a failure."))
		default:
			changes = append(changes, s.change(Breaking, "response-success-status-added", was, is, "The status "+status+" can now be answered: callers receive something they do not know."))
		}
	}
	return changes
}

// anotherSuccess reports whether a success that was answered before still is.
func anotherSuccess(old, new node) bool {
	return slices.ContainsFunc(new.keys(), func(status string) bool {
		_, before := statusOf(old, status)
		return strings.HasPrefix(status, "2") && before
	})
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
	for _, name := range names {
		if at := responses.get(name); at.ok {
			return at, true
		}
	}
	return node{}, false
}

func (c *comparer) response(old, new node, s scope) []Change {
	changes := c.texts(old, new, s)
	changes = append(changes, c.headers(old.get("headers"), new.get("headers"), s)...)
	a, b := old.get("content"), new.get("content")
	switch {
	case len(a.object()) > 0 && len(b.object()) == 0:
		changes = append(changes, s.judged(wider, "body-removed", a, b, "the answer has no body any more"))
	case len(a.object()) == 0 && len(b.object()) > 0:
		changes = append(changes, s.change(Compatible, s.direction+"-body-added", a, b, "The answer's body is now described."))
	default:
		changes = append(changes, c.content(a, b, s)...)
	}
	links, now := old.get("links"), new.get("links")
	for _, name := range union(links, now) {
		was, is := links.get(name), now.get(name)
		if expanded(was, nil) != expanded(is, nil) {
			changes = append(changes, s.change(Cosmetic, "link-changed", was, is, "The link `"+name+"` changed: it says which call may follow, no message is different."))
		}
	}
	return changes
}

func (c *comparer) headers(old, new node, s scope) []Change {
	byName := func(n node) map[string]node {
		found := map[string]node{}
		for _, name := range n.keys() {
			found[strings.ToLower(name)] = n.get(name)
		}
		return found
	}
	a, b := byName(old), byName(new)
	var names []string
	for name := range a {
		names = append(names, name)
	}
	for name := range b {
		names = append(names, name)
	}
	slices.Sort(names)
	var changes []Change
	for _, name := range slices.Compact(names) {
		was, is := a[name].resolve(), b[name].resolve()
		in := s.inner("header " + name)
		switch {
		case name == "content-type": // OpenAPI has it described by the content
		case !is.ok:
			changes = append(changes, in.change(Breaking, s.direction+"-header-removed", was, is, "The header `"+name+"` is gone from answers: callers that read it find nothing."))
		case !was.ok:
			changes = append(changes, in.change(Compatible, s.direction+"-header-added", was, is, "Answers may now carry the header `"+name+"`."))
		default:
			changes = append(changes, c.parameter(was, is, in)...)
		}
	}
	return changes
}
