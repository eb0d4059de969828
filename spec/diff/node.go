package diff

import (
	"encoding/json"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// A decoded document is made of map[string]any, []any, string, bool, nil and json.Number in one form for each value, so that
// the layout of its file is gone.

// node is a value of a document and where it stands.
type node struct {
	v    any
	at   string // JSON pointer
	root any    // the document, for $ref
	ok   bool   // it exists
}

func top(root any) node { return node{v: root, root: root, ok: true} }

func (n node) object() map[string]any {
	m, _ := n.v.(map[string]any)
	return m
}

func (n node) get(key string) node {
	v, ok := n.object()[key]
	return node{v: v, at: jsonpointer.Join(n.at, key), root: n.root, ok: ok}
}

// value is a member that says something: what is null counts as absent.
func (n node) value(key string) any { return n.object()[key] }

func (n node) text(key string) string {
	s, _ := n.value(key).(string)
	return s
}

func (n node) flag(key string) bool {
	b, _ := n.value(key).(bool)
	return b
}

// members are those of an object, by name.
func (n node) members() map[string]node {
	all := map[string]node{}
	for key := range n.object() {
		all[key] = n.get(key)
	}
	return all
}

func (n node) keys() []string { return slices.Sorted(maps.Keys(n.object())) }

func (n node) elements() []node {
	list, _ := n.v.([]any)
	all := make([]node, len(list))
	for i, v := range list {
		all[i] = node{v: v, at: jsonpointer.Join(n.at, i), root: n.root, ok: true}
	}
	return all
}

func (n node) texts(key string) []string {
	var all []string
	list, _ := n.value(key).([]any)
	for _, v := range list {
		if s, ok := v.(string); ok {
			all = append(all, s)
		}
	}
	return all
}

// resolve follows $ref within the document. A reference that leads nowhere, out of the document or in a circle stays as it is.
func (n node) resolve() node {
	at := n
	for range 32 {
		ref, ok := at.object()["$ref"].(string)
		if !ok {
			return at
		}
		next, ok := at.follow(ref)
		if !ok {
			return at
		}
		at = next
	}
	return n
}

func (n node) follow(ref string) (node, bool) {
	path, ok := strings.CutPrefix(ref, "#")
	if !ok {
		return node{}, false
	}
	if plain, err := url.PathUnescape(path); err == nil {
		path = plain
	}
	at := top(n.root)
	for _, token := range jsonpointer.Tokens(path) {
		switch v := at.v.(type) {
		case map[string]any:
			at = at.get(token)
		case []any:
			k, err := strconv.Atoi(token)
			if err != nil || k < 0 || k >= len(v) {
				return node{}, false
			}
			at = at.elements()[k]
		default:
			return node{}, false
		}
		if !at.ok {
			return node{}, false
		}
	}
	return at, true
}

// canonical is one text for each value.
func canonical(v any) string {
	b, err := json.Marshal(v)
	if err != nil { // cannot happen: decoded documents hold nothing else
		return err.Error()
	}
	return string(b)
}

// same compares decoded values, of which each is written in one way.
func same(a, b any) bool { return reflect.DeepEqual(a, b) }
