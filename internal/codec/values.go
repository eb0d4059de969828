package codec

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/iyzipayout/iyzipayout/money"
)

// more goes to the next element of a list.
func (r *Reader) more(first bool) bool {
	if r.err != nil {
		return false
	}
	switch c := r.space(); {
	case c == ']':
		r.close()
		return false
	case first:
		return true
	case c == ',':
		r.pos++
		r.space()
		return true
	}
	r.fail(ErrNotJSON)
	return false
}

// List reads a list of objects.
func List[T any](r *Reader, into *[]T, read func(*T, *Reader)) {
	start := r.pos
	if !r.open('[') {
		return
	}
	list := []T{}
	for n := 0; r.more(n == 0); n++ {
		r.path[len(r.path)-1] = step{index: n}
		if n >= r.most {
			r.tooMany()
			r.skip()
			continue
		}
		if n > freeElements && !r.lenient && r.pos-start < n*leastElement {
			r.fail(ErrEmpties)
			return
		}
		if n == cap(list) {
			list = slices.Grow(list, roomFor[T](r, start, n))
		}
		list = append(list, *new(T))
		if r.peek() == 'n' {
			r.literal("null")
		} else {
			read(&list[n], r)
		}
	}
	*into = list
}

// roomFor guesses how many elements follow n of them, and takes no more memory for them than a few times what is left to read.
func roomFor[T any](r *Reader, start, n int) int {
	if n == 0 {
		return 1
	}
	left := len(r.data) - r.pos
	size := max(1, (r.pos-start)/n)
	return max(1, min(left/size+1, r.most-n, max(n/4, left/128)))
}

// Strings reads a list of texts that only inform. A lenient reader takes a single one for its only element.
func (r *Reader) Strings() []string {
	if r.peek() != '[' && r.lenient {
		return []string{r.String()}
	}
	if !r.open('[') {
		return nil
	}
	list := []string{}
	for n := 0; r.more(n == 0); n++ {
		r.path[len(r.path)-1] = step{index: n}
		text := ""
		if r.peek() == 'n' {
			r.literal("null")
		} else {
			text = r.String()
		}
		list = append(list, text)
	}
	return list
}

// String reads a text.
func (r *Reader) String() string {
	c := r.peek()
	if c == '"' {
		return r.unquoted()
	}
	if r.lenient && isNumber(c) {
		return r.keep(r.number())
	}
	r.mismatch(false)
	return ""
}

// Int reads an integer of so many bits.
func (r *Reader) Int(bits int) int64 {
	start, c := r.pos, r.peek()
	switch {
	case isNumber(c):
		if n, err := strconv.ParseInt(string(r.number()), 10, bits); err == nil {
			return n
		}
	case r.lenient && c == '"':
		r.quoted()
	}
	if raw := r.data[start:r.pos]; r.lenient && len(raw) > 0 {
		if n, ok := integer(Text(raw), bits); ok {
			return n
		}
	}
	if r.err == nil {
		r.pos = start
		name := string(r.name(r.path[len(r.path)-1]))
		r.mismatch(slices.ContainsFunc(r.mustFit, func(must string) bool { return strings.EqualFold(must, name) }))
	}
	return 0
}

// integer reads an integer, also where it has a decimal point with nothing but zeros behind it.
func integer(s string, bits int) (int64, bool) {
	whole, fraction, _ := strings.Cut(strings.TrimSpace(s), ".")
	if strings.Trim(fraction, "0") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(whole, 10, bits)
	return n, err == nil
}

// Text is what a JSON string says, or any other value as it is written.
func Text(raw []byte) string {
	n := len(raw)
	switch {
	case n == 0 || raw[0] != '"' && raw[0] != 'n':
		return string(raw)
	case n > 1 && PlainEnd(raw, 1) == n-1:
		return string(raw[1 : n-1])
	}
	var s string
	_ = json.Unmarshal(raw, &s) // a string, or null
	return s
}

// Bool reads true or false.
func (r *Reader) Bool() bool {
	switch r.peek() {
	case 't':
		r.literal("true")
		return r.err == nil
	case 'f':
		r.literal("false")
	default:
		r.mismatch(false)
	}
	return false
}

// Decimal reads an amount, which may be a number or a string, with the digits as they are written.
func (r *Reader) Decimal() money.Decimal {
	text := ""
	switch c := r.peek(); {
	case c == '"':
		text = r.unquoted()
	case isNumber(c):
		text = r.keep(r.number())
	default:
		r.mismatch(false)
		return money.Decimal{}
	}
	d, err := money.Parse(text)
	if err != nil {
		r.leftOut(err)
	}
	return d
}

// Any reads a value into what encoding/json reads it into.
func (r *Reader) Any(into any) {
	start := r.pos
	r.skip()
	if r.err == nil {
		r.leftOut(json.Unmarshal(r.data[start:r.pos], into))
	}
}

// leftOut is an error unless the reader is lenient.
func (r *Reader) leftOut(err error) {
	if err != nil && !r.lenient {
		r.fail(fmt.Errorf("member %s: %w", r.where(), err))
	}
}

// mismatch passes over a value of another JSON type than the document says.
func (r *Reader) mismatch(must bool) {
	kind, known := map[byte]string{'"': "string", '{': "object", '[': "array", 't': "bool", 'f': "bool", 'n': "null"}[r.peek()]
	if !known {
		kind = "number"
	}
	err := errors.New("it is a JSON " + kind + " where another type must be")
	if where := r.where(); where != "" {
		err = fmt.Errorf("member %s: %w", where, err)
	}
	if r.skip(); r.err != nil {
		return
	}
	if !r.lenient {
		r.fail(err)
	} else if must && r.wrong == nil {
		r.wrong = err
	}
}

func (r *Reader) tooMany() {
	if r.wrong == nil {
		where := r.where()
		r.wrong = fmt.Errorf("member %s: %w (%d)", where[:strings.LastIndexByte(where, '.')], ErrTooMany, r.most)
	}
}
