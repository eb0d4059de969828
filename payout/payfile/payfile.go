package payfile

import (
	"io"
	"iter"

	"github.com/iyzipayout/iyzipayout/payout"
)

// Row is one payment and the line it was read from.
type Row struct {
	Line int // counted from 1, with blank lines
	Item payout.Item
}

// Read reads the payments of a file, with the memory of one line (at most 64 KiB). The name is for the format and the
// errors; no file is opened. The sequence can be ranged over once.
//
// Every error is a *[LineError]. All problems of a line are reported, each with a Row that has only the Line; then the next
// line is read. A file that cannot be read on, or holds no payment, ends with a Final error. Pay nothing before the end
// came without any error: a line that contradicts the first one, by its decimal character, may be the last.
//
// Ids that occur twice and mixed currencies are left to [payout.Batch.Validate], which knows all items.
func Read(name string, r io.Reader, opts ...Option) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		f := open(name, r, opts)
		for {
			item, line, problems, more := f.next()
			for _, p := range problems {
				p.File = name
				if !yield(Row{Line: p.Line}, p) {
					return
				}
			}
			if !more || len(problems) == 0 && !yield(Row{Line: line, Item: item}, nil) {
				return
			}
		}
	}
}

// ReadAll reads the payments of a file, all or nothing: with any problem there are no items and the error is a *[FileError]
// that lists every one. Unlike [Read] it also reports an itemExternalId that occurs in two lines.
func ReadAll(name string, r io.Reader, opts ...Option) ([]payout.Item, error) {
	var (
		items    []payout.Item
		problems []*LineError
		lineOf   = map[string]int{}
	)
	f := open(name, r, opts)
	for {
		item, line, found, more := f.next()
		if id := item.ExternalID; more && id != "" {
			if earlier, twice := lineOf[id]; twice {
				found = append(found, wrong(line, itemExternalID.String(), "is the same as in line %d: results are told apart by it", earlier))
			} else {
				lineOf[id] = line
			}
		}
		problems = append(problems, found...)
		if !more {
			break
		}
		items = append(items, item)
	}
	if len(problems) == 0 {
		return items, nil
	}
	for _, p := range problems {
		p.File = name
	}
	return nil, &FileError{File: name, Problems: problems}
}

// file is a file while it is read.
type file struct {
	source source
	build  builder
	lines  int
}

func open(name string, r io.Reader, opts []Option) *file {
	o, err := newOptions(name, opts)
	if err != nil {
		return &file{source: failed{final(0, "%v", err)}}
	}
	lines, problem := newLineReader(r)
	if problem != nil {
		return &file{source: failed{problem}}
	}
	f := &file{build: builder{recipient: o.recipient, numbers: numbers{fixed: o.decimal}}}
	if o.format == JSONLines {
		f.source = newJSONSource(lines)
	} else {
		f.source = newCSVSource(lines, o.delimiter)
	}
	return f
}

func (f *file) next() (item payout.Item, line int, problems []*LineError, more bool) {
	rec, problems, more := f.source.next()
	if !more {
		if f.lines == 0 && len(problems) == 0 {
			problems = []*LineError{final(0, "holds no payment")}
		}
		return payout.Item{}, 0, problems, false
	}
	f.lines++
	item, found := f.build.item(rec)
	return item, rec.line, append(problems, found...), true
}

// failed is the source of a file that cannot be read.
type failed []*LineError

func (f failed) next() (record, []*LineError, bool) { return record{}, f, false }
