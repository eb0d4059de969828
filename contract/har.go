package contract

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
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
	exchanges, err := h.file(attached)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return exchanges, nil
}

type harReader struct {
	dec *jsontext.Decoder
	in  *sizedReader
	cut *cutter
}

func newHARReader(r io.Reader) *harReader {
	in := &sizedReader{from: r, most: maxFile}
	text := bufio.NewReader(in)
	cut := &cutter{from: transform.NewReader(text, unicode.BOMOverride(encodingOf(text))), longest: maxRecorded}
	if mark, _ := text.Peek(3); string(mark) == "\xef\xbb\xbf" {
		cut.dropped = int64(len(mark))
	}
	return &harReader{jsontext.NewDecoder(cut, jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true)), in, cut}
}

// encodingOf recognizes UTF-16 without a byte order mark by an ASCII character in either order: a shell on Windows has redirected
// the output of a tool.
func encodingOf(text *bufio.Reader) transform.Transformer {
	start, _ := text.Peek(2)
	switch at := bytes.IndexByte(start, 0); {
	case at == 0:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder()
	case at == 1:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder()
	}
	return transform.Nop
}

func (h *harReader) file(attached fs.FS) ([]Exchange, error) {
	var file struct {
		Log struct {
			Entries harEntries `json:"entries"`
		} `json:"log"`
		Others map[string]skipped `json:",embed"` // they tell which other tool has written the file
	}
	entries := &file.Log.Entries
	entries.attached = attached
	err := json.UnmarshalDecode(h.dec, &file)
	switch {
	case err != nil && entries.broken && h.in.err == nil:
		return nil, fmt.Errorf("entry %d: %w", len(entries.exchanges), h.explain(err))
	case err != nil:
		return nil, h.explain(err)
	case !entries.found:
		return nil, notAnArchive(slices.Collect(maps.Keys(file.Others)))
	}
	if _, err := h.dec.ReadToken(); err == nil {
		return nil, errors.New("a second JSON value stands behind the archive")
	} else if !errors.Is(err, io.EOF) {
		return nil, h.explain(err)
	}
	return entries.exchanges, nil
}

// skipped is a value of which nothing is kept.
type skipped struct{}

func (skipped) UnmarshalJSONFrom(dec *jsontext.Decoder) error { return dec.SkipValue() }

// harEntries reads entries one after the other, so that no two are in memory as text.
type harEntries struct {
	attached  fs.FS
	found     bool
	broken    bool // in the middle of the next one
	exchanges []Exchange
}

func (h *harEntries) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	if h.found {
		return errors.New("log.entries stands twice")
	}
	if kind := dec.PeekKind(); kind != jsontext.KindBeginArray && kind != jsontext.KindInvalid {
		return errors.New("log.entries must be a list")
	}
	h.found = true
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	for dec.PeekKind() != jsontext.KindEndArray {
		raw, err := dec.ReadValue()
		if h.broken = err != nil; h.broken {
			return err
		}
		h.exchanges = append(h.exchanges, readEntry(raw, h.attached))
	}
	_, err := dec.ReadToken()
	return err
}

// readEntry reads one entry, or says why it cannot.
func readEntry(raw jsontext.Value, attached fs.FS) Exchange {
	entry := harEntry{attached: attached}
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
	if wrong, isType := errors.AsType[*json.SemanticError](err); !ok && isType {
		what := map[jsontext.Pointer]string{"": "the file must be an object", "/log": "log must be an object"}[wrong.JSONPointer]
		return fmt.Errorf("not an HTTP Archive: %s", cmp.Or(what, fmt.Sprint(wrong.Err)))
	}
	if !ok {
		return err
	}
	at := syntactic.ByteOffset + h.cut.dropped // nearly always all of it stood before
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the JSON ends in the middle, at byte %d", at)
	}
	return fmt.Errorf("not JSON from byte %d on", at)
}

// cutter passes JSON on and drops what is too long of its strings, so that a body of 100 MB never is in memory.
type cutter struct {
	from    io.Reader
	longest int   // bytes of a string, about as they are without escapes
	dropped int64 // bytes so far

	inString bool
	length   int // of this string so far
	escape   int // behindBackslash, or how many digits of a \u are to come
	keep     bool
}

func (c *cutter) Read(p []byte) (int, error) {
	for {
		// As much as there is room for: with each piece the decoder moves all that it has of a long text.
		n, err := io.ReadFull(c.from, p)
		if n > 0 {
			err = nil
		}
		kept := p[:0]
		for rest := p[:n]; len(rest) > 0; {
			most, run := c.run(rest)
			kept = append(kept, rest[:most]...)
			c.dropped += int64(run - most)
			rest = rest[run:]
		}
		if len(kept) > 0 || err != nil || len(p) == 0 {
			return len(kept), err
		}
	}
}

const behindBackslash = 5

// run moves on by the bytes before the next quote or escape, or by one, and tells how many there are and how many of them, from the
// first on, are passed on.
func (c *cutter) run(text []byte) (most, run int) {
	if c.escape == 0 {
		if run = bytes.IndexAny(text, `"\`); run < 0 {
			run = len(text)
		}
	}
	switch {
	case run == 0:
		if c.keeps(text[0]) {
			return 1, 1
		}
		return 0, 1
	case !c.inString:
		return run, run
	}
	most = min(run, max(0, c.longest-c.length))
	c.length += run
	return most, run
}

// keeps moves on by a byte and reports whether it is passed on: an escape is as a whole, or not at all.
func (c *cutter) keeps(b byte) bool {
	switch {
	case !c.inString:
		c.inString, c.length = b == '"', 0
		return true
	case c.escape == behindBackslash && b == 'u':
		c.escape = 4
		c.length++ // what is written as four digits mostly has two bytes
	case c.escape == behindBackslash:
		c.escape = 0
	case c.escape > 0:
		c.escape--
	case b == '"':
		c.inString = false
		return true
	default:
		c.keep = c.length < c.longest
		c.length++
		if b == '\\' {
			c.escape = behindBackslash
		}
	}
	return c.keep
}
