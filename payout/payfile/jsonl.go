package payfile

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/mask"
)

var (
	errNotObject = errors.New("must be one JSON object in braces")
	errTrailing  = errors.New("must hold one JSON object and nothing after it")
)

// readJSON reads the lines of a JSON Lines file.
func readJSON(lines *lineReader, yield func(*record) bool) {
	started, none := false, &header{}
	for text, problem := range lines.all() {
		if first := bytes.TrimSpace(text); problem == nil && !started && first[0] != '{' {
			problem = notJSONLines(lines.number, first[0])
		}
		if problem != nil {
			yield(failed(problem))
			return
		}
		started = true
		rec := newRecord(lines.number, none)
		rec.amountIsJSON = true
		if err := members(text, rec.member); err != nil {
			rec = newRecord(lines.number, none)
			why := malformed(err)
			rec.spoil(why.Format, why.Args...)
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

// members calls read for each member of the JSON object that text is. Its error means that text is not one JSON object.
func members(text []byte, read func(name string, position int, value jsontext.Value)) error {
	// Members that stand twice are reported by name; the decoder would stop at them.
	decoder := jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true))
	if decoder.PeekKind() != '{' {
		return errNotObject
	}
	_, err := decoder.ReadToken()
	for position := 1; err == nil && decoder.PeekKind() != '}'; position++ {
		var token jsontext.Token
		if token, err = decoder.ReadToken(); err != nil {
			return err
		}
		name := token.String()
		var value jsontext.Value
		if value, err = decoder.ReadValue(); err == nil {
			read(name, position, value)
		}
	}
	if err != nil {
		return err
	}
	if _, err = decoder.ReadToken(); err != nil {
		return err
	}
	if _, err = decoder.ReadToken(); err == nil {
		return errTrailing
	} else if err != io.EOF {
		return err
	}
	return nil
}

// malformed says why a line is not one JSON object. What jsontext says about that may quote the line.
func malformed(err error) localize.Said {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return localize.Sayf("ends before its JSON object does: each line must be one whole object")
	}
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return localize.Sayf("is not well-formed JSON at byte %d: each line must be one whole object", syntax.ByteOffset+1)
	}
	return localize.Sayf("%v", err)
}

// member takes in a member of the line.
func (r *record) member(name string, position int, value jsontext.Value) {
	f := field(name)
	switch {
	case !slices.Contains(fields(), f):
		r.unknown(name, position, suggestion(fold(name)))
	case r.given.has(f):
		r.report(f, "stands twice")
	case f == amount && value.Kind() == '{':
		r.given.add(f)
		r.vendorsAmount(value)
	default:
		r.given.add(f)
		r.scalar(f, value)
	}
}

// scalar reads a value that is no object, without quotation marks and escapes.
func (r *record) scalar(f field, value jsontext.Value) {
	want, kinds := "a string", `"`
	switch f {
	case amount:
		want, kinds = `a number, a string that holds one, or {"value": …, "currency": …}`, `0"`
	case nonWithdrawable:
		want, kinds = "true or false", "tf"
	case recipientInfo:
		want = "a string, so that no zero is lost"
	}
	switch kind := value.Kind(); {
	case !strings.ContainsRune(kinds, rune(kind)):
		r.report(f, "must be %s", localize.Term(want))
	case kind == '"':
		text, _ := jsontext.AppendUnquote(nil, value) // it was read before, so it is well-formed
		r.values[f] = string(text)
	default:
		r.values[f] = string(value)
	}
}

// vendorsAmount reads an amount that is an object with its own currency.
func (r *record) vendorsAmount(object jsontext.Value) {
	hasValue, hasCurrency := false, false
	_ = members(object, func(name string, position int, value jsontext.Value) { // it is an object
		switch {
		case name == "value" && hasValue:
			r.report(amount, "its value stands twice")
		case name == "value" && value.Kind() == '{':
			r.report(amount, "must be a number, or a string that holds one")
		case name == "value":
			hasValue = true
			r.scalar(amount, value)
		case name == "currency":
			hasCurrency = true
			r.member(name, position, value)
		default:
			r.unknown(name, position, localize.Sayf("; the members of an amount are value and currency"))
		}
	})
	if !hasCurrency {
		r.report(amount, "has a value and no currency")
	}
}

// programName is what a program calls a member. Anything else could be somebody's data in the wrong place.
var programName = lazyregexp.New(`^[a-z][A-Za-z0-9_]{0,39}$`)

func (r *record) unknown(name string, position int, hint localize.Said) {
	if programName().MatchString(name) {
		r.report(noField, "the member %s is unknown%s", mask.Text(name), hint)
		return
	}
	r.report(noField, "the member number %d is unknown%s", position, hint)
}
