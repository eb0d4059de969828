package spec

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// wantedTypes are the schema types that a rule can be evaluated on, or nil for every type.
func wantedTypes(key string) []string {
	switch key {
	case "x-not-blank", "x-form", "x-values", "x-meaning", "x-next", "x-excludes", "x-personal":
		return []string{"string"}
	case "x-epoch", "x-sign", "x-digits", "x-not-above":
		return []string{"integer", "number"}
	case "x-echoes":
		return []string{"string", "integer", "number", "boolean"}
	case "x-unique-by":
		return []string{"array"}
	case "x-required-when", "x-form-by", "x-keeps", "x-constant":
		return []string{"object"}
	}
	return nil
}

// compileRule decodes one extension; those that are no rules for values give nil. Errors are pointedErrors where the
// fault lies within the extension.
func compileRule(key string, raw any) (rule, error) {
	switch key {
	case "x-not-blank":
		return notBlank{}, expect(raw, true)
	case "x-epoch":
		return epoch{}, expect(raw, "milliseconds")
	case "x-form":
		s, _ := raw.(string)
		return compileForm(s)
	case "x-values":
		return compileValues(raw)
	case "x-unique-by":
		member, err := nonEmpty(raw)
		return uniqueBy{member}, err
	case "x-required-when":
		return compileRequiredWhen(raw)
	case "x-form-by":
		return compileFormBy(raw)
	case "x-sign":
		return compileSign(raw)
	case "x-digits":
		return compileDigits(raw)
	case "x-not-above":
		_, err := nonEmpty(raw)
		return nil, err
	case "x-personal":
		return nil, expect(raw, true)
	case "x-role":
		return nil, checkRole(raw)
	case "x-next":
		return nil, checkWordLists(raw, true)
	case "x-excludes":
		return nil, checkWordLists(raw, false)
	case "x-constant":
		return nil, checkNames(raw)
	default: // x-meaning, x-keeps
		return nil, checkMeanings(raw)
	}
}

func expect(raw, want any) error {
	if raw != want {
		return fmt.Errorf("must be %v", want)
	}
	return nil
}

var errEmpty = errors.New("must be a text, and not empty")

func nonEmpty(raw any) (string, error) {
	s, ok := raw.(string)
	if !ok || s == "" {
		return "", errEmpty
	}
	return s, nil
}

func compileValues(raw any) (rule, error) {
	var words []string
	if err := strict(raw, &words); err != nil {
		return nil, err
	}
	if len(words) == 0 || len(slices.Compact(slices.Sorted(slices.Values(words)))) != len(words) {
		return nil, errors.New("must be a list of different values, and not empty")
	}
	return values{words}, nil
}

// compileForm compiles the form alone first: "a)|(b" would become valid by the anchors around it.
func compileForm(s string) (form, error) {
	if s == "" {
		return form{}, errEmpty
	}
	if _, err := regexp.Compile(s); err != nil {
		return form{}, fmt.Errorf("is no regular expression of Go: %w", err)
	}
	pattern, err := regexp.Compile("^(?:" + s + ")$")
	return form{text: s, pattern: pattern}, err
}

// checkMeanings refuses a table of words that specgen or package contract could not read.
func checkMeanings(raw any) error {
	var meanings map[string]string
	if err := strict(raw, &meanings); err != nil {
		return err
	}
	if len(meanings) == 0 {
		return errors.New("must have at least one entry")
	}
	for value, meaning := range meanings {
		if meaning == "" {
			return &pointedError{jsonpointer.Join("", value), errEmpty}
		}
	}
	return nil
}

func compileRequiredWhen(raw any) (rule, error) {
	var entries []requiredWhen
	if err := strictList(raw, &entries); err != nil {
		return nil, err
	}
	all := make(ruleList, len(entries))
	for i, r := range entries {
		if r.Property == "" || r.When == "" || len(r.Is) == 0 || slices.Contains(r.Is, "") {
			return nil, &pointedError{jsonpointer.Join("", i), errors.New("must have property, when and the list is, none of them empty")}
		}
		all[i] = r
	}
	return all, nil
}

func compileFormBy(raw any) (rule, error) {
	var entries []formBy
	if err := strictList(raw, &entries); err != nil {
		return nil, err
	}
	all := make(ruleList, len(entries))
	for i, r := range entries {
		at := jsonpointer.Join("", i)
		if r.Property == "" || r.By == "" || len(r.Forms) == 0 {
			return nil, &pointedError{at, errors.New("must have property, by and forms, none of them empty")}
		}
		r.compiled = map[string]form{}
		for _, value := range slices.Sorted(maps.Keys(r.Forms)) {
			f, err := compileForm(r.Forms[value])
			if err != nil {
				return nil, &pointedError{jsonpointer.Join(at+"/forms", value), err}
			}
			r.compiled[value] = f
		}
		all[i] = r
	}
	return all, nil
}

// ruleList is several rules of one kind on one value.
type ruleList []rule

func (l ruleList) check(value any) (all []problem) {
	for _, r := range l {
		all = append(all, r.check(value)...)
	}
	return all
}

func strictList[T any](raw any, into *[]T) error {
	if err := strict(raw, into); err != nil {
		return err
	}
	if len(*into) == 0 {
		return errors.New("must be a list, and not empty")
	}
	return nil
}

// strict decodes an extension and refuses members that it does not know.
func strict(raw, into any) error {
	data, err := json.Marshal(raw)
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("has the wrong form: %w", err)
	}
	return nil
}
