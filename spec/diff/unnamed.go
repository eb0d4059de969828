package diff

import (
	"cmp"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// use is an operation and direction that a place of the document belongs to.
type use struct{ operation, direction string }

// textComparer compares the two texts member by member and lists what no other change names. It is what makes the list complete: the other
// readers compare meanings, and find nothing where two ways of writing mean the same.
type textComparer struct {
	scope
	named []Change // by the other readers
}

// walk compares the values of one place; key is the member's name.
func (t textComparer) walk(p pair, key string) {
	_, wasList := p.old.v.([]any)
	_, isList := p.new.v.([]any)
	switch {
	case p.same():
	case wasList && isList:
		t.list(p, key)
	case p.old.object() == nil || p.new.object() == nil || p.old.hasRef() || p.new.hasRef():
		t.leaf(p, key)
	case key == "content": // media types may be written with and without a charset
		for name, body := range pairs(byMediaType(p.old), byMediaType(p.new)) {
			t.walk(body, name)
		}
	default:
		for name, member := range p.members() {
			t.walk(member, name)
		}
	}
}

// byMediaType are bodies by what they are, whatever their charset.
func byMediaType(content node) map[string]node {
	found := map[string]node{}
	for _, name := range content.keys() {
		put(found, mediaType(name), content.get(name))
	}
	return found
}

// put adds an entry, under another name if there is one of the name.
func put(table map[string]node, name string, n node) {
	for table[name].ok {
		name += "+"
	}
	table[name] = n
}

// list compares lists: elements are told apart by what they are called, or else by their value.
func (t textComparer) list(p pair, key string) {
	texts := func(n node) []string {
		var all []string
		for _, e := range n.elements() {
			all = append(all, canonical(e.v))
		}
		slices.Sort(all)
		return all
	}
	if slices.Equal(texts(p.old), texts(p.new)) {
		t.leaf(p, "order")
		return
	}
	for _, element := range pairs(byName(p.old), byName(p.new)) {
		t.walk(element, key)
	}
}

// byName are the elements of a list by what they are called. Plain values are called by themselves, and what has no name of its own by how
// many of them stand before.
func byName(list node) map[string]node {
	found := map[string]node{}
	for _, n := range list.elements() {
		name := ""
		if n.object() == nil {
			name = canonical(n.v)
		}
		for _, key := range []string{"property", "url", "name", "$ref"} {
			if text := n.text(key); text != "" {
				name = key + " " + text + " " + n.text("in")
			}
		}
		put(found, name, n)
	}
	return found
}

func (t textComparer) leaf(p pair, key string) {
	if slices.ContainsFunc(t.named, func(c Change) bool { return about(c.oldPointer, p.old) || about(c.Pointer, p.new) }) {
		return
	}
	at := p.old.at
	if p.new.ok {
		at = p.new.at
	}
	level, how := t.unnamed(p, at, key)
	if level == None {
		return
	}
	for _, u := range t.usesOf(at, p.old.at) {
		t.operation, t.direction = u.operation, u.direction
		t.report(level, how.id, p, how.what)
	}
}

// about reports whether the pointer of a change names a place: it stands there, below it, or shows the whole value above it. Of an element
// of a list of required members it is also the member, which came or went as a whole.
func about(pointer string, n node) bool {
	if !n.ok || n.at == "" || pointer == "" {
		return false
	}
	schema, _, found := strings.Cut(n.at, "/required/")
	if name, text := n.v.(string); found && text && pointer == schema+"/properties/"+jsonpointer.Escape(name) {
		return true
	}
	return pointer == n.at || strings.HasPrefix(pointer, n.at+"/") || strings.HasPrefix(n.at, pointer+"/")
}

// unnamed says what a difference means that no message depends on.
func (c *comparer) unnamed(p pair, at, key string) (Level, said) {
	bothHave := p.old.ok && p.new.ok
	was, _ := p.old.v.(string)
	is, _ := p.new.v.(string)
	within := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.HasPrefix(at, part) })
	}
	switch {
	case bothHave && c.translated() && slices.Contains([]string{"description", "summary", "title"}, key) && !c.reached(at):
		c.foreign++
		return None, said{}
	case key == "description":
		if bothHave && c.foreign > 0 && c.reached(at) && c.judgeQuietly(was, is) == None {
			return None, said{}
		}
		inText := !strings.Contains(at, "/example") && !strings.Contains(at, "/properties/description")
		if inText && !within("/components") && !c.words.Same(was, is) {
			return Breaking, said{"rule-in-words-changed", "A description commits to something else: read both and look at the code that relies on it."}
		}
		return Cosmetic, said{"description-changed", "A description is worded differently."}
	case key == "order":
		return Cosmetic, said{"order-changed", "The order of a list changed, which means nothing."}
	case key == "operationId":
		return Cosmetic, said{"operation-id-changed", "The operation has another name: generated methods are called differently, no message is different."}
	case slices.Contains([]string{"summary", "title", "version", "example", "examples", "externalDocs", "tags", "contact", "license", "termsOfService"}, key):
		return Cosmetic, said{kebab(key) + "-changed", "Text or an example changed: no message is different."}
	case strings.Count(at, "/") == 3 && within("/components/"):
		return Cosmetic, said{"component-changed", "A component that no operation uses, or whose users say the same without it, came, went or changed."}
	case strings.HasPrefix(key, "x-"):
		return Cosmetic, said{"extension-changed", "The extension " + key + " changed, which no message depends on."}
	case p.old.hasRef() || p.new.hasRef():
		return Cosmetic, said{"reference-changed", "The same content is referred to or written out in another place."}
	case within("/components", "/openapi", "/info", "/servers", "/tags", "/security", "/paths") && !unknownMember(at):
		return Cosmetic, said{"written-differently", "It is written differently and means the same."}
	}
	return Compatible, said{"unknown-member-changed", "A member that this comparison does not know changed: look at it."}
}

