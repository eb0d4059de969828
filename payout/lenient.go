package payout

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/iyzipayout/iyzipayout/gen"
)

// errTooManyItems is an answer that holds more than was asked for. It is not read to its end: the items of an answer of some
// megabytes can take some hundred when they are all empty.
var errTooManyItems = errors.New("it holds more items than were asked for")

// into reads the members of a successful answer into v, a pointer to one of gen's types, and no more elements of an array of
// objects than most.
//
// A number may come as a string and a text as a number, whichever the document says. A member of the wrong type that only
// informs is left out: a description that is an object must not hide who was paid. What carries others (an object, an
// array of objects) and what counts items must fit.
func (s *success) into(v any, most int) error {
	// What is as the document says, and nearly all is, is read in one pass.
	if jsonv2.Unmarshal(s.body, v, asDocumented(most)) == nil {
		return nil
	}
	if err := (lenient{most: most}).read(s.body, reflect.ValueOf(v).Elem(), ""); err != nil {
		return s.unintelligible(err)
	}
	return nil
}

// asDocumented reads as encoding/json does, which takes names in any case and replaces what is no UTF-8, and no more elements of an
// array of objects than most.
func asDocumented(most int) jsonv2.Options {
	return jsonv2.JoinOptions(
		jsonv2.MatchCaseInsensitiveNames(true), jsontext.AllowInvalidUTF8(true),
		jsonv2.WithUnmarshalers(jsonv2.JoinUnmarshalers(
			jsonv2.UnmarshalFromFunc(atMost[gen.MassPayoutItemDetail](most)), jsonv2.UnmarshalFromFunc(atMost[gen.InvalidItem](most)),
		)),
	)
}

// atMost reads a list.
func atMost[T any](most int) func(*jsontext.Decoder, *[]T) error {
	return func(d *jsontext.Decoder, list *[]T) error {
		if d.PeekKind() != '[' {
			return errors.ErrUnsupported // null, or an error for the other way of reading
		}
		if _, err := d.ReadToken(); err != nil {
			return err
		}
		all := []T{}
		for d.PeekKind() != ']' {
			if len(all) == most {
				return errTooManyItems
			}
			all = append(all, *new(T))
			if err := jsonv2.UnmarshalDecode(d, &all[len(all)-1]); err != nil {
				return err
			}
		}
		*list = all
		_, err := d.ReadToken()
		return err
	}
}

func (s *success) unintelligible(err error) error { return s.answer.unintelligible(s.operation, err) }

// lenient is json.Unmarshal member by member. It does not read more elements of an array of objects than most.
type lenient struct{ most int }

// read reads data into v. path names the member in errors.
func (l lenient) read(data json.RawMessage, v reflect.Value, path string) error {
	if isList(v.Type()) {
		return l.list(data, v, path)
	}
	if !holdsList(v.Type()) && json.Unmarshal(data, v.Addr().Interface()) == nil {
		return nil
	}
	_, readsItself := v.Addr().Interface().(json.Unmarshaler)
	switch {
	case v.Kind() == reflect.Struct && !readsItself:
		return l.object(data, v, path)
	case v.Kind() == reflect.Slice && !readsItself:
		l.texts(data, v)
		return nil
	}
	err := exchanged(data, v)
	if err != nil && counts(path) {
		return fmt.Errorf("member %s: %w", path, err)
	}
	return nil
}

func (l lenient) object(data json.RawMessage, v reflect.Value, path string) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return fmt.Errorf("member %s: %w", path, jsonError(err))
	}
	v.SetZero()
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		raw, present := members[name]
		if !present {
			continue
		}
		if err := l.read(raw, v.Field(i), strings.TrimPrefix(path+"."+name, ".")); err != nil {
			return err
		}
	}
	return nil
}

// list reads an array of objects, one after the other.
func (l lenient) list(data json.RawMessage, v reflect.Value, path string) error {
	elements := json.NewDecoder(bytes.NewReader(data))
	if token, err := elements.Token(); err != nil || token == nil {
		return err // null
	} else if token != json.Delim('[') {
		return fmt.Errorf("member %s: %w", path, jsonError(json.Unmarshal(data, v.Addr().Interface())))
	}
	list := reflect.MakeSlice(v.Type(), 0, 0)
	for elements.More() {
		if list.Len() == l.most {
			return fmt.Errorf("member %s: %w (%d)", path, errTooManyItems, l.most)
		}
		list = reflect.Append(list, reflect.Zero(v.Type().Elem()))
		last := list.Len() - 1
		start := elements.InputOffset()
		if elements.Decode(list.Index(last).Addr().Interface()) == nil {
			continue
		}
		element := bytes.TrimLeft(data[start:elements.InputOffset()], ", \t\r\n")
		if err := l.read(element, list.Index(last), fmt.Sprintf("%s.%d", path, last)); err != nil {
			return err
		}
	}
	v.Set(list)
	return nil
}

// texts reads an array of values that only inform. One text in place of the array is taken for its only element.
func (l lenient) texts(data json.RawMessage, v reflect.Value) {
	elements := []json.RawMessage{data}
	if bytes.HasPrefix(data, []byte("[")) {
		elements = nil
		_ = json.Unmarshal(data, &elements)
	}
	list := reflect.MakeSlice(v.Type(), len(elements), len(elements))
	for i, element := range elements {
		_ = exchanged(element, list.Index(i))
	}
	v.Set(list)
}

// exchanged reads a value whose JSON type may be the other one of number and string. A text that was a number has the digits as they
// were written.
func exchanged(data json.RawMessage, v reflect.Value) error {
	err := json.Unmarshal(data, v.Addr().Interface())
	if err == nil {
		return nil
	}
	v.SetZero()
	switch {
	case v.Kind() == reflect.String && isNumber(data):
		v.SetString(string(data))
		return nil
	case v.CanInt():
		n, ok := integer(strings.TrimSpace(words(data)))
		if ok && !v.OverflowInt(n) {
			v.SetInt(n)
			return nil
		}
	}
	return jsonError(err)
}

func isNumber(data json.RawMessage) bool {
	return len(data) > 0 && (data[0] == '-' || data[0] >= '0' && data[0] <= '9')
}

// integer reads an integer, also where it has a decimal point with nothing but zeros behind it.
func integer(s string) (int64, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	if strings.Trim(fraction, "0") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	return n, err == nil
}

func isList(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct
}

// holdsList reports whether a type holds an array of objects at any depth, so that it must not be read as a whole.
func holdsList(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return isList(t)
	}
	for i := range t.NumField() {
		if holdsList(t.Field(i).Type) {
			return true
		}
	}
	return false
}

// counts reports whether a member says how many items there are. Without it, pages would end too early in silence.
func counts(path string) bool {
	switch path[strings.LastIndex(path, ".")+1:] {
	case "page", "size", "total":
		return true
	}
	return false
}
