package codec

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// space passes over white space, and returns what stands behind it; 0 at the end.
func (r *Reader) space() byte {
	for ; r.pos < len(r.data); r.pos++ {
		if c := r.data[r.pos]; c > ' ' || c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return c
		}
	}
	return 0
}

// peek is the first byte of a value; 0 at the end.
func (r *Reader) peek() byte {
	if r.pos < len(r.data) {
		return r.data[r.pos]
	}
	return 0
}

// unquoted reads a string.
func (r *Reader) unquoted() string {
	raw, plain := r.quoted()
	if plain && (r.odd == nil || len(raw) == 0 || r.ascii && raw[0] != ' ' && raw[len(raw)-1] != ' ') {
		return r.keep(raw)
	}
	text := ""
	if plain {
		text = r.keep(raw)
	} else {
		text = r.unquote(raw)
	}
	if r.odd != nil && r.err == nil {
		text = r.odd(r.name(r.path[len(r.path)-1]), text)
	}
	return text
}

// unquote is the text of a string with escapes, or with bytes to replace.
func (r *Reader) unquote(raw []byte) string {
	var s string
	if r.err == nil && json.Unmarshal(raw, &s) != nil {
		r.fail(ErrNotJSON)
	}
	return s
}

// quoted passes over a string. What is plain is returned as it is, without its quotation marks; all else with them.
func (r *Reader) quoted() (raw []byte, plain bool) {
	start := r.pos
	plain = true
	r.ascii = true
	for i := start + 1; ; i++ {
		i = PlainEnd(r.data, i)
		if i >= len(r.data) {
			break
		}
		switch c := r.data[i]; {
		case c == '"':
			r.pos = i + 1
			if !r.ascii && !utf8.Valid(r.data[start:r.pos]) {
				if plain = false; !r.lenient {
					r.fail(ErrNotUTF8)
				}
			}
			if plain {
				return r.data[start+1 : i], true
			}
			return r.data[start:r.pos], false
		case c == '\\':
			plain = false
			i++
		case c < ' ':
			r.fail(ErrNotJSON)
			return nil, false
		default:
			r.ascii = false
		}
	}
	r.fail(ErrNotJSON)
	return nil, false
}

// number passes over a number.
func (r *Reader) number() []byte {
	start := r.pos
	if r.peek() == '-' {
		r.pos++
	}
	if r.peek() == '0' {
		r.pos++
	} else {
		r.digits()
	}
	if r.peek() == '.' {
		r.pos++
		r.digits()
	}
	if c := r.peek(); c == 'e' || c == 'E' {
		r.pos++
		if c := r.peek(); c == '+' || c == '-' {
			r.pos++
		}
		r.digits()
	}
	if r.err != nil {
		return nil
	}
	return r.data[start:r.pos]
}

// digits passes over at least one digit.
func (r *Reader) digits() {
	start := r.pos
	for c := r.peek(); c >= '0' && c <= '9'; c = r.peek() {
		r.pos++
	}
	if r.pos == start {
		r.fail(ErrNotJSON)
	}
}

func isNumber(c byte) bool { return c == '-' || c >= '0' && c <= '9' }

func (r *Reader) literal(word string) {
	if !bytes.HasPrefix(r.data[r.pos:], []byte(word)) {
		r.fail(ErrNotJSON)
		return
	}
	r.pos += len(word)
}

// skip passes over a value of any type. Its objects are checked as all are.
func (r *Reader) skip() {
	switch c := r.peek(); {
	case c == '{':
		for o := r.Object(); r.Next(&o); {
			r.Other(&o)
		}
	case c == '[':
		if !r.open('[') {
			return
		}
		for n := 0; r.more(n == 0); n++ {
			r.skip()
		}
	case c == '"':
		if raw, plain := r.quoted(); !plain {
			r.unquote(raw)
		}
	case c == 't':
		r.literal("true")
	case c == 'f':
		r.literal("false")
	case c == 'n':
		r.literal("null")
	case isNumber(c):
		r.number()
	default:
		r.fail(ErrNotJSON)
	}
}
