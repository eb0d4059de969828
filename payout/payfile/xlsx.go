package payfile

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// The most that a workbook may have, packed and unpacked. One of 100,000 payments has a tenth of both.
const (
	mostPacked   = 64 << 20
	mostUnpacked = 256 << 20
)

// The most that a sheet may have. The library keeps every row up to the last one in memory, blank or not.
const (
	mostRows    = 200_000
	mostColumns = 500
)

var errTooLarge = errors.New("more rows or columns than a list of payments has")

// readWorkbook reads the payments of one sheet of an XLSX file.
func readWorkbook(r io.Reader, o options, yield func(*record) bool) {
	s, problems := loadSheet(r, o)
	if len(problems) > 0 {
		yield(failed(problems...))
		return
	}
	s.records(yield)
}

// loadSheet takes the sheet of the payments into memory.
func loadSheet(r io.Reader, o options) (s *sheet, problems []*LineError) {
	defer func() {
		if recover() != nil { // the library's, on XML that is not what it should be
			s, problems = nil, []*LineError{final(0, "cannot be understood as a workbook (.xlsx): open it in a spreadsheet and save it again")}
		}
	}()
	file, problem := openWorkbook(r)
	if problem != nil {
		return nil, []*LineError{problem}
	}
	defer file.Close()
	if s, problem = chooseSheet(file, o); problem != nil {
		return nil, []*LineError{problem}
	}
	return s, s.readHeader()
}

// openWorkbook takes a workbook into memory. What is damaged or unpacks to more than a list of payments can have is refused.
func openWorkbook(r io.Reader) (*excelize.File, *LineError) {
	data, err := io.ReadAll(io.LimitReader(r, mostPacked+1))
	switch {
	case err != nil:
		return nil, unreadable(0, err)
	case len(data) == 0:
		return nil, final(0, "is empty")
	case len(data) > mostPacked:
		return nil, final(0, "is larger than %d MiB: save the sheet of the payments alone", mostPacked>>20)
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")):
		return nil, final(0, "is an old workbook (.xls) or one with a password: save it as .xlsx without one")
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, final(0, "is no workbook (.xlsx), whatever its name says: save it as one, or say what it is (--format csv)")
	}
	if err := verify(archive); err != nil {
		return nil, final(0, "%v", err)
	}
	file, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: mostUnpacked, UnzipXMLSizeLimit: mostUnpacked})
	if err != nil {
		return nil, final(0, "cannot be understood as a workbook (.xlsx): open it in a spreadsheet and save it again")
	}
	return file, nil
}

// verify unpacks everything once: the library looks at the announced sizes only, and takes what it gets of a damaged part.
func verify(archive *zip.Reader) error {
	left, sheets := int64(mostUnpacked), false
	for _, part := range archive.File {
		sheets = sheets || strings.EqualFold(part.Name, "xl/workbook.xml")
		content, err := part.Open()
		if err != nil {
			return errors.New("is damaged: open it in a spreadsheet and save it again")
		}
		n, err := io.Copy(io.Discard, io.LimitReader(content, left+1))
		_ = content.Close()
		if left -= n; left < 0 {
			return fmt.Errorf("unpacks to more than %d MiB: save the sheet of the payments alone", mostUnpacked>>20)
		}
		if err != nil {
			return errors.New("is damaged: open it in a spreadsheet and save it again")
		}
	}
	if !sheets {
		return errors.New("is a zip file and no workbook that can be read, but perhaps .ods, .numbers or .xlsb: save it as .xlsx")
	}
	return nil
}

// chooseSheet takes the sheet that was asked for, or the only one that names columns of payments.
func chooseSheet(file *excelize.File, o options) (*sheet, *LineError) {
	var found, others []*sheet
	for _, name := range file.GetSheetList() {
		if o.sheet != "" && !strings.EqualFold(name, o.sheet) {
			continue
		}
		s, err := readSheet(file, name, o)
		if err != nil {
			if errors.Is(err, errTooLarge) {
				return nil, final(0, "sheet %q has something below row %d or right of column %d: delete it, or copy the payments into a workbook of their own", name, mostRows, mostColumns)
			}
			return nil, final(0, "sheet %q cannot be read: open the workbook in a spreadsheet and save it again", name)
		}
		if s.headerAt() >= 0 || o.sheet != "" {
			found = append(found, s)
		} else {
			others = append(others, s)
		}
	}
	switch len(found) {
	case 0:
		if o.sheet != "" {
			return nil, final(0, "--sheet %s: there is no such sheet, but %s", o.sheet, quotedList(file.GetSheetList()))
		}
		return nil, final(0, "has no sheet with a row that names the columns (%s)", knownNames())
	case 1:
		for _, other := range others {
			if row := other.payee(); row > 0 {
				return nil, final(0, "has IBANs also on sheet %q (row %d), which has no row that names its columns: say which sheet is meant (--sheet)", other.name, row)
			}
		}
		return found[0], nil
	}
	var names []string
	for _, s := range found {
		names = append(names, s.name)
	}
	return nil, final(0, "has several sheets with payments: say which one is meant (--sheet): %s", quotedList(names))
}

func quotedList(names []string) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprintf("%q", names), `" "`, `", "`), "[]")
}

// sheet is one sheet with all of its cells.
type sheet struct {
	*header
	name string
	rows []sheetRow
	at   int // the index of the header row

	hiddenColumns map[int]bool
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
	s := &sheet{name: name, hiddenColumns: map[int]bool{}, header: &header{known: synonyms(), options: o}}
	cells := &cellReader{file: file, sheet: name, formats: map[int]numberFormat{}, merged: merged}
	for i, row := range all {
		blank := true
		for at, text := range raw[i] {
			c, err := cells.read(at+1, row.number, text)
			if err != nil {
				return nil, err
			}
			if _, known := s.hiddenColumns[at]; !known {
				visible, err := file.GetColVisible(name, columnName(at))
				if err != nil {
					return nil, err
				}
				s.hiddenColumns[at] = !visible
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
		return []*LineError{s.final(0, "has no row that names the columns (%s)", knownNames())}
	}
	for _, row := range s.rows[:s.at] {
		texts := row.texts()
		if n := countFilled(texts); n > mostTitleValues {
			return []*LineError{s.final(row.number, "stands above the row that names the columns and has %d values: is it a payment in the wrong place?", n)}
		}
		s.addTitle(strings.Join(texts, " "))
	}
	row := s.rows[s.at]
	for _, wrong := range s.read(s.headings()) {
		problems = append(problems, s.final(row.number, "%s", wrong))
	}
	for i, c := range s.columns {
		if s.hiddenColumns[i] && c.field != noField && c.field != itemExternalID && !c.chosen {
			problems = append(problems, s.final(row.number, "column %s, the %s, is hidden: show it, or say that it is meant (--map %[2]s=COLUMN)", s.nth(i), c.field))
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
		if row.hidden && s.options.hidden == skipHidden {
			continue
		}
		if !yield(s.record(row)) {
			return
		}
	}
}

func (s *sheet) record(row sheetRow) *record {
	rec := newRecord(row.number, s.header)
	texts := row.texts()
	if s.count(texts) >= fewestKnown {
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
		if complaint := s.complaint(f, c); complaint != "" {
			rec.complain(f, complaint)
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
