package spec

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// extension is one of ours. The head of rules.yaml explains what they say.
type extension struct {
	key   string
	types []string // of the schemas that it can be evaluated on; nil: of any
	// compile gives no rule for an extension that is evaluated elsewhere, such as by package contract. Its form is checked
	// all the same, so that a misspelt one is not passed over in silence.
	compile func(raw any) (rule, error)
}

// schemaExtensions are those that a schema may have.
func schemaExtensions() []extension {
	text, number, object := []string{"string"}, []string{"integer", "number"}, []string{"object"}
	return []extension{
		{"x-not-blank", text, notBlank},
		{"x-form", text, form},
		{"x-values", text, values},
		{"x-epoch", number, epoch},
		{"x-echoes", []string{"string", "integer", "number", "boolean"}, formOnly(nonEmpty)},
		{"x-unique-by", []string{"array"}, uniqueBy},
		{"x-required-when", object, requiredByAnother},
		{"x-required-one-of", object, requiredOneOf},
		{"x-form-by", object, formByAnother},
		{"x-meaning", text, formOnly(checkMeanings)},
		{"x-sign", number, sign},
		{"x-digits", number, digits},
		{"x-not-above", number, formOnly(nonEmpty)},
		{"x-role", nil, formOnly(oneOf(roles()))},
		{"x-next", text, formOnly(checkFollowers)},
		{"x-excludes", text, formOnly(checkWordLists)},
		{"x-keeps", object, formOnly(checkMeanings)},
		{"x-likely-keeps", object, formOnly(checkMeanings)},
		{"x-agrees", object, formOnly(checkMeanings)},
		{"x-adds-up", object, formOnly(checkMeanings)},
		{"x-masks", text, formOnly(checkForm)},
		{"x-not-before", text, formOnly(nonEmpty)},
		{"x-not-all", text, formOnly(checkWordLists)},
		{"x-lists", text, formOnly(checkWordLists)},
		{"x-constant", object, formOnly(checkNames)},
		{"x-personal", []string{"string", "integer", "number"}, formOnly(exactly(true, "must be true"))},
	}
}

func roles() []string {
	return []string{"result", "batch", "batch-external", "item", "item-reference", "item-batch", "refused-item", "total", "page", "page-size", "selection", "error-code"}
}

// operationExtensions are those that an operation may have.
func operationExtensions() []extension {
	return []extension{
		{"x-operation-retry", nil, formOnly(oneOf(retryClasses()))},
		{"x-moves-money", nil, formOnly(exactly(true, "must be true, or not there"))},
		{"x-leads-to", nil, formOnly(nonEmpty)},
	}
}

func retryClasses() []string {
	return []string{"repeat", "look-up-then-repeat", "repeat-only-while-init"}
}

func keysOf(extensions []extension) []string {
	var keys []string
	for _, e := range extensions {
		keys = append(keys, e.key)
	}
	return keys
}

func schemaKeys() []string { return keysOf(schemaExtensions()) }

func operationKeys() []string { return keysOf(operationExtensions()) }

func formOnly(check func(raw any) error) func(any) (rule, error) {
	return func(raw any) (rule, error) { return nil, check(raw) }
}

func exactly(want any, otherwise string) func(any) error {
	return func(raw any) error {
		if raw != want {
			return errors.New(otherwise)
		}
		return nil
	}
}

func oneOf(words []string) func(any) error {
	return func(raw any) error {
		if word, _ := raw.(string); !slices.Contains(words, word) {
			return fmt.Errorf("must be one of %s", strings.Join(words, ", "))
		}
		return nil
	}
}

func checkForm(raw any) error {
	_, err := form(raw)
	return err
}

func nonEmpty(raw any) error {
	if s, _ := raw.(string); s == "" {
		return errors.New("must be a text, and not empty")
	}
	return nil
}

// strict decodes an extension and refuses members that it does not know, and what holds nothing.
func strict[T any](raw any, otherwise string, length func(T) int) (into T, err error) {
	data, err := json.Marshal(raw)
	if err != nil {
		return into, err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var decoded T
	if err := dec.Decode(&decoded); err != nil {
		return into, fmt.Errorf("has the wrong form: %w", err)
	}
	if length(decoded) == 0 {
		return into, errors.New(otherwise)
	}
	return decoded, nil
}

func strictMap[V any](raw any, otherwise string) (map[string]V, error) {
	return strict(raw, otherwise, func(m map[string]V) int { return len(m) })
}

func strictList[E any](raw any, otherwise string) ([]E, error) {
	return strict(raw, otherwise, func(l []E) int { return len(l) })
}

// checkMeanings refuses a table of words that specgen or package contract could not read.
func checkMeanings(raw any) error {
	meanings, err := strictMap[string](raw, "must have at least one entry")
	for value, meaning := range meanings {
		if err := nonEmpty(meaning); err != nil {
			return &innerError{jsonpointer.Join("", value), err}
		}
	}
	return err
}

func checkWordLists(raw any) error {
	_, err := strictMap[[]string](raw, "must have at least one word")
	return err
}

// checkFollowers checks lists in which every follower must be a word with followers of its own.
func checkFollowers(raw any) error {
	lists, err := strictMap[[]string](raw, "must have at least one word")
	for word, followers := range lists {
		for _, f := range followers {
			if _, known := lists[f]; !known {
				return &innerError{jsonpointer.Join("", word), fmt.Errorf("names %s, which has no entry of its own", f)}
			}
		}
	}
	return err
}

func checkNames(raw any) error {
	const otherwise = "must be a list of names, and not empty"
	names, err := strictList[string](raw, otherwise)
	if slices.Contains(names, "") {
		return errors.New(otherwise)
	}
	return err
}
