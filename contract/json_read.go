package contract

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/iyzipayout/iyzipayout/internal/drift"
)

// parseText reads a JSON body into a value and reports what is wrong with its text. It goes on where it can, so that one
// fault does not hide the rest; nil means that there is no value to check.
func parseText(body []byte, r report) *value {
	if rest, found := bytes.CutPrefix(body, []byte("\xef\xbb\xbf")); found {
		r.error(drift.ByteOrderMark, "", "the body begins with a byte order mark; RFC 8259 forbids one")
		body = rest
	}
	if !utf8.Valid(body) {
		r.error(drift.InvalidUTF8, "", "the body is not UTF-8")
	}
	if start := bytes.TrimSpace(body); bytes.HasPrefix(start, []byte("<")) {
		r.error(drift.HTML, "", "the body is markup (it begins with <) where JSON is documented")
		return nil
	}
	p := &textParser{
		// A buffer is read in place, other readers are copied.
		dec:    jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)),
		body:   string(body),
		clean:  utf8.Valid(body) && !bytes.Contains(body, []byte(replaced)),
		report: r,
	}
	var v value
	if err := p.value(&v, path{}); err != nil {
		p.explain(err)
		return nil
	}
	p.rest()
	return &v
}

// mostValues is how many values of a body are looked at. An answer of 1,000 items has about 12,000; a body of the largest
// size can have eight million, each with its overhead.
const mostValues = 1 << 20

var errManyValues = errors.New("too many values")

type textParser struct {
	dec    *jsontext.Decoder
	body   string // texts are parts of it, so that they cost nothing
	clean  bool   // it is UTF-8 and holds no U+FFFD
	report report
	values int
	like   int // how many members the last object had: the next one of a list has as many
}

// replaced is what decoders put in place of bytes that are no UTF-8.
const replaced = "\uFFFD"

func (p *textParser) value(into *value, at path) error {
	if p.values++; p.values > mostValues {
		return errManyValues
	}
	switch kind := p.dec.PeekKind(); kind {
	case jsontext.KindBeginObject:
		return p.object(into, at)
	case jsontext.KindBeginArray:
		return p.array(into, at)
	default:
		raw, err := p.scalar()
		switch kind {
		case jsontext.KindString:
			*into = value{kind: stringValue, text: p.unquote(raw, at)}
		case jsontext.KindNumber:
			*into = value{kind: numberValue, text: raw}
		case jsontext.KindTrue, jsontext.KindFalse:
			*into = value{kind: boolValue, text: raw}
		}
		return err
	}
}

// scalar reads the text of a value that is no object or list.
func (p *textParser) scalar() (string, error) {
	raw, err := p.dec.ReadValue()
	end := int(p.dec.InputOffset())
	return p.body[end-len(raw) : end], err
}

func (p *textParser) unquote(raw string, at path) string {
	if raw == "" { // it could not be read
		return ""
	}
	text := raw[1 : len(raw)-1]
	if !p.clean || strings.IndexByte(text, '\\') >= 0 {
		text = p.decode(raw, at)
	}
	if strings.IndexByte(text, 0) >= 0 {
		p.fault(drift.NUL, at, "holds the character NUL")
	}
	if misread(text) && !p.report.full() {
		p.report.warn(drift.Charset, at.String(), "looks like UTF-8 that was read as another charset")
	}
	return text
}

// decode undoes escapes. The decoder has checked the syntax; what it cannot decode becomes U+FFFD.
func (p *textParser) decode(raw string, at path) string {
	decoded, _ := jsontext.AppendUnquote(nil, raw)
	lone := strings.Contains(raw, `\u`) && hasLoneSurrogate(raw)
	if lone {
		p.fault(drift.Surrogate, at, "a \\u escape is half of a surrogate pair, which is no character")
	}
	if strings.Contains(raw, replaced) || !lone && utf8.ValidString(raw) && bytes.Contains(decoded, []byte(replaced)) {
		p.fault(drift.InvalidUTF8, at, "holds U+FFFD, which stands where bytes were no UTF-8")
	}
	return string(decoded)
}

// misread reports letters of Latin scripts whose two bytes of UTF-8 were read as Latin-1, Windows-1252 or -1254, such as Ã¼ for ü
// and Ä± for ı, and quotation marks or dashes whose three were (â€). In a word, none of the second signs follows the first.
func misread(text string) bool {
	const lead = 0xC3 // of Ã, Ä, Å and â in UTF-8
	for i := strings.IndexByte(text, lead); i >= 0 && i+2 < len(text); {
		first, _ := utf8.DecodeRuneInString(text[i:])
		next, _ := utf8.DecodeRuneInString(text[i+2:])
		if strings.ContainsRune("ÃÄÅ", first) && (next >= 0x80 && next <= 0xBF || strings.ContainsRune("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ", next)) || first == 'â' && next == '€' {
			return true
		}
		step := strings.IndexByte(text[i+2:], lead)
		if step < 0 {
			return false
		}
		i += 2 + step
	}
	return false
}

