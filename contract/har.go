package contract

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// ReadHAR reads the exchanges of an HTTP Archive 1.2, in their order, as browsers, proxies and test tools write them.
// Errors name the file and quote nothing of what is in it. An entry that cannot be understood costs only itself: see
// [Exchange.Unread]. Bodies that lie beside the archive are read by [Open] alone.
//
// The archive is read as a stream. Of a body longer than 24 MiB the rest is dropped: a Checker does not look into
// one longer than 16 MiB, and reports it as [drift.BodySize].
func ReadHAR(name string, r io.Reader) ([]Exchange, error) { return readHAR(name, r, nil) }

func readHAR(name string, r io.Reader, attached fs.FS) ([]Exchange, error) {
	h := newHARReader(r)
	h.attached = attached
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
	attached  fs.FS
	exchanges []Exchange
	found     bool     // log.entries
	others    []string // members beside log: they tell which other tool has written the file
}

// byteOrderMark is no JSON, but programs on Windows write one.
const byteOrderMark = "\xef\xbb\xbf"

func newHARReader(r io.Reader) *harReader {
	in := &sizedReader{from: r, most: maxFile}
	text := bufio.NewReader(in)
	mark, _ := text.Peek(2)
	if isUTF16(mark) { // a shell on Windows has redirected the output of a tool
		order := unicode.BigEndian
		if mark[0] == 0xff || mark[0] != 0xfe && mark[1] == 0 {
			order = unicode.LittleEndian
		}
		text = bufio.NewReader(transform.NewReader(text, unicode.UTF16(order, unicode.UseBOM).NewDecoder()))
	}
	cut := &cutter{from: text, longest: maxRecorded}
	if mark, err := text.Peek(len(byteOrderMark)); err == nil && string(mark) == byteOrderMark {
		_, _ = text.Discard(len(mark))
		cut.dropped = int64(len(mark))
	}
	dec := jsontext.NewDecoder(cut, jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	return &harReader{dec: dec, in: in, cut: cut}
}

// isUTF16 recognizes a byte order mark, and an ASCII character in either order.
func isUTF16(start []byte) bool {
	return len(start) == 2 && (bytes.Equal(start, []byte("\xff\xfe")) || bytes.Equal(start, []byte("\xfe\xff")) || (start[0] == 0) != (start[1] == 0))
}

func (h *harReader) file() ([]Exchange, error) {
	err := h.object("the file", func(name string) error {
		if name != "log" {
			h.others = append(h.others, name)
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
		return nil, notAnArchive(h.others)
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
	if h.found {
		return errors.New("not an HTTP Archive: log.entries stands twice")
	}
	if err := h.begin(jsontext.KindBeginArray, "log.entries must be a list"); err != nil {
		return err
	}
	h.found = true
	for i := 0; h.dec.PeekKind() != jsontext.KindEndArray; i++ {
		raw, err := h.dec.ReadValue()
		if err != nil {
			return fmt.Errorf("entry %d: %w", i, h.explain(err))
		}
		h.exchanges = append(h.exchanges, h.entry(raw))
	}
	_, err := h.dec.ReadToken()
	return err
}

// entry reads one entry, or says why it cannot.
func (h *harReader) entry(raw jsontext.Value) Exchange {
	entry := harEntry{attached: h.attached}
	err := json.Unmarshal(raw, &entry, jsontext.AllowInvalidUTF8(true))
	if err == nil {
		return entry.exchange()
	}
	x := Exchange{Started: entry.started()}
	switch wrong, ok := errors.AsType[*json.SemanticError](err); {
	case errors.Is(err, jsontext.ErrDuplicateName):
		x.Unread = "a member stands twice in one object"
	case ok:
		// Only members that harEntry names get here, so the pointer holds nothing of the file's own.
		x.Unread = cmp.Or(strings.ReplaceAll(strings.TrimPrefix(string(wrong.JSONPointer), "/"), "/", "."), "it") + " has the wrong JSON type"
	default:
		x.Unread = "it cannot be read as JSON"
	}
	return x
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
	at := syntactic.ByteOffset + h.cut.dropped // nearly always all of it stood before
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the JSON ends in the middle, at byte %d", at)
	}
	return fmt.Errorf("not JSON from byte %d on", at)
}
