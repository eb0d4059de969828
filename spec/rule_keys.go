package spec

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// schemaKeys are the extensions that a schema may have; the head of rules.yaml explains them.
func schemaKeys() []string {
	return []string{
		"x-not-blank", "x-form", "x-values", "x-epoch", "x-echoes", "x-unique-by", "x-required-when", "x-form-by", "x-meaning",
		"x-sign", "x-digits", "x-not-above", "x-role", "x-next", "x-excludes", "x-keeps", "x-constant", "x-personal",
	}
}

// operationKeys are the extensions that an operation may have.
func operationKeys() []string { return []string{"x-operation-retry", "x-moves-money", "x-leads-to"} }

// checkKeys refuses, among the extensions at one place, those of ours that do not belong there and those that look like
// a misspelling of one of ours. Extensions of others are none of our business.
func checkKeys(pointer string, extensions map[string]any, allowed []string) []error {
	ours := slices.Concat(schemaKeys(), operationKeys())
	var errs []error
	for _, key := range slices.Sorted(maps.Keys(extensions)) {
		at := jsonpointer.Join(pointer, key)
		switch {
		case slices.Contains(allowed, key), key == "x-source", key == "x-confidence", strings.HasPrefix(key, "x-go-"):
		case slices.Contains(ours, key):
			errs = append(errs, fmt.Errorf("%s: does not belong here, where it is never evaluated; allowed: %s", at, orNone(allowed)))
		default:
			if meant := similar(key, ours); meant != "" {
				errs = append(errs, fmt.Errorf("%s: unknown rule: is %s meant?", at, meant))
			}
		}
	}
	return errs
}

// checkReferenceKeys refuses rules next to a $ref: they are lost there.
func checkReferenceKeys(pointer string, ref *openapi3.SchemaRef) []error {
	if ref.Ref == "" {
		return nil
	}
	return checkKeys(pointer, ref.Extensions, nil)
}

// similar returns the first of the names that key is probably meant to be, or "".
func similar(key string, names []string) string {
	plain := func(s string) string { return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(s)) }
	for _, name := range names {
		near := 1
		if len(name) > len("x-form-by") {
			near = 2
		}
		if distance(plain(key), plain(name)) <= near {
			return name
		}
	}
	return ""
}

// distance counts the letters to add, drop, change or swap with their neighbour to make b of a (optimal string alignment).
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
