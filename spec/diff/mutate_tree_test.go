package diff_test

import (
	"fmt"
	"maps"
	"slices"

	"pgregory.net/rapid"
)

// place is the way from the top of a decoded document to one of its members (string) or elements (int).
type place []any

// placesOf lists every member and element of a document, always in the same order.
func placesOf(v any) []place {
	var all []place
	visit := func(key, child any) {
		all = append(all, place{key})
		for _, inner := range placesOf(child) {
			all = append(all, append(place{key}, inner...))
		}
	}
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			visit(key, v[key])
		}
	case []any:
		for i, child := range v {
			visit(i, child)
		}
	}
	return all
}

// changeAt returns a copy of the document in which one place is changed, or gone where change is nil.
func changeAt(v any, at place, change func(any) (any, bool)) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		key, _ := at[0].(string)
		inner, keep, ok := changeInner(v[key], at, change)
		c := maps.Clone(v)
		if c[key] = inner; !keep {
			delete(c, key)
		}
		return c, ok
	case []any:
		i, _ := at[0].(int)
		inner, keep, ok := changeInner(v[i], at, change)
		c := slices.Clone(v)
		if c[i] = inner; !keep {
			c = slices.Delete(c, i, i+1)
		}
		return c, ok
	}
	return v, false
}

func changeInner(v any, at place, change func(any) (any, bool)) (inner any, keep, ok bool) {
	switch {
	case len(at) > 1:
		inner, ok = changeAt(v, at[1:], change)
		return inner, true, ok
	case change == nil:
		return nil, false, true
	default:
		inner, ok = change(v)
		return inner, true, ok
	}
}

// otherScalar returns another value of the same type.
func otherScalar(v any) (any, bool) {
	switch v := v.(type) {
	case string:
		return v + "x", true
	case bool:
		return !v, true
	case int:
		return v + 1, true
	case float64:
		return v + 0.5, true
	}
	return v, false
}

// otherType returns a value of another type.
func otherType(v any) (any, bool) {
	switch v.(type) {
	case string:
		return 7, true
	case map[string]any:
		return []any{}, true
	case bool:
		return "true", true
	case []any:
		return map[string]any{}, true
	}
	return "7", true
}

// grown returns an object with a member more or a list with an element more.
func grown(key string, value any) func(any) (any, bool) {
	return func(v any) (any, bool) {
		switch v := v.(type) {
		case map[string]any:
			if _, there := v[key]; there {
				return v, false
			}
			c := maps.Clone(v)
			c[key] = value
			return c, true
		case []any:
			return append(slices.Clone(v), value), true
		}
		return v, false
	}
}

// renamed gives one member of an object another name.
func renamed(from string) func(any) (any, bool) {
	return func(v any) (any, bool) {
		c := maps.Clone(v.(map[string]any))
		c[from+"2"] = c[from]
		delete(c, from)
		return c, true
	}
}

// mutate draws one change of one place and says in words what it was.
func mutate(rt *rapid.T, base any) (any, string) {
	all := placesOf(base)
	at := all[rapid.IntRange(0, len(all)-1).Draw(rt, "place")]
	for range 20 {
		kind := rapid.SampledFrom([]string{"delete", "change", "swap the type", "rename", "add", "add an extension"}).Draw(rt, "kind")
		where, change := at, map[string]func(any) (any, bool){
			"change": otherScalar, "swap the type": otherType,
			"add":              grown(rapid.SampledFrom(commonKeys).Draw(rt, "key"), rapid.SampledFrom(commonValues).Draw(rt, "value")),
			"add an extension": grown("x-"+rapid.StringMatching(`[a-z]{1,6}`).Draw(rt, "extension"), "y"),
		}[kind]
		if kind == "rename" {
			key, isMember := at[len(at)-1].(string)
			if !isMember || len(at) < 2 {
				continue
			}
			where, change = at[:len(at)-1], renamed(key)
		}
		if changed, ok := changeAt(base, where, change); ok {
			return changed, fmt.Sprintf("%s at %v", kind, where)
		}
	}
	changed, _ := changeAt(base, at, nil)
	return changed, fmt.Sprintf("delete at %v", at)
}

// What documents commonly hold: a comparison may know each of them in one place and forget it in another.
var (
	commonKeys = []string{
		"description", "required", "nullable", "format", "default", "deprecated", "example", "enum", "pattern", "minimum", "maxLength",
		"minItems", "additionalProperties", "title", "security", "servers", "summary", "operationId", "allOf", "not", "externalDocs", "readOnly",
	}
	commonValues = []any{"text", true, false, 3, 0.5, []any{"text"}, map[string]any{"type": "string"}, []any{map[string]any{"type": "integer"}}}
)
