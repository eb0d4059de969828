package payfile

import "strings"

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
)

// String is the vendor's name.
func (f field) String() string { return fieldNames()[f] }

func fieldNames() [fieldCount]string {
	return [fieldCount]string{
		itemExternalID: "itemExternalId", recipientType: "recipientType", recipientInfo: "recipientInfo", recipientName: "recipientName",
		amount: "amount", currency: "currency", description: "description", nonWithdrawable: "nonWithdrawable",
	}
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

// record is one line taken apart, before its values are checked.
type record struct {
	line   int
	values [fieldCount]string
	given  fieldSet // the column or member is there, if only empty
	bad    fieldSet // a problem with it is reported already

	// amountIsJSON says that the amount is written by the rules of JSON, where only a point can separate decimals.
	amountIsJSON bool
}

// source reads the records of a file.
type source interface {
	// next reads one record and says what is wrong with its form. Without more there is no record: the file has ended, or
	// cannot be read on and problems says why.
	next() (rec record, problems []*LineError, more bool)
}
