package contract

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ReadHAR reads the exchanges of an HTTP Archive 1.2, in their order, as browsers, mitmproxy and Charles write them.
// Errors name the file, and the entry counted from 0, and quote nothing of what is in it.
//
// The archive is read as a stream. Of a body longer than 24 MiB the rest is dropped: a Checker does not look into
// one longer than 16 MiB, and reports it as [drift.BodySize].
func ReadHAR(name string, r io.Reader) ([]Exchange, error) {
	h := newHARReader(r)
	exchanges, err := h.file()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return exchanges, nil
}

type harReader struct {
	dec       *jsontext.Decoder
	in        *sizedReader
	cut       *cutter
	exchanges []Exchange
	found     bool // log.entries
}

// byteOrderMark is no JSON, but programs on Windows write one.
const byteOrderMark = "\xef\xbb\xbf"

func newHARReader(r io.Reader) *harReader {
	in := &sizedReader{from: r, most: maxFile}
	text := bufio.NewReader(in)
	cut := &cutter{from: text, longest: maxRecorded}
	if mark, err := text.Peek(len(byteOrderMark)); err == nil && string(mark) == byteOrderMark {
		_, _ = text.Discard(len(mark))
		cut.note(0, len(mark))
	}
	return &harReader{dec: jsontext.NewDecoder(cut, jsontext.AllowInvalidUTF8(true)), in: in, cut: cut}
}

func (h *harReader) file() ([]Exchange, error) {
	err := h.object("the file", func(name string) error {
		if name != "log" {
			return h.dec.SkipValue()
		}
		return h.object("log", func(name string) error {
			if name != "entries" {
				return h.dec.SkipValue()
			}
			return h.entries()
		})
	})
	if err != nil {
		return nil, h.explain(err)
	}
	if !h.found {
		return nil, errors.New("not an HTTP Archive: log.entries is missing")
	}
	if _, err := h.dec.ReadToken(); err == nil {
		return nil, errors.New("a second JSON value stands behind the archive")
	} else if !errors.Is(err, io.EOF) {
		return nil, h.explain(err)
	}
	return h.exchanges, nil
}

// object goes through the members of an object; member has to read the value.
func (h *harReader) object(what string, member func(name string) error) error {
	if err := h.begin(jsontext.KindBeginObject, what+" must be an object"); err != nil {
		return err
	}
	for h.dec.PeekKind() == jsontext.KindString {
		name, err := h.dec.ReadToken()
		if err != nil {
			return err
		}
		if err := member(name.String()); err != nil {
			return err
		}
	}
	_, err := h.dec.ReadToken()
	return err
}

// begin reads the bracket that a value must begin with.
func (h *harReader) begin(want jsontext.Kind, rule string) error {
	if kind := h.dec.PeekKind(); kind != want && kind != jsontext.KindInvalid {
		return fmt.Errorf("not an HTTP Archive: %s", rule)
	}
	_, err := h.dec.ReadToken()
	return err
}

func (h *harReader) entries() error {
	if err := h.begin(jsontext.KindBeginArray, "log.entries must be a list"); err != nil {
		return err
	}
	h.found = true
	for i := 0; h.dec.PeekKind() != jsontext.KindEndArray; i++ {
		e, err := h.entry(fmt.Sprintf("/log/entries/%d", i))
		if err != nil {
			return fmt.Errorf("entry %d: %w", i, err)
		}
		h.exchanges = append(h.exchanges, e)
	}
	_, err := h.dec.ReadToken()
	return err
}

func (h *harReader) entry(at string) (Exchange, error) {
	var entry harEntry
	if err := json.UnmarshalDecode(h.dec, &entry); err != nil {
		if wrong, ok := errors.AsType[*json.SemanticError](err); ok {
			// Only members that harEntry names get here, so the pointer holds nothing of the file's own.
			member := strings.TrimPrefix(string(wrong.JSONPointer), at)
			return Exchange{}, fmt.Errorf("%s has the wrong JSON type", cmp.Or(member, "it"))
		}
		return Exchange{}, h.explain(err)
	}
	return entry.exchange()
}

// explain says what is wrong with the JSON without what the decoder quotes: it may be personal.
func (h *harReader) explain(err error) error {
	if h.in.err != nil {
		return h.in.err
	}
	if errors.Is(err, io.EOF) {
		return errors.New("not an HTTP Archive: the file is empty")
	}
	syntactic, ok := errors.AsType[*jsontext.SyntacticError](err)
	if !ok {
		return err
	}
	at := h.cut.offset(syntactic.ByteOffset)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the JSON ends in the middle, at byte %d", at)
	case errors.Is(err, jsontext.ErrDuplicateName):
		return fmt.Errorf("a member stands twice in one object, at byte %d", at)
	}
	return fmt.Errorf("not JSON from byte %d on", at)
}
