package payfile

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/localize"
)

// LineError is one thing that is wrong with a file. It says where and what would be right, and never holds a value of the
// file but an amount that a sheet stores, the sums that differ, and what says which row was skipped: a value with a typing mistake is still
// personal data.
type LineError struct {
	File    string
	Sheet   string // of a workbook
	Line    int    // counted from 1, with blank lines; 0 for the file as a whole
	Field   string // the vendor's name of the column or member; "" for the line as a whole
	Column  string // the heading of the column as it stands in the file, of two columns for one name both; "" where it has none
	Letter  string // of that column, in a workbook
	Message string
	Final   bool  // the file was not read beyond this line
	Err     error // the reader's or package payout's error behind it; may be nil

	// Choices are what a person could say about columns to be rid of the problem; nil for any other problem.
	Choices []Choice

	sentence localize.Sentence // what Message says; nil where somebody else made the error
}

// Choice is something to be said about a column: which member its heading means, by [WithColumn], or that it is not needed, by
// [WithIgnoredColumns].
type Choice struct {
	Heading string // of a column that nobody knows; "" for a member that no column is known to hold
	Member  string // that the heading is most like, or that is missing; "" if there is none
}

// Problem is something that is wrong with a row of a file for another reason than how it is written: with a member such as "itemExternalId",
// or with the row as a whole if that is "".
func (r Row) Problem(file, member string, why interface {
	fmt.Stringer
	Localize(say localize.Sprintf) string
}) *LineError {
	problem := &LineError{File: file, Sheet: r.Sheet, Line: r.Line, Field: member, Message: why.String(), sentence: why}
	if r.table != nil {
		problem.Column, problem.Letter = r.table.heading(field(member))
	}
	return problem
}

func (e *LineError) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *LineError) Localize(say func(format string, args ...any) string) string {
	if e.File != "" && e.Sheet == "" && e.Line > 0 {
		return fmt.Sprintf("%s:%d: %s%s", e.File, e.Line, e.field(say), e.MessageIn(say))
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
		return e.field(say)
	case e.Sheet == "":
		return say("line %d: %s", e.Line, e.field(say))
	case e.Line == 0:
		return say("sheet %q: %s", e.Sheet, e.field(say))
	case e.Letter != "":
		return say("sheet %q, row %d, column %s (%q): ", e.Sheet, e.Line, e.Letter, e.Column)
	}
	return say("sheet %q, row %d: %s", e.Sheet, e.Line, e.field(say))
}

// field names the column as the file does, or the member.
func (e *LineError) field(say localize.Sprintf) string {
	switch {
	case e.Column != "":
		return e.Column + ": "
	case e.Field != "":
		return field(e.Field).Localize(say) + ": "
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
