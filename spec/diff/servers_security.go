package diff

import (
	"maps"
	"slices"
	"strings"
)

// serverURLs are the addresses that an operation can be called at, variables written out.
func serverURLs(o operation) map[string]node {
	found := map[string]node{}
	for _, list := range []node{o.node.get("servers"), o.item.get("servers"), o.servers, o.root.get("servers")} {
		if len(list.elements()) == 0 {
			continue
		}
		for _, server := range list.elements() {
			for _, url := range writtenOut(server) {
				found[url] = server
			}
		}
		return found
	}
	return map[string]node{"": {}}
}

// writtenOut is the address of a server for every value of its variables.
func writtenOut(server node) []string {
	urls := []string{server.text("url")}
	variables := server.get("variables")
	for _, name := range variables.keys() {
		v := variables.get(name)
		values := append(v.texts("enum"), v.text("default"))
		var next []string
		for _, url := range urls {
			for _, value := range values {
				if u := strings.ReplaceAll(url, "{"+name+"}", value); !slices.Contains(next, u) && len(next) < mostAlternatives {
					next = append(next, u)
				}
			}
		}
		urls = next
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
		return url
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

func (c *comparer) servers(old, new operation, s scope) []Change {
	a, b := serverURLs(old), serverURLs(new)
	names := maps.Clone(a)
	maps.Copy(names, b)
	var changes []Change
	for _, url := range slices.Sorted(maps.Keys(names)) {
		was, had := a[url]
		is, has := b[url]
		shown := url
		if shown == "" {
			shown = "/"
		}
		switch {
		case !has:
			changes = append(changes, s.change(Breaking, "server-removed", was, is, "The server "+shown+" is gone: callers that use it reach nobody, or somebody else."))
		case !had:
			changes = append(changes, s.change(Compatible, "server-added", was, is, "The server "+shown+" is new."))
		default:
			if was.text("description") != "" && is.text("description") != "" {
				changes = append(changes, c.texts(was, is, s)...)
			}
		}
	}
	return changes
}

// requirements are the ways of proving who calls, of which one must be used: each is a set of security schemes, by what they say.
// No way at all means that none is needed.
func requirements(o operation) []map[string]node {
	list := o.node.get("security")
	if !list.ok {
		list = o.root.get("security")
	}
	var all []map[string]node
	for _, requirement := range list.elements() {
		set := map[string]node{}
		for _, name := range requirement.keys() {
			scheme := o.root.get("components").get("securitySchemes").get(name).resolve()
			content := scheme.without("description")
			if !scheme.ok {
				content = node{v: "undefined " + name, at: requirement.get(name).at, root: o.root.root, ok: true}
			}
			scopes := requirement.texts(name)
			slices.Sort(scopes)
			set[canonical(content.plainScheme())+strings.Join(scopes, " ")] = scheme
		}
		all = append(all, set)
	}
	if len(all) == 0 {
		all = []map[string]node{{}}
	}
	return all
}

// plainScheme drops what no request depends on.
func (n node) plainScheme() any {
	m := n.object()
	if m == nil {
		return n.v
	}
	kept := map[string]any{}
	for key, v := range m {
		if text, ok := v.(string); ok && (key == "name" && m["in"] == "header" || key == "scheme") {
			v = strings.ToLower(text)
		}
		if key != "description" && key != "bearerFormat" && !strings.HasPrefix(key, "x-") {
			kept[key] = v
		}
	}
	return kept
}

func (c *comparer) security(old, new operation, s scope) []Change {
	a, b := requirements(old), requirements(new)
	at, to := securityPlace(old), securityPlace(new)
	var changes []Change
	sent := sentHeaders(old)
	for _, way := range a {
		if slices.ContainsFunc(b, func(now map[string]node) bool { return within(now, way, sent) }) {
			changes = append(changes, c.schemes(way, b, s)...)
			continue
		}
		text := "Callers must now prove who they are in another way: requests signed as before are refused."
		id := "security-changed"
		if len(way) == 0 {
			id, text = "security-requirement-added", "Callers must now prove who they are: requests that do not are refused."
		}
		changes = append(changes, s.change(Breaking, id, at, to, text))
	}
	if len(changes) > 0 && worst(changes) == Breaking {
		return changes
	}
	for _, way := range b {
		if !slices.ContainsFunc(a, func(before map[string]node) bool { return equalWays(before, way) }) {
			changes = append(changes, s.change(looser(way, a, sent, sentHeaders(new)), "security-requirement-loosened", at, to, "There is another way of proving who calls, or none is needed: the old way still works."))
		}
	}
	return changes
}

// looser: a requirement that asks for the headers that parameters asked for says nothing new, and neither do parameters in its place.
func looser(way map[string]node, before []map[string]node, sent, sentNow []string) Level {
	sameByParameters := func(old map[string]node) bool { return len(old) > 0 && within(old, nil, sentNow) }
	if len(way) > 0 && within(way, nil, sent) || len(way) == 0 && slices.ContainsFunc(before, sameByParameters) {
		return Cosmetic
	}
	return Compatible
}

// sentHeaders are the headers that the parameters of an operation ask for.
func sentHeaders(o operation) []string {
	var names []string
	for _, p := range parameterList(o) {
		if p.text("in") == "header" && p.flag("required") {
			names = append(names, strings.ToLower(p.text("name")))
		}
	}
	return names
}

// within reports whether the way asks for no more than another one, or than headers that are sent anyhow.
func within(way, other map[string]node, sent []string) bool {
	for key, scheme := range way {
		_, named := other[key]
		header := scheme.text("type") == "apiKey" && scheme.text("in") == "header" && slices.Contains(sent, strings.ToLower(scheme.text("name")))
		if !named && !header {
			return false
		}
	}
	return true
}

func equalWays(a, b map[string]node) bool { return within(a, b, nil) && within(b, a, nil) }

// schemes compares the words of the schemes that both documents use.
func (c *comparer) schemes(way map[string]node, now []map[string]node, s scope) []Change {
	var changes []Change
	for key, scheme := range way {
		for _, other := range now {
			if is, ok := other[key]; ok {
				changes = append(changes, c.texts(scheme, is, s)...)
				break
			}
		}
	}
	return changes
}

func securityPlace(o operation) node {
	if at := o.node.get("security"); at.ok {
		return at
	}
	return o.root.get("security")
}
