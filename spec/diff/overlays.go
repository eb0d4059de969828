package diff

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/spec"
)

// OverlayAction is an action of an overlay, a line of enums.yaml or a supplement that has no work on the newer pages.
type OverlayAction struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Target string `json:"target"` // JSONPath; a JSON pointer in enums.yaml; empty for a supplement
	Reason string `json:"reason"` // why the action is there
	State  string `json:"state"`  // needless or impossible
	Error  string `json:"error"`
	Advice string `json:"advice"`
}

// States of an OverlayAction.
const (
	stateNeedless   = "needless"   // the pages now say it themselves
	stateImpossible = "impossible" // the place it changes is gone, or is not what it was
)

const correctionsFile = "corrections.yaml"

// overlays are what a spec folder makes of the pages: overlays, names of enums and supplements.
type overlays struct {
	corrections, rules *spec.Overlay
	enums              *spec.Enums
	supplements        []spec.Fragment
}

func readOverlays(dir fs.FS) (*overlays, error) {
	o := &overlays{}
	var err error
	if o.corrections, err = readOverlay(dir, correctionsFile); err != nil {
		return nil, err
	}
	if o.rules, err = readOverlay(dir, "rules.yaml"); err != nil {
		return nil, err
	}
	if o.enums, err = spec.ReadEnums(dir); err != nil && !errors.Is(err, fs.ErrNotExist) { // a folder of before there was one
		return nil, err
	}
	names, err := fs.Glob(dir, "supplement/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		var root yaml.Node
		if err := yaml.Unmarshal(data, &root); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if len(root.Content) == 1 {
			o.supplements = append(o.supplements, spec.Fragment{File: name, Line: root.Content[0].Line, Root: root.Content[0]})
		}
	}
	return o, nil
}

func readOverlay(dir fs.FS, name string) (*spec.Overlay, error) {
	data, err := fs.ReadFile(dir, name)
	if err != nil {
		return nil, err
	}
	return spec.ParseOverlay(name, data)
}

// lostActions lists what the overlays can no longer do with the newer pages and could with the older ones.
func lostActions(old, new Document) []OverlayAction {
	o := new.overlays
	if o == nil {
		o = old.overlays
	}
	if o == nil || !new.Pages {
		return nil
	}
	lost := o.failing(new)
	if old.Pages {
		before := o.failing(old)
		lost = slices.DeleteFunc(lost, func(a OverlayAction) bool { return slices.Contains(before, a) })
	}
	return lost
}

// failing applies the overlays to the pages as a build does, and lists what cannot do its work.
func (o *overlays) failing(d Document) []OverlayAction {
	root, failing := o.supplemented(d)
	if root == nil {
		return failing
	}
	failing = append(failing, actions(o.corrections.Apply(root))...)
	if o.enums != nil {
		failing = append(failing, actions(o.enums.Lift(root))...)
	}
	return append(failing, actions(o.rules.Apply(root))...)
}

// actions tells of actions that failed what to do about them.
func actions(all []*spec.ActionError) []OverlayAction {
	var failing []OverlayAction
	for _, failed := range all {
		a := OverlayAction{File: failed.File, Line: failed.Action.Line, Target: failed.Action.Target, Reason: failed.Action.Reason,
			State: stateImpossible, Error: failed.Err.Error(),
			Advice: "find out what the newer page has in this place, then change the target or drop the action"}
		switch {
		case failed.File == spec.EnumsFile:
			a.Advice = "find out where the newer pages list these values, then change or drop the line"
		case errors.Is(failed, spec.ErrNoEffect):
			a.State, a.Advice = stateNeedless, "drop the action: the pages now say it themselves"
		}
		failing = append(failing, a)
	}
	return failing
}

// supplemented merges the pages with those supplements that they do not have themselves.
func (o *overlays) supplemented(d Document) (*yaml.Node, []OverlayAction) {
	all := slices.Clone(d.fragments)
	root, err := spec.Merge(all)
	if err != nil {
		return nil, []OverlayAction{{File: correctionsFile, Line: 1, State: stateImpossible, Error: err.Error(),
			Reason: "the overlays work on the merged pages", Advice: "vendor all pages of one version, or correct one of them; then compare again"}}
	}
	var needless []OverlayAction
	have := addresses(root)
	for _, s := range o.supplements {
		theirs := slices.ContainsFunc(addresses(s.Root), func(key string) bool { return slices.Contains(have, key) })
		merged, err := spec.Merge(append(slices.Clone(all), s))
		if err == nil && !theirs {
			all, root = append(all, s), merged
			continue
		}
		a := OverlayAction{File: s.File, Line: s.Line, State: stateNeedless, Reason: "stands for a page that was not supplied",
			Error: "the pages have this operation themselves", Advice: "delete the supplement"}
		if !theirs {
			a.State, a.Error, a.Advice = stateImpossible, err.Error(), "make the supplement agree with the pages"
		}
		needless = append(needless, a)
	}
	return root, needless
}

// addresses are those of the operations below a node, none where it holds aliases, which neither pages nor supplements can have.
func addresses(root *yaml.Node) []string {
	v, err := fromYAML(root)
	if err != nil {
		return nil
	}
	return slices.Collect(maps.Keys(operations([]any{v})))
}
