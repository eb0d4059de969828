package diff

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/iyzipayout/iyzipayout/spec"
)

// operation is one method of one path.
type operation struct {
	id     string // operationId
	method string
	path   string
	node   node
	item   node // the path's object, which can hold parameters and servers
	root   node

	servers node // of the page that holds it; pages are merged with all their servers, of which each operation has its page's only
}

func methods() []string {
	return []string{"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}
}

var template = regexp.MustCompile(`\{[^}]*\}`)

// address tells operations apart: the names of path parameters are not part of what is sent.
func address(method, path string) string {
	return strings.ToUpper(method) + " " + template.ReplaceAllString(path, "{}")
}

// operations are those of all parts of a document, by address.
func operations(parts []any) map[string]operation {
	found := map[string]operation{}
	for _, part := range parts {
		root := top(part)
		paths := root.get("paths")
		for _, path := range paths.keys() {
			if strings.HasPrefix(path, "x-") {
				continue
			}
			item := paths.get(path).resolve()
			for _, method := range methods() {
				n := item.get(method)
				key := address(method, path)
				if _, twice := found[key]; !n.ok || n.object() == nil || twice {
					continue
				}
				found[key] = operation{id: n.text("operationId"), method: method, path: path, node: n, item: item, root: root}
			}
		}
	}
	return found
}

func (p page) operations() []string {
	return slices.Sorted(maps.Keys(operations(p.roots)))
}

// ids are our own names of operations, for documents that have none.
var ids = sync.OnceValue(func() map[string]string {
	found := map[string]string{}
	root, err := decode(spec.YAML())
	if err != nil { // the embedded document is tested
		return found
	}
	for key, o := range operations([]any{root}) {
		found[key] = o.id
	}
	return found
})

func (c *comparer) operations() []Change {
	a, b := c.a, c.b
	names := maps.Clone(a)
	maps.Copy(names, b)
	var changes []Change
	for _, key := range slices.Sorted(maps.Keys(names)) {
		old, had := a[key]
		new, has := b[key]
		s := scope{operation: c.operationID(key), direction: both}
		switch {
		case !has:
			text := "The operation " + key + " is gone: calling it fails."
			if moved := c.movedTo(old, a, b); moved != "" {
				text += " It is perhaps " + moved + " now."
			}
			changes = append(changes, s.change(Breaking, "operation-removed", old.node, node{}, text))
		case !had:
			changes = append(changes, s.change(Compatible, "operation-added", node{}, new.node, "The operation "+key+" is new: nobody calls it yet."))
		default:
			changes = append(changes, c.operation(old, new, s)...)
		}
	}
	return changes
}

// operationID names an operation: as the documents do, or as we do, or by its address.
func (c *comparer) operationID(key string) string {
	for _, known := range []map[string]operation{c.a, c.b} {
		if id := known[key].id; id != "" {
			return id
		}
	}
	if id := ids()[key]; id != "" {
		return id
	}
	method, path, _ := strings.Cut(key, " ")
	for _, known := range []map[string]operation{c.a, c.b} {
		if o := known[key]; o.path != "" {
			path = o.path
		}
	}
	return method + " " + path
}

// movedTo finds a new operation that says just what a removed one said.
func (c *comparer) movedTo(gone operation, a, b map[string]operation) string {
	for _, key := range slices.Sorted(maps.Keys(b)) {
		if _, old := a[key]; !old && expanded(b[key].node.without("operationId"), nil) == expanded(gone.node.without("operationId"), nil) {
			return key
		}
	}
	return ""
}

// operation compares what both documents say of one operation.
func (c *comparer) operation(old, new operation, s scope) []Change {
	changes := c.texts(old.node, new.node, s)
	changes = append(changes, c.texts(old.item, new.item, s)...)
	changes = append(changes, c.deprecated(old.node.get("deprecated"), new.node.get("deprecated"), s.inner(s.operation))...)
	changes = append(changes, c.operationExtensions(old.node, new.node, s)...)
	s.direction = request
	changes = append(changes, c.servers(old, new, s)...)
	changes = append(changes, c.security(old, new, s)...)
	changes = append(changes, c.parameters(old, new, s)...)
	changes = append(changes, c.requestBody(old.node.get("requestBody"), new.node.get("requestBody"), s)...)
	s.direction = response
	changes = append(changes, c.responses(old.node.get("responses"), new.node.get("responses"), s)...)
	return append(changes, c.callbacks(old.node.get("callbacks"), new.node.get("callbacks"), s)...)
}

// callbacks are requests that the vendor sends: what they hold is received, what answers them is sent.
func (c *comparer) callbacks(old, new node, s scope) []Change {
	var changes []Change
	for _, name := range union(old, new) {
		a, b := old.get(name).resolve(), new.get(name).resolve()
		for _, url := range union(a, b) {
			changes = append(changes, c.calls(a.get(url), b.get(url), s.inner(name+" "+url), "callback")...)
		}
	}
	return changes
}

func (c *comparer) webhooks() []Change {
	old, new := top(c.old.root).get("webhooks"), top(c.new.root).get("webhooks")
	var changes []Change
	for _, name := range union(old, new) {
		changes = append(changes, c.calls(old.get(name), new.get(name), scope{operation: name, direction: response}, "webhook")...)
	}
	return changes
}

// calls compares the requests of a callback or webhook.
func (c *comparer) calls(old, new node, s scope, what string) []Change {
	old, new = old.resolve(), new.resolve()
	var changes []Change
	for _, method := range methods() {
		a, b := old.get(method), new.get(method)
		switch {
		case !a.ok && !b.ok:
		case !b.ok:
			changes = append(changes, s.change(Breaking, what+"-removed", a, b, "The "+what+" "+s.where()+" is never called again: callers wait for it in vain."))
		case !a.ok:
			changes = append(changes, s.change(Compatible, what+"-added", a, b, "The "+what+" "+s.where()+" is new."))
		default:
			s.direction = response
			changes = append(changes, c.texts(a, b, s)...)
			changes = append(changes, c.requestBody(a.get("requestBody"), b.get("requestBody"), s)...)
			s.direction = request
			changes = append(changes, c.responses(a.get("responses"), b.get("responses"), s)...)
		}
	}
	return changes
}

func union(a, b node) []string {
	all := slices.Concat(a.keys(), b.keys())
	slices.Sort(all)
	return slices.Compact(all)
}
