package payfile

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonSource reads the lines of a JSON Lines file.
type jsonSource struct {
	lines   *lineReader
	text    *bytes.Reader
	decoder *jsontext.Decoder
	started bool
}

func newJSONSource(lines *lineReader) *jsonSource {
	text := bytes.NewReader(nil)
	return &jsonSource{lines: lines, text: text, decoder: jsontext.NewDecoder(text)}
}

func (s *jsonSource) next() (record, []*LineError, bool) {
	text, problem := s.lines.next()
	if problem != nil {
		return record{}, []*LineError{problem}, false
	}
	if text == nil {
		return record{}, nil, false
	}
	if first := bytes.TrimSpace(text)[0]; !s.started && first != '{' {
		return record{}, []*LineError{notJSONLines(s.lines.number, first)}, false
	}
	s.started = true
	s.text.Reset(text)
	// Members that stand twice are reported by name below; the decoder would stop at them.
	s.decoder.Reset(s.text, jsontext.AllowDuplicateNames(true))
	o := object{decoder: s.decoder, record: record{line: s.lines.number, amountIsJSON: true}}
	if err := o.read(); err != nil {
		return record{line: o.line, bad: allFields}, []*LineError{o.malformed(err)}, true
	}
	return o.record, o.problems, true
}

func notJSONLines(line int, first byte) *LineError {
	if first == '[' {
		return final(line, "is a JSON array: write one object on each line, without brackets around all and commas between")
	}
	return final(line, "is not JSON Lines: each line must be one object, such as {\"itemExternalId\": …}; if it is CSV, call the file .csv")
}
