package payfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/iyzipayout/iyzipayout/internal/mask"
)

// object is one line of a JSON Lines file while it is decoded.
type object struct {
	*record
	decoder *jsontext.Decoder
}

var (
	errNotObject = errors.New("must be one JSON object in braces")
	errTrailing  = errors.New("must hold one JSON object and nothing after it")
)

// readJSON reads the lines of a JSON Lines file.
func readJSON(lines *lineReader, yield func(*record) bool) {
	decoder, started := new(jsontext.Decoder), false
	for text, problem := range lines.all() {
		if first := bytes.TrimSpace(text); problem == nil && !started && first[0] != '{' {
			problem = notJSONLines(lines.number, first[0])
		}
		if problem != nil {
			yield(failed(problem))
			return
		}
		started = true
		// Members that stand twice are reported by name below; the decoder would stop at them.
		decoder.Reset(bytes.NewReader(text), jsontext.AllowDuplicateNames(true))
		rec := &record{line: lines.number, amountIsJSON: true}
		o := object{rec, decoder}
		if err := o.read(); err != nil {
			rec = &record{line: lines.number, bad: allFields}
			rec.report(noField, "%s", malformed(err))
		}
		if !yield(rec) {
			return
		}
	}
}

func notJSONLines(line int, first byte) *LineError {
	if first == '[' {
		return final(line, "is a JSON array: write one object on each line, without brackets around all and commas between")
	}
	return final(line, "is not JSON Lines: each line must be one object, such as {\"itemExternalId\": …}; if it is CSV, call the file .csv")
}

// read decodes the line. Its error means that the line is not one JSON object.
func (o object) read() error {
	if o.decoder.PeekKind() != '{' {
		return errNotObject
	}
	if err := o.members(o.member); err != nil {
		return err
	}
	_, err := o.decoder.ReadToken()
	switch err {
	case io.EOF:
		return nil
	case nil:
		return errTrailing
	}
	return err
}

// malformed says why a line is not one JSON object. What jsontext says about that may quote the line.
func malformed(err error) string {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return "ends before its JSON object does: each line must be one whole object"
	}
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return fmt.Sprintf("is not well-formed JSON at byte %d: each line must be one whole object", syntax.ByteOffset+1)
	}
	return err.Error()
}

// members reads an object and calls read for each member, with the decoder at its value.
func (o object) members(read func(name string, position int) error) error {
	if _, err := o.decoder.ReadToken(); err != nil {
		return err
	}
	for position := 1; o.decoder.PeekKind() != '}'; position++ {
		name, err := o.decoder.ReadToken()
		if err != nil {
			return err
		}
		if err := read(name.String(), position); err != nil {
			return err
		}
	}
	_, err := o.decoder.ReadToken()
	return err
}

func (o object) member(name string, position int) error {
	for f, vendor := range fieldNames() {
		if name == vendor {
			return o.value(field(f))
		}
	}
	return o.unknown(name, position, suggestion(fold(name)))
}

// value reads the value of a known member, which must be there for the first time.
func (o object) value(f field) error {
	if o.given.has(f) {
		return o.skip(f, "stands twice")
	}
	o.given.add(f)
	switch f {
	case amount:
		return o.amount()
	case nonWithdrawable:
		return o.scalar(f, "true or false", 't', 'f')
	case recipientInfo:
		return o.scalar(f, "a string, so that no zero is lost", '"')
	default:
		return o.scalar(f, "a string", '"')
	}
}

// scalar reads a value of one of the given kinds, without quotation marks and escapes.
func (o object) scalar(f field, want string, kinds ...jsontext.Kind) error {
	kind := o.decoder.PeekKind()
	for _, k := range kinds {
		if kind != k {
			continue
		}
		token, err := o.decoder.ReadToken()
		if err == nil {
			o.values[f] = token.String()
		}
		return err
	}
	return o.skip(f, "must be "+want)
}

// amount reads the three forms of an amount.
func (o object) amount() error {
	if o.decoder.PeekKind() != '{' {
		return o.scalar(amount, `a number, a string that holds one, or {"value": …, "currency": …}`, '0', '"')
	}
	seen := fieldSet(0)
	err := o.members(func(name string, position int) error {
		switch name {
		case "value":
			if seen.has(amount) {
				return o.skip(amount, "its value stands twice")
			}
			seen.add(amount)
			return o.scalar(amount, "a number, or a string that holds one", '0', '"')
		case "currency":
			seen.add(currency)
			return o.value(currency)
		}
		return o.unknown(name, position, "; the members of an amount are value and currency")
	})
	if !seen.has(currency) {
		o.report(amount, "has a value and no currency")
	}
	return err
}

// skip reports a problem with a member and leaves its value out.
func (o object) skip(f field, message string) error {
	o.report(f, "%s", message)
	return o.decoder.SkipValue()
}

// programName is what a program calls a member. Anything else could be somebody's data in the wrong place.
var programName = regexp.MustCompile(`^[a-z][A-Za-z0-9_]{0,39}$`)

func (o object) unknown(name string, position int, hint string) error {
	called := fmt.Sprintf("number %d", position)
	if programName.MatchString(name) {
		called = mask.Text(name)
	}
	return o.skip(noField, fmt.Sprintf("the member %s is unknown%s", called, hint))
}
