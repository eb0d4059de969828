package payfile

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/iyzipayout/iyzipayout/payout"
)

// Format is how a file is written.
type Format string

// The formats that can be read.
const (
	CSV       Format = "csv"
	JSONLines Format = "jsonl"
)

// Decimal is the character before the decimals of an amount in a CSV file.
type Decimal rune

// The decimal characters. Of the two the other may group thousands.
const (
	Point Decimal = '.'
	Comma Decimal = ','
)

// Option changes how a file is read.
type Option func(*options)

type options struct {
	format    Format
	delimiter rune
	decimal   Decimal
	recipient []payout.RecipientOption
}

// WithFormat says the format of a file whose name does not end in .csv, .jsonl or .ndjson, such as standard input.
func WithFormat(f Format) Option { return func(o *options) { o.format = f } }

// WithDelimiter says what separates the values of a CSV file. Without it the header line decides between comma, semicolon
// and tab.
func WithDelimiter(delimiter rune) Option { return func(o *options) { o.delimiter = delimiter } }

// WithDecimal says how the amounts of a CSV file are written, so that 1.250 and 1,250 can be read too.
func WithDecimal(d Decimal) Option { return func(o *options) { o.decimal = d } }

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
		format, err := formatOf(name)
		if err != nil {
			return o, err
		}
		o.format = format
	}
	return o, o.check()
}

func (o options) check() error {
	switch {
	case o.format != CSV && o.format != JSONLines:
		return errors.New("WithFormat: must be CSV or JSONLines")
	case o.decimal != 0 && o.decimal != Point && o.decimal != Comma:
		return errors.New("WithDecimal: must be Point or Comma")
	case o.format == JSONLines && (o.decimal != 0 || o.delimiter != 0):
		return errors.New("WithDecimal and WithDelimiter are for CSV: JSON Lines has its own rules for numbers and separators")
	case o.delimiter != 0 && !canSeparate(o.delimiter):
		return errors.New("WithDelimiter: must be a character that occurs in no column name, such as ; or a tab")
	}
	return nil
}

func canSeparate(r rune) bool {
	return !strings.ContainsRune("\"\r\n _-", r) && r != utf8.RuneError && utf8.ValidRune(r) && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

func formatOf(name string) (Format, error) {
	switch extension := strings.ToLower(filepath.Ext(name)); extension {
	case ".csv":
		return CSV, nil
	case ".jsonl", ".ndjson":
		return JSONLines, nil
	case ".json":
		return "", errors.New("must be JSON Lines, one object per line, and be called .jsonl")
	case ".xlsx", ".xls", ".ods", ".numbers":
		return "", fmt.Errorf("is a spreadsheet: %s", saveAsCSV)
	}
	return "", errors.New("the name must end in .csv, .jsonl or .ndjson, or WithFormat say what it is")
}

// saveAsCSV is the way out of every wrong format and encoding.
const saveAsCSV = `save it as "CSV UTF-8"`
