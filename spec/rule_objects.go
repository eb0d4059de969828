package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// The rules for objects and lists, where one member decides what another must be. Messages name values of the rule
// (such as IBAN), never those of the object.

// requiredWhen is one entry of x-required-when.
type requiredWhen struct {
	Property string   `json:"property"`
	When     string   `json:"when"`
	Is       []string `json:"is"`
}

func (r requiredWhen) check(value any) []problem {
	object, ok := value.(map[string]any)
	if !ok {
		return nil
	}
	word, isText := object[r.When].(string)
	if !isText || !slices.Contains(r.Is, word) {
		return nil
	}
	member := object[r.Property]
	if s, isText := member.(string); member != nil && (!isText || strings.TrimSpace(s) != "") {
		return nil
	}
	return []problem{{
		at:      jsonpointer.Join("", r.Property),
		message: fmt.Sprintf("must be there and not blank, because %s is %s", r.When, word),
	}}
}

// formBy is one entry of x-form-by.
type formBy struct {
	Property string            `json:"property"`
	By       string            `json:"by"`
	Forms    map[string]string `json:"forms"`

	compiled map[string]form
}

func (r formBy) check(value any) []problem {
	object, ok := value.(map[string]any)
	if !ok {
		return nil
	}
	word, _ := object[r.By].(string)
	want, known := r.compiled[word]
	if !known {
		return nil
	}
	found := want.check(object[r.Property])
	for i := range found {
		found[i].at = jsonpointer.Join("", r.Property)
		found[i].message += fmt.Sprintf(" (%s is %s)", r.By, word)
	}
	return found
}

// uniqueBy is x-unique-by.
type uniqueBy struct{ member string }

func (r uniqueBy) check(value any) (found []problem) {
	list, _ := value.([]any)
	first := make(map[any]int, len(list))
	for i, element := range list {
		object, _ := element.(map[string]any)
		key := object[r.member]
		if n, ok := number(key); ok {
			key = n
		} else if _, isText := key.(string); !isText {
			continue
		}
		if earlier, taken := first[key]; taken {
			found = append(found, problem{
				at:      jsonpointer.Join(jsonpointer.Join("", i), r.member),
				message: fmt.Sprintf("elements %d and %d have the same %s, which must be unique", earlier, i, r.member),
			})
			continue
		}
		first[key] = i
	}
	return found
}
