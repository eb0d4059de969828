package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/format"
	"go/token"
	"maps"
	"slices"
	"strings"
	"text/template"

	"github.com/getkin/kin-openapi/openapi3"
)

//go:embed operations.go.tmpl
var operationsTemplate string

// operation is what the document says of an operation beyond its messages.
type operation struct {
	ID, Name, Method, Path, Summary string
	Retry                           string // "": nobody has said yet, and it is never repeated
	MovesMoney                      bool
}

// statusEnum is a named enum whose values carry a meaning (x-meaning).
type statusEnum struct {
	Type   string
	Values []meaning
	// Unexplained are the values that rules.yaml says no meaning of yet. They get none, so that nobody concludes anything from them.
	Unexplained []string
}

type meaning struct{ Value, Meaning string }

// Meanings lists the distinct meanings in the order they first come up.
func (e statusEnum) Meanings() []string {
	var all []string
	for _, v := range e.Values {
		if !slices.Contains(all, v.Meaning) {
			all = append(all, v.Meaning)
		}
	}
	return all
}

// operationsSource is gen/operations.gen.go: what the x- extensions of the document say of operations and statuses.
func operationsSource(doc *openapi3.T) ([]byte, error) {
	operations, err := readOperations(doc)
	if err != nil {
		return nil, err
	}
	enums, err := readStatusEnums(doc)
	if err != nil {
		return nil, err
	}
	t, err := template.New("operations").Funcs(template.FuncMap{"camel": camel}).Parse(operationsTemplate)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, map[string]any{"Operations": operations, "Retries": retries(operations), "Enums": enums}); err != nil {
		return nil, err
	}
	return format.Source(b.Bytes())
}

func readOperations(doc *openapi3.T) ([]operation, error) {
	var all []operation
	paths := doc.Paths.Map()
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		operations := paths[path].Operations()
		for _, method := range slices.Sorted(maps.Keys(operations)) {
			op := operations[method]
			retry, _ := op.Extensions["x-operation-retry"].(string)
			moves, _ := op.Extensions["x-moves-money"].(bool)
			switch {
			case op.OperationID == "":
				return nil, fmt.Errorf("%s %s: has no name: give it an operationId in spec/corrections.yaml, as the other operations there", method, path)
			case !token.IsIdentifier(op.OperationID):
				return nil, fmt.Errorf("%s %s: operationId %q is no Go name", method, path, op.OperationID)
			}
			all = append(all, operation{op.OperationID, camel(op.OperationID), method, path, op.Summary, retry, moves})
		}
	}
	slices.SortFunc(all, func(a, b operation) int { return strings.Compare(a.ID, b.ID) })
	return all, nil
}

func retries(operations []operation) []string {
	seen := map[string]bool{}
	for _, op := range operations {
		seen[op.Retry] = true
	}
	delete(seen, "")
	return slices.Sorted(maps.Keys(seen))
}

func readStatusEnums(doc *openapi3.T) ([]statusEnum, error) {
	if doc.Components == nil {
		return nil, nil
	}
	var all []statusEnum
	for _, name := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
		schema := doc.Components.Schemas[name].Value
		meanings, ok := schema.Extensions["x-meaning"].(map[string]any)
		if !ok {
			continue
		}
		enum := statusEnum{Type: name}
		for _, value := range schema.Enum {
			if m, _ := meanings[fmt.Sprint(value)].(string); m != "" {
				enum.Values = append(enum.Values, meaning{fmt.Sprint(value), m})
			} else {
				enum.Unexplained = append(enum.Unexplained, fmt.Sprint(value))
			}
		}
		for _, value := range slices.Sorted(maps.Keys(meanings)) {
			if !slices.Contains(schema.Enum, any(value)) {
				return nil, fmt.Errorf("%s: x-meaning knows the value %s, and the enum does not", name, value)
			}
		}
		all = append(all, enum)
	}
	return all, nil
}

// camel turns initMassPayout, look-up-then-repeat and INIT into Go names.
func camel(s string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '_' || r == ' ' }) {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}
