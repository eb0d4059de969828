package diff

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
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

var template = lazyregexp.New(`\{[^}]*\}`)

// address tells operations apart: the names of path parameters are not part of what is sent.
func address(method, path string) string {
	return strings.ToUpper(method) + " " + template().ReplaceAllString(path, "{}")
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

// serverURLs are the addresses that an operation can be called at, variables written out.
func serverURLs(o operation) map[string]node {
	found := map[string]node{}
	for _, list := range []node{o.node.get("servers"), o.item.get("servers"), o.servers, o.root.get("servers")} {
		for _, server := range list.elements() {
			for _, url := range writtenOut(server) {
				found[url] = server
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return map[string]node{"/": {ok: true}}
}

// writtenOut is the address of a server for every value of its variables.
func writtenOut(server node) []string {
	urls := []string{server.text("url")}
	variables := server.get("variables")
	for _, name := range variables.keys() {
		v := variables.get(name)
		var next []string
		for _, url := range urls {
			for _, value := range append(v.texts("enum"), v.text("default")) {
				if len(next) < mostAlternatives {
					next = append(next, strings.ReplaceAll(url, "{"+name+"}", value))
				}
			}
		}
		urls = sorted(next)
	}
	for i, url := range urls {
		urls[i] = plainURL(url)
	}
	return urls
}

// plainURL writes what makes no difference in one way: a slash at the end, the case of scheme and host, the usual port.
func plainURL(url string) string {
	url = strings.TrimRight(strings.TrimSpace(url), "/")
	scheme, rest, found := strings.Cut(url, "://")
	if !found {
		return cmp.Or(url, "/")
	}
	host, path, deeper := strings.Cut(rest, "/")
	scheme, host = strings.ToLower(scheme), strings.ToLower(host)
	if port := map[string]string{"https": ":443", "http": ":80"}[scheme]; port != "" {
		host = strings.TrimSuffix(host, port)
	}
	if deeper {
		host += "/" + path
	}
	return scheme + "://" + host
}

func (s scope) servers(o operationPair) {
	for url, p := range pairs(serverURLs(o.old), serverURLs(o.new)) {
		switch {
		case !p.new.ok:
			s.report(Breaking, "server-removed", p, "The server "+url+" is gone: callers that use it reach nobody, or somebody else.")
		case !p.old.ok:
			s.report(Compatible, "server-added", p, "The server "+url+" is new.")
		case p.old.text("description") != "" && p.new.text("description") != "":
			s.texts(p)
		}
	}
}

// way is a way of proving who calls: security schemes, by what they say.
type way map[string]node

// ways are those of an operation, of which one must be used. An empty one means that no proof is needed.
func ways(o operation) []way {
	var all []way
	for _, requirement := range securityPlace(o).elements() {
		set := way{}
		for _, name := range requirement.keys() {
			scheme := o.root.get("components").get("securitySchemes").get(name).resolve()
			says := "undefined " + name
			if scheme.ok {
				says = canonical(plainScheme(scheme))
			}
			set[says+strings.Join(sorted(requirement.texts(name)), " ")] = scheme
		}
		all = append(all, set)
	}
	if len(all) == 0 {
		return []way{{}}
	}
	return all
}

// plainScheme drops what no request depends on.
func plainScheme(scheme node) any {
	kept := map[string]any{}
	for key, v := range scheme.object() {
		if text, ok := v.(string); ok && (key == "name" && scheme.text("in") == "header" || key == "scheme") {
			v = strings.ToLower(text)
		}
		if key != "description" && key != "bearerFormat" && !strings.HasPrefix(key, "x-") {
			kept[key] = v
		}
	}
	return kept
}

func (s scope) security(o operationPair) {
	a, b := ways(o.old), ways(o.new)
	at := pair{securityPlace(o.old), securityPlace(o.new)}
	sent, sentNow := sentHeaders(o.old), sentHeaders(o.new)
	start := len(*s.found)
	for _, before := range a {
		fits := func(now way) bool { return now.within(before, sent) }
		switch {
		case slices.ContainsFunc(b, fits):
			s.schemes(before, b)
		case len(before) == 0:
			s.report(Breaking, "security-requirement-added", at, "Callers must now prove who they are: requests that do not are refused.")
		default:
			s.report(Breaking, "security-changed", at, "Callers must now prove who they are in another way: requests signed as before are refused.")
		}
	}
	if worst((*s.found)[start:]) == Breaking {
		return
	}
	for _, now := range b {
		if slices.ContainsFunc(a, func(before way) bool { return before.within(now, nil) && now.within(before, nil) }) {
			continue
		}
		// A requirement that asks for the headers that parameters asked for says nothing new, and neither do parameters in its place.
		level := Compatible
		byParameters := func(before way) bool { return len(before) > 0 && before.within(nil, sentNow) }
		if len(now) > 0 && now.within(nil, sent) || len(now) == 0 && slices.ContainsFunc(a, byParameters) {
			level = Cosmetic
		}
		s.report(level, "security-requirement-loosened", at, "There is another way of proving who calls, or none is needed: the old way still works.")
	}
}

// sends reports whether a security scheme is a key in this header.
func sends(scheme node, header string) bool {
	return scheme.text("type") == "apiKey" && scheme.text("in") == "header" && strings.EqualFold(scheme.text("name"), header)
}

// demands reports whether a security requirement of the operation asks for this header.
func demands(o operation, header string) bool {
	return slices.ContainsFunc(ways(o), func(w way) bool {
		for _, scheme := range w {
			if sends(scheme, header) || scheme.text("type") == "http" && strings.EqualFold(header, "Authorization") {
				return true
			}
		}
		return false
	})
}

// sentHeaders are the headers that the parameters of an operation ask for.
func sentHeaders(o operation) []string {
	var names []string
	for _, p := range parameterList(o) {
		if p.text("in") == "header" && p.flag("required") {
			names = append(names, p.text("name"))
		}
	}
	return names
}

// within reports whether the way asks for no more than another one, or than headers that are sent anyhow.
func (w way) within(other way, sent []string) bool {
	for key, scheme := range w {
		if _, named := other[key]; !named && !slices.ContainsFunc(sent, func(header string) bool { return sends(scheme, header) }) {
			return false
		}
	}
	return true
}

// schemes compares the words of the schemes that both documents use.
func (s scope) schemes(before way, now []way) {
	for key, scheme := range before {
		if i := slices.IndexFunc(now, func(w way) bool { return w[key].ok }); i >= 0 {
			s.texts(pair{scheme, now[i][key]})
		}
	}
}

func securityPlace(o operation) node {
	if at := o.node.get("security"); at.ok {
		return at
	}
	return o.root.get("security")
}
