package codec

import (
	"encoding/json"
	"reflect"
	"slices"
	"unicode/utf8"

	"github.com/iyzipayout/iyzipayout/money"
)

// Writable is a generated type that can be written. What AppendJSON appends is what encoding/json writes; failed gets the first error.
type Writable interface {
	AppendJSON(b []byte, failed *error) []byte
}

// Marshal writes a document as encoding/json does, byte for byte.
func Marshal(v Writable) ([]byte, error) {
	var failed error
	b := v.AppendJSON(make([]byte, 0, 512), &failed)
	if failed != nil {
		return nil, failed
	}
	return b, nil
}

// Close ends an object whose members were each written behind a comma. The first comma becomes the bracket.
func Close(b []byte, start int) []byte {
	if len(b) == start {
		return append(b, "{}"...)
	}
	b[start] = '{'
	return append(b, '}')
}

// AppendDecimal writes an amount with the digits that it has.
func AppendDecimal(b []byte, d money.Decimal, failed *error) []byte {
	text := d.String()
	if text == "" || len(text) > money.MaxFractionDigits {
		return AppendAny(b, d, failed) // it may be one that is not to be written
	}
	return append(b, text...)
}

// AppendList writes a list of objects.
func AppendList[T any](b []byte, list []T, failed *error, add func(*T, []byte, *error) []byte) []byte {
	if list == nil {
		return append(b, "null"...)
	}
	return AppendElements(b, len(list), failed, func(i int, b []byte, failed *error) []byte { return add(&list[i], b, failed) })
}

// AppendElements writes a list of n objects.
func AppendElements(b []byte, n int, failed *error, add func(int, []byte, *error) []byte) []byte {
	b = append(b, '[')
	for i := range n {
		start := len(b)
		if i > 0 {
			b = append(b, ',')
		}
		b = add(i, b, failed)
		if i == 0 {
			size := len(b) - start
			b = slices.Grow(b, (size+size/4)*(n-1)+64)
		}
	}
	return append(b, ']')
}

// AppendStrings writes a list of texts.
func AppendStrings(b []byte, list []string) []byte {
	if list == nil {
		return append(b, "null"...)
	}
	b = append(b, '[')
	for i, s := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = AppendString(b, s)
	}
	return append(b, ']')
}

// AppendAny writes what encoding/json makes of a value.
func AppendAny(b []byte, v any, failed *error) []byte {
	data, err := json.Marshal(v)
	if err != nil && *failed == nil {
		*failed = err
	}
	return append(b, data...)
}

// IsZero reports whether a value is left out.
func IsZero(v any) bool { return reflect.ValueOf(v).IsZero() }

// AppendString writes a text with the escapes of encoding/json, which also escapes what means something in HTML.
func AppendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	start := len(b)
	if b = append(b, s...); asItIs(b, start) {
		return append(b, '"')
	}
	b = b[:start]
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&' {
			i++
			continue
		}
		if c < utf8.RuneSelf {
			b = append(b, s[from:i]...)
			switch c {
			case '"', '\\':
				b = append(b, '\\', c)
			case '\b':
				b = append(b, '\\', 'b')
			case '\f':
				b = append(b, '\\', 'f')
			case '\n':
				b = append(b, '\\', 'n')
			case '\r':
				b = append(b, '\\', 'r')
			case '\t':
				b = append(b, '\\', 't')
			default:
				b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			}
			i++
			from = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			b = append(append(b, s[from:i]...), `\ufffd`...)
			from = i + size
		} else if r == '\u2028' || r == '\u2029' {
			b = append(append(b, s[from:i]...), `\u202`...)
			b = append(b, hex[r&15])
			from = i + size
		}
		i += size
	}
	return append(append(b, s[from:]...), '"')
}
