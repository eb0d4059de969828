package payfile

import (
	"bufio"
	"bytes"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// newLineReader looks at the first bytes: it removes a byte order mark, decodes UTF-16, and recognises files that are not
// text at all.
//
// A mark decides before the name of an encoding does.
func newLineReader(r io.Reader, name string) (*lineReader, *LineError) {
	buffered := bufio.NewReaderSize(r, maxLine)
	head, err := buffered.Peek(8)
	if err != nil && err != io.EOF {
		return nil, unreadable(0, err)
	}
	utf8BOM := []byte("\xEF\xBB\xBF")
	switch {
	case len(head) == 0:
		return nil, final(0, "is empty")
	case bytes.HasPrefix(head, utf8BOM):
		_, _ = buffered.Discard(len(utf8BOM))
	case bytes.HasPrefix(head, []byte("\xFF\xFE")), bytes.HasPrefix(head, []byte("\xFE\xFF")):
		decoder := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
		buffered = bufio.NewReaderSize(transform.NewReader(buffered, decoder), maxLine)
	default:
		if what := notText(head); what != "" {
			return nil, final(0, "is %s, not a text file: %s", what, saveAsCSV)
		}
		if from := encodingOf(name); from != nil {
			buffered = bufio.NewReaderSize(transform.NewReader(buffered, from.NewDecoder()), maxLine)
		}
	}
	return &lineReader{r: buffered}, nil
}

// notText recognises by their first bytes the files that people take for CSV.
func notText(head []byte) string {
	for _, known := range []struct{ magic, what string }{
		{"PK\x03\x04", "an Excel workbook or another zip file"},
		{"\xD0\xCF\x11\xE0", "an old Excel workbook"},
		{"\x1F\x8B", "a compressed file"},
		{"%PDF", "a PDF"},
		{"<", "a web page or XML"},
	} {
		if bytes.HasPrefix(head, []byte(known.magic)) {
			return known.what
		}
	}
	return ""
}

// encodingOf finds an encoding by the name that WithEncoding takes, nil for UTF-8 and all others.
func encodingOf(name string) encoding.Encoding {
	switch strings.ToLower(name) {
	case "windows-1254", "iso-8859-9": // the same but for signs that iso-8859-9 lacks
		return charmap.Windows1254
	case "utf-16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case "utf-16be":
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	return nil
}
