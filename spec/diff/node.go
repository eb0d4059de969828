package diff

import (
	"cmp"
	"encoding/json"
	"iter"
	"maps"
	"net/url"
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

// get is a member of an object, or an element of a list.
func (n node) get(key string) node {
	v, ok := n.object()[key]
	if list, _ := n.v.([]any); list != nil {
		if i, err := strconv.Atoi(key); err == nil && i >= 0 && i < len(list) {
			v, ok = list[i], true
		}
	}
	return node{v: v, at: jsonpointer.Join(n.at, key), root: n.root, ok: ok}
}

// firstOf is the first of these members that is there, or else the node itself.
func (n node) firstOf(keys ...string) node {
	for _, key := range keys {
		if at := n.get(key); at.ok {
			return at
		}
	}
	return n
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

func (n node) hasRef() bool { return n.value("$ref") != nil }

// without is the node less one member.
func (n node) without(key string) node {
	kept := maps.Clone(n.object())
	delete(kept, key)
	n.v = kept
	return n
}

// table are the members of an object, by name.
func (n node) table() map[string]node {
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
	for i := range list {
		all[i] = n.get(strconv.Itoa(i))
	}
	return all
}

func (n node) texts(key string) []string {
	var all []string
	for _, e := range n.get(key).elements() {
		if s, ok := e.v.(string); ok {
			all = append(all, s)
		}
	}
	return all
}

// resolve follows $ref within the document. A reference that leads nowhere, out of the document or in a circle stays as it is.
func (n node) resolve() node {
	at := n
	for range 32 {
		path, within := strings.CutPrefix(at.text("$ref"), "#")
		if !within {
			return at
		}
		if plain, err := url.PathUnescape(path); err == nil {
			path = plain
		}
		next := top(n.root)
		for _, token := range jsonpointer.Tokens(path) {
			next = next.get(token)
		}
		if !next.ok {
			return at
		}
		at = next
	}
	return n
}

// pair is one place of both documents. The node of a side that has no such place is not ok.
type pair struct{ old, new node }

func (p pair) get(key string) pair { return pair{p.old.get(key), p.new.get(key)} }

func (p pair) resolve() pair { return pair{p.old.resolve(), p.new.resolve()} }

// same reports whether both sides have the same, or nothing.
func (p pair) same() bool { return p.old.ok == p.new.ok && same(p.old.v, p.new.v) }

// alike reports whether both sides say the same, with all that they refer to.
func (p pair) alike() bool {
	seen := map[string]bool{}
	for queue := []pair{p}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if !at.same() {
			return false
		}
		for _, ref := range references(at.old.v) {
			if !seen[ref] {
				seen[ref] = true
				reference := map[string]any{"$ref": ref}
				queue = append(queue, pair{node{v: reference, root: p.old.root}, node{v: reference, root: p.new.root}}.resolve())
			}
		}
	}
	return true
}

// references are those that stand anywhere in a value: equal texts can mean different things by them.
func references(v any) []string {
	var found []string
	switch v := v.(type) {
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			found = []string{ref}
		}
		for _, member := range v {
			found = append(found, references(member)...)
		}
	case []any:
		for _, element := range v {
			found = append(found, references(element)...)
		}
	}
	return found
}

// members are those that one of the two objects has, by name.
func (p pair) members() iter.Seq2[string, pair] {
	return func(yield func(string, pair) bool) {
		for _, key := range sorted(p.old.keys(), p.new.keys()) {
			if !yield(key, p.get(key)) {
				return
			}
		}
	}
}

// pairs are the entries that one of two tables has, by name.
func pairs(old, new map[string]node) iter.Seq2[string, pair] {
	return func(yield func(string, pair) bool) {
		for _, key := range union(old, new) {
			if !yield(key, pair{old[key], new[key]}) {
				return
			}
		}
	}
}

// union are the names that one of two tables has.
func union[V any](old, new map[string]V) []string {
	return sorted(slices.Collect(maps.Keys(old)), slices.Collect(maps.Keys(new)))
}

// sorted is what stands in any of the lists, once and sorted.
func sorted[E cmp.Ordered](lists ...[]E) []E {
	all := slices.Concat(lists...)
	slices.Sort(all)
	return slices.Compact(all)
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
func same(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && maps.EqualFunc(a, b, same)
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, same)
	}
	return a == b
}
