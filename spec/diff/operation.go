package diff

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/iyzipayout/iyzipayout/spec"
)

// operation is one method of one path.
type operation struct {
	path string
	node node
	item node // the path's object, which can hold parameters and servers
	root node

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
			item := paths.get(path).resolve()
			for _, method := range methods() {
				n, key := item.get(method), address(method, path)
				if _, twice := found[key]; n.object() != nil && !twice && !strings.HasPrefix(path, "x-") {
					found[key] = operation{path: path, node: n, item: item, root: root}
				}
			}
		}
	}
	return found
}

func (p page) operations() []string {
	return slices.Sorted(maps.Keys(operations(p.roots)))
}

// ids are our own names of operations, for documents that have none.
var ids = sync.OnceValue(func() map[string]operation {
	root, err := decode(spec.YAML())
	if err != nil { // the embedded document is tested
		return nil
	}
	return operations([]any{root})
})

func (s scope) operations() {
	a, b := s.old.operations, s.new.operations
	for _, key := range union(a, b) {
		p := operationPair{a[key], b[key]}
		s.operation = s.operationID(key)
		switch {
		case !p.new.node.ok:
			text := "The operation " + key + " is gone: calling it fails."
			if moved := movedTo(p.old, a, b); moved != "" {
				text += " It is perhaps " + moved + " now."
			}
			s.report(Breaking, "operation-removed", p.nodes(), text)
		case !p.old.node.ok:
			s.report(Compatible, "operation-added", p.nodes(), "The operation "+key+" is new: nobody calls it yet.")
		default:
			s.compareOperation(p)
		}
	}
}

// operationID names an operation: as the documents do, or as we do, or by its address.
func (c *comparer) operationID(key string) string {
	was, is := c.old.operations[key], c.new.operations[key]
	method, path, _ := strings.Cut(key, " ")
	return cmp.Or(was.node.text("operationId"), is.node.text("operationId"), ids()[key].node.text("operationId"),
		method+" "+cmp.Or(is.path, was.path, path))
}

// movedTo finds a new operation that says just what a removed one said.
func movedTo(gone operation, a, b map[string]operation) string {
	for _, key := range slices.Sorted(maps.Keys(b)) {
		if _, old := a[key]; !old && expanded(b[key].node.without("operationId"), nil) == expanded(gone.node.without("operationId"), nil) {
			return key
		}
	}
	return ""
}

// operationPair is an operation of both documents.
type operationPair struct{ old, new operation }

func (p operationPair) nodes() pair { return pair{p.old.node, p.new.node} }

// compareOperation compares what both documents say of one operation.
func (s scope) compareOperation(p operationPair) {
	own := p.nodes()
	s.texts(own)
	s.texts(pair{p.old.item, p.new.item})
	s.inner(s.operation).deprecated(own.get("deprecated"))
	s.operationExtensions(own)
	s.direction = request
	s.servers(p)
	s.security(p)
	s.parameters(p)
	s.requestBody(own.get("requestBody"))
	s.direction = response
	s.responses(own.get("responses"))
	for name, callback := range own.get("callbacks").members() {
		for url, item := range callback.resolve().members() {
			s.inner(name+" "+url).calls(item, "callback")
		}
	}
}

func (s scope) webhooks() {
	for name, item := range (pair{top(s.old.root), top(s.new.root)}).get("webhooks").members() {
		s.operation = name
		s.toward(response).calls(item, "webhook")
	}
}

// calls compares the requests of a callback or webhook, which the vendor sends: what they hold is received, what answers them is sent.
func (s scope) calls(p pair, what string) {
	p = p.resolve()
	for _, method := range methods() {
		call := p.get(method)
		switch {
		case !call.old.ok && !call.new.ok:
		case !call.new.ok:
			s.report(Breaking, what+"-removed", call, "The "+what+" "+s.where()+" is never called again: callers wait for it in vain.")
		case !call.old.ok:
			s.report(Compatible, what+"-added", call, "The "+what+" "+s.where()+" is new.")
		default:
			s.toward(response).texts(call)
			s.toward(response).requestBody(call.get("requestBody"))
			s.toward(request).responses(call.get("responses"))
		}
	}
}
