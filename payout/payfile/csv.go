package payfile

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// csvFile is a CSV file whose header was read.
type csvFile struct {
	header
	delimiter rune
}

// readCSV reads the lines of a CSV file.
func readCSV(lines *lineReader, o options, yield func(*record) bool) {
	file, problems := readHeader(lines, o)
	if len(problems) > 0 {
		yield(failed(problems...))
		return
	}
	feed := &feed{}
	reader := newCSVReader(feed, file.delimiter)
	reader.ReuseRecord = true
	for text, problem := range lines.all() {
		if problem != nil {
			yield(failed(problem))
			return
		}
		feed.line = text
		cells, err := reader.Read()
		if errors.Is(err, errOpenQuote) {
			yield(failed(final(lines.number, "a quoted value does not end on its line: a quotation mark is missing, or a value holds a line break, which none may")))
			return
		}
		if err == nil && !slices.ContainsFunc(cells, filled) {
			continue
		}
		rec := &record{line: lines.number, given: file.given, csv: &file.header}
		file.fill(rec, text, cells, err, lines.ended)
		if !yield(rec) {
			return
		}
	}
}

// mostTitles is how many lines may stand above the header row.
const mostTitles = 20

// readHeader reads up to the line that names the columns. Above it may stand a title.
func readHeader(lines *lineReader, o options) (csvFile, []*LineError) {
	h := header{known: synonyms(), options: o}
	begin, titles, delimiter := 0, 0, o.delimiter
	none := func() []*LineError {
		return []*LineError{final(begin, "is not a header row: the first line must name the columns (%s), separated by commas, semicolons or tabs", knownNames())}
	}
	for text, problem := range lines.all() {
		if problem != nil {
			return csvFile{}, []*LineError{problem}
		}
		if directive := separatorLine(string(text)); begin == 0 && directive != 0 {
			delimiter = cmp.Or(delimiter, directive)
			continue
		}
		if start := bytes.TrimSpace(text)[0]; begin == 0 && (start == '{' || start == '[') {
			return csvFile{}, []*LineError{final(lines.number, "looks like JSON, not CSV: write one object per line and call the file .jsonl")}
		}
		cells, separator := h.cells(string(text), delimiter)
		if h.count(cells) < fewestKnown {
			begin = cmp.Or(begin, lines.number)
			unit := h.columnOf(string(text))
			h.title.currency, h.title.problem = cmp.Or(unit.currency, h.title.currency), cmp.Or(unit.problem, h.title.problem)
			if titles++; titles > mostTitles || !isTitle(string(text), delimiter) {
				return csvFile{}, none()
			}
			continue
		}
		var problems []*LineError
		for _, wrong := range h.read(cells) {
			problems = append(problems, final(lines.number, "%s", wrong))
		}
		return csvFile{h, separator}, problems
	}
	if begin > 0 {
		return csvFile{}, none()
	}
	return csvFile{}, []*LineError{final(0, "has no header row")}
}

// isTitle reports whether a line has too few values for a payment, whatever separates them.
func isTitle(text string, delimiter rune) bool {
	filledCells := len(slices.DeleteFunc(strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\t' || r == ',' || r == '|' || r == delimiter }),
		func(cell string) bool { return !filled(cell) }))
	return filledCells < 3 && !strings.Contains(text, `"`)
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
	candidates := []rune{',', ';', '\t'}
	if delimiter != 0 {
		candidates = []rune{delimiter}
	}
	var best []string
	for _, candidate := range candidates {
		cells, err := newCSVReader(strings.NewReader(text), candidate).Read()
		if err == nil && h.count(cells) > h.count(best) {
			best, delimiter = cells, candidate
		}
	}
	return best, delimiter
}

