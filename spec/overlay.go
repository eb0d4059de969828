package spec

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/speakeasy-api/openapi/overlay"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

// Overlay is an OpenAPI Overlay 1.0 file whose every action carries its reason (description) and its source (x-source).
type Overlay struct {
	File    string
	Actions []Action

	parsed *overlay.Overlay
}

// Action is one change of the document.
type Action struct {
	Line       int    // where it begins in the overlay file
	Target     string // JSONPath (RFC 9535); in enums.yaml a JSON pointer
	Reason     string
	Source     string
	Confidence string // H, M or L, as the file's head explains

	parsed overlay.Action
}

// ActionError is one action of an overlay, or one line of enums.yaml, that could not do its work.
type ActionError struct {
	File   string
	Action Action
	Err    error
}

func (e *ActionError) Error() string {
	what := "action on " + e.Action.Target
	if e.File == EnumsFile {
		what = shown(e.Action.Target)
	}
	return fmt.Sprintf("%s:%d: %s: %v", e.File, e.Action.Line, what, e.Err)
}

func (e *ActionError) Unwrap() error { return e.Err }

// ParseOverlay reads an overlay file. Every action must say why (description), on whose word (x-source) and how sure
// that is (x-confidence: H, M or L), and either update or remove something. Errors begin with FILE:LINE; those of one
// action are *ActionError.
func ParseOverlay(file string, data []byte) (*Overlay, error) {
	root, err := parseYAML(data)
	if err != nil {
		return nil, fmt.Errorf("%s:%w", file, err)
	}
	o := &Overlay{File: file}
	if o.parsed, err = overlay.ParseReader(bytes.NewReader(data)); err == nil {
		err = checkOverlay(o.parsed)
	}
	if err != nil {
		return nil, fmt.Errorf("%s:%d: %s", file, root.Line, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	for i, a := range o.parsed.Actions {
		node := yamlnode.Lookup(root, "actions").Content[i]
		action := Action{
			Line:       node.Line,
			Target:     a.Target,
			Reason:     strings.TrimSpace(a.Description),
			Source:     said(a, "x-source"),
			Confidence: said(a, "x-confidence"),
			parsed:     a,
		}
		if err := action.check(node, o.parsed); err != nil {
			return nil, &ActionError{File: file, Action: action, Err: err}
		}
		o.Actions = append(o.Actions, action)
	}
	return o, nil
}

func said(a overlay.Action, key string) string {
	text, _ := a.Extensions[key].(string)
	return strings.TrimSpace(text)
}

func checkOverlay(o *overlay.Overlay) error {
	switch {
	case o.Version != overlay.Version100:
		return fmt.Errorf("overlay is %q: must be %s", o.Version, overlay.Version100)
	case !o.UsesRFC9535():
		return errors.New("x-speakeasy-jsonpath must be rfc9535, so that targets mean what the standard says")
	case o.Info.Title == "" || o.Info.Version == "":
		return errors.New("info must have a title and a version")
	case len(o.Actions) == 0:
		return errors.New("there must be at least one action")
	}
	return nil
}

func (a Action) check(node *yaml.Node, o *overlay.Overlay) error {
	for key := range yamlnode.Members(node) {
		if !slices.Contains([]string{"target", "description", "x-source", "x-confidence", "update", "remove"}, key.Value) {
			return fmt.Errorf("an action has no %s: use target, description, x-source, x-confidence and update or remove", key.Value)
		}
	}
	switch {
	case a.Target == "":
		return errors.New("no target: say what to change, as a JSONPath")
	case a.Reason == "":
		return errors.New("no description: say why the document must differ from the pages")
	case a.Source == "":
		return errors.New("no x-source: say on whose word")
	case a.Confidence != "H" && a.Confidence != "M" && a.Confidence != "L":
		return fmt.Errorf("x-confidence is %q: must be H, M or L", a.Confidence)
	case a.parsed.Remove == !a.parsed.Update.IsZero():
		return errors.New("an action must have either update or remove: true")
	}
	if _, err := o.NewPath(a.Target, nil); err != nil {
		return fmt.Errorf("target is not a JSONPath: %w", err)
	}
	return nil
}
