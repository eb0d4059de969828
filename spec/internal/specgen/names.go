package main

import (
	"fmt"
	"go/token"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/getkin/kin-openapi/openapi3"
)

// goNames is the extension of gen/overlay.yaml that lists the values whose Go names the rule of goName does not make.
const goNames = "x-go-names"

// nameValues tells oapi-codegen the Go name of every value of every named enum.
func nameValues(doc *openapi3.T) error {
	if doc.Components == nil {
		return nil
	}
	for _, schema := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
		value := doc.Components.Schemas[schema].Value
		if len(value.Enum) == 0 {
			continue
		}
		names, err := namesOf(value)
		if err != nil {
			return fmt.Errorf("%s: %w", schema, err)
		}
		delete(value.Extensions, goNames)
		if value.Extensions == nil {
			value.Extensions = map[string]any{}
		}
		value.Extensions["x-enum-varnames"] = names
	}
	return nil
}

func namesOf(schema *openapi3.Schema) ([]any, error) {
	exceptions, _ := schema.Extensions[goNames].(map[string]any)
	valueOf := map[string]string{} // by name
	var names []any
	for _, value := range schema.Enum {
		text := fmt.Sprint(value)
		name, excepted := exceptions[text].(string)
		if !excepted {
			name = goName(text)
		}
		if !token.IsIdentifier("X"+name) || name == "" {
			return nil, fmt.Errorf("%q is no Go name for the value %q: give it one in gen/%s (%s)", name, text, overlayFile, goNames)
		}
		if other, taken := valueOf[name]; taken {
			return nil, fmt.Errorf("the values %q and %q would both be %s in Go: give one another name in gen/%s (%s)", other, text, name, overlayFile, goNames)
		}
		valueOf[name] = text
		names = append(names, name)
	}
	for _, text := range slices.Sorted(maps.Keys(exceptions)) {
		if !slices.ContainsFunc(schema.Enum, func(v any) bool { return fmt.Sprint(v) == text }) {
			return nil, fmt.Errorf("gen/%s (%s) names the value %s, which is gone: take it out there", overlayFile, goNames, text)
		}
	}
	return names, nil
}

// goName is the rule: the words of a value, each with a capital letter. ON_HOLD is OnHold.
func goName(value string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(value, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		b.WriteString(strings.ToUpper(word[:1]) + strings.ToLower(word[1:]))
	}
	return b.String()
}
