package payfile

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/iyzipayout/iyzipayout/internal/localize"
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
			return nil, final(0, "is %s, not a text file: %s", localize.Term(what), localize.Term(saveAsCSV))
		}
		from := encodingOf(name)
		if from == nil && name == "" && isTurkish(buffered) {
			from = charmap.Windows1254
		}
		if from != nil {
			buffered = bufio.NewReaderSize(transform.NewReader(buffered, from.NewDecoder()), maxLine)
		}
	}
	return &lineReader{r: buffered}, nil
}

// isTurkish reports whether the beginning of a file is certainly Windows-1254: it is not UTF-8, and only in that encoding are its
// headings words that are known, with letters that are others in the encodings of other countries.
func isTurkish(buffered *bufio.Reader) bool {
	begin, _ := buffered.Peek(maxLine)
	if utf8.Valid(begin) || len(begin) == maxLine && utf8.Valid(begin[:bytes.LastIndexByte(begin, '\n')+1]) {
		return false
	}
	text, err := charmap.Windows1254.NewDecoder().Bytes(begin)
	if err != nil {
		return false
	}
	known := synonyms()
	for line := range strings.Lines(string(text)) {
		names := 0
		for _, heading := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(";,\t\r\n\"", r) }) {
			if _, is := known[fold(heading)]; is && strings.ContainsAny(heading, "ğışĞİŞ") {
				names++
			}
		}
		if names > 0 {
			return true
		}
	}
	return false
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
