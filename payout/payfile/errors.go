package payfile

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/localize"
)

// LineError is one thing that is wrong with a file. It says where and what would be right, and never holds a value of the
// file: a value with a typing mistake is still personal data.
type LineError struct {
	File    string
	Sheet   string // of a workbook
	Line    int    // counted from 1, with blank lines; 0 for the file as a whole
	Field   string // the vendor's name of the column or member; "" for the line as a whole
	Column  string // the heading of the CSV column; "" where it has none
	Message string
	Final   bool  // the file was not read beyond this line
	Err     error // the reader's or package payout's error behind it; may be nil

	sentence localize.Sentence // what Message says; nil where somebody else made the error
}

// NewLineError is something that is wrong with a line for another reason than how it is written.
func NewLineError(file, sheet string, line int, why interface {
	fmt.Stringer
	Localize(say localize.Sprintf) string
}) *LineError {
	return &LineError{File: file, Sheet: sheet, Line: line, Message: why.String(), sentence: why}
}

func (e *LineError) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *LineError) Localize(say func(format string, args ...any) string) string {
	if e.File != "" && e.Sheet == "" && e.Line > 0 {
		return fmt.Sprintf("%s:%d: %s%s", e.File, e.Line, e.field(), e.MessageIn(say))
	}
	return cmp.Or(e.File, "payfile") + ": " + e.place(say) + e.MessageIn(say)
}

// MessageIn is Message in another language.
func (e *LineError) MessageIn(say func(format string, args ...any) string) string {
	if e.sentence == nil {
		return localize.Text(e.Message, say)
	}
	return asRows(e.Sheet, e.sentence.Localize(say))
}

func (e *LineError) Unwrap() error { return e.Err }

func (e *LineError) place(say localize.Sprintf) string {
	switch {
	case e.Line == 0 && e.Sheet == "":
		return e.field()
	case e.Sheet == "":
		return say("line %d: %s", e.Line, e.field())
	case e.Line == 0:
		return say("sheet %q: %s", e.Sheet, e.field())
	}
	return say("sheet %q, row %d: %s", e.Sheet, e.Line, e.field())
}

func (e *LineError) field() string {
	if name := cmp.Or(e.Column, e.Field); name != "" {
		return name + ": "
	}
	return ""
}

// FileError lists everything that is wrong with a file. Nothing was read.
type FileError struct {
	File     string
	Problems []*LineError // at least one, in the order of the lines
}

// shownProblems is how many problems an error message spells out; the rest is in FileError.Problems.
const shownProblems = 10

func (e *FileError) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *FileError) Localize(say func(format string, args ...any) string) string {
	var b strings.Builder
	b.WriteString(say("%s: cannot be used: %s", cmp.Or(e.File, "payfile"), localize.Count{N: len(e.Problems), Noun: "problem"}))
	if n := len(e.Problems); n > 0 && e.Problems[n-1].Final {
		b.WriteString(say(", and the rest of it was not read"))
	}
	for i, p := range e.Problems {
		if i == shownProblems {
			b.WriteString("\n  " + say("and %d more", len(e.Problems)-i))
			break
		}
		b.WriteString("\n  " + p.place(say) + p.MessageIn(say))
	}
	return b.String()
}

// Unwrap gives every problem to errors.Is and errors.As.
func (e *FileError) Unwrap() []error {
	errs := make([]error, len(e.Problems))
	for i, p := range e.Problems {
		errs[i] = p
	}
	return errs
}

// final is a problem after which the file cannot be read on.
func final(line int, format string, args ...any) *LineError {
	return &LineError{Line: line, Message: fmt.Sprintf(format, args...), Final: true, sentence: localize.Sayf(format, args...)}
}