// fault reports something about the text. The place may be thousands of levels deep, so it is written only if it is shown.
func (p *textParser) fault(kind Kind, at path, message string) {
	if !p.report.full() {
		p.report.error(kind, at.String(), "%s", message)
	}
}

func (p *textParser) object(into *value, at path) error {
	if _, err := p.dec.ReadToken(); err != nil {
		return err
	}
	into.kind = objectValue
	if p.dec.PeekKind() != jsontext.KindEndObject {
		into.members = make([]member, 0, max(p.like, 1))
	}
	var seen nameSet
	for p.dec.PeekKind() != jsontext.KindEndObject {
		raw, err := p.scalar()
		if err != nil {
			return err
		}
		name := p.unquote(raw, at)
		inner := path{up: &at, name: name}
		if seen.has(into, name) {
			p.fault(drift.DuplicateKey, inner, "the key stands twice in one object: which of the two counts is not defined")
		}
		into.members = append(into.members, member{name: name})
		if err := p.value(&into.members[len(into.members)-1].value, inner); err != nil {
			return err
		}
	}
	p.like = len(into.members)
	_, err := p.dec.ReadToken()
	return err
}

// nameSet finds names that stand twice: by looking at the others, or, where they are many, by a set of them.
type nameSet map[string]bool

func (s *nameSet) has(object *value, name string) bool {
	const few = 24
	if len(object.members) < few {
		return object.get(name) != nil
	}
	if *s == nil {
		*s = nameSet{}
		for i := range object.members {
			(*s)[object.members[i].name] = true
		}
	}
	known := (*s)[name]
	(*s)[name] = true
	return known
}

func (p *textParser) array(into *value, at path) error {
	if _, err := p.dec.ReadToken(); err != nil {
		return err
	}
	into.kind = arrayValue
	for i := 0; p.dec.PeekKind() != jsontext.KindEndArray; i++ {
		inner := path{up: &at, index: i, list: true}
		into.elements = append(into.elements, value{})
		if err := p.value(&into.elements[i], inner); err != nil {
			return err
		}
	}
	_, err := p.dec.ReadToken()
	return err
}

// rest reports anything but white space behind the value.
func (p *textParser) rest() {
	trailing := strings.TrimLeft(p.body[p.dec.InputOffset():], " \t\r\n")
	if len(trailing) == 0 {
		return
	}
	if jsontext.Value(trailing).IsValid() {
		p.report.error(drift.TrailingData, "", "a second JSON document stands behind the first")
		return
	}
	p.report.error(drift.TrailingData, "", "%d more bytes stand behind the JSON document", len(trailing))
}

// explain reports why the body is not JSON.
func (p *textParser) explain(err error) {
	pointer, offset := "", int(p.dec.InputOffset())
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		offset = int(syntactic.ByteOffset)
		if syntactic.JSONPointer != "" {
			pointer = parsePointer(string(syntactic.JSONPointer)).String()
		}
	}
	switch {
	case errors.Is(err, errManyValues):
		p.report.error(drift.BodySize, "", "has more than %d values, which are as many as are looked at", mostValues)
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		p.report.error(drift.Truncated, pointer, "the JSON ends in the middle, after %d bytes", len(p.body))
	case beginsNonFinite(p.body, offset):
		p.report.error(drift.NotJSON, pointer, "NaN or Infinity at byte %d: JSON has no such numbers", offset)
	default:
		p.report.error(drift.NotJSON, pointer, "not JSON from byte %d on", offset)
	}
}

// beginsNonFinite looks for the words that JavaScript, Python and Java write for numbers that JSON does not have.
func beginsNonFinite(body string, offset int) bool {
	if offset < 0 || offset > len(body) {
		return false
	}
	rest := strings.TrimLeft(body[max(offset-1, 0):min(offset+12, len(body))], "-+ :,[")
	return strings.HasPrefix(rest, "NaN") || strings.HasPrefix(rest, "Inf")
}

// hasLoneSurrogate reports a \uD800 to \uDFFF escape that is not one half of a pair: with the bytes that are no UTF-8 left out, it is
// all that can be wrong with a string that the decoder has read.
func hasLoneSurrogate(raw string) bool {
	return !jsontext.Value(strings.ToValidUTF8(raw, "")).IsValid()
}
