package live

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
)

// mostLines is how much of a body is shown; what is behind can be read in a recording.
const mostLines = 2000

// body is a JSON body in lines, masked. Of what is not JSON nothing is shown but how long it is: what cannot be parsed cannot
// be masked.
func body(text []byte, unknown bool, s *shape, sec secrets) []Line {
	switch {
	case unknown:
		return note("(not read)")
	case len(bytes.TrimSpace(text)) == 0:
		return note("(empty)")
	}
	var before []Line
	if rest, found := bytes.CutPrefix(text, []byte("\xef\xbb\xbf")); found {
		text, before = rest, note("(a byte order mark)")
	}
	w := &bodyWriter{
		dec: jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)),
		sec: sec, lines: before,
	}
	err := w.value(s, "", "", 0)
	rest := int64(len(text)) - w.dec.InputOffset()
	switch {
	case errors.Is(err, errCut):
		w.lines = append(w.lines, note(fmt.Sprintf("(%d more bytes)", rest))...)
	case err != nil && rest == 0:
		w.lines = append(w.lines, note("(ends here)")...)
	case err != nil:
		w.lines = append(w.lines, note(fmt.Sprintf("(%d bytes that are not JSON and so are not shown)", rest))...)
	default:
		if _, err := w.dec.ReadToken(); err != io.EOF {
			w.lines = append(w.lines, note(fmt.Sprintf("(%d bytes behind the end that are not shown)", rest))...)
		}
	}
	return w.lines
}

func note(text string) []Line { return []Line{{Text: text}} }

var errCut = errors.New("long enough")

// bodyWriter writes JSON in lines as it reads it.
type bodyWriter struct {
	dec   *jsontext.Decoder
	sec   secrets
	lines []Line
}

func (w *bodyWriter) add(depth int, text, pointer string, strange bool) error {
	if len(w.lines) >= mostLines {
		return errCut
	}
	w.lines = append(w.lines, Line{Text: strings.Repeat("  ", depth) + plaintext.PrintableLines(text), pointer: pointer, strange: strange})
	return nil
}

// comma follows the last line if there is more to come.
func (w *bodyWriter) comma(end jsontext.Kind) {
	if w.dec.PeekKind() != end && len(w.lines) > 0 {
		w.lines[len(w.lines)-1].Text += ","
	}
}

func (w *bodyWriter) value(s *shape, key, pointer string, depth int) error {
	switch kind := w.dec.PeekKind(); kind {
	case jsontext.KindBeginObject:
		return w.nested(s, key, pointer, depth, "{", "}", func() error { return w.object(s, pointer, depth+1) })
	case jsontext.KindBeginArray:
		return w.nested(s, key, pointer, depth, "[", "]", func() error { return w.array(s, pointer, depth+1) })
	default:
		raw, err := w.dec.ReadValue()
		if err != nil {
			return err
		}
		return w.add(depth, key+s.scalar(kind, raw, w.sec), pointer, s == nil)
	}
}

// nested writes an object or array around what inner writes.
func (w *bodyWriter) nested(s *shape, key, pointer string, depth int, opening, closing string, inner func() error) error {
	if _, err := w.dec.ReadToken(); err != nil {
		return err
	}
	if kind := w.dec.PeekKind(); kind == jsontext.KindEndObject || kind == jsontext.KindEndArray {
		if _, err := w.dec.ReadToken(); err != nil {
			return err
		}
		return w.add(depth, key+opening+closing, pointer, s == nil)
	}
	if err := w.add(depth, key+opening, pointer, s == nil); err != nil {
		return err
	}
	if err := inner(); err != nil {
		return err
	}
	if _, err := w.dec.ReadToken(); err != nil {
		return err
	}
	return w.add(depth, closing, "", false)
}

func (w *bodyWriter) object(s *shape, pointer string, depth int) error {
	for w.dec.PeekKind() != jsontext.KindEndObject {
		raw, err := w.dec.ReadValue()
		if err != nil {
			return err
		}
		// The decoder has checked the syntax; what it cannot decode becomes U+FFFD.
		text, _ := jsontext.AppendUnquote(nil, raw)
		name := string(text)
		if err := w.value(s.member(name), quoted(w.sec.text(name))+": ", jsonpointer.Join(pointer, name), depth); err != nil {
			return err
		}
		w.comma(jsontext.KindEndObject)
	}
	return nil
}

func (w *bodyWriter) array(s *shape, pointer string, depth int) error {
	for i := 0; w.dec.PeekKind() != jsontext.KindEndArray; i++ {
		if err := w.value(s.element(), "", jsonpointer.Join(pointer, i), depth); err != nil {
			return err
		}
		w.comma(jsontext.KindEndArray)
	}
	return nil
}

func quoted(text string) string {
	raw, err := jsontext.AppendQuote(nil, text)
	if err != nil {
		return `"***"`
	}
	return string(raw)
}

func (s *shape) member(name string) *shape {
	if s == nil {
		return nil
	}
	return s.members[name]
}

func (s *shape) element() *shape {
	if s == nil {
		return nil
	}
	return s.elements
}

// scalar writes a value that holds no others. Numbers and booleans of the document are shown.
func (s *shape) scalar(kind jsontext.Kind, raw jsontext.Value, sec secrets) string {
	switch kind {
	case jsontext.KindString:
		text, _ := jsontext.AppendUnquote(nil, raw)
		return quoted(s.show(string(text), sec))
	case jsontext.KindNumber:
		if s == nil || !s.isNumber {
			return hide(string(raw))
		}
	}
	return string(raw)
}

// newWord is a value that may be a new word of an enum. Package contract repeats such a word in its findings, too.
var newWord = lazyregexp.New(`^([A-Z_]{1,40}|[a-z_]{1,40})$`)

// hides reports whether a string is masked as a whole.
func (s *shape) hides(text string) bool {
	if s == nil || !s.isText {
		return true
	}
	switch s.text {
	case asText:
		return false
	case asWord:
		known := slices.ContainsFunc(s.words, func(word string) bool { return strings.EqualFold(word, text) })
		return !known && !newWord().MatchString(text)
	case asForm, asDigit:
		return s.form == nil || !s.form.MatchString(text)
	}
	return true
}

// show is a string as it may be shown.
func (s *shape) show(text string, sec secrets) string {
	switch {
	case s.hides(text):
		return hide(text)
	case s.text == asDigit, s.text == asWord && slices.Contains(s.words, text):
		return text
	}
	return sec.text(text)
}
