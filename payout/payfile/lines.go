package payfile

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
	"unicode/utf8"

	"github.com/iyzipayout/iyzipayout/internal/localize"
)

// maxLine is how many bytes a line may have. A payment has a few hundred.
const maxLine = 64 << 10

// lineReader reads lines of UTF-8 and stops at whatever cannot be one.
type lineReader struct {
	r      *bufio.Reader
	number int  // of the line that was read last
	ended  bool // that line has an end
}

// all gives the lines that are not blank, without their ends, or the problem that ends the file. A line is valid until the next
// one. Ranged over again, it goes on behind the last line.
func (l *lineReader) all() iter.Seq2[[]byte, *LineError] {
	return func(yield func([]byte, *LineError) bool) {
		for {
			text, err := l.r.ReadSlice('\n')
			if len(text) == 0 && err == io.EOF {
				return
			}
			l.number++
			l.ended = err == nil
			text = bytes.TrimSuffix(bytes.TrimSuffix(text, []byte{'\n'}), []byte{'\r'})
			if problem := l.check(text, err); problem != nil {
				yield(nil, problem)
				return
			}
			if len(bytes.TrimSpace(text)) > 0 && !yield(text, nil) {
				return
			}
		}
	}
}

func (l *lineReader) check(text []byte, err error) *LineError {
	switch {
	case bytes.IndexByte(text, 0) >= 0:
		return final(l.number, "holds a zero byte, so it is not UTF-8 text: %s, or say what it is (--encoding utf-16le)", localize.Term(saveAsCSV))
	case bytes.IndexByte(text, '\r') >= 0:
		return final(l.number, "holds a carriage return without a line feed, as files of old Macintosh programs do: %s", localize.Term(saveAsCSV))
	case errors.Is(err, bufio.ErrBufferFull):
		return final(l.number, "is longer than %d bytes: is a quotation mark or a line end missing?", maxLine)
	case err != nil && err != io.EOF:
		return unreadable(l.number, err)
	case !utf8.Valid(text):
		return final(l.number, "is not UTF-8, but perhaps Windows-1254 or ISO 8859-9: %s, or say what it is (--encoding windows-1254)", localize.Term(saveAsCSV))
	}
	return nil
}

func unreadable(line int, err error) *LineError {
	problem := final(line, "cannot be read: %v", err)
	problem.Err = err
	return problem
}
