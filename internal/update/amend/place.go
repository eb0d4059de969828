package amend

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/speakeasy-api/openapi/overlay"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/spec"
)

// place is where a guard looks.
type place struct {
	action  int // index in corrections.yaml
	guard   guard
	tokens  []string // of the JSON pointer
	now     []string // what the pages list there
	schema  string   // the named schema that the overlay refers to instead
	problem error    // why the place cannot be amended
}

func (p place) pointer() string {
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	at := ""
	for _, token := range p.tokens {
		at += "/" + escape.Replace(token)
	}
	return at
}

// stale reports whether the guard lists other values than the pages. The order does not count: the guard has none.
func (p place) stale() bool {
	return !slices.Equal(slices.Sorted(slices.Values(p.now)), slices.Sorted(slices.Values(p.guard.values)))
}

const schemasPointer = "#/components/schemas/"

// findPlaces applies the overlay to the merged pages, action by action as a build does, and notes what each guard finds.
// Afterwards root is the document with the overlay, as far as it can be applied.
func findPlaces(o *spec.Overlay, actions []*yaml.Node, root *yaml.Node) ([]place, error) {
	var places []place
	for i, action := range o.Actions {
		if remove := member(actions[i], "remove"); remove != nil && remove.Value == "true" {
			if g, ok := readGuard(action.Target); ok {
				p, err := look(g, root)
				if err != nil {
					return nil, fmt.Errorf("%s:%d: %w", o.File, action.Line, err)
				}
				p.action = i
				places = append(places, p)
			}
		}
		one := *o
		one.Actions = o.Actions[i : i+1]
		one.Apply(root) // what fails is for the build to report
	}
	for i := range places {
		p := &places[i]
		if p.problem != nil {
			continue
		}
		ref := member(follow(root, p.tokens), "$ref")
		if ref == nil || !strings.HasPrefix(ref.Value, schemasPointer) {
			p.problem = fmt.Errorf("no action puts a reference to a schema at %s", p.pointer())
			continue
		}
		p.schema = strings.TrimPrefix(ref.Value, schemasPointer)
	}
	return places, nil
}

// look finds the list that a guard is about, whatever it holds.
func look(g guard, root *yaml.Node) (place, error) {
	p := place{guard: g}
	path, err := (&overlay.Overlay{JSONPathVersion: overlay.JSONPathRFC9535}).NewPath(g.loose(), nil)
	if err != nil {
		return p, err
	}
	found := path.Query(root)
	if len(found) != 1 {
		p.problem = fmt.Errorf("more than the values has changed: %d places match %s", len(found), g.loose())
		return p, nil
	}
	p.tokens, _ = tokensOf(root, found[0])
	enum := member(found[0], "enum")
	if enum == nil || enum.Kind != yaml.SequenceNode {
		p.problem = fmt.Errorf("%s has no enum", p.pointer())
		return p, nil
	}
	for _, value := range enum.Content {
		if value.Kind != yaml.ScalarNode || value.ShortTag() != "!!str" || slices.Contains(p.now, value.Value) {
			p.problem = fmt.Errorf("%s/enum must list texts, each once", p.pointer())
			return p, nil
		}
		p.now = append(p.now, value.Value)
	}
	return p, nil
}

// tokensOf finds a node in a tree.
func tokensOf(tree, node *yaml.Node) ([]string, bool) {
	if tree == node {
		return nil, true
	}
	for i, child := range tree.Content {
		token := strconv.Itoa(i)
		if tree.Kind == yaml.MappingNode {
			if i%2 == 0 {
				continue
			}
			token = tree.Content[i-1].Value
		}
		if rest, ok := tokensOf(child, node); ok {
			return append([]string{token}, rest...), true
		}
	}
	return nil, false
}

// follow looks up a pointer through objects; nil if it leads nowhere.
func follow(node *yaml.Node, tokens []string) *yaml.Node {
	for _, token := range tokens {
		node = member(node, token)
	}
	return node
}

func member(mapping *yaml.Node, key string) *yaml.Node {
	if mapping == nil || mapping.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}
