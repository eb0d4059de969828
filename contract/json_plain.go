package contract

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/iyzipayout/iyzipayout/internal/codec"
)

// plainParser reads a body with whose text nothing is wrong: most are so. It gives up on any other, which textParser then reads from the
// beginning and explains.
type plainParser struct {
	data     []byte
	body     string // the same; texts are parts of it
	pos      int
	depth    int
	values   int
	elements []value // as those of textParser

	// All members: at the front those of the objects that are being read, at the back those of finished ones.
	room []member
	used int // at the front
	back int // where the finished ones begin
}

// What any documented body has less of. What has more costs no more than this before it is read again.
const (
	mostPlainDepth  = 64
	mostPlainValues = 1 << 16 // an answer of 1,000 items has about 12,000
)

// parsePlain reads a body, or gives up.
func parsePlain(body []byte) (*value, bool) {
	if !utf8.Valid(body) || bytes.Contains(body, []byte(replaced)) {
		return nil, false
	}
	most := min(bytes.Count(body, []byte{':'}), mostPlainValues)
	p := &plainParser{data: body, body: string(body), room: make([]member, most), back: most}
	v, ok := p.value()
	p.space()
	return &v, ok && p.pos == len(p.data)
}

// space passes over white space, and returns what stands behind it; 0 at the end.
func (p *plainParser) space() byte {
	for ; p.pos < len(p.data); p.pos++ {
		if c := p.data[p.pos]; c > ' ' || c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return c
		}
	}
	return 0
}

func (p *plainParser) value() (value, bool) {
	if p.values++; p.values > mostPlainValues || p.depth > mostPlainDepth {
		return value{}, false
	}
	switch c := p.space(); c {
	case '{':
		return p.object()
	case '[':
		return p.array()
	case '"':
		text, ok := p.text()
		return value{kind: stringValue, text: text}, ok
	case 't':
		return p.word("true", boolValue)
	case 'f':
		return p.word("false", boolValue)
	case 'n':
		v, ok := p.word("null", nullValue)
		v.text = ""
		return v, ok
	default:
		return p.number()
	}
}

func (p *plainParser) word(word string, kind valueKind) (value, bool) {
	start := p.pos
	p.pos += len(word)
	return value{kind: kind, text: word}, p.pos <= len(p.body) && p.body[start:p.pos] == word
}

// text reads a string.
func (p *plainParser) text() (string, bool) {
	start, ascii, escaped := p.pos+1, true, false
	for i := start; ; i++ {
		i = codec.PlainEnd(p.data, i)
		if i >= len(p.data) {
			return "", false
		}
		switch c := p.data[i]; {
		case c == '"':
			p.pos = i + 1
			text := p.body[start:i]
			if escaped {
				decoded, err := jsontext.AppendUnquote(nil, p.body[start-1:p.pos])
				if err != nil || bytes.IndexByte(decoded, 0) >= 0 || bytes.Contains(decoded, []byte(replaced)) {
					return "", false
				}
				text, ascii = string(decoded), false
			}
			return text, ascii || !misread(text)
		case c == '\\':
			escaped = true
			i++
		case c < ' ':
			return "", false
		}
		ascii = false
	}
}

// number reads a number, as RFC 8259 writes it.
func (p *plainParser) number() (value, bool) {
	start := p.pos
	p.sign("-")
	whole := p.pos
	ok := p.digits() && (p.pos == whole+1 || p.data[whole] != '0')
	if ok && p.sign(".") {
		ok = p.digits()
	}
	if ok && p.sign("eE") {
		p.sign("+-")
		ok = p.digits()
	}
	return value{kind: numberValue, text: p.body[start:p.pos]}, ok
}

// sign passes over one of these bytes.
func (p *plainParser) sign(of string) bool {
	if p.pos == len(p.data) || strings.IndexByte(of, p.data[p.pos]) < 0 {
		return false
	}
	p.pos++
	return true
}

// digits passes over at least one digit.
func (p *plainParser) digits() bool {
	start := p.pos
	for p.pos < len(p.data) && p.data[p.pos]-'0' <= 9 {
		p.pos++
	}
	return p.pos > start
}

// next goes to the next member or element, or behind the closing bracket.
func (p *plainParser) next(first bool, closing byte) (more, ok bool) {
	switch c := p.space(); {
	case c == closing:
		p.pos++
		return false, true
	case first:
		return true, true
	case c == ',':
		p.pos++
		return true, true
	}
	return false, false
}

func (p *plainParser) object() (value, bool) {
	p.pos++
	p.depth++
	start := p.used
	var seen nameSet
	for {
		more, ok := p.next(p.used == start, '}')
		if !ok {
			return value{}, false
		}
		if !more {
			break
		}
		if p.space() != '"' {
			return value{}, false
		}
		name, ok := p.text()
		if !ok || seen.has(p.room[start:p.used], name) || p.space() != ':' {
			return value{}, false
		}
		p.pos++
		v, ok := p.value()
		if !ok || p.used == p.back {
			return value{}, false
		}
		p.room[p.used] = member{name, v}
		p.used++
	}
	p.depth--
	n := p.used - start
	copy(p.room[p.back-n:p.back], p.room[start:p.used])
	p.back, p.used = p.back-n, start
	return value{kind: objectValue, members: p.room[p.back : p.back+n : p.back+n]}, true
}

func (p *plainParser) array() (value, bool) {
	p.pos++
	p.depth++
	start := len(p.elements)
	for {
		more, ok := p.next(len(p.elements) == start, ']')
		if !ok {
			return value{}, false
		}
		if !more {
			break
		}
		v, ok := p.value()
		if !ok {
			return value{}, false
		}
		p.elements = append(p.elements, v)
	}
	p.depth--
	v := value{kind: arrayValue, elements: slices.Clone(p.elements[start:])}
	p.elements = p.elements[:start]
	return v, true
}
