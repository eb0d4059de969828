package payfile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/localize"
)

// field is one column of a table or member of a JSON object, by the vendor's name.
type field string

const (
	itemExternalID  field = "itemExternalId"
	recipientType   field = "recipientType"
	recipientInfo   field = "recipientInfo"
	recipientName   field = "recipientName"
	amount          field = "amount"
	currency        field = "currency"
	description     field = "description"
	nonWithdrawable field = "nonWithdrawable"

	noField field = "" // a column without a name, and the line as a whole
)

func fields() fieldSet {
	return fieldSet{itemExternalID, recipientType, recipientInfo, recipientName, amount, currency, description, nonWithdrawable}
}

// Localize is the name of the field. In English it is the vendor's, in another language a heading that is understood, too.
func (f field) Localize(say localize.Sprintf) string {
	if !slices.Contains(fields(), f) {
		return string(f)
	}
	return strings.TrimPrefix(say("column "+string(f)), "column ")
}

// fieldSet is a set of fields.
type fieldSet []field

func (s fieldSet) has(f field) bool { return slices.Contains(s, f) }
func (s *fieldSet) add(f field)     { *s = append(*s, f) }

func (s fieldSet) String() string { return s.Localize(fmt.Sprintf) }

// Localize lists the names in a language.
func (s fieldSet) Localize(say localize.Sprintf) string {
	var names []string
	for _, f := range s {
		names = append(names, f.Localize(say))
	}
	return strings.Join(names, ", ")
}

// record is one line taken apart, with everything that is wrong with it.
type record struct {
	line     int
	values   map[field]string
	given    fieldSet // the column or member is there, if only empty
	bad      fieldSet // a problem with it is reported already
	problems []*LineError

	table    *header // of the file, without columns for JSON Lines
	total    bool    // the line is the sum of those above
	nameless bool    // and does not say so
	note     bool    // it has no payment, which is right below the sum
	signed   bool    // and is for whoever made or approved the list
	few      bool    // it has no more values than a title
	unnamed  bool    // it has an amount, and nothing that says whose
	part     bool    // of a total: it says that it is that of a part
	spoiled  bool    // nothing in it can be read

	skipped localize.Said // why it is left out unread; nothing for other lines

	// joined is the other reading of a line, where a comma before the amount's neighbour may be the amount's own.
	joined    *record
	tolerated fieldSet // columns of such a reading that the line would have left out

	// amountIsJSON says that the amount is written by the rules of JSON, where only a point can separate decimals.
	amountIsJSON bool
	shown        string // the currency that stands at the amount or that its number format shows; "" or "?" if none is certain
}

// newRecord is a line of which nothing was read yet.
func newRecord(line int, table *header) *record {
	return &record{line: line, values: map[field]string{}, table: table, given: table.given}
}

// failed is the end of a file that cannot be read on. It is no line.
func failed(problems ...*LineError) *record { return &record{problems: problems} }

// final reports whether the file was not read beyond this record.
func (r *record) final() bool { return len(r.problems) > 0 && r.problems[0].Final }

// report adds a problem with a field, or with the line if there is noField.
func (r *record) report(f field, format string, args ...any) {
	sentence := localize.Sayf(format, args...)
	problem := &LineError{Sheet: r.table.sheet, Line: r.line, Field: string(f), Message: asRows(r.table.sheet, sentence.String()), sentence: sentence}
	if f != noField {
		r.bad.add(f)
		problem.Column, problem.Letter = r.table.heading(f)
	}
	r.problems = append(r.problems, problem)
}

// asRows calls the lines that a message is about rows where they are those of a sheet, which numbers them so.
func asRows(sheet, message string) string {
	if sheet == "" {
		return message
	}
	return ofLines().ReplaceAllString(message, "${1}row$2$3")
}

var ofLines = lazyregexp.New(`\b(this |)line(s?)( [0-9]+| above|$)`)

// spoil reports that nothing in the line can be read.
func (r *record) spoil(format string, args ...any) {
	r.spoiled = true
	r.report(noField, format, args...)
}

// isBad reports whether a problem with the field is known.
func (r *record) isBad(f field) bool { return r.spoiled || r.bad.has(f) }

// complain reports a problem with a field that has none yet: the first is the cause of the others.
func (r *record) complain(f field, format string, args ...any) {
	if !r.isBad(f) {
		r.report(f, format, args...)
	}
}

// fail reports an error, without the field that package payout names too.
func (r *record) fail(f field, err error) {
	prefixes := []string{string(f) + ": "}
	for _, ofName := range []string{"IBAN: holder: ", "name: "} {
		if f == recipientInfo && strings.HasPrefix(err.Error(), ofName) {
			f, prefixes = recipientName, []string{ofName}
		}
	}
	if f == recipientInfo && r.table.kind != "" {
		prefixes = []string{"IBAN: ", "phone: ", "identity number: ", "member id: "} // as the heading says
	}
	if !r.isBad(f) {
		r.complain(f, "%s", withoutField{err, prefixes})
		r.problems[len(r.problems)-1].Err = err
	}
}

// withoutField is an error without one of the names that it may begin with.
type withoutField struct {
	error
	prefixes []string
}

func (e withoutField) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in a language.
func (e withoutField) Localize(say localize.Sprintf) string {
	text := localize.Error(e.error, say)
	for _, prefix := range e.prefixes {
		if strings.HasPrefix(e.error.Error(), prefix) {
			return strings.SplitN(text, ": ", 1+strings.Count(prefix, ": "))[strings.Count(prefix, ": ")]
		}
	}
	return text
}
