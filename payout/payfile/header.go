package payfile

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/iyzipayout/iyzipayout/gen"
)

// header says what the columns of a CSV file hold.
type header struct {
	columns []field           // noField for a column without a name
	kind    gen.RecipientType // that a column such as iban gives to all lines; else ""
	given   fieldSet
}

// fewestKnown is how many columns must have a known name for a line to be a header with mistakes. One is not enough: in a
// line of data the recipient type IBAN reads like a column name.
const fewestKnown = 2

// newHeader reads column names. The problems name columns by their place and never by what stands there, which in a file
// without header would be somebody's data.
func newHeader(cells []string) (header, []string) {
	var (
		h         header
		problems  []string
		implied   string
		positions [fieldCount]int
	)
	for i, cell := range cells {
		name := fold(cell)
		f, kind := columnOf(name)
		switch {
		case name == "":
		case f == noField:
			problems = append(problems, fmt.Sprintf("column %d has an unknown name%s", i+1, suggestion(name)))
		case positions[f] > 0:
			problems = append(problems, fmt.Sprintf("columns %d and %d are both the %s", positions[f], i+1, f))
		default:
			positions[f] = i + 1
			h.given.add(f)
		}
		if kind != "" {
			h.kind = kind
			implied = cmp.Or(implied, fmt.Sprintf("column %d says by its name that all recipients are of the type %s", i+1, kind))
		}
		h.columns = append(h.columns, f)
	}
	if h.kind != "" && h.given.has(recipientType) {
		problems = append(problems, implied+": leave the recipientType column out, or call it recipientInfo")
	}
	var missing []string
	for _, f := range []field{itemExternalID, recipientType, recipientInfo, recipientName, amount, description} {
		needless := f == recipientType && h.kind != "" || f == recipientName && h.kind != gen.RecipientTypeIBAN
		if !needless && !h.given.has(f) {
			missing = append(missing, f.String())
		}
	}
	if missing != nil {
		problems = append(problems, "these columns are missing: "+strings.Join(missing, ", "))
	}
	return h, problems
}

// columnOf finds the field that a folded column name stands for, and the recipient type that it implies.
func columnOf(name string) (field, gen.RecipientType) {
	if kind := recipientKind(name); kind != "" {
		return recipientInfo, kind
	}
	if f, short := (map[string]field{"id": itemExternalID, "type": recipientType, "name": recipientName})[name]; short {
		return f, ""
	}
	for f, vendor := range fieldNames() {
		if name == fold(vendor) {
			return field(f), ""
		}
	}
	return noField, ""
}

// recipientKind finds the vendor's recipient type by its folded name, "" if there is none.
func recipientKind(name string) gen.RecipientType {
	for _, kind := range []gen.RecipientType{gen.RecipientTypeIBAN, gen.RecipientTypePhone, gen.RecipientTypeIdentityNumber, gen.RecipientTypeMemberID} {
		if name == fold(string(kind)) {
			return kind
		}
	}
	return ""
}

// known counts the columns that have a known name.
func known(cells []string) int {
	n := 0
	for _, cell := range cells {
		if f, _ := columnOf(fold(cell)); f != noField {
			n++
		}
	}
	return n
}

// fold writes names alike that people write differently: in capital letters, with blanks, underscores or hyphens.
func fold(s string) string {
	return lower(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t_-\u00a0\ufeff", r) {
			return -1
		}
		return r
	}, s))
}

// lower makes small letters of capital ones, with one letter for the i that Turkish writes with and without a dot.
func lower(s string) string {
	return strings.ReplaceAll(strings.ToLower(s), "ı", "i")
}
