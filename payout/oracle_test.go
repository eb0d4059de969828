package payout

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/iyzipayout/iyzipayout/gen"
)

// What follows reads answers with general libraries, in several passes. It is the oracle that FuzzReadIsTheOracle holds read against.

var (
	errOracleNotJSON = errors.New("not JSON")
	errOracleTwice   = errors.New("twice")
	errOracleMany    = errors.New("many")
	errOracleTooMany = errors.New("too many")
)

func oracleRead(body []byte, v any, most int) (env envelope, wrong, err error) {
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	if env, err = readEnvelope(body); err != nil {
		return env, nil, err
	}
	if jsonv2.Unmarshal(body, v, asDocumented(most)) == nil {
		return env, nil, nil
	}
	return env, (lenient{most: most}).read(body, reflect.ValueOf(v).Elem(), ""), nil
}

// readEnvelope reads the members by their exact names, from an object and nothing behind it.
func readEnvelope(body []byte) (envelope, error) {
	members, err := topMembers(body)
	if err != nil {
		return envelope{}, err
	}
	// Of the valid object; an object of a million members takes much memory.
	if err := checkNames(body); err != nil {
		return envelope{}, err
	}
	env := envelope{
		status:         gen.ResultStatus(words(members["status"])),
		message:        words(members["errorMessage"]),
		group:          words(members["errorGroup"]),
		name:           words(members["errorName"]),
		conversationID: words(members["conversationId"]),
		systemTime:     epochMillis(words(members["systemTime"])),
	}
	if code := members["errorCode"]; code != nil {
		// A code takes any JSON, and this was read as JSON already.
		_ = json.Unmarshal(code, &env.code)
	}
	return env, nil
}

// topMembers are the members of the envelope as they are written. The rest is checked for being JSON and passed over.
func topMembers(body []byte) (map[string]json.RawMessage, error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	if kind := d.PeekKind(); kind != '{' {
		value, err := d.ReadValue()
		if err != nil || !json.Valid(body) {
			return nil, errOracleNotJSON
		}
		return nil, jsonError(json.Unmarshal(value, &struct{}{}))
	}
	members := map[string]json.RawMessage{}
	if _, err := d.ReadToken(); err != nil {
		return nil, errOracleNotJSON
	}
	for d.PeekKind() == '"' {
		token, err := d.ReadToken()
		if err != nil {
			return nil, errOracleNotJSON
		}
		switch name := token.String(); name {
		case "status", "errorCode", "errorMessage", "errorGroup", "errorName", "conversationId", "systemTime":
			value, err := d.ReadValue()
			if err != nil {
				return nil, errOracleNotJSON
			}
			members[name] = json.RawMessage(value.Clone())
		default:
			if err := d.SkipValue(); err != nil {
				return nil, errOracleNotJSON
			}
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, errOracleNotJSON
	}
	if _, err := d.ReadToken(); err != io.EOF {
		return nil, errOracleNotJSON // something stands behind it
	}
	return members, nil
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
				return errOracleTooMany
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
		var raw json.RawMessage
		for written, value := range members {
			if strings.EqualFold(written, name) { // which no longer matters to what else the object holds
				raw = value
			}
		}
		if raw == nil {
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
			return fmt.Errorf("member %s: %w (%d)", path, errOracleTooMany, l.most)
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

// words reads what should be a string. Anything else is taken as it is written, so that a refusal is never lost over the type
// of its message.
func words(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// jsonError keeps what encoding/json says about the type, and drops the value it quotes.
func jsonError(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		kind, _, _ := strings.Cut(wrong.Value, " ")
		return errors.New("it is a JSON " + kind + " where another type must be")
	}
	return errOracleNotJSON
}

// checkNames refuses an object with two members of one name: encoding/json would take the last, others take the first, and
// the two may say "success" and "failure". Names that differ in case only count as the same, because encoding/json takes
// either for the field. data must be valid JSON.
func checkNames(data []byte) error {
	var open scopes
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '{', '[':
			open.push(data[i] == '{')
		case '}', ']':
			open = open[:len(open)-1]
		case ',':
			if top := open.top(); top != nil {
				top.wantsName = top.isObject
			}
		case '"':
			end := stringEnd(data, i)
			if top := open.top(); top != nil && top.wantsName {
				if err := top.add(data[i:end]); err != nil {
					return err
				}
			}
			i = end - 1
		}
	}
	return nil
}

// scope is an object or array that has begun.
type scope struct {
	isObject, wantsName bool
	names               [][]byte
}

// scopes keeps the memory of what has ended for what begins at the same depth.
type scopes []scope

func (s *scopes) push(isObject bool) {
	if len(*s) < cap(*s) {
		*s = (*s)[:len(*s)+1]
	} else {
		*s = append(*s, scope{})
	}
	top := s.top()
	top.isObject, top.wantsName, top.names = isObject, isObject, top.names[:0]
}

func (s scopes) top() *scope {
	if len(s) == 0 {
		return nil
	}
	return &s[len(s)-1]
}

func (s *scope) add(quoted []byte) error {
	name := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(name, '\\') >= 0 {
		var unescaped string
		if err := json.Unmarshal(quoted, &unescaped); err != nil {
			return err
		}
		name = []byte(unescaped)
	}
	for _, earlier := range s.names {
		if bytes.EqualFold(earlier, name) {
			return errOracleTwice
		}
	}
	if len(s.names) == 256 {
		return errOracleMany
	}
	s.names, s.wantsName = append(s.names, name), false
	return nil
}

// stringEnd is the index behind the closing quotation mark of the string that begins at start.
func stringEnd(data []byte, start int) int {
	for i := start + 1; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(data)
}
