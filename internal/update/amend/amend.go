package amend

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/spec"
)

const (
	correctionsFile = "corrections.yaml"
	rulesFile       = "rules.yaml"
	schemasTarget   = "$.components.schemas"
)

// Change is one guard that was brought up to date.
type Change struct {
	Line           int      // of the guard's action in corrections.yaml; 0 if it is not there
	Place          string   // JSON pointer of the enum on the pages
	Added, Removed []string // what the pages list there and the guard did not, and the other way round
	Schema         string   // the named schema it was moved to
	List           int      // line of that schema's list in corrections.yaml; 0 if it is not there
	// Differing are other places that refer to the same schema and list other values: the schema has the values of all.
	Differing []string

	target string // of the amended guard
}

// Result is what was amended.
type Result struct {
	Text    []byte // corrections.yaml with the changes
	Changes []Change
	ToDo    []ToDo
}

// ToDo is a list in rules.yaml that somebody has to look at.
type ToDo struct {
	Line   int    // in rules.yaml
	Rule   string // such as x-meaning
	Schema string
	Values []string
	Gone   bool // the pages no longer have the values and the rule does; else the rule says nothing of them yet
}

// Lists compares the guards of corrections, which may be the corrections.yaml of an older version, with the pages and rules of
// a spec folder. Changes is empty where every guard lists what the pages list. The error says that the lists cannot be
// amended, and why.
func Lists(dir fs.FS, corrections []byte) (*Result, error) {
	file, err := parse(corrections)
	if err != nil {
		return nil, err
	}
	root, err := merged(dir)
	if err != nil {
		return nil, err
	}
	places, err := findPlaces(file.overlay, file.actions, root)
	if err != nil {
		return nil, err
	}
	r := &Result{Text: file.data}
	schemas := map[string][]string{} // the values each amended schema gets
	for _, p := range places {
		switch {
		case p.problem != nil:
			return nil, fmt.Errorf("%s:%d: %w", correctionsFile, file.overlay.Actions[p.action].Line, p.problem)
		case !p.stale():
			continue
		}
		if err := file.amendGuard(p, version(root)); err != nil {
			return nil, err
		}
		schemas[p.schema] = nil
		r.Changes = append(r.Changes, change(p, places))
	}
	if len(r.Changes) == 0 {
		return r, nil
	}
	for name := range schemas {
		if schemas[name], err = file.amendSchema(name, places, version(root)); err != nil {
			return nil, err
		}
	}
	if r.Text, err = file.check(places, schemas); err != nil {
		return nil, err
	}
	if err := r.Locate(r.Text); err != nil {
		return nil, err
	}
	r.ToDo, err = todo(dir, root, r.Changes, schemas)
	return r, err
}

func change(p place, places []place) Change {
	c := Change{Place: p.pointer(), Schema: p.schema, Added: without(p.now, p.guard.values), Removed: without(p.guard.values, p.now), target: p.target()}
	for _, other := range places {
		mine := slices.Sorted(slices.Values(p.now))
		if other.schema == p.schema && !slices.Equal(mine, slices.Sorted(slices.Values(other.now))) {
			c.Differing = append(c.Differing, other.pointer())
		}
	}
	return c
}

// file is corrections.yaml as text, as a tree and as an overlay.
type file struct {
	data    []byte
	text    *text
	actions []*yaml.Node
	overlay *spec.Overlay
	sourced map[*yaml.Node]bool // the x-sources that name the newer version by now
}

func parse(data []byte) (*file, error) {
	o, err := spec.ParseOverlay(correctionsFile, data)
	if err != nil {
		return nil, err
	}
	root, err := parseYAML(correctionsFile, data)
	if err != nil {
		return nil, err
	}
	return &file{data: data, text: newText(correctionsFile, data), actions: member(root, "actions").Content, overlay: o, sourced: map[*yaml.Node]bool{}}, nil
}

func (f *file) amendGuard(p place, version string) error {
	action := f.actions[p.action]
	if err := f.text.set(member(action, "target"), p.target()); err != nil {
		return err
	}
	return f.source(action, version)
}

// target is what the guard's target must be for the pages of now.
func (p place) target() string { return p.guard.with(arrange(p.guard.values, p.now)) }

// source names the pages' version in an x-source that names one.
func (f *file) source(action *yaml.Node, version string) error {
	node := member(action, "x-source")
	number := regexp.MustCompile(`\b[0-9]+(?:\.[0-9]+)+\b`)
	found := number.FindAllString(node.Value, -1)
	if f.sourced[node] || len(found) != 1 || found[0] == version || version == "" {
		return nil
	}
	f.sourced[node] = true
	return f.text.set(node, number.ReplaceAllLiteralString(node.Value, version))
}

// amendSchema brings the list of a named schema up to date and returns it. What was added to it by hand stays.
func (f *file) amendSchema(name string, places []place, version string) ([]string, error) {
	action, list, err := f.list(name)
	if err != nil {
		return nil, err
	}
	var was, is []string
	for _, p := range places {
		if p.schema == name {
			was, is = union(was, p.guard.values), arrange(is, union(p.now, is))
		}
	}
	now := scalars(list)
	own := without(now, was)
	wanted := arrange(now, union(is, own))
	if err := f.text.list(list, wanted); err != nil {
		return nil, err
	}
	return wanted, f.source(action, version)
}

// list finds the action that defines a named schema, and its list of values.
func (f *file) list(name string) (action, list *yaml.Node, err error) {
	for i, a := range f.actions {
		enum := member(member(member(a, "update"), name), "enum")
		if f.overlay.Actions[i].Target == schemasTarget && enum != nil && enum.Kind == yaml.SequenceNode {
			return a, enum, nil
		}
	}
	return nil, nil, fmt.Errorf("%s: no action on %s lists the values of %s", correctionsFile, schemasTarget, name)
}

func scalars(list *yaml.Node) []string {
	if list == nil {
		return nil
	}
	var all []string
	for _, e := range list.Content {
		all = append(all, e.Value)
	}
	return all
}

var errLayout = errors.New("this is laid out in a way that package amend cannot change: change it by hand")

// check reads what was written: a list in an unforeseen layout must not become something else.
func (f *file) check(places []place, schemas map[string][]string) ([]byte, error) {
	data := f.text.bytes()
	now, err := parse(data)
	if err != nil {
		return nil, err
	}
	for _, p := range places {
		if got := now.overlay.Actions[p.action].Target; got != p.target() {
			return nil, fmt.Errorf("%s:%d: %w", correctionsFile, now.overlay.Actions[p.action].Line, errLayout)
		}
	}
	for name, want := range schemas {
		_, list, err := now.list(name)
		if err != nil {
			return nil, err
		}
		if !slices.Equal(scalars(list), want) {
			return nil, fmt.Errorf("%s:%d: %w", correctionsFile, list.Line, errLayout)
		}
	}
	return data, nil
}
