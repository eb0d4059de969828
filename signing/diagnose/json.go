package diagnose

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
)

// token is a piece of a JSON text: a bracket, a comma, a colon or a scalar.
type token struct {
	raw  string // as it was written
	text string // of a string, decoded
}

func (t token) isString() bool { return t.raw[0] == '"' }

func (t token) isNumber() bool { return strings.ContainsRune("-0123456789", rune(t.raw[0])) }

// jsonValue is a JSON value that keeps the order of its keys and the exact text of its strings and numbers.
type jsonValue []token

// maxNesting: a payout nests three deep; indenting costs the square of the depth.
const maxNesting = 64

// parseJSON reports false for anything that is not exactly one JSON value.
func parseJSON(body []byte) (value jsonValue, ok bool) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	for from, depth := int64(0), 0; ; from = decoder.InputOffset() {
		read, err := decoder.Token()
		if err != nil {
			return value, errors.Is(err, io.EOF) && depth == 0 && len(value) > 0
		}
		if depth == 0 && len(value) > 0 {
			return nil, false // a second value
		}
		raw := strings.TrimLeft(string(body[from:decoder.InputOffset()]), " \t\r\n")
		if separator := raw[:1]; separator == "," || separator == ":" {
			value = append(value, token{raw: separator})
			raw = strings.TrimLeft(raw[1:], " \t\r\n")
		}
		text, _ := read.(string)
		value = append(value, token{raw, text})
		switch raw {
		case "{", "[":
			depth++
		case "}", "]":
			depth--
		}
		if depth > maxNesting {
			return nil, false
		}
	}
}

// sorted returns the value with the keys of every object in the order of their bytes.
func (v jsonValue) sorted() jsonValue {
	sorted, _ := v.sortFirst()
	return sorted
}

// sortFirst sorts the first value of a list of tokens, and returns what follows it.
func (v jsonValue) sortFirst() (first, rest jsonValue) {
	open := v[0]
	if open.raw != "{" && open.raw != "[" {
		return v[:1], v[1:]
	}
	var members []jsonValue
	for rest = v[1:]; rest[0].raw != "}" && rest[0].raw != "]"; {
		if rest[0].raw == "," {
			rest = rest[1:]
		}
		var member, value jsonValue
		if open.raw == "{" {
			member, rest = rest[:2:2], rest[2:] // the key and its colon
		}
		value, rest = rest.sortFirst()
		members = append(members, append(member, value...))
	}
	if open.raw == "{" {
		slices.SortStableFunc(members, func(a, b jsonValue) int { return cmp.Compare(a[0].text, b[0].text) })
	}
	first = jsonValue{open}
	for i, member := range members {
		if i > 0 {
			first = append(first, token{raw: ","})
		}
		first = append(first, member...)
	}
	return append(first, rest[0]), rest[1:]
}
