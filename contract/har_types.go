package contract

import (
	"bytes"
	"errors"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Types that take what tools write in place of what HAR 1.2 says, wherever it is clear what is meant.

var errUnclear = errors.New("not clear")

// harText is a string that may be long, or JSON that a tool has put in as it is; nil where there is none.
type harText []byte

func (t *harText) UnmarshalJSON(raw []byte) error {
	switch jsontext.Value(raw).Kind() {
	case jsontext.KindNull:
	case jsontext.KindString:
		// The decoder has checked the syntax; what it cannot decode becomes U+FFFD, which the checker reports.
		*t, _ = jsontext.AppendUnquote(make([]byte, 0, len(raw)), raw)
	case jsontext.KindBeginObject, jsontext.KindBeginArray:
		*t = bytes.Clone(raw)
	default:
		return errUnclear
	}
	return nil
}

// harNumber is a number, also as text; -1 where it is something else.
type harNumber float64

func (n *harNumber) UnmarshalJSON(raw []byte) error {
	if jsontext.Value(raw).Kind() == jsontext.KindNull {
		return nil
	}
	number, err := strconv.ParseFloat(strings.TrimSpace(scalarText(raw)), 64)
	if err != nil || math.IsNaN(number) {
		number = -1
	}
	*n = harNumber(number)
	return nil
}

// harStatus is a number, also as text: "200" or "200 OK". What is neither is not guessed.
type harStatus int

func (s *harStatus) UnmarshalJSON(raw []byte) error {
	first, _, _ := strings.Cut(strings.TrimSpace(scalarText(raw)), " ")
	if kind := jsontext.Value(raw).Kind(); kind == jsontext.KindNull || first == "" && kind == jsontext.KindString {
		return nil
	}
	number, err := strconv.ParseFloat(first, 64)
	if err != nil || number != math.Trunc(number) || math.Abs(number) > 9999 {
		return errUnclear
	}
	*s = harStatus(number)
	return nil
}

// scalarText is a string's text, and a number or a word as it is written; empty for anything else.
func scalarText(raw jsontext.Value) string {
	switch raw.Kind() {
	case jsontext.KindString:
		text, _ := jsontext.AppendUnquote(nil, raw)
		return string(text)
	case jsontext.KindNumber, jsontext.KindTrue, jsontext.KindFalse:
		return string(raw)
	}
	return ""
}

// harHeaders is a list of names and values, or an object of them.
type harHeaders []harHeader

type harHeader struct {
	Name  string         `json:"name"`
	Value jsontext.Value `json:"value"`
}

func (h *harHeaders) UnmarshalJSON(raw []byte) error {
	if jsontext.Value(raw).Kind() == jsontext.KindBeginObject {
		var named map[string]jsontext.Value
		if err := json.Unmarshal(raw, &named, jsontext.AllowInvalidUTF8(true)); err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(named)) {
			*h = append(*h, harHeader{name, named[name]})
		}
	} else if err := json.Unmarshal(raw, (*[]harHeader)(h), jsontext.AllowInvalidUTF8(true)); err != nil {
		return err
	}
	for _, each := range *h {
		if each.Value.Kind() == jsontext.KindBeginObject {
			return errUnclear
		}
	}
	return nil
}

// header drops what is there twice: some tools list each header of a message two times, or write both into one value with a
// line break between them. Values that differ stay.
func (h harHeaders) header() http.Header {
	header := http.Header{}
	for _, each := range h {
		if strings.HasPrefix(each.Name, ":") { // HTTP/2 pseudo headers repeat the address
			continue
		}
		for _, value := range each.values() {
			addOnce(header, each.Name, value)
		}
	}
	return header
}

func (h harHeader) values() []string {
	if h.Value.Kind() != jsontext.KindBeginArray {
		return strings.Split(scalarText(h.Value), "\n")
	}
	var all []jsontext.Value
	_ = json.Unmarshal(h.Value, &all)
	var values []string
	for _, each := range all {
		values = append(values, scalarText(each))
	}
	return values
}
