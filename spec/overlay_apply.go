package spec

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/speakeasy-api/openapi/overlay"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
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
	missing, err := missingName(o.parsed, action.Target, root)
	if err != nil {
		return err
	}
	if !action.parsed.Remove {
		if err := checkUpdate(targets, &action.parsed.Update); err != nil {
			if errors.Is(err, ErrNoEffect) && missing != "" {
				err = noName(missing)
			}
			return err
		}
	}
	one := *o.parsed
	one.Actions = []overlay.Action{action.parsed}
	// The library puts keys of the update itself into the document: a copy keeps the overlay as it was read.
	one.Actions[0].Update = *yamlnode.Clone(&action.parsed.Update)
	warnings, err := one.ApplyToStrict(root)
	if err != nil {
		return err
	}
	if len(warnings) > 0 {
		return errors.New(strings.Join(warnings, "; "))
	}
	if missing != "" {
		return noName(missing)
	}
	return nil
}

func noName(target string) error { return fmt.Errorf("%w: %s", errNoName, target) }

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
		for i := 0; i+1 < len(update.Content); i += 2 {
			if !holds(yamlnode.Lookup(node, update.Content[i].Value), update.Content[i+1]) {
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
		for i := 0; i+1 < len(update.Content); i += 2 {
			key := update.Content[i].Value
			if existing := yamlnode.Lookup(node, key); existing != nil {
				if err := checkMerge(existing, update.Content[i+1], jsonpointer.Join(at, key)); err != nil {
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
