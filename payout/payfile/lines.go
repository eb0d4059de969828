package payfile

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// maxLine is how many bytes a line may have. A payment has a few hundred.
const maxLine = 64 << 10

// lineReader reads lines of UTF-8 and stops at whatever cannot be one.
type lineReader struct {
	r      *bufio.Reader
	number int // of the line that was read last
}

// next returns the next line that is not blank, without its end; it is valid until the next call. At the end of the file
// both results are nil.
func (l *lineReader) next() ([]byte, *LineError) {
	for {
		text, err := l.r.ReadSlice('\n')
		if len(text) == 0 && err == io.EOF {
			return nil, nil
		}
		l.number++
		if problem := l.check(text, err); problem != nil {
			return nil, problem
		}
		text = trimEnd(text)
		if len(bytes.TrimSpace(text)) > 0 {
			return text, nil
		}
	}
}

func (l *lineReader) check(text []byte, err error) *LineError {
	body := trimEnd(text)
	switch {
	case bytes.IndexByte(body, 0) >= 0:
		return final(l.number, "holds a zero byte, so it is not UTF-8 text: %s", saveAsCSV)
	case bytes.IndexByte(body, '\r') >= 0:
		return final(l.number, "holds a carriage return without a line feed, as files of old Macintosh programs do: %s", saveAsCSV)
	case errors.Is(err, bufio.ErrBufferFull):
		return final(l.number, "is longer than %d bytes: is a quotation mark or a line end missing?", maxLine)
	case err != nil && err != io.EOF:
		problem := final(l.number, "cannot be read: %v", err)
		problem.Err = err
		return problem
	case !utf8.Valid(body):
		return final(l.number, "is not UTF-8, but perhaps Windows-1254 or ISO 8859-9: %s", saveAsCSV)
	}
	return nil
}

func trimEnd(text []byte) []byte {
	text = bytes.TrimSuffix(text, []byte{'\n'})
	return bytes.TrimSuffix(text, []byte{'\r'})
}
