package payfile

import (
	"fmt"
	"slices"
	"strings"
)

// field is one column of a CSV file or member of a JSON Lines file.
type field int

const (
	itemExternalID field = iota
	recipientType
	recipientInfo
	recipientName
	amount
	currency
	description
	nonWithdrawable
	fieldCount

	noField field = -1 // a column without a name, and the line as a whole
)

// String is the vendor's name.
func (f field) String() string {
	if f == noField {
		return ""
	}
	return fieldNames()[f]
}

func fieldNames() [fieldCount]string {
	return [fieldCount]string{
		itemExternalID: "itemExternalId", recipientType: "recipientType", recipientInfo: "recipientInfo", recipientName: "recipientName",
		amount: "amount", currency: "currency", description: "description", nonWithdrawable: "nonWithdrawable",
	}
}

// fieldOf finds a field by the vendor's name, noField if there is none.
func fieldOf(name string) field {
	names := fieldNames()
	return field(slices.Index(names[:], name)) // -1 is noField
}

// knownNames lists the vendor's names for an error message.
func knownNames() string {
	names := fieldNames()
	return strings.Join(names[:], ", ")
}

// fieldSet is a set of fields.
type fieldSet uint16

const allFields fieldSet = 1<<fieldCount - 1

func (s fieldSet) has(f field) bool { return s&(1<<f) != 0 }
func (s *fieldSet) add(f field)     { *s |= 1 << f }

// record is one line taken apart, with everything that is wrong with it.
type record struct {
	line     int
	values   [fieldCount]string
	given    fieldSet // the column or member is there, if only empty
	bad      fieldSet // a problem with it is reported already
	problems []*LineError

	csv   *header // of the file, nil for JSON Lines
	total bool    // the line is the sum of those above

	// joined is the other reading of a line, where a comma before the amount's neighbour may be the amount's own.
	joined    *record
	tolerated fieldSet // columns of such a reading that the line would have left out

	// amountIsJSON says that the amount is written by the rules of JSON, where only a point can separate decimals.
	amountIsJSON bool
}

// failed is the end of a file that cannot be read on. It is no line.
func failed(problems ...*LineError) *record { return &record{problems: problems} }

// final reports whether the file was not read beyond this record.
func (r *record) final() bool { return len(r.problems) > 0 && r.problems[0].Final }

// report adds a problem with a field, or with the line if there is noField.
func (r *record) report(f field, format string, args ...any) {
	if f != noField {
		r.bad.add(f)
	}
	problem := &LineError{Line: r.line, Field: f.String(), Message: fmt.Sprintf(format, args...)}
	if r.csv != nil && f != noField {
		problem.Column = r.csv.heading(f)
	}
	r.problems = append(r.problems, problem)
}

// spoil reports that nothing in the line can be read.
func (r *record) spoil(why string) {
	r.bad = allFields
	r.report(noField, "%s", why)
}

// complain reports a problem with a field that has none yet: the first is the cause of the others.
func (r *record) complain(f field, message string) {
	if !r.bad.has(f) {
		r.report(f, "%s", message)
	}
}

// fail reports an error, without the field that package payout names too.
func (r *record) fail(f field, err error) {
	if !r.bad.has(f) {
		r.complain(f, strings.TrimPrefix(err.Error(), f.String()+": "))
		r.problems[len(r.problems)-1].Err = err
	}
}
