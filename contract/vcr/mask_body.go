package vcr

import (
	"bytes"
	"encoding/json"
	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"maps"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// body masks the body of a message. Whatever is not masked keeps its bytes: the digits of amounts, the order of members.
func (m *masker) body(text []byte) []byte {
	m.meet(text)
	r := rewriter{
		masker: m,
		dec:    jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true)),
	}
	var out bytes.Buffer
	r.enc = jsontext.NewEncoder(&out, jsontext.AllowDuplicateNames(true))
	if err := r.value(""); err != nil || len(bytes.TrimSpace(text[r.dec.InputOffset():])) > 0 {
		return []byte(m.text(string(text))) // no JSON, or more than that
	}
	if !r.changed {
		return text
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// meet finds the personal data and the ids that are known by their members, before any text is looked at: a description may
// name somebody whose name comes later. Members are taken in the order of their names, so that the numbers of fakes do not
// hang on how a client sorts them.
func (m *masker) meet(text []byte) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var body any
	if decoder.Decode(&body) == nil {
		m.meetValue(body)
	}
}

func (m *masker) meetValue(v any) {
	switch v := v.(type) {
	case []any:
		for _, element := range v {
			m.meetValue(element)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			s, isString := v[name].(string)
			switch {
			case !isString:
				m.meetValue(v[name])
			case m.members.personal[name]:
				m.standIn(identifier(v[m.members.formBy[name]], s))
			case m.members.kept[name]:
				m.ids[s] = true
			}
		}
	}
}

// identifier goes by what the sender says it is, where it has that form, and else by its form. It also writes it as normal
// does; but a member of ten digits is no phone number.
func identifier(declared any, info string) (kind, string) {
	digits := joined(info)
	switch {
	case declared == "MEMBER_ID" && numberForm().MatchString(digits):
		return kindNumber, digits
	case declared == "IDENTITY_NUMBER" && tenOrEleven().MatchString(digits):
		return kindIdentity, digits
	}
	value := normal(info)
	return kindOf(value), value
}

var tenOrEleven = lazyregexp.New(`^[1-9][0-9]{9,10}$`)

// rewriter copies a JSON value and masks strings and numbers on the way.
type rewriter struct {
	*masker
	dec     *jsontext.Decoder
	enc     *jsontext.Encoder
	changed bool
}

// value copies the value of the member called name, or the elements of a list that is.
func (r *rewriter) value(name string) error {
	switch r.dec.PeekKind() {
	case jsontext.KindBeginObject, jsontext.KindBeginArray:
		return r.composite(name)
	case jsontext.KindString:
		token, err := r.dec.ReadToken()
		if err != nil {
			return err
		}
		s := token.String()
		masked := r.masked(name, s)
		r.changed = r.changed || masked != s
		return r.enc.WriteToken(jsontext.String(masked))
	}
	raw, err := r.dec.ReadValue()
	if err != nil {
		return err
	}
	masked := r.maskedNumber(name, raw)
	r.changed = r.changed || string(masked) != string(raw)
	return r.enc.WriteValue(masked)
}

func (r *rewriter) composite(name string) error {
	open, err := r.dec.ReadToken()
	if err != nil {
		return err
	}
	isObject := open.Kind() == jsontext.KindBeginObject
	if err := r.enc.WriteToken(open); err != nil {
		return err
	}
	for kind := r.dec.PeekKind(); kind != jsontext.KindEndObject && kind != jsontext.KindEndArray; kind = r.dec.PeekKind() {
		inner := name
		if isObject {
			key, err := r.dec.ReadToken()
			if err != nil {
				return err
			}
			inner = key.String()
			if err := r.enc.WriteToken(jsontext.String(inner)); err != nil {
				return err
			}
		}
		if err := r.value(inner); err != nil {
			return err
		}
	}
	end, err := r.dec.ReadToken()
	if err != nil {
		return err
	}
	return r.enc.WriteToken(end)
}

// masked masks a string by the member it stands in.
func (r *rewriter) masked(name, s string) string {
	switch {
	case r.members.personal[name]:
		for _, value := range []string{joined(s), normal(s)} {
			if f, ok := r.fakes[value]; ok {
				return f
			}
		}
		value := normal(s)
		if f := r.standIn(kindOf(value), value); f != value {
			return f // it was not met: of a member that comes twice only the last is
		}
		return s // published or a fake
	case r.members.kept[name] || r.ids[s] || r.members.numbers[name] && decimal().MatchString(s):
		return s
	case r.members.documented[name] || harmless().MatchString(s):
		return r.text(s)
	}
	// Nobody knows what an undocumented member holds; it may be a name.
	return r.standIn(kindText, normal(s))
}

// harmless: words of a list, ids, dates and short numbers.
var harmless = lazyregexp.New(`^(?:[A-Z][A-Z_]*|[a-z]{2}|[0-9a-f]{8,9}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]{4}-[0-9]{2}-[0-9]{2}[T 0-9:.Z+\-]*|-?[0-9]{0,9}(?:\.[0-9]{1,8})?)$`)

// maskedNumber masks what is personal, and long numbers that nobody has documented.
func (r *rewriter) maskedNumber(name string, raw jsontext.Value) jsontext.Value {
	switch {
	case raw.Kind() != jsontext.KindNumber:
		return raw
	case r.members.personal[name], !r.members.documented[name] && longNumber().MatchString(string(raw)):
		return jsontext.Value(r.standIn(kindNumber, string(raw)))
	}
	return raw
}

var decimal = lazyregexp.New(`^-?[0-9]+(?:\.[0-9]+)?$`)

var longNumber = lazyregexp.New(`^[0-9]{7,}$`)
