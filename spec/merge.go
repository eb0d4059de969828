package spec

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/semver"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

// ConflictError says that two pages define one thing differently. Nothing is chosen, renamed or dropped: somebody has
// to decide, by an overlay action or by asking the vendor.
type ConflictError struct {
	Pointer       string // JSON pointer to the deepest place where the two differ
	First, Second string // file:line of that place, or of the object that lacks it
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("%s and %s define %s differently: pages of one version must agree; vendor both pages anew, or correct one of them",
		e.First, e.Second, shown(e.Pointer))
}

// Merge makes one document of the fragments, in their order, and leaves them as they are. Paths are joined method by
// method, servers by URL, tags by name and components by section and name; everything else at the top must be the same
// wherever it stands. Whatever two fragments define differently is a *ConflictError.
func Merge(fragments []Fragment) (*yaml.Node, error) {
	m := merger{root: yamlnode.Mapping(), file: map[*yaml.Node]string{}}
	for _, f := range fragments {
		if err := m.object(m.root, f.Root, place{f.File, ""}); err != nil {
			return nil, err
		}
	}
	sortTopLevel(m.root)
	return m.root, nil
}

// merger builds the document; file remembers which file brought a node in.
type merger struct {
	root *yaml.Node
	file map[*yaml.Node]string
}

// place is where the merge stands in the fragment that is being joined.
type place struct{ file, pointer string }

// object joins the members of from into the object to.
func (m merger) object(to, from *yaml.Node, at place) error {
	for key, value := range yamlnode.Members(from) {
		if err := m.member(to, key, value, place{at.file, jsonpointer.Join(at.pointer, key.Value)}); err != nil {
			return err
		}
	}
	return nil
}

func (m merger) member(to, key, value *yaml.Node, at place) error {
	existing := yamlnode.Lookup(to, key.Value)
	switch {
	case at.pointer == "/servers":
		return m.list(to, existing, key, value, "url", at)
	case at.pointer == "/tags":
		return m.list(to, existing, key, value, "name", at)
	case at.pointer == "/info" && existing != nil:
		return m.info(existing, value, at)
	case existing == nil && joinable(value, at):
		return m.object(m.add(to, key, shell(value), at), value, at)
	case existing == nil:
		m.add(to, key, yamlnode.Clone(value), at)
		return nil
	case joinable(existing, at) && joinable(value, at):
		return m.joinObjects(existing, value, at)
	default:
		return m.same(existing, value, at)
	}
}

// joinable: /paths and /components, and one level deeper, /paths/{path} and /components/{section}. Below, two
// definitions of one thing must be equal.
func joinable(value *yaml.Node, at place) bool {
	container := at.pointer == "/paths" || at.pointer == "/components" || strings.Count(at.pointer, "/") == 2
	return container && value.Kind == yaml.MappingNode
}

// joinObjects joins two objects. What a path says for all of its methods must stand on both sides: joined, it would
// change the methods of the side that does not say it.
func (m merger) joinObjects(existing, value *yaml.Node, at place) error {
	if !strings.HasPrefix(at.pointer, "/paths/") {
		return m.object(existing, value, at)
	}
	for _, name := range []string{"parameters", "servers", "$ref"} {
		a, b := yamlnode.Lookup(existing, name), yamlnode.Lookup(value, name)
		if (a == nil) != (b == nil) {
			return m.conflict(existing, difference{jsonpointer.Join(at.pointer, name), cmp.Or(a, existing), cmp.Or(b, value)}, at)
		}
	}
	return m.object(existing, value, at)
}

// list joins two lists whose elements are told apart by the member id.
func (m merger) list(to, existing, key, value *yaml.Node, id string, at place) error {
	if value.Kind != yaml.SequenceNode {
		return fmt.Errorf("%s:%d: %s must be a list", at.file, value.Line, at.pointer)
	}
	if existing == nil {
		existing = m.add(to, key, shell(value), at)
	}
	for _, element := range value.Content {
		name := yamlnode.Lookup(element, id)
		if name == nil {
			return fmt.Errorf("%s:%d: an element of %s has no %q", at.file, element.Line, at.pointer, id)
		}
		i := slices.IndexFunc(existing.Content, func(e *yaml.Node) bool { return equal(yamlnode.Lookup(e, id), name) })
		if i < 0 {
			element = yamlnode.Clone(element)
			existing.Content = append(existing.Content, element)
			m.file[element] = at.file
			continue
		}
		if err := m.same(existing.Content[i], element, place{at.file, jsonpointer.Join(at.pointer, i)}); err != nil {
			return err
		}
	}
	return nil
}

// info must be the same but for the version, of which the newest counts: the vendor numbers each page by itself, and pages of several
// versions are one contract as long as they define nothing differently. sources.yaml keeps the version of each.
func (m merger) info(existing, value *yaml.Node, at place) error {
	was, is := yamlnode.Lookup(existing, "version"), yamlnode.Lookup(value, "version")
	if was == nil || is == nil || !semver.IsValid("v"+was.Value) || !semver.IsValid("v"+is.Value) {
		return m.same(existing, value, at)
	}
	newest := was.Value
	if semver.Compare("v"+is.Value, "v"+was.Value) > 0 {
		newest = is.Value
	}
	value = yamlnode.Clone(value)
	yamlnode.Lookup(value, "version").Value = was.Value
	if err := m.same(existing, value, at); err != nil {
		return err
	}
	was.Value = newest
	return nil
}

func (m merger) add(to, key, value *yaml.Node, at place) *yaml.Node {
	to.Content = append(to.Content, yamlnode.Clone(key), value)
	m.file[value] = at.file
	return value
}

func (m merger) same(existing, value *yaml.Node, at place) error {
	if d := firstDifference(existing, value, at.pointer); d != nil {
		return m.conflict(existing, *d, at)
	}
	return nil
}

func (m merger) conflict(existing *yaml.Node, d difference, at place) error {
	return &ConflictError{
		Pointer: d.pointer,
		First:   fmt.Sprintf("%s:%d", m.file[existing], d.a.Line),
		Second:  fmt.Sprintf("%s:%d", at.file, d.b.Line),
	}
}

// sortTopLevel puts the top-level members into the order that people expect; members it does not know come last, in
// the order they came in.
func sortTopLevel(root *yaml.Node) {
	order := []string{"openapi", "info", "servers", "security", "tags", "paths", "components"}
	rank := func(key string) int {
		if i := slices.Index(order, key); i >= 0 {
			return i
		}
		return len(order)
	}
	pairs := slices.Collect(slices.Chunk(root.Content, 2))
	slices.SortStableFunc(pairs, func(a, b []*yaml.Node) int { return rank(a[0].Value) - rank(b[0].Value) })
	root.Content = slices.Concat(pairs...)
}
