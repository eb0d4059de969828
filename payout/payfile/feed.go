package payfile

import (
	"encoding/csv"
	"errors"
	"io"
)

// errOpenQuote says that a quoted value was not closed on its line.
var errOpenQuote = errors.New("open quotation mark")

// feed hands the csv.Reader one line for each record. Given the whole file, the reader would take everything after a
// forgotten quotation mark for one value.
type feed struct {
	line  []byte
	ended bool
}

// Read gives the line, its end, and errOpenQuote if the record goes on after that.
func (f *feed) Read(p []byte) (int, error) {
	switch {
	case len(f.line) > 0:
		n := copy(p, f.line)
		f.line = f.line[n:]
		f.ended = false
		return n, nil
	case !f.ended:
		f.ended = true
		return copy(p, "\n"), nil
	}
	return 0, errOpenQuote
}

func newCSVReader(r io.Reader, delimiter rune) *csv.Reader {
	reader := csv.NewReader(r)
	reader.Comma = delimiter
	reader.FieldsPerRecord = -1
	return reader
}
