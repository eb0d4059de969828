package payfile

import (
	"errors"
	"fmt"
	"io"
	"regexp"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/iyzipayout/iyzipayout/internal/mask"
)

// object is one line of a JSON Lines file while it is decoded.
type object struct {
	record
	decoder  *jsontext.Decoder
	problems []*LineError
}

var (
	errNotObject = errors.New("must be one JSON object in braces")
	errTrailing  = errors.New("must hold one JSON object and nothing after it")
)

// read decodes the line. Its error means that the line is not one JSON object.
func (o *object) read() error {
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
func (o *object) malformed(err error) *LineError {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return wrong(o.line, "", "ends before its JSON object does: each line must be one whole object")
	}
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return wrong(o.line, "", "is not well-formed JSON at byte %d: each line must be one whole object", syntax.ByteOffset+1)
	}
	return wrong(o.line, "", "%v", err)
}

// members reads an object and calls read for each member, with the decoder at its value.
func (o *object) members(read func(name string, position int) error) error {
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

func (o *object) member(name string, position int) error {
	for f, vendor := range fieldNames() {
		if name == vendor {
			return o.value(field(f))
		}
	}
	o.unknown(name, position, suggestion(fold(name)))
	return o.decoder.SkipValue()
}

// value reads the value of a known member.
func (o *object) value(f field) error {
	if !o.take(f) {
		return o.decoder.SkipValue()
	}
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

// take reports whether the member is there for the first time.
func (o *object) take(f field) bool {
	if o.given.has(f) {
		o.complain(f, "stands twice")
		return false
	}
	o.given.add(f)
	return true
}

// scalar reads a value of one of the given kinds, without quotation marks and escapes.
func (o *object) scalar(f field, want string, kinds ...jsontext.Kind) error {
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
	o.complain(f, "must be "+want)
	return o.decoder.SkipValue()
}

// amount reads the three forms of an amount.
func (o *object) amount() error {
	if o.decoder.PeekKind() != '{' {
		return o.scalar(amount, `a number, a string that holds one, or {"value": …, "currency": …}`, '0', '"')
	}
	seen := fieldSet(0)
	err := o.members(func(name string, position int) error {
		switch name {
		case "value":
			if seen.has(amount) {
				o.complain(amount, "its value stands twice")
				return o.decoder.SkipValue()
			}
			seen.add(amount)
			return o.scalar(amount, "a number, or a string that holds one", '0', '"')
		case "currency":
			seen.add(currency)
			return o.value(currency)
		}
		o.unknown(name, position, "; the members of an amount are value and currency")
		return o.decoder.SkipValue()
	})
	if !seen.has(currency) {
		o.complain(amount, "has a value and no currency")
	}
	return err
}

func (o *object) complain(f field, message string) {
	o.bad.add(f)
	o.problems = append(o.problems, wrong(o.line, f.String(), "%s", message))
}

// programName is what a program calls a member. Anything else could be somebody's data in the wrong place.
var programName = regexp.MustCompile(`^[a-z][A-Za-z0-9_]{0,39}$`)

func (o *object) unknown(name string, position int, hint string) {
	called := fmt.Sprintf("number %d", position)
	if programName.MatchString(name) {
		called = mask.Text(name)
	}
	o.problems = append(o.problems, wrong(o.line, "", "the member %s is unknown%s", called, hint))
}
