package payfile

import (
	"errors"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
)

// The formats that can be read.
const (
	csvLines  = "csv"
	jsonLines = "jsonl"
	workbook  = "xlsx"
)

// Point and Comma are the characters before the decimals of an amount in a CSV file. Of the two the other may group thousands.
const (
	Point = '.'
	Comma = ','
)

// Option changes how a file is read.
type Option func(*options)

type options struct {
	format    string
	delimiter rune
	decimal   rune
	recipient []payout.RecipientOption
	encoding  string
	maps      []columnMap
	ignored   []string
	sheet     string
	prose     string // description of all lines, where the file has no column for it
	hidden    string // payHidden, skipHidden, or "" to refuse hidden rows
	leftOut   func(*LineError)
}

// What becomes of the hidden rows of a workbook.
const (
	payHidden  = "pay"
	skipHidden = "skip"
)

// WithDescription says the description of all lines of a file that has no column for it.
func WithDescription(text string) Option { return func(o *options) { o.prose = text } }

// WithLeftOut calls back for each row that is left out: a sum, a line for whoever made or approved the list, or a hidden row that is skipped.
// Its Message says why, and of a skipped row the id and the amount.
func WithLeftOut(tell func(*LineError)) Option { return func(o *options) { o.leftOut = tell } }

// leaveOut tells that a row is left out.
func (o options) leaveOut(file string, r *record, why localize.Said) {
	if o.leftOut == nil {
		return
	}
	told := newRecord(r.line, r.table)
	told.report(noField, why.Format, why.Args...)
	told.problems[0].File = file
	o.leftOut(told.problems[0])
}

// WithSheet says which sheet of a workbook holds the payments. Without it there must be only one with a row that names columns.
func WithSheet(name string) Option { return func(o *options) { o.sheet = name } }

// WithHiddenRows says what becomes of the rows of a workbook that are hidden, by a filter perhaps: "pay" or "skip". Without it they are
// refused.
func WithHiddenRows(what string) Option { return func(o *options) { o.hidden = what } }

// WithEncoding says how the letters of a file without a byte order mark are written: "utf-8", "windows-1254", "iso-8859-9",
// "utf-16le" or "utf-16be". Without it the file is UTF-8, or Windows-1254 where its Turkish headings show that for certain.
func WithEncoding(name string) Option { return func(o *options) { o.encoding = name } }

// columnMap says that the column with a heading holds a field.
type columnMap struct{ field, heading string }

// WithColumn says which column of a CSV file holds a member of the items, such as "id" or "amount", by its heading.
func WithColumn(member, heading string) Option {
	return func(o *options) { o.maps = append(o.maps, columnMap{member, heading}) }
}

// WithIgnoredColumns passes over the columns of a CSV file with these headings.
func WithIgnoredColumns(headings ...string) Option {
	return func(o *options) { o.ignored = append(o.ignored, headings...) }
}

// WithFormat says the format of a file whose name does not end in .csv, .jsonl or .ndjson, such as standard input: "csv",
// "xlsx" or "jsonl".
func WithFormat(format string) Option { return func(o *options) { o.format = format } }

// WithDelimiter says what separates the values of a CSV file. Without it the header line decides between comma, semicolon,
// tab and |.
func WithDelimiter(delimiter rune) Option { return func(o *options) { o.delimiter = delimiter } }

// WithDecimal says how the amounts of a CSV file are written, with a decimal [Point] or [Comma], so that 1.250 and 1,250 can be
// read too.
func WithDecimal(character rune) Option { return func(o *options) { o.decimal = character } }

// WithoutChecksum leaves out the checksums of IBANs and identity numbers, see [payout.WithoutChecksum].
func WithoutChecksum() Option {
	return func(o *options) { o.recipient = append(o.recipient, payout.WithoutChecksum()) }
}

func newOptions(name string, opts []Option) (options, error) {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	if o.format == "" {
		var err error
		if o.format, err = formatOf(name); err != nil {
			return o, err
		}
	}
	return o, o.check()
}

func (o options) check() error {
	switch {
	case o.format != csvLines && o.format != jsonLines && o.format != workbook:
		return errors.New("--format: must be csv, xlsx or jsonl")
	case o.hidden != "" && o.hidden != payHidden && o.hidden != skipHidden:
		return errors.New("--hidden-rows: must be pay or skip")
	case o.format != workbook && (o.sheet != "" || o.hidden != ""):
		return errors.New("--sheet and --hidden-rows are for workbooks (.xlsx)")
	case o.encoding != "" && !strings.EqualFold(o.encoding, "utf-8") && encodingOf(o.encoding) == nil:
		return errors.New("--encoding: must be utf-8, windows-1254, iso-8859-9, utf-16le or utf-16be")
	case o.decimal != 0 && o.decimal != Point && o.decimal != Comma:
		return errors.New("--decimal: must be point or comma")
	case o.format == jsonLines && (o.decimal != 0 || o.delimiter != 0 || o.maps != nil || o.ignored != nil):
		return errors.New("--decimal, --map and --ignore-columns are for CSV and XLSX: JSON Lines has its own rules for numbers and separators")
	case o.delimiter != 0 && !canSeparate(o.delimiter):
		return errors.New("WithDelimiter: must be a character that occurs in no column name, such as ; or a tab")
	}
	return nil
}

func canSeparate(r rune) bool {
	return !strings.ContainsRune("\"\r\n _-", r) && r != utf8.RuneError && utf8.ValidRune(r) && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

func formatOf(name string) (string, error) {
	switch extension := strings.ToLower(filepath.Ext(name)); extension {
	case ".csv":
		return csvLines, nil
	case ".jsonl", ".ndjson":
		return jsonLines, nil
	case ".xlsx", ".xlsm":
		return workbook, nil
	case ".json":
		return "", errors.New("must be JSON Lines, one object per line, and be called .jsonl")
	case ".xls", ".xlsb", ".ods", ".numbers":
		return "", errors.New("is a spreadsheet of another kind: save it as .xlsx")
	}
	return "", errors.New("the name must end in .csv, .xlsx, .jsonl or .ndjson, or --format say what it is")
}

// saveAsCSV is the way out of every wrong format and encoding.
const saveAsCSV = `save it as "CSV UTF-8" or as a workbook (.xlsx)`
