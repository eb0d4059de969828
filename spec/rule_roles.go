package spec

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// The extensions that give members a part in what several messages say together. Package contract evaluates them; here
// only their form is checked, so that a misspelt one is not passed over in silence.

// Roles are the values of x-role; the head of rules.yaml explains them.
func Roles() []string {
	return []string{"result", "batch", "batch-external", "item", "item-reference", "refused-item", "total", "page-size", "selection", "error-code"}
}

func checkRole(raw any) error {
	if role, _ := raw.(string); !slices.Contains(Roles(), role) {
		return fmt.Errorf("must be one of %s", strings.Join(Roles(), ", "))
	}
	return nil
}

// checkWordLists checks x-next and x-excludes. In x-next every follower must be a word with followers of its own.
func checkWordLists(raw any, closed bool) error {
	var lists map[string][]string
	if err := strict(raw, &lists); err != nil {
		return err
	}
	if len(lists) == 0 {
		return errors.New("must have at least one word")
	}
	for word, followers := range lists {
		for _, f := range followers {
			if _, known := lists[f]; closed && !known {
				return &pointedError{jsonpointer.Join("", word), fmt.Errorf("names %s, which has no entry of its own", f)}
			}
		}
	}
	return nil
}

func checkNames(raw any) error {
	var names []string
	if err := strict(raw, &names); err != nil {
		return err
	}
	if len(names) == 0 || slices.Contains(names, "") {
		return errors.New("must be a list of names, and not empty")
	}
	return nil
}
