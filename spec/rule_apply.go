package spec

import (
	_ "embed"
	"errors"
)

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
