package spec

import (
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/speakeasy-api/openapi/overlay"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

// ErrNoEffect: an action finds its target but changes nothing: the document already says so.
var ErrNoEffect = errors.New("the action changes nothing")

var (
	errNoTarget = errors.New("the target matches nothing")
	// errNoName: of the names that an action's target lists, one matches nothing. The action was applied to the others.
	errNoName = errors.New("a name that the target lists matches nothing")
)

// Apply changes the document in place, action by action, and returns the actions that could not do their work: each
// wraps ErrNoEffect or an error of its own. The others have been applied all the same.
func (o *Overlay) Apply(root *yaml.Node) []*ActionError {
	var failed []*ActionError
	for _, action := range o.Actions {
		if err := o.applyOne(action, root); err != nil {
			failed = append(failed, &ActionError{File: o.File, Action: action, Err: err})
		}
	}
	return failed
}

func (o *Overlay) applyOne(action Action, root *yaml.Node) error {
	path, err := o.parsed.NewPath(action.Target, nil)
	if err != nil {
		return fmt.Errorf("target is not a JSONPath: %w", err)
	}
	targets := path.Query(root)
	if len(targets) == 0 {
		return errNoTarget
	}
	missing := missingName(o.parsed, action.Target, root)
	if !action.parsed.Remove {
		if err := checkUpdate(targets, &action.parsed.Update); errors.Is(err, ErrNoEffect) {
			return cmp.Or(missing, err)
		} else if err != nil {
			return err
		}
	}
	one := *o.parsed
	one.Actions = []overlay.Action{action.parsed}
	// The library puts keys of the update itself into the document: a copy keeps the overlay as it was read.
	one.Actions[0].Update = *yamlnode.Clone(&action.parsed.Update)
	warnings, err := one.ApplyToStrict(root)
	if err == nil && len(warnings) > 0 {
		err = errors.New(strings.Join(warnings, "; "))
	}
	return cmp.Or(err, missing)
}

// checkUpdate refuses an update that is already there and one that the library would carry out wrongly.
func checkUpdate(targets []*yaml.Node, update *yaml.Node) error {
	missing := func(target *yaml.Node) bool { return !holds(target, update) }
	if !slices.ContainsFunc(targets, missing) {
		return ErrNoEffect
	}
	for _, target := range targets {
		if err := checkMerge(target, update, ""); err != nil {
			return err
		}
	}
	return nil
}

// holds reports whether the node already says all that the update says.
func holds(node, update *yaml.Node) bool {
	if node == nil || node.Kind != update.Kind {
		return false
	}
	switch node.Kind {
	case yaml.MappingNode:
		for key, value := range yamlnode.Members(update) {
			if !holds(yamlnode.Lookup(node, key.Value), value) {
				return false
			}
		}
		return true
	case yaml.SequenceNode:
		return !slices.ContainsFunc(update.Content, func(e *yaml.Node) bool { return !contains(node, e) })
	default:
		return equal(node, update)
	}
}

func contains(list, element *yaml.Node) bool {
	return slices.ContainsFunc(list.Content, func(e *yaml.Node) bool { return equal(e, element) })
}

// checkMerge finds where the library's merge would lose or garble something: it appends to lists what they already have,
// writes a new value under the old type, and replaces one kind of value by another without a word.
func checkMerge(node, update *yaml.Node, at string) error {
	switch {
	case node.Kind == yaml.SequenceNode && update.Kind == yaml.MappingNode:
		return fmt.Errorf("%s is a list: to append to it, write a list of one", orTarget(at))
	case node.Kind != update.Kind || node.ShortTag() != update.ShortTag():
		return fmt.Errorf("%s would change its type: remove it first", orTarget(at))
	case node.Kind == yaml.SequenceNode:
		if slices.ContainsFunc(update.Content, func(e *yaml.Node) bool { return contains(node, e) }) {
			return fmt.Errorf("%s already has a part of the list: name only what is missing", orTarget(at))
		}
	case node.Kind == yaml.MappingNode:
		for key, value := range yamlnode.Members(update) {
			if existing := yamlnode.Lookup(node, key.Value); existing != nil {
				if err := checkMerge(existing, value, jsonpointer.Join(at, key.Value)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func orTarget(at string) string {
	if at == "" {
		return "the target"
	}
	return shown(at)
}

// nameList matches a list of two or more names in a JSONPath.
var nameList = lazyregexp.New(`\[\s*'(?:[^'\\]|\\.)*'(?:\s*,\s*'(?:[^'\\]|\\.)*')+\s*\]`)

var quotedName = lazyregexp.New(`'(?:[^'\\]|\\.)*'`)

// missingName is the error of a target of which one name of a list matches nothing in the document. JSONPath has a list pass
// over a name that is not there, so that a renamed member would lose a rule, such as that it is personal, in silence.
func missingName(o *overlay.Overlay, target string, root *yaml.Node) error {
	for _, one := range eachName(target) {
		path, err := o.NewPath(one, nil)
		if err != nil {
			return fmt.Errorf("target is not a JSONPath: %w", err)
		}
		if len(path.Query(root)) == 0 {
			return fmt.Errorf("%w: %s", errNoName, one)
		}
	}
	return nil
}

// eachName writes a target out for every name of its lists, each with each.
func eachName(target string) []string {
	at := nameList().FindStringIndex(target)
	if at == nil {
		return []string{target}
	}
	var all []string
	for _, name := range quotedName().FindAllString(target[at[0]:at[1]], -1) {
		for _, rest := range eachName(target[at[1]:]) {
			all = append(all, strings.Join([]string{target[:at[0]], "[", name, "]", rest}, ""))
		}
	}
	return all
}

//go:embed rules.yaml
var rules []byte

// ApplyRules applies the embedded rules.yaml to an OpenAPI document in YAML or JSON, such as the pages of another day,
// and returns the document in YAML. Actions whose target the document does not have, or not under every name, are returned
// as notApplied; rules that it has already are left alone. The document is not validated, so that one with mistakes can be checked too.
//
// Errors of the document begin with "LINE:COLUMN: " or "LINE: ", so that the caller can put the file's name in front.
func ApplyRules(document []byte) (result []byte, notApplied []*ActionError, err error) {
	root, err := parseDocument(document)
	if err != nil {
		return nil, nil, err
	}
	overlay, err := ParseOverlay("rules.yaml", rules)
	if err != nil {
		return nil, nil, err
	}
	var failed []error
	for _, action := range overlay.Apply(root) {
		switch {
		case errors.Is(action, errNoTarget), errors.Is(action, errNoName):
			notApplied = append(notApplied, action)
		case !errors.Is(action, ErrNoEffect):
			failed = append(failed, action)
		}
	}
	if len(failed) > 0 {
		return nil, nil, errors.Join(failed...)
	}
	result, err = encode(root)
	return result, notApplied, err
}