// fill puts the cells of a line into a record. err is what the CSV reader says about the line.
func (c csvFile) fill(rec *record, text []byte, cells []string, err error, ended bool) {
	for len(cells) > len(c.columns) && !filled(cells[len(cells)-1]) {
		cells = cells[:len(cells)-1]
	}
	if rec.total = err == nil && len(cells) <= len(c.columns) && c.isTotal(cells); rec.total {
		c.assign(rec, cells)
		return
	}
	short := min(len(cells), len(c.columns))
	needed := slices.ContainsFunc(c.columns[short:], func(f field) bool { return f != noField && f != nonWithdrawable && f != recipientName })
	complaint := ""
	switch {
	case err != nil:
		complaint = `a quotation mark stands inside a value: put the whole value in quotation marks and write "" for each one inside`
	case strings.ContainsRune(cells[0], c.delimiter) && !slices.ContainsFunc(cells[1:], filled):
		complaint = "the whole row stands in quotation marks, so it is one value: take them away, or put each value in its own"
	case len(cells) > len(c.columns) && c.delimiter == ',':
		complaint = fmt.Sprintf(`has %d values, the header row has %d columns: if an amount has a decimal comma or a text a comma, put it in quotation marks, such as "1250,50"`, len(cells), len(c.columns))
	case len(cells) > len(c.columns), needed:
		complaint = fmt.Sprintf("has %d values, the header row has %d columns", len(cells), len(c.columns))
	case short < len(c.columns) && !ended && c.columns[short-1] == amount:
		complaint = "may be cut off: the file ends in the middle of its last line, behind digits of the amount"
	}
	if complaint != "" {
		rec.bad = allFields
		rec.report(noField, "%s", complaint)
		return
	}
	c.assign(rec, cells)
	at := slices.Index(c.columns, amount)
	if c.delimiter != ',' || at+1 >= len(cells) {
		return
	}
	if both := cells[at] + "," + cells[at+1]; splitAmount.MatchString(both) && bytes.Contains(text, []byte(both)) {
		rec.joined = &record{line: rec.line, given: rec.given, csv: rec.csv}
		for _, f := range c.columns[len(cells)-1:] {
			if f != noField {
				rec.joined.tolerated.add(f)
			}
		}
		c.assign(rec.joined, slices.Concat(cells[:at], []string{both}, cells[at+2:]))
	}
}

// isTotal recognises a row with the sum of the rows above: it says so, and names nobody.
func (c csvFile) isTotal(cells []string) bool {
	for i, f := range c.columns[:len(cells)] {
		if (f == recipientInfo || f == itemExternalID) && filled(cells[i]) && !isTotal(cells[i]) {
			return false
		}
	}
	return slices.ContainsFunc(cells, isTotal)
}

// splitAmount is an amount together with the digits behind the comma that follows it: decimals, or a group of thousands.
var splitAmount = regexp.MustCompile(`^(?:[0-9]+|[0-9]{1,3}(?:[.\pZ][0-9]{3})+),[0-9]+$|^[0-9]{1,3},[0-9]{3}\.[0-9]+$`)

// assign puts the cells into the fields that the header gives them.
func (c csvFile) assign(rec *record, cells []string) {
	for i, cell := range cells {
		if f := c.columns[i]; f != noField {
			rec.values[f] = cell
		} else if filled(cell) && !c.passed[i] {
			rec.report(noField, "column %d holds a value and has no name in the header row", i+1)
		}
	}
	var parts []string
	for _, at := range c.names {
		if at > 0 && at <= len(cells) && filled(cells[at-1]) {
			parts = append(parts, strings.TrimSpace(cells[at-1]))
		}
	}
	if len(parts) == 1 {
		rec.report(recipientName, "has a first name or a surname only")
	} else if len(parts) == 2 {
		rec.values[recipientName] = strings.Join(parts, " ")
	}
	if c.currency != "" && !rec.given.has(currency) {
		rec.values[currency] = c.currency
		rec.given.add(currency)
	}
	if c.kind != "" {
		rec.values[recipientType] = string(c.kind)
		rec.given.add(recipientType)
	}
}

func filled(cell string) bool { return strings.TrimSpace(cell) != "" }

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
