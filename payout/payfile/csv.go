package payfile

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
)

// readCSV reads the lines of a CSV file.
func readCSV(lines *lineReader, o options, yield func(*record) bool) {
	h, problems := readHeader(lines, o)
	if len(problems) > 0 {
		yield(failed(problems...))
		return
	}
	for text, problem := range lines.all() {
		if problem != nil {
			yield(failed(problem))
			return
		}
		cells, err := split(string(text), h.delimiter)
		if err != nil && opensQuote(string(text), h.delimiter) {
			yield(failed(final(lines.number, "a quoted value does not end on its line: a quotation mark is missing, or a value holds a line break, which none may")))
			return
		}
		rec := newRecord(lines.number, h)
		switch {
		case err != nil:
			rec.spoil(`a quotation mark stands inside a value: put the whole value in quotation marks and write "" for each one inside`)
		case !slices.ContainsFunc(cells, filled):
			continue
		default:
			h.fillCSV(rec, text, cells, lines.ended)
		}
		if !yield(rec) {
			return
		}
	}
}

// mostTitles is how many lines may stand above the header row.
const mostTitles = 20

// readHeader reads up to the line that names the columns. Above it may stand a title.
func readHeader(lines *lineReader, o options) (*header, []*LineError) {
	h := &header{known: synonyms(), options: o}
	begin, titles, delimiter := 0, 0, o.delimiter
	for text, problem := range lines.all() {
		if problem != nil {
			return nil, []*LineError{problem}
		}
		if directive := separatorLine(string(text)); begin == 0 && directive != 0 {
			delimiter = cmp.Or(delimiter, directive)
			continue
		}
		if start := bytes.TrimSpace(text)[0]; begin == 0 && (start == '{' || start == '[') {
			return nil, []*LineError{final(lines.number, "looks like JSON, not CSV: write one object per line and call the file .jsonl")}
		}
		cells, separator := h.cells(string(text), delimiter)
		if h.count(cells) >= fewestKnown {
			h.delimiter = separator
			return h, h.read(lines.number, cells)
		}
		begin = cmp.Or(begin, lines.number)
		if titles++; titles > mostTitles || !isTitle(string(text), delimiter) {
			break
		}
		h.addTitle(string(text))
	}
	if begin == 0 {
		return nil, []*LineError{final(0, "has no header row")}
	}
	return nil, []*LineError{final(begin, "is not a header row: the first line must name the columns (%s), separated by commas, semicolons, tabs or |", fields())}
}

// isTitle reports whether a line has too few values for a payment, whatever separates them.
func isTitle(text string, delimiter rune) bool {
	taken := false
	for _, candidate := range []rune{';', '\t', ',', '|', cmp.Or(delimiter, ';')} {
		cells, err := split(text, candidate)
		if err == nil && countFilled(cells) > mostTitleValues {
			return false
		}
		taken = taken || err == nil
	}
	return taken
}

// separatorLine recognises the line with which Excel is told the delimiter of the file: sep=; It is 0 for any other line.
func separatorLine(text string) rune {
	delimiter, found := strings.CutPrefix(text, "sep=")
	if !found || len(delimiter) != 1 || !canSeparate(rune(delimiter[0])) {
		return 0
	}
	return rune(delimiter[0])
}

// cells takes the header apart, with the delimiter that gives the most known columns if none is set. Data is never
// looked at for that: a comma there may belong to a description or an amount.
func (h *header) cells(text string, delimiter rune) ([]string, rune) {
	candidates := []rune{',', ';', '\t', '|'}
	if delimiter != 0 {
		candidates = []rune{delimiter}
	}
	var best []string
	for _, candidate := range candidates {
		cells, err := split(text, candidate)
		if err == nil && h.count(cells) > h.count(best) {
			best, delimiter = cells, candidate
		}
	}
	return best, delimiter
}

// fillCSV puts the cells of a line into a record, where it is certain which values they are.
func (h *header) fillCSV(rec *record, text []byte, cells []string, ended bool) {
	switch short := min(len(cells), len(h.columns)); {
	case strings.ContainsRune(cells[0], h.delimiter) && !slices.ContainsFunc(cells[1:], filled):
		rec.spoil("the whole row stands in quotation marks, so it is one value: take them away, or put each value in its own")
		return
	case short < len(h.columns) && !ended && h.columns[short-1].field == amount && !h.isTotal(cells):
		rec.spoil("may be cut off: the file ends in the middle of its last line, behind digits of the amount")
		return
	}
	cells = h.fill(rec, cells)
	at := slices.IndexFunc(h.columns, func(c column) bool { return c.field == amount })
	if rec.total || h.delimiter != ',' || at+1 >= len(cells) {
		return
	}
	if both := cells[at] + "," + cells[at+1]; splitAmount().MatchString(both) && bytes.Contains(text, []byte(both)) {
		rec.joined = newRecord(rec.line, h)
		for _, left := range h.columns[len(cells)-1:] {
			rec.joined.tolerated.add(left.field)
		}
		h.assign(rec.joined, slices.Concat(cells[:at], []string{both}, cells[at+2:]))
	}
}

// splitAmount is an amount together with the digits behind the comma that follows it: decimals, or a group of thousands.
var splitAmount = lazyregexp.New(`^(?:[0-9]+|[0-9]{1,3}(?:[.\pZ][0-9]{3})+),[0-9]+$|^[0-9]{1,3},[0-9]{3}\.[0-9]+$`)

// split takes one line apart. It is given no more: the reader would take everything after a forgotten quotation mark for one value.
func split(line string, delimiter rune) ([]string, error) {
	if !strings.ContainsAny(line, "\"\r\n") && line != "" { // as nearly all are; a reader makes a buffer for each
		return strings.Split(line, string(delimiter)), nil
	}
	reader := csv.NewReader(strings.NewReader(line))
	reader.Comma = delimiter
	return reader.Read()
}

// opensQuote reports whether a line that cannot be taken apart lacks nothing but the end of a quoted value.
func opensQuote(line string, delimiter rune) bool {
	_, err := split(line+`"`, delimiter)
	return err == nil
}
