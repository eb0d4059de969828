package diff

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// secondReading asks oasdiff. What it calls an error in an operation in which the first reader found no change of the contract is added,
// unless the first reader compares the same thing more closely: see closer.
func (c *comparer) secondReading(found []Change) []Change {
	if len(c.old.parts) != 1 || len(c.new.parts) != 1 || same(c.old.root, c.new.root) {
		return nil
	}
	var changes []Change
	for _, finding := range readWithOasdiff(c.old.root, c.new.root) {
		api, ok := finding.(checker.ApiChange)
		if !ok || api.Level < checker.ERR || closer(api.Id) {
			continue
		}
		id := c.operationID(address(api.Operation, api.Path))
		if slices.ContainsFunc(found, func(f Change) bool { return f.OperationID == id && f.Level.AtLeast(Compatible) }) {
			continue
		}
		at := node{at: "/paths/" + jsonpointer.Escape(api.Path) + "/" + strings.ToLower(api.Operation)}
		text := api.GetUncolorizedText(checker.NewDefaultLocalizer())
		changes = append(changes, scope{operation: id, direction: Both}.change(Breaking, api.Id, at, at, text+"."))
	}
	return changes
}

// closer reports whether the first reader compares a thing more closely. oasdiff looks at how schemas, patterns, path parameters and security
// requirements are written, and takes another way of writing for a change; which operations, bodies, statuses, headers and content types
// there are it sees as we do.
func closer(id string) bool {
	for _, part := range []string{"api-removed", "api-path-removed", "request-body-removed", "required-request-body", "request-body-became-required",
		"status-removed", "media-type-removed", "header-removed", "required-request-header"} {
		if strings.Contains(id, part) {
			return false
		}
	}
	return true
}

// readWithOasdiff is oasdiff's list of changes; nothing where it cannot read one of the documents, which the other readers do without.
func readWithOasdiff(old, new any) (found checker.Changes) {
	defer func() {
		if recover() != nil { // a document that is wrong in a way nobody there thought of
			found = nil
		}
	}()
	a, errA := forOasdiff(old)
	b, errB := forOasdiff(new)
	if errA != nil || errB != nil {
		return nil
	}
	differences, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), a, b)
	if err != nil {
		return nil
	}
	return checker.CheckBackwardCompatibilityUntilLevel(checker.NewConfig(checker.GetAllChecks()), differences, sources, checker.ERR)
}

// forOasdiff hands a document over with the vendor's type decimal written as OpenAPI has it, and without the format of that name, which
// says nothing more.
func forOasdiff(root any) (*load.SpecInfo, error) {
	data, err := json.Marshal(withoutDecimal(root))
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		return nil, err
	}
	return &load.SpecInfo{Spec: doc}, nil
}

func withoutDecimal(v any) any {
	switch v := v.(type) {
	case map[string]any:
		copied := make(map[string]any, len(v))
		for key, member := range v {
			copied[key] = withoutDecimal(member)
		}
		if v["type"] == "decimal" {
			copied["type"] = "number"
		}
		if v["format"] == "decimal" {
			delete(copied, "format")
		}
		return copied
	case []any:
		copied := make([]any, len(v))
		for i, element := range v {
			copied[i] = withoutDecimal(element)
		}
		return copied
	}
	return v
}
