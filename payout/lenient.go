package payout

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// into reads the members of a successful answer into v, a pointer to one of gen's types. A member of the wrong type that only
// informs is left out: a description that is a number must not hide who was paid. What carries others (an object, an
// array of objects) and what counts items must fit.
func (s *success) into(v any) error {
	if json.Unmarshal(s.body, v) == nil {
		return nil
	}
	if err := lenient(s.body, reflect.ValueOf(v).Elem(), ""); err != nil {
		return s.unintelligible(err)
	}
	return nil
}

func (s *success) unintelligible(err error) error { return s.answer.unintelligible(s.operation, err) }

// lenient is json.Unmarshal member by member. path names the member in errors.
func lenient(data json.RawMessage, v reflect.Value, path string) error {
	_, readsItself := v.Addr().Interface().(json.Unmarshaler)
	switch {
	case v.Kind() == reflect.Struct && !readsItself:
		return lenientObject(data, v, path)
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct:
		return lenientArray(data, v, path)
	}
	if err := json.Unmarshal(data, v.Addr().Interface()); err != nil && counts(path) {
		return fmt.Errorf("member %s: %w", path, jsonError(err))
	}
	return nil
}

func lenientObject(data json.RawMessage, v reflect.Value, path string) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return fmt.Errorf("member %s: %w", path, jsonError(err))
	}
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		raw, present := members[name]
		if !present {
			continue
		}
		if err := lenient(raw, v.Field(i), strings.TrimPrefix(path+"."+name, ".")); err != nil {
			return err
		}
	}
	return nil
}

func lenientArray(data json.RawMessage, v reflect.Value, path string) error {
	var elements []json.RawMessage
	if err := json.Unmarshal(data, &elements); err != nil {
		return fmt.Errorf("member %s: %w", path, jsonError(err))
	}
	if elements == nil {
		return nil
	}
	v.Set(reflect.MakeSlice(v.Type(), len(elements), len(elements)))
	for i, raw := range elements {
		if err := lenient(raw, v.Index(i), fmt.Sprintf("%s.%d", path, i)); err != nil {
			return err
		}
	}
	return nil
}

// counts reports whether a member says how many items there are. Without it, pages would end too early in silence.
func counts(path string) bool {
	switch path[strings.LastIndex(path, ".")+1:] {
	case "page", "size", "total":
		return true
	}
	return false
}
