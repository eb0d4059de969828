package payfile

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/money"
)

// sheet is one sheet with all of its cells.
type sheet struct {
	*header
	name string
	rows []sheetRow
	at   int // the index of the header row

	hiddenColumns []bool
}

type sheetRow struct {
	number int // as the person sees it
	hidden bool
	cells  []cell
}

// texts are the cells as they would stand in a CSV file.
func (r sheetRow) texts() []string {
	texts := make([]string, len(r.cells))
	for i, c := range r.cells {
		texts[i] = c.text
	}
	return texts
}

// readSheet reads the rows of a sheet that are not blank.
func readSheet(file *excelize.File, name string, o options) (*sheet, error) {
	rows, err := file.Rows(name)
	if err != nil {
		return nil, err
	}
	var all []sheetRow
	var raw [][]string
	for rows.Next() {
		texts, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		raw = append(raw, texts)
		all = append(all, sheetRow{number: len(raw), hidden: rows.GetRowOpts().Hidden})
		if len(raw) > mostRows || len(texts) > mostColumns {
			return nil, errTooLarge
		}
	}
	if err := cmp.Or(rows.Error(), rows.Close()); err != nil {
		return nil, err
	}
	// The rows end without an error where the XML is broken off. This reads all of it.
	merged, err := mergedCells(file, name, raw)
	if err != nil {
		return nil, err
	}
	o.sheet = name
	s := &sheet{name: name, header: &header{known: synonyms(), options: o}}
	cells := &cellReader{file: file, sheet: name, formats: map[int]numberFormat{}, merged: merged}
	for i, row := range all {
		for at := len(s.hiddenColumns); at < len(raw[i]); at++ {
			visible, err := file.GetColVisible(name, columnName(at))
			if err != nil {
				return nil, err
			}
			s.hiddenColumns = append(s.hiddenColumns, !visible)
		}
		blank := true
		for at, text := range raw[i] {
			c, err := cells.read(at+1, row.number, text)
			if err != nil {
				return nil, err
			}
			row.cells = append(row.cells, c)
			blank = blank && !filled(c.text) && !c.lost
		}
		if !blank {
			s.rows = append(s.rows, row)
		}
	}
	return s, nil
}

// headerAt finds the row that names the columns, -1 if there is none.
func (s *sheet) headerAt() int {
	for i, row := range s.rows[:min(len(s.rows), mostTitles)] {
		if s.count(row.texts()) >= fewestKnown {
			return i
		}
	}
	return -1
}

// payee is the number of the first row that has an IBAN, 0 if there is none.
func (s *sheet) payee() int {
	for _, row := range s.rows {
		for _, text := range row.texts() {
			if certainKind(strings.TrimSpace(text)) == "IBAN" {
				return row.number
			}
		}
	}
	return 0
}

// final is a problem with the sheet, or a row of it, after which it cannot be read on.
func (s *sheet) final(row int, format string, args ...any) *LineError {
	problem := final(row, format, args...)
	problem.Sheet = s.name
	return problem
}

// readHeader reads the row that names the columns, and what stands above.
func (s *sheet) readHeader() (problems []*LineError) {
	if s.at = s.headerAt(); s.at < 0 {
		return []*LineError{s.final(0, "has no row that names the columns (%s)", fields())}
	}
	for _, row := range s.rows[:s.at] {
		texts := row.texts()
		if n := countFilled(texts); n > mostTitleValues {
			return []*LineError{s.final(row.number, "stands above the row that names the columns and has %d values: is it a payment in the wrong place?", n)}
		}
		s.addTitle(strings.Join(texts, " "))
	}
	row := s.rows[s.at]
	problems = s.read(row.number, s.headings())
	for i, c := range s.columns {
		if i < len(s.hiddenColumns) && s.hiddenColumns[i] && c.field != noField && c.field != itemExternalID && !c.chosen {
			problems = append(problems, s.final(row.number, "column %s, the %s, is hidden: show it, or say that it is meant (--map %s=COLUMN)", s.nth(i), c.field, string(c.field)))
		}
	}
	return problems
}

// headings are the names of the columns. Where some are merged over two rows, the others are those of the second one, below a heading of
// a group.
func (s *sheet) headings() []string {
	row := s.rows[s.at]
	texts := row.texts()
	if s.at+1 == len(s.rows) || !slices.ContainsFunc(row.cells, func(c cell) bool { return c.tall }) {
		return texts
	}
	below := s.rows[s.at+1].texts()
	if s.rows[s.at+1].number != row.number+1 || s.count(below) == 0 {
		return texts
	}
	s.at++
	for i, text := range below {
		if i == len(texts) {
			texts = append(texts, "")
		}
		if filled(text) {
			texts[i] = text
		}
	}
	return texts
}

// records gives the rows below the header.
func (s *sheet) records(yield func(*record) bool) {
	s.look()
	for _, row := range s.rows[s.at+1:] {
		read := s.record
		if row.hidden && s.options.hidden == skipHidden {
			read = s.skip
		}
		if !yield(read(row)) {
			return
		}
	}
}

// skip is a hidden row that is left out, with what says which it is. Nobody has looked whether its cells hold what their headings say: an amount
// is shown if it is a number, and both as far as they are nobody's IBAN or number.
func (s *sheet) skip(row sheetRow) *record {
	rec := newRecord(row.number, s.header)
	text := shown(s.value(row.texts(), amount))
	digits, _ := withoutCurrency(text)
	var number any = "-"
	if d, err := money.Parse(text); err == nil && mask.Text(text) == text {
		number = d
	} else if strings.Trim(digits, "0123456789., ") == "" && text != "" {
		number = mask.Text(text)
	}
	rec.skipped = localize.Sayf("is hidden: skipped, as --hidden-rows says (id %s, amount %s)", cmp.Or(mask.Text(shown(s.value(row.texts(), itemExternalID))), "-"), number)
	return rec
}

func (s *sheet) record(row sheetRow) *record {
	rec := newRecord(row.number, s.header)
	texts := row.texts()
	names := 0
	for _, text := range texts {
		if _, known := s.known[fold(text)]; known {
			names++
		}
	}
	if names >= fewestKnown && !strings.ContainsFunc(s.value(texts, amount), unicode.IsDigit) {
		rec.spoil("names columns once more: a second list on the sheet goes into a file of its own")
		return rec
	}
	if row.hidden && s.options.hidden == "" {
		rec.spoil("is hidden, by a filter perhaps: show it, or say what is meant (--hidden-rows pay or skip)")
		return rec
	}
	for i, c := range row.cells[:min(len(row.cells), len(s.columns))] {
		f := s.columns[i].field
		if f == noField {
			continue
		}
		if complaint := s.complaint(f, c); complaint.Format != "" {
			rec.complain(f, complaint.Format, complaint.Args...)
		}
		if f == amount {
			if rec.amountIsJSON = c.number; c.number {
				rec.shown = c.format.currency
			}
		}
	}
	for len(texts) < len(s.columns) {
		texts = append(texts, "")
	}
	s.fill(rec, texts)
	return rec
}
