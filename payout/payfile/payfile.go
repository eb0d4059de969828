package payfile

import (
	"io"
	"iter"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
)

// Row is one payment and the line it was read from.
type Row struct {
	Sheet string // of a workbook
	Line  int    // counted from 1, with blank lines
	Item  payout.Item

	// Headings are those of the file's columns, as they stand there; nil for JSON Lines. All rows share them.
	Headings []string

	table *header
}

// PeriodHeading is the heading of a column that says for which period the payments of the file are, or "". The column is not read: payments that
// differ in it alone are the same to a [payout.Batch] without a Period.
func (r Row) PeriodHeading() string {
	if r.table == nil {
		return ""
	}
	return r.table.periodHeading
}

// Read reads the payments of a file, with the memory of one line (at most 64 KiB), and of those that wait, at most 10,000, until
// an amount shows the decimal character of the file. The name is for the format and the
// errors; no file is opened. The sequence can be ranged over once.
//
// Every error is a *[LineError]. All problems of a line are reported, each with a Row that has only the Line; then the next
// line is read. A file that cannot be read on, or holds no payment, ends with a Final error. Pay nothing before the end
// came without any error: a line that contradicts the first one, by its decimal character, may be the last.
//
// Ids that occur twice and mixed currencies are left to [payout.Batch.Validate], which knows all items.
func Read(name string, r io.Reader, opts ...Option) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for rec, item := range items(name, r, opts) {
			for _, p := range rec.problems {
				p.File = name
				if !yield(Row{Sheet: p.Sheet, Line: p.Line}, p) {
					return
				}
			}
			if len(rec.problems) == 0 && !yield(Row{Sheet: rec.table.sheet, Line: rec.line, Item: item, Headings: rec.table.headings, table: rec.table}, nil) {
				return
			}
		}
	}
}

// ReadAll reads the payments of a file, all or nothing: with any problem there are no items and the error is a *[FileError]
// that lists every one. Unlike [Read] it also reports an itemExternalId that occurs in two lines.
func ReadAll(name string, r io.Reader, opts ...Option) ([]payout.Item, error) {
	var (
		all      []payout.Item
		problems []*LineError
		lineOf   = map[string]int{}
	)
	for rec, item := range items(name, r, opts) {
		if earlier, twice := lineOf[item.ExternalID]; twice {
			rec.report(itemExternalID, "is the same as in line %d: results are told apart by it", earlier)
		} else if item.ExternalID != "" {
			lineOf[item.ExternalID] = rec.line
		}
		problems = append(problems, rec.problems...)
		all = append(all, item)
	}
	if len(problems) == 0 {
		return all, nil
	}
	for _, p := range problems {
		p.File = name
	}
	return nil, &FileError{File: name, Problems: problems}
}

// items reads the lines of a file. An item is complete if its record has no problem. A final record is the last, and has no item.
func items(name string, r io.Reader, opts []Option) iter.Seq2[*record, payout.Item] {
	return func(yield func(*record, payout.Item) bool) {
		o, err := newOptions(name, opts)
		if err != nil {
			yield(failed(final(0, "%v", err)), payout.Item{})
			return
		}
		build := builder{recipient: o.recipient, numbers: numbers{fixed: o.decimal}}
		empty := true
		for rec := range build.numbers.settled(o.records(r)) {
			if rec.final() {
				yield(rec, payout.Item{})
				return
			}
			if rec.skipped.Format != "" {
				o.leaveOut(name, rec, rec.skipped)
				continue
			}
			// A row with an amount alone may also be a payment that somebody forgot to fill in, if it is like the only one above.
			if rec.total = rec.total && !(rec.nameless && build.total.lines < 2); rec.total {
				if build.checkTotal(rec); len(rec.problems) > 0 && !yield(rec, payout.Item{}) {
					return
				}
				if len(rec.problems) == 0 && !build.total.spoiled {
					o.leaveOut(name, rec, localize.Sayf("is the sum of the lines above: no payment, left out"))
				}
				continue
			}
			if rec.note && (build.total.line > 0 || rec.signed) {
				o.leaveOut(name, rec, localize.Sayf("has neither a recipient nor an amount: no payment, left out"))
				build.total.note = rec.line
				continue // who made the list, and when
			}
			build.explain(rec)
			empty = false
			item := build.item(rec)
			build.add(rec, item)
			if !yield(rec, item) {
				return
			}
		}
		if empty {
			yield(failed(final(0, "holds no payment")), payout.Item{})
		}
	}
}

// records takes the lines of a file apart.
func (o options) records(r io.Reader) iter.Seq[*record] {
	return func(yield func(*record) bool) {
		if o.format == workbook {
			readWorkbook(r, o, yield)
			return
		}
		lines, problem := newLineReader(r, o.encoding)
		switch {
		case problem != nil:
			yield(failed(problem))
		case o.format == jsonLines:
			readJSON(lines, yield)
		default:
			readCSV(lines, o, yield)
		}
	}
}

// Cells gives the cells of each line of a file as they are, with the number of the line, to show them beside what is wrong with it. What
// cannot be taken apart is one cell. Of a workbook it is the sheet that [Read] reads. It ends where the file cannot be read on.
func Cells(name string, r io.Reader, opts ...Option) iter.Seq2[int, []string] {
	return func(yield func(int, []string) bool) {
		o, err := newOptions(name, opts)
		if err != nil {
			return
		}
		if o.format == workbook {
			s, _ := loadSheet(r, o)
			for i := 0; s != nil && i < len(s.rows); i++ {
				if !yield(s.rows[i].number, s.rows[i].texts()) {
					return
				}
			}
			return
		}
		lines, problem := newLineReader(r, o.encoding)
		if problem != nil {
			return
		}
		h := &header{known: synonyms(), options: o}
		for text, problem := range lines.all() {
			cells := []string{string(text)}
			if problem != nil {
				return
			}
			if o.format == csvLines && h.delimiter == 0 {
				if names, delimiter := h.cells(string(text), o.delimiter); h.count(names) >= fewestKnown {
					h.delimiter = delimiter
				}
			}
			if h.delimiter != 0 {
				if taken, err := split(string(text), h.delimiter); err == nil {
					cells = taken
				}
			}
			if !yield(lines.number, cells) {
				return
			}
		}
	}
}
