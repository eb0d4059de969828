package contract

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/iyzipayout/iyzipayout/internal/drift"
)

// parseText reads a JSON body into a value and reports what is wrong with its text. It goes on where it can, so that one
// fault does not hide the rest; nil means that there is no value to check. Most bodies are plain, and read three times as fast.
func parseText(body []byte, r report) *value {
	if v, ok := parsePlain(body); ok {
		return v
	}
	return explainText(body, r)
}

// explainText is parseText of a body that is not plain.
func explainText(body []byte, r report) *value {
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
		dec:     jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)),
		body:    string(body),
		members: make([]member, 0, 32), // mostly enough
		clean:   utf8.Valid(body) && !bytes.Contains(body, []byte(replaced)),
		report:  r,
	}
	v, err := p.value()
	if err != nil {
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
	// Of the objects and lists that are being read, outer ones first; a finished one gets a slice of its own, of the right length.
	members  []member
	elements []value
	decoded  []byte // for decode
}

// replaced is what decoders put in place of bytes that are no UTF-8.
const replaced = "\uFFFD"

func (p *textParser) value() (value, error) {
	if p.values++; p.values > mostValues {
		return value{}, errManyValues
	}
	switch p.dec.PeekKind() {
	case jsontext.KindBeginObject:
		return p.object()
	case jsontext.KindBeginArray:
		return p.array()
	}
	raw, err := p.scalar()
	switch {
	case err != nil || raw[0] == 'n':
		return value{}, err
	case raw[0] == '"':
		return value{kind: stringValue, text: p.unquote(raw, false)}, nil
	case raw[0] == 't' || raw[0] == 'f':
		return value{kind: boolValue, text: raw}, nil
	}
	return value{kind: numberValue, text: raw}, nil
}

// scalar reads the text of a value that is no object or list.
func (p *textParser) scalar() (string, error) {
	raw, err := p.dec.ReadValue()
	end := int(p.dec.InputOffset())
	return p.body[end-len(raw) : end], err
}

func (p *textParser) unquote(raw string, isName bool) string {
	text := raw[1 : len(raw)-1]
	if !p.clean || strings.IndexByte(text, '\\') >= 0 {
		text = p.decode(raw, isName)
	}
	if strings.IndexByte(text, 0) >= 0 {
		p.fault(Error, drift.NUL, isName, "holds the character NUL")
	}
	if misread(text) {
		p.fault(Warning, drift.Charset, isName, "looks like UTF-8 that was read as another charset")
	}
	return text
}

// decode undoes escapes. The decoder has checked the syntax; what it cannot decode becomes U+FFFD.
func (p *textParser) decode(raw string, isName bool) string {
	p.decoded, _ = jsontext.AppendUnquote(p.decoded[:0], raw)
	lone := strings.Contains(raw, `\u`) && hasLoneSurrogate(raw)
	if lone {
		p.fault(Error, drift.Surrogate, isName, "a \\u escape is half of a surrogate pair, which is no character")
	}
	if strings.Contains(raw, replaced) || !lone && utf8.ValidString(raw) && bytes.Contains(p.decoded, []byte(replaced)) {
		p.fault(Error, drift.InvalidUTF8, isName, "holds U+FFFD, which stands where bytes were no UTF-8")
	}
	return string(p.decoded)
}

// fault reports something about the text that was read last, or, where that is the name of a member, about the object. The place
// may be thousands of levels deep, so it is written only if it is shown.
func (p *textParser) fault(severity Severity, kind Kind, ofObject bool, message string) {
	if p.report.full() {
		return
	}
	at := p.dec.StackPointer()
	if ofObject {
		at = at.Parent()
	}
	p.report.add(severity, kind, parsePointer(string(at)).String(), "%s", message)
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

func (p *textParser) object() (value, error) {
	if _, err := p.dec.ReadToken(); err != nil {
		return value{}, err
	}
	start := len(p.members)
	var seen nameSet
	for p.dec.PeekKind() != jsontext.KindEndObject {
		raw, err := p.scalar()
		if err != nil {
			return value{}, err
		}
		name := p.unquote(raw, true)
		if seen.has(p.members[start:], name) {
			p.fault(Error, drift.DuplicateKey, false, "the key stands twice in one object: which of the two counts is not defined")
		}
		v, err := p.value()
		if err != nil {
			return value{}, err
		}
		p.members = append(p.members, member{name, v})
	}
	v := value{kind: objectValue, members: slices.Clone(p.members[start:])}
	p.members = p.members[:start]
	_, err := p.dec.ReadToken()
	return v, err
}

// nameSet finds names that stand twice: by looking at the others, or, where they are many, by a set of them.
type nameSet map[string]bool

func (s *nameSet) has(members []member, name string) bool {
	const few = 24
	if len(members) < few {
		return slices.ContainsFunc(members, func(m member) bool { return m.name == name })
	}
	if *s == nil {
		*s = nameSet{}
		for i := range members {
			(*s)[members[i].name] = true
		}
	}
	known := (*s)[name]
	(*s)[name] = true
	return known
}

func (p *textParser) array() (value, error) {
	if _, err := p.dec.ReadToken(); err != nil {
		return value{}, err
	}
	start := len(p.elements)
	for p.dec.PeekKind() != jsontext.KindEndArray {
		v, err := p.value()
		if err != nil {
			return value{}, err
		}
		p.elements = append(p.elements, v)
	}
	v := value{kind: arrayValue, elements: slices.Clone(p.elements[start:])}
	p.elements = p.elements[:start]
	_, err := p.dec.ReadToken()
	return v, err
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
