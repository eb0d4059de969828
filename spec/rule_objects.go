package spec

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// The rules for objects and lists, where one member decides what another must be. Messages name values of the rule
// (such as IBAN), never those of the object.

// Object and List are what a rule can be asked about besides what encoding/json makes of objects and lists.
type (
	Object interface {
		Member(name string) (value any, there bool)
	}
	List interface {
		Len() int
		Element(i int) any
	}
)

type (
	plainObject map[string]any
	plainList   []any
)

func (o plainObject) Member(name string) (any, bool) {
	v, there := o[name]
	return v, there
}
func (l plainList) Len() int          { return len(l) }
func (l plainList) Element(i int) any { return l[i] }

func asObject(value any) (Object, bool) {
	if plain, ok := value.(map[string]any); ok {
		return plainObject(plain), true
	}
	object, ok := value.(Object)
	return object, ok
}

func asList(value any) (List, bool) {
	if plain, ok := value.([]any); ok {
		return plainList(plain), true
	}
	list, ok := value.(List)
	return list, ok
}

// wordOf is the text of a member, or "".
func wordOf(object Object, name string) (word string, isText bool) {
	member, _ := object.Member(name)
	word, isText = member.(string)
	return word, isText
}

// objectRule makes one rule of several entries.
func objectRule[T any](entries []T, check func(entry T, object Object) []problem) rule {
	return func(value any) (found []problem) {
		object, ok := asObject(value)
		for _, entry := range entries {
			if ok {
				found = append(found, check(entry, object)...)
			}
		}
		return found
	}
}

// requiredWhen is one entry of x-required-when.
type requiredWhen struct {
	Property string   `json:"property"`
	When     string   `json:"when"`
	Is       []string `json:"is"`
}

func requiredByAnother(raw any) (rule, error) {
	entries, err := strictList[requiredWhen](raw, "must be a list, and not empty")
	for i, r := range entries {
		if r.Property == "" || r.When == "" || len(r.Is) == 0 || slices.Contains(r.Is, "") {
			return nil, &innerError{jsonpointer.Join("", i), errors.New("must have property, when and the list is, none of them empty")}
		}
	}
	return objectRule(entries, requiredWhen.check), err
}

func (r requiredWhen) check(object Object) []problem {
	word, isText := wordOf(object, r.When)
	if !isText || !slices.Contains(r.Is, word) {
		return nil
	}
	member, _ := object.Member(r.Property)
	if s, isText := member.(string); member != nil && (!isText || strings.TrimSpace(s) != "") {
		return nil
	}
	return []problem{{jsonpointer.Join("", r.Property), fmt.Sprintf("must be there and not blank, because %s is %s", r.When, word)}}
}

func requiredOneOf(raw any) (rule, error) {
	names, err := strictList[string](raw, "must be a list of names, and not empty")
	return func(value any) []problem {
		object, ok := asObject(value)
		if !ok || slices.ContainsFunc(names, func(name string) bool { _, there := object.Member(name); return there }) {
			return nil
		}
		return []problem{{"", "must hold " + strings.Join(names, " or ")}}
	}, cmp.Or(err, checkNames(raw))
}

// formBy is one entry of x-form-by.
type formBy struct {
	Property string            `json:"property"`
	By       string            `json:"by"`
	Forms    map[string]string `json:"forms"`
	Unless   string            `json:"unless"` // with Is: objects that are passed over
	Is       []string          `json:"is"`

	compiled map[string]rule
}

func formByAnother(raw any) (rule, error) {
	entries, err := strictList[formBy](raw, "must be a list, and not empty")
	for i, r := range entries {
		at := jsonpointer.Join("", i)
		if r.Property == "" || r.By == "" || len(r.Forms) == 0 {
			return nil, &innerError{at, errors.New("must have property, by and forms, none of them empty")}
		}
		if (r.Unless == "") != (len(r.Is) == 0) {
			return nil, &innerError{at, errors.New("must have both unless and the list is, or neither")}
		}
		entries[i].compiled = map[string]rule{}
		for _, value := range slices.Sorted(maps.Keys(r.Forms)) {
			if entries[i].compiled[value], err = form(r.Forms[value]); err != nil {
				return nil, &innerError{jsonpointer.Join(at+"/forms", value), err}
			}
		}
	}
	return objectRule(entries, formBy.check), err
}

func (r formBy) check(object Object) []problem {
	word, _ := wordOf(object, r.By)
	want, known := r.compiled[word]
	if exempt, _ := wordOf(object, r.Unless); !known || slices.Contains(r.Is, exempt) {
		return nil
	}
	member, _ := object.Member(r.Property)
	found := want(member)
	for i := range found {
		found[i] = problem{jsonpointer.Join("", r.Property), fmt.Sprintf("%s (%s is %s)", found[i].message, r.By, word)}
	}
	return found
}

// uniqueBy compares texts and numbers; what else stands there is for the schema to refuse.
func uniqueBy(raw any) (rule, error) {
	names := []string{}
	if list, is := raw.([]any); is {
		if err := checkNames(list); err != nil {
			return nil, err
		}
		for _, name := range list {
			names = append(names, fmt.Sprint(name))
		}
	} else if err := nonEmpty(raw); err != nil {
		return nil, err
	} else {
		names = append(names, fmt.Sprint(raw))
	}
	return func(value any) (found []problem) {
		list, ok := asList(value)
		for _, name := range names {
			if ok {
				found = append(found, twins(list, name)...)
			}
		}
		return found
	}, nil
}

func twins(list List, member string) (found []problem) {
	first := make(map[any]int, list.Len())
	for i := range list.Len() {
		object, ok := asObject(list.Element(i))
		if !ok {
			continue
		}
		key, _ := object.Member(member)
		if n, ok := number(key); ok {
			key = n
		} else if _, isText := key.(string); !isText {
			continue
		}
		if earlier, taken := first[key]; taken {
			found = append(found, problem{jsonpointer.Join(jsonpointer.Join("", i), member),
				fmt.Sprintf("elements %d and %d have the same %s, which must be unique", earlier, i, member)})
			continue
		}
		first[key] = i
	}
	return found
}
