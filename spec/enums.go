package spec

import (
	"fmt"
	"io/fs"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

// EnumsFile names the enums that stand inline on the pages, relative to the spec folder.
const EnumsFile = "enums.yaml"

// Enums says which schema takes the enum of which place.
type Enums struct{ places []enumPlace }

type enumPlace struct {
	line            int
	pointer, schema string
}

var schemaName = lazyregexp.New(`^[A-Z][A-Za-z0-9]*$`)

// ReadEnums reads enums.yaml of a spec folder: JSON pointers and the names of schemas.
func ReadEnums(dir fs.FS) (*Enums, error) {
	root, err := readYAML(dir, EnumsFile)
	if err != nil {
		return nil, err
	}
	e := &Enums{}
	for key, value := range yamlnode.Members(root) {
		if !strings.HasPrefix(key.Value, "/") || value.Kind != yaml.ScalarNode || !schemaName().MatchString(value.Value) {
			return nil, fmt.Errorf("%s:%d: must be a JSON pointer and the name of a schema, such as /components/schemas/Item/properties/state: ItemState", EnumsFile, key.Line)
		}
		e.places = append(e.places, enumPlace{key.Line, key.Value, value.Value})
	}
	return e, nil
}

// Lift moves the enum of every place into the schema of its name and leaves a reference, also in places that are not listed and have
// the very same values, such as on a new page. It returns the places where that cannot be done; the others are moved all the same.
func (e *Enums) Lift(root *yaml.Node) []*ActionError {
	schemas := yamlnode.Lookup(yamlnode.Lookup(root, "components"), "schemas")
	first := map[string]enumPlace{} // by schema
	var failed []*ActionError
	for _, p := range e.places {
		if err := p.lift(root, schemas, first); err != nil {
			action := Action{Line: p.line, Target: p.pointer, Reason: "the enum becomes the schema " + p.schema}
			failed = append(failed, &ActionError{File: EnumsFile, Action: action, Err: err})
		}
	}
	for schema := range first {
		liftTwins(root, schemas, schema, first)
	}
	return failed
}

// liftTwins makes references of the enums that say what a named one does. Where two names would do, it is for somebody to say which.
func liftTwins(root, schemas *yaml.Node, name string, names map[string]enumPlace) {
	named := yamlnode.Lookup(schemas, name)
	for other := range names {
		if other != name && joinEnums(yamlnode.Clone(yamlnode.Lookup(schemas, other)), yamlnode.Without(named, "description")) == "" {
			return
		}
	}
	_ = yamlnode.Walk(root, "", func(node *yaml.Node, _ string) error { // visits all, since nothing stops it
		enum := yamlnode.Lookup(node, "enum")
		if node != named && enum != nil && enum.Kind == yaml.SequenceNode && joinEnums(named, yamlnode.Without(node, "description")) == "" {
			*node = reference(name)
		}
		return nil
	})
}

func reference(schema string) yaml.Node {
	return yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: []*yaml.Node{yamlnode.Text("$ref"), yamlnode.Text("#/components/schemas/" + schema)}}
}

func (p enumPlace) lift(root, schemas *yaml.Node, first map[string]enumPlace) error {
	node := yamlnode.At(root, p.pointer)
	if list := yamlnode.Lookup(node, "enum"); list == nil || list.Kind != yaml.SequenceNode {
		return fmt.Errorf("no enum stands here: find out where the values of %s are listed now, and change or drop this line", p.schema)
	}
	other, seen := first[p.schema]
	named := yamlnode.Lookup(schemas, p.schema)
	switch {
	case schemas == nil:
		return fmt.Errorf("the document has no /components/schemas that could hold %s", p.schema)
	case !seen && named != nil:
		return fmt.Errorf("the document has another schema %s: choose another name, or drop this line", p.schema)
	case !seen:
		first[p.schema] = p
		schemas.Content = append(schemas.Content, yamlnode.Text(p.schema), yamlnode.Clone(node))
	default:
		if differs := joinEnums(named, node); differs != "" {
			return fmt.Errorf("is %s, as %s is, and the two differ: %s; correct one of them in corrections.yaml, or give it a name of its own",
				p.schema, other.pointer, differs)
		}
	}
	*node = reference(p.schema)
	return nil
}

// joinEnums tells how an enum differs from the schema that has its name, and takes over a description that the schema lacks. The
// order of the values says nothing.
func joinEnums(schema, place *yaml.Node) string {
	here, there := yamlnode.Lookup(place, "enum"), yamlnode.Lookup(schema, "enum")
	switch {
	case len(lacking(there, here)) > 0:
		return "only here is listed " + strings.Join(lacking(there, here), ", ")
	case len(lacking(here, there)) > 0:
		return "only there is listed " + strings.Join(lacking(here, there), ", ")
	}
	compared := []string{"enum"}
	words := yamlnode.Lookup(place, "description")
	if words == nil || yamlnode.Lookup(schema, "description") == nil {
		compared = append(compared, "description")
	}
	if d := firstDifference(yamlnode.Without(schema, compared...), yamlnode.Without(place, compared...), ""); d != nil {
		return "in " + shown(d.pointer)
	}
	if words != nil && len(compared) > 1 {
		schema.Content = append(schema.Content, yamlnode.Text("description"), yamlnode.Clone(words))
	}
	return ""
}

// lacking are the values of the other list that a list has not.
func lacking(list, other *yaml.Node) []string {
	var all []string
	for _, value := range other.Content {
		if !contains(list, value) {
			all = append(all, value.Value)
		}
	}
	return all
}
