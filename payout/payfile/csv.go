package payfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"

	"github.com/iyzipayout/iyzipayout/gen"
)

// csvSource reads the lines after the header of a CSV file.
type csvSource struct {
	lines     *lineReader
	header    header
	delimiter rune
	feed      *feed
	reader    *csv.Reader
}

func newCSVSource(lines *lineReader, delimiter rune) source {
	text, problem := lines.next()
	directive := ""
	if problem == nil && text != nil {
		if directive = separatorLine(string(text)); directive != "" {
			text, problem = lines.next()
		}
	}
	switch {
	case problem != nil:
		return failed{problem}
	case text == nil:
		return failed{final(0, "has no header row")}
	case looksLikeJSON(text):
		return failed{final(lines.number, "looks like JSON, not CSV: write one object per line and call the file .jsonl")}
	}
	if delimiter == 0 && directive != "" {
		delimiter = []rune(directive)[0]
	}
	cells, delimiter := headerCells(string(text), delimiter)
	if known(cells) < fewestKnown {
		return failed{final(lines.number, "is not a header row: the first line must name the columns (%s), separated by commas, semicolons or tabs", knownNames())}
	}
	h, wrongs := newHeader(cells)
	if len(wrongs) > 0 {
		var f failed
		for _, w := range wrongs {
			f = append(f, final(lines.number, "%s", w))
		}
		return f
	}
	s := &csvSource{lines: lines, header: h, delimiter: delimiter, feed: &feed{}}
	s.reader = newCSVReader(s.feed, delimiter)
	s.reader.ReuseRecord = true
	return s
}

func looksLikeJSON(text []byte) bool {
	first := bytes.TrimSpace(text)[0]
	return first == '{' || first == '['
}

// separatorLine recognises the line with which Excel is told the delimiter of the file: sep=;
func separatorLine(text string) string {
	delimiter, found := strings.CutPrefix(text, "sep=")
	if !found || len(delimiter) != 1 || !canSeparate(rune(delimiter[0])) {
		return ""
	}
	return delimiter
}

// headerCells takes the header apart, with the delimiter that gives the most known columns if none is set. Data is never
// looked at for that: a comma there may belong to a description or an amount.
func headerCells(text string, delimiter rune) ([]string, rune) {
	candidates := []rune{',', ';', '\t'}
	if delimiter != 0 {
		candidates = []rune{delimiter}
	}
	var best []string
	for _, candidate := range candidates {
		cells, err := newCSVReader(strings.NewReader(text), candidate).Read()
		if err == nil && known(cells) > known(best) {
			best, delimiter = cells, candidate
		}
	}
	return best, delimiter
}

func (s *csvSource) next() (record, []*LineError, bool) {
	for {
		text, problem := s.lines.next()
		if problem != nil {
			return record{}, []*LineError{problem}, false
		}
		if text == nil {
			return record{}, nil, false
		}
		s.feed.line = text
		cells, err := s.reader.Read()
		if err == nil && blank(cells) {
			continue
		}
		rec := record{line: s.lines.number, given: s.header.given}
		if errors.Is(err, errOpenQuote) {
			return record{}, []*LineError{final(rec.line, "a quoted value does not end on its line: a quotation mark is missing, or a value holds a line break, which none may")}, false
		}
		return s.fill(rec, cells, err)
	}
}

// fill puts the cells into the fields that the header gives them.
func (s *csvSource) fill(rec record, cells []string, err error) (record, []*LineError, bool) {
	var problems []*LineError
	switch {
	case err != nil:
		rec.bad = allFields
		problems = append(problems, wrong(rec.line, "", `a quotation mark stands inside a value: put the whole value in quotation marks and write "" for each one inside`))
	case len(cells) != len(s.header.columns):
		rec.bad = allFields
		problems = append(problems, s.miscounted(rec.line, len(cells)))
	default:
		problems = s.assign(&rec, cells)
	}
	return rec, problems, true
}

func (s *csvSource) assign(rec *record, cells []string) (problems []*LineError) {
	for i, cell := range cells {
		switch f := s.header.columns[i]; {
		case f != noField:
			rec.values[f] = cell
		case strings.TrimSpace(cell) != "":
			problems = append(problems, wrong(rec.line, "", "column %d holds a value and has no name in the header row", i+1))
		}
	}
	if s.header.kind != "" {
		rec.setKind(s.header.kind)
	}
	return problems
}

func (r *record) setKind(kind gen.RecipientType) {
	r.values[recipientType] = string(kind)
	r.given.add(recipientType)
}

func (s *csvSource) miscounted(line, cells int) *LineError {
	hint := ""
	if s.delimiter == ',' && cells > len(s.header.columns) {
		hint = `: if an amount has a decimal comma or a text a comma, put it in quotation marks, such as "1250,50"`
	}
	return wrong(line, "", "has %d values, the header row has %d columns%s", cells, len(s.header.columns), hint)
}

func blank(cells []string) bool {
	for _, cell := range cells {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}
