package amend

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"
)

// NamesFile is the overlay of the Go generator. It names the constants of an enum one after the other, in the order of the
// values: a value that comes in between would take over the name of another one.
const NamesFile = "gen/overlay.yaml"

const namesKey = "x-enum-varnames"

// Named is a value of a schema that got a Go name.
type Named struct {
	Line                int // in NamesFile
	Schema, Value, Name string
}

// Names brings the lists of Go names in an overlay of the generator from the values that an older document has to those of a
// newer one: every value keeps its name. It returns the overlay with the changes and the names that are new.
func Names(overlay, before, after []byte) ([]byte, []Named, error) {
	tree, err := parseYAML(NamesFile, overlay)
	if err != nil {
		return nil, nil, err
	}
	old, err := parseYAML("the older document", before)
	if err != nil {
		return nil, nil, err
	}
	young, err := parseYAML("the newer document", after)
	if err != nil {
		return nil, nil, err
	}
	text := newText(NamesFile, overlay)
	var added []Named
	wanted := map[int][]string{} // by action
	actions := member(tree, "actions").Content
	for i, action := range actions {
		list := member(member(action, "update"), namesKey)
		schema, ok := strings.CutPrefix(member(action, "target").Value, schemasTarget+".")
		if list == nil || !ok {
			continue
		}
		names, more, err := rename(list, schema, valuesIn(old, schema), valuesIn(young, schema))
		if err != nil {
			return nil, nil, err
		}
		if slices.Equal(names, scalars(list)) {
			continue
		}
		if err := text.list(list, names); err != nil {
			return nil, nil, err
		}
		wanted[i], added = names, append(added, more...)
	}
	return text.bytes(), added, checkNames(text.bytes(), wanted)
}

// rename gives every value of now the name it had, or one made of the value.
func rename(list *yaml.Node, schema string, was, is []string) ([]string, []Named, error) {
	names := scalars(list)
	if slices.Equal(was, is) {
		return names, nil, nil
	}
	if len(names) != len(was) || len(is) == 0 {
		return nil, nil, fmt.Errorf("%s:%d: %d names for the %d values of %s: correct the list by hand", NamesFile, list.Line, len(names), len(was), schema)
	}
	var all []string
	var added []Named
	for _, value := range is {
		name := ""
		if i := slices.Index(was, value); i >= 0 {
			name = names[i]
		} else {
			name = goName(value)
			added = append(added, Named{Line: list.Line, Schema: schema, Value: value, Name: name})
		}
		if name == "" || slices.Contains(all, name) {
			return nil, nil, fmt.Errorf("%s:%d: there is no Go name for the value %q of %s: add one by hand", NamesFile, list.Line, value, schema)
		}
		all = append(all, name)
	}
	return all, added, nil
}

// goName turns ON_HOLD into OnHold.
func goName(value string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(value, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		b.WriteString(strings.ToUpper(word[:1]) + strings.ToLower(word[1:]))
	}
	return b.String()
}

func valuesIn(document *yaml.Node, schema string) []string {
	return scalars(follow(document, []string{"components", "schemas", schema, "enum"}))
}

// checkNames reads what was written.
func checkNames(data []byte, wanted map[int][]string) error {
	tree, err := parseYAML(NamesFile, data)
	if err != nil {
		return err
	}
	for i, names := range wanted {
		list := member(member(member(tree, "actions").Content[i], "update"), namesKey)
		if list == nil || !slices.Equal(scalars(list), names) {
			return fmt.Errorf("%s: %w", NamesFile, errLayout)
		}
	}
	return nil
}
