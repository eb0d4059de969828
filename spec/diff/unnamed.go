package diff

import (
	"slices"
	"sort"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// use is an operation and direction that a place of the document belongs to.
type use struct{ operation, direction string }

// unnamedChanges compares the two texts member by member and lists what no other change names. It is what makes the list complete: the other
// readers compare meanings, and find nothing where two ways of writing mean the same.
func (c *comparer) unnamedChanges(found []Change) []Change {
	r := textComparer{c: c, found: found}
	r.walk(top(c.old.root), top(c.new.root), "")
	return r.changes
}

// textComparer walks the two texts.
type textComparer struct {
	c       *comparer
	found   []Change
	changes []Change
}

// walk compares the values of one place; key is the member's name.
func (r *textComparer) walk(a, b node, key string) {
	if same(a.v, b.v) && a.ok == b.ok {
		return
	}
	am, aIs := a.v.(map[string]any)
	bm, bIs := b.v.(map[string]any)
	al, aList := a.v.([]any)
	bl, bList := b.v.([]any)
	switch {
	case a.ok && b.ok && aIs && bIs && am["$ref"] == nil && bm["$ref"] == nil:
		if key == "content" {
			r.content(a, b)
			return
		}
		for _, name := range union(a, b) {
			r.walk(a.get(name), b.get(name), name)
		}
	case a.ok && b.ok && aList && bList:
		r.list(a, b, al, bl, key)
	default:
		r.leaf(a, b, key)
	}
}

// content compares bodies, whose media types may be written with and without a charset.
func (r *textComparer) content(a, b node) {
	for _, name := range a.keys() {
		is := b.get(name)
		for _, other := range b.keys() {
			if !is.ok && mediaType(other) == mediaType(name) {
				is = b.get(other)
			}
		}
		r.walk(a.get(name), is, name)
	}
	for _, name := range b.keys() {
		if !slices.ContainsFunc(a.keys(), func(n string) bool { return mediaType(n) == mediaType(name) }) {
			r.walk(a.get(name), b.get(name), name)
		}
	}
}

// list compares lists: elements are told apart by what they are called, or else by their value.
func (r *textComparer) list(a, b node, al, bl []any, key string) {
	texts := func(list []any) []string {
		all := make([]string, len(list))
		for i, v := range list {
			all[i] = canonical(v)
		}
		sort.Strings(all)
		return all
	}
	if slices.Equal(texts(al), texts(bl)) {
		r.leaf(a, b, "order")
		return
	}
	from, to := a.elements(), b.elements()
	taken := make([]bool, len(to))
	for i, x := range from {
		j := slices.IndexFunc(to, func(y node) bool { return name(x) == name(y) })
		if j < 0 || taken[j] {
			j = -1
			if name(x) == "" && i < len(to) && !taken[i] && name(to[i]) == "" {
				j = i
			}
		}
		if j < 0 {
			r.leaf(x, node{at: b.at, root: b.root}, key)
			continue
		}
		taken[j] = true
		r.walk(x, to[j], key)
	}
	for j, y := range to {
		if !taken[j] {
			r.leaf(node{at: a.at, root: a.root}, y, key)
		}
	}
}

// name is what an element of a list is called; plain values are called by themselves, and "" are elements without a name.
func name(n node) string {
	m := n.object()
	if m == nil {
		return canonical(n.v)
	}
	for _, key := range []string{"$ref", "name", "url"} {
		if text := n.text(key); text != "" {
			return key + " " + text + " " + n.text("in")
		}
	}
	return ""
}

func (r *textComparer) leaf(a, b node, key string) {
	if r.named(a, b) {
		return
	}
	level, id, text := r.c.unnamed(a, b, key)
	if level == None {
		return
	}
	at := b.at
	if !b.ok {
		at = a.at
	}
	for _, u := range r.c.usesOf(at, a.at) {
		s := scope{operation: u.operation, direction: u.direction}
		r.changes = append(r.changes, s.change(level, id, a, b, text))
	}
}

// named reports whether a change is about this place: it stands there, below it, or shows the whole value above it.
func (r *textComparer) named(a, b node) bool {
	return slices.ContainsFunc(r.found, func(c Change) bool {
		return a.ok && related(c.oldPointer, a.at) || b.ok && related(c.Pointer, b.at) ||
			a.ok && c.oldPointer == memberRequired(a) && c.oldPointer != "" || b.ok && c.Pointer == memberRequired(b) && c.Pointer != ""
	})
}

// memberRequired is the place of the member that an element of a list of required members names, or nothing: a member that came or
// went with the element was named as a whole.
func memberRequired(n node) string {
	schema, _, found := strings.Cut(n.at, "/required/")
	name, text := n.v.(string)
	if !found || !text {
		return ""
	}
	return schema + "/properties/" + jsonpointer.Escape(name)
}

func related(change, leaf string) bool {
	return change != "" && leaf != "" && (change == leaf || strings.HasPrefix(change, leaf+"/") || strings.HasPrefix(leaf, change+"/"))
}

// unnamed says what a difference means that no message depends on.
func (c *comparer) unnamed(a, b node, key string) (Level, string, string) {
	at := a.at
	if b.ok {
		at = b.at
	}
	switch {
	case c.translated() && a.ok && b.ok && slices.Contains([]string{"description", "summary", "title"}, key) && !c.reached(at):
		c.foreign++
		return None, "", ""
	case key == "description":
		if c.reached(at) && a.ok && b.ok && c.foreign > 0 && c.judgeQuietly(a, b) == None {
			return None, "", ""
		}
		if inText(at) && !strings.HasPrefix(at, "/components") && !c.words.Same(plainOr(a.v), plainOr(b.v)) {
			return Breaking, "rule-in-words-changed", "A description commits to something else: read both and look at the code that relies on it."
		}
		return Cosmetic, "description-changed", "A description is worded differently."
	case key == "order":
		return Cosmetic, "order-changed", "The order of a list changed, which means nothing."
	case key == "operationId":
		return Cosmetic, "operation-id-changed", "The operation has another name: generated methods are called differently, no message is different."
	case slices.Contains([]string{"summary", "title", "version", "example", "examples", "externalDocs", "tags", "contact", "license", "termsOfService"}, key):
		return Cosmetic, kebab(key) + "-changed", "Text or an example changed: no message is different."
	case strings.Count(at, "/") == 3 && strings.HasPrefix(at, "/components/"):
		return Cosmetic, "component-changed", "A component that no operation uses, or whose users say the same without it, came, went or changed."
	case strings.HasPrefix(key, "x-"):
		return Cosmetic, "extension-changed", "The extension " + key + " changed, which no message depends on."
	case hasRef(a) || hasRef(b):
		return Cosmetic, "reference-changed", "The same content is referred to or written out in another place."
	case strings.HasPrefix(at, "/components/"), strings.HasPrefix(at, "/paths/") && !unknownMember(at):
		return Cosmetic, "written-differently", "It is written differently and means the same."
	case strings.HasPrefix(at, "/openapi"), strings.HasPrefix(at, "/info"), strings.HasPrefix(at, "/servers"), strings.HasPrefix(at, "/tags"), strings.HasPrefix(at, "/security"), strings.HasPrefix(at, "/paths"), at == "/components":
		return Cosmetic, "written-differently", "It is written differently and means the same."
	}
	return Compatible, "unknown-member-changed", "A member that this comparison does not know changed: look at it."
}

// unknownMember: directly in a path or an operation nothing stands that is compared by no other rule.
func unknownMember(at string) bool {
	known := []string{"parameters", "requestBody", "responses", "callbacks", "deprecated", "security", "servers", "description", "summary", "tags", "operationId", "externalDocs", "$ref"}
	parts := strings.Split(at, "/")
	return len(parts) == 5 && !slices.Contains(known, parts[4])
}

func hasRef(n node) bool { return n.object()["$ref"] != nil }

func inText(at string) bool {
	return !strings.Contains(at, "/example") && !strings.Contains(at, "/properties/description")
}

func plainOr(v any) string {
	text, _ := v.(string)
	return text
}

// judgeQuietly judges without counting.
func (c *comparer) judgeQuietly(a, b node) Level {
	n := c.foreign
	defer func() { c.foreign = n }()
	return c.judge(plainOr(a.v), plainOr(b.v))
}

// reached reports whether an operation's comparison has come by this description.
func (c *comparer) reached(at string) bool {
	_, ok := c.uses[strings.TrimSuffix(at, "/description")]
	return ok
}

// visit remembers that an operation's comparison comes by.
func (c *comparer) visit(old, new node, s scope) {
	for _, n := range []node{old, old.resolve(), new, new.resolve()} {
		if u := (use{s.operation, s.direction}); n.ok && !slices.Contains(c.uses[n.at], u) {
			c.uses[n.at] = append(c.uses[n.at], u)
		}
	}
}

// usesOf are the operations and directions that the nearest place above belongs to.
func (c *comparer) usesOf(at ...string) []use {
	for _, p := range at {
		for ; p != ""; p = p[:strings.LastIndex(p, "/")] {
			if list := c.uses[p]; len(list) > 0 {
				return list
			}
			if u, ok := c.pathUse(p); ok {
				return []use{u}
			}
			if !strings.Contains(p, "/") {
				break
			}
		}
	}
	return []use{{"", nowhere}}
}

// pathUse reads the operation and direction off a pointer into paths.
func (c *comparer) pathUse(at string) (use, bool) {
	parts := strings.Split(at, "/")
	if len(parts) < 4 || parts[1] != "paths" || !slices.Contains(methods(), parts[3]) {
		return use{}, false
	}
	path := jsonpointer.Unescape(parts[2])
	u := use{c.operationID(address(parts[3], path)), both}
	if len(parts) > 4 {
		switch parts[4] {
		case "parameters", "requestBody", "servers", "security":
			u.direction = request
		case "responses", "callbacks":
			u.direction = response
		default:
			u.direction = nowhere
		}
	}
	return u, true
}