// unknownMember: directly in an operation nothing stands that is compared by no other rule.
func unknownMember(at string) bool {
	known := []string{"parameters", "requestBody", "responses", "callbacks", "deprecated", "security", "servers", "$ref"}
	parts := jsonpointer.Tokens(at)
	return len(parts) == 4 && parts[0] == "paths" && slices.Contains(methods(), parts[2]) && !slices.Contains(known, parts[3])
}

// judgeQuietly judges without counting.
func (c *comparer) judgeQuietly(old, new string) Level {
	n := c.foreign
	defer func() { c.foreign = n }()
	return c.judge(old, new)
}

// reached reports whether an operation's comparison has come by this description.
func (c *comparer) reached(at string) bool {
	return len(c.uses[strings.TrimSuffix(at, "/description")]) > 0
}

// visit remembers that an operation's comparison comes by.
func (s scope) visit(p pair) {
	for _, n := range []node{p.old, p.old.resolve(), p.new, p.new.resolve()} {
		if u := (use{s.operation, s.direction}); n.ok && !slices.Contains(s.uses[n.at], u) {
			s.uses[n.at] = append(s.uses[n.at], u)
		}
	}
}

// usesOf are the operations and directions that the nearest place above belongs to.
func (c *comparer) usesOf(at ...string) []use {
	for _, p := range at {
		for ; strings.Contains(p, "/"); p = p[:strings.LastIndex(p, "/")] {
			if list := c.uses[p]; len(list) > 0 {
				return list
			}
			if u, ok := c.pathUse(p); ok {
				return []use{u}
			}
		}
	}
	return []use{{"", nowhere}}
}

// pathUse reads the operation and direction off a pointer into paths.
func (c *comparer) pathUse(at string) (use, bool) {
	parts := append(jsonpointer.Tokens(at), "")
	if len(parts) < 4 || parts[0] != "paths" || !slices.Contains(methods(), parts[2]) {
		return use{}, false
	}
	direction := map[string]string{"parameters": request, "requestBody": request, "servers": request, "security": request,
		"responses": response, "callbacks": response, "": both}[parts[3]]
	return use{c.operationID(address(parts[2], parts[1])), cmp.Or(direction, nowhere)}, true
}
