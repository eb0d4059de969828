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

// jsonValue is a JSON value that keeps the order of its keys and the exact text of
// its strings and numbers.
type jsonValue struct {
	kind   byte   // '{', '[', '"', '0' or 'l' for true, false and null
	raw    string // of a scalar, as it was written
	text   string // of a string, decoded
	keys   []jsonValue
	values []jsonValue // of an object or an array
}

// parseJSON reports false for anything that is not exactly one JSON value.
func parseJSON(body []byte) (jsonValue, bool) {
	reader := &jsonReader{body: body, decoder: json.NewDecoder(bytes.NewReader(body))}
	reader.decoder.UseNumber()
	value, err := reader.value(0)
	if err != nil {
		return jsonValue{}, false
	}
	_, err = reader.decoder.Token()
	return value, errors.Is(err, io.EOF)
}

type jsonReader struct {
	body    []byte
	decoder *json.Decoder
}

// maxNesting: a payout nests three deep; indenting costs the square of the depth.
const maxNesting = 64

var errTooDeep = errors.New("signing: JSON nested too deep")

func (r *jsonReader) value(depth int) (jsonValue, error) {
	if depth > maxNesting {
		return jsonValue{}, errTooDeep
	}
	from := r.decoder.InputOffset()
	token, err := r.decoder.Token()
	if err != nil {
		return jsonValue{}, err
	}
	raw := strings.TrimLeft(string(r.body[from:r.decoder.InputOffset()]), " \t\r\n,:")
	switch token := token.(type) {
	case json.Delim:
		return r.container(byte(token), depth)
	case string:
		return jsonValue{kind: '"', raw: raw, text: token}, nil
	case json.Number:
		return jsonValue{kind: '0', raw: raw}, nil
	default:
		return jsonValue{kind: 'l', raw: raw}, nil
	}
}

func (r *jsonReader) container(kind byte, depth int) (jsonValue, error) {
	made := jsonValue{kind: kind}
	for r.decoder.More() {
		if kind == '{' {
			key, err := r.value(depth + 1)
			if err != nil {
				return jsonValue{}, err
			}
			made.keys = append(made.keys, key)
		}
		value, err := r.value(depth + 1)
		if err != nil {
			return jsonValue{}, err
		}
		made.values = append(made.values, value)
	}
	_, err := r.decoder.Token() // the closing bracket
	return made, err
}

// sorted returns the value with the keys of every object in the order of their bytes.
func (v jsonValue) sorted() jsonValue {
	sorted := jsonValue{kind: v.kind, raw: v.raw, text: v.text}
	order := make([]int, len(v.values))
	for index := range order {
		order[index] = index
	}
	if v.kind == '{' {
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(v.keys[a].text, v.keys[b].text) })
	}
	for _, index := range order {
		if v.kind == '{' {
			sorted.keys = append(sorted.keys, v.keys[index])
		}
		sorted.values = append(sorted.values, v.values[index].sorted())
	}
	return sorted
}
