package codec

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/iyzipayout/iyzipayout/money"
)

// What a Reader refuses although a member of it may be as documented.
var (
	ErrNotJSON   = errors.New("the body is not JSON")
	ErrNotUTF8   = errors.New("a text is not UTF-8")
	ErrTwice     = errors.New("an object has the same name twice, so it can be read in two ways")
	ErrManyNames = errors.New("an object has more members than any that is documented")
	ErrTooMany   = errors.New("it holds more items than were asked for")
	ErrEmpties   = errors.New("a list has so many elements with so little in them that they only take up memory")
)

const (
	maxDepth = 10_000 // as encoding/json
	maxNames = 256    // far above what any documented object holds

	// A list of more elements than freeElements must have leastElement bytes for each: what an element is read into takes ten times that.
	freeElements = 10_000
	leastElement = 24
)

// Reader reads one document. The first thing that is refused ends the reading: from then on every method does nothing.
type Reader struct {
	data  []byte
	pos   int
	depth int
	ascii bool // the last string was visible ASCII
	err   error
	text  strings.Builder // room for texts: see keep
	names [][]byte        // the members of the open objects that the document does not know
	path  []step          // where it is

	odd     func(name []byte, text string) string
	lenient bool
	most    int
	mustFit []string
	wrong   error
	members []Member
	room    struct { // for what most answers need of both
		path    [8]step
		members [12]Member
	}
}

// step is the member of an object, or the element of a list, that is being read. It holds no pointer, which would be dear to set.
type step struct{ from, to, index int } // where its name stands; nowhere in a list

// Member is a member of the outermost object, its value as it is written.
type Member struct{ Name, Value []byte }

// Model is a generated type that can be read.
type Model interface{ ReadJSON(*Reader) }

// Unmarshal reads a document that must be as documented.
func Unmarshal(data []byte, v Model) error {
	r := Reader{data: data, most: len(data)}
	return r.Read(v)
}

// NewLenient reads what may differ from the document. A number may come as a string and a text as a number; a member of another type
// that only informs is left out, and what is no UTF-8 is replaced. What carries others (an object, a list of objects), and the numbers
// called mustFit, must be as documented: see [Reader.Wrong]. Of a list of objects no more than most elements are read.
func NewLenient(data []byte, most int, mustFit ...string) *Reader {
	r := &Reader{data: data, lenient: true, most: most, mustFit: mustFit}
	r.path, r.members = r.room.path[:0], r.room.members[:0]
	return r
}

// Odd has odd texts changed as they are read: those with an escape, with anything but visible ASCII, or with a blank at either end. Nearly
// all are not. name is that of the member as it is written, or nil in a list.
func (r *Reader) Odd(change func(name []byte, text string) string) { r.odd = change }

// Read reads the document into v, which should be zero. Null leaves it so; for a lenient reader it is no object.
func (r *Reader) Read(v Model) error {
	if r.space() == 'n' && !r.lenient {
		r.literal("null")
	} else {
		v.ReadJSON(r)
	}
	if r.space(); r.pos < len(r.data) {
		r.fail(ErrNotJSON)
	}
	return r.err
}

// Wrong is the first member that must fit and does not, of a document that was read to its end nevertheless.
func (r *Reader) Wrong() error { return r.wrong }

// Members are those of the outermost object, by their exact names, where the reader is lenient.
func (r *Reader) Members() []Member { return r.members }

func (r *Reader) fail(err error) {
	if r.err == nil {
		r.err = err
		r.pos = len(r.data)
	}
}

// space passes over white space, and returns what stands behind it; 0 at the end.
func (r *Reader) space() byte {
	for ; r.pos < len(r.data); r.pos++ {
		if c := r.data[r.pos]; c > ' ' || c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return c
		}
	}
	return 0
}

// peek is the first byte of a value; 0 at the end.
func (r *Reader) peek() byte {
	if r.pos < len(r.data) {
		return r.data[r.pos]
	}
	return 0
}

// Object goes through the members of an object.
type Object struct {
	Name  []byte // of the member
	seen  uint64 // documented members so far, by their number
	base  int    // of Reader.names
	start int    // of the value
	begun bool
	again bool // the member is known by another case
	over  bool
}

// Object begins an object.
func (r *Reader) Object() Object {
	if !r.open('{') {
		return Object{over: true}
	}
	return Object{base: len(r.names)}
}

// open passes over an opening bracket. Anything else in its place is wrong.
func (r *Reader) open(bracket byte) bool {
	if r.peek() != bracket {
		r.mismatch(true)
		return false
	}
	if r.depth++; r.depth > maxDepth {
		r.fail(ErrNotJSON)
		return false
	}
	r.pos++
	r.path = append(r.path, step{})
	return true
}

func (r *Reader) close() {
	r.pos++
	r.depth--
	r.path = r.path[:len(r.path)-1]
}

// Next goes to the next member, up to its value.
func (r *Reader) Next(o *Object) bool {
	if o.again {
		o.again = false
		return r.err == nil
	}
	if o.over || r.err != nil {
		return false
	}
	if r.lenient && r.depth == 1 && o.begun {
		r.members[len(r.members)-1].Value = r.data[o.start:r.pos]
	}
	c := r.space()
	if c == '}' {
		o.over, r.names = true, r.names[:o.base]
		r.close()
		return false
	}
	if o.begun {
		if c != ',' {
			r.fail(ErrNotJSON)
			return false
		}
		r.pos++
		c = r.space()
	}
	o.begun = true
	if c != '"' {
		r.fail(ErrNotJSON)
		return false
	}
	from := r.pos + 1
	raw, plain := r.quoted()
	if o.Name = raw; !plain {
		o.Name = []byte(r.unquote(raw))
	}
	r.path[len(r.path)-1] = step{from: from, to: r.pos - 1}
	if r.space() != ':' {
		r.fail(ErrNotJSON)
		return false
	}
	r.pos++
	r.space()
	o.start = r.pos
	if r.lenient && r.depth == 1 {
		r.members = append(r.members, Member{Name: o.Name})
	}
	return r.err == nil
}

// Wants reports whether to read the value of a documented member, given its number. It refuses a second one, and passes over null.
func (r *Reader) Wants(o *Object, number uint) bool {
	if o.seen&(1<<number) != 0 {
		r.fail(ErrTwice)
		return false
	}
	o.seen |= 1 << number
	if r.peek() == 'n' {
		r.literal("null")
		return false
	}
	return r.err == nil
}

// Other passes over a member, unless it is one of the known by another case: then it comes up once more, by its documented name.
func (r *Reader) Other(o *Object, known ...string) {
	for _, name := range known {
		if strings.EqualFold(name, string(o.Name)) {
			o.Name, o.again = []byte(name), true
			return
		}
	}
	for _, earlier := range r.names[o.base:] {
		if bytes.EqualFold(earlier, o.Name) {
			r.fail(ErrTwice)
			return
		}
	}
	if len(r.names)-o.base == maxNames {
		r.fail(ErrManyNames)
		return
	}
	r.names = append(r.names, o.Name)
	r.skip()
}

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
	case n > 1 && plainEnd(raw, 1) == n-1:
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

// where names the member that is being read: massPayoutItems.items.1.
func (r *Reader) where() string {
	var b strings.Builder
	for i, s := range r.path {
		if i > 0 {
			b.WriteByte('.')
		}
		if s.to == 0 {
			b.WriteString(strconv.Itoa(s.index))
		}
		b.Write(r.name(s))
	}
	return b.String()
}

func (r *Reader) name(s step) []byte { return r.data[s.from:s.to] }

// keep copies a text out of the document. Many texts share one piece of memory, but no more of them than fit into a small one: what a
// caller keeps of an answer should not keep the answer.
func (r *Reader) keep(b []byte) string {
	const piece = 2048
	if r.text.Cap()-r.text.Len() < len(b) {
		r.text = strings.Builder{}
		r.text.Grow(max(len(b), min(piece, len(r.data)-r.pos+len(b))))
	}
	start := r.text.Len()
	r.text.Write(b)
	return r.text.String()[start:]
}

// unquoted reads a string.
func (r *Reader) unquoted() string {
	raw, plain := r.quoted()
	if plain && (r.odd == nil || len(raw) == 0 || r.ascii && raw[0] != ' ' && raw[len(raw)-1] != ' ') {
		return r.keep(raw)
	}
	text := ""
	if plain {
		text = r.keep(raw)
	} else {
		text = r.unquote(raw)
	}
	if r.odd != nil && r.err == nil {
		text = r.odd(r.name(r.path[len(r.path)-1]), text)
	}
	return text
}

// unquote is the text of a string with escapes, or with bytes to replace.
func (r *Reader) unquote(raw []byte) string {
	var s string
	if r.err == nil && json.Unmarshal(raw, &s) != nil {
		r.fail(ErrNotJSON)
	}
	return s
}

// quoted passes over a string. What is plain is returned as it is, without its quotation marks; all else with them.
func (r *Reader) quoted() (raw []byte, plain bool) {
	start := r.pos
	plain = true
	r.ascii = true
	for i := start + 1; ; i++ {
		i = plainEnd(r.data, i)
		if i >= len(r.data) {
			break
		}
		switch c := r.data[i]; {
		case c == '"':
			r.pos = i + 1
			if !r.ascii && !utf8.Valid(r.data[start:r.pos]) {
				if plain = false; !r.lenient {
					r.fail(ErrNotUTF8)
				}
			}
			if plain {
				return r.data[start+1 : i], true
			}
			return r.data[start:r.pos], false
		case c == '\\':
			plain = false
			i++
		case c < ' ':
			r.fail(ErrNotJSON)
			return nil, false
		default:
			r.ascii = false
		}
	}
	r.fail(ErrNotJSON)
	return nil, false
}

// number passes over a number.
func (r *Reader) number() []byte {
	start := r.pos
	if r.peek() == '-' {
		r.pos++
	}
	if r.peek() == '0' {
		r.pos++
	} else {
		r.digits()
	}
	if r.peek() == '.' {
		r.pos++
		r.digits()
	}
	if c := r.peek(); c == 'e' || c == 'E' {
		r.pos++
		if c := r.peek(); c == '+' || c == '-' {
			r.pos++
		}
		r.digits()
	}
	if r.err != nil {
		return nil
	}
	return r.data[start:r.pos]
}

// digits passes over at least one digit.
func (r *Reader) digits() {
	start := r.pos
	for c := r.peek(); c >= '0' && c <= '9'; c = r.peek() {
		r.pos++
	}
	if r.pos == start {
		r.fail(ErrNotJSON)
	}
}

func isNumber(c byte) bool { return c == '-' || c >= '0' && c <= '9' }

func (r *Reader) literal(word string) {
	if !bytes.HasPrefix(r.data[r.pos:], []byte(word)) {
		r.fail(ErrNotJSON)
		return
	}
	r.pos += len(word)
}

// skip passes over a value of any type. Its objects are checked as all are.
func (r *Reader) skip() {
	switch c := r.peek(); {
	case c == '{':
		for o := r.Object(); r.Next(&o); {
			r.Other(&o)
		}
	case c == '[':
		if !r.open('[') {
			return
		}
		for n := 0; r.more(n == 0); n++ {
			r.skip()
		}
	case c == '"':
		if raw, plain := r.quoted(); !plain {
			r.unquote(raw)
		}
	case c == 't':
		r.literal("true")
	case c == 'f':
		r.literal("false")
	case c == 'n':
		r.literal("null")
	case isNumber(c):
		r.number()
	default:
		r.fail(ErrNotJSON)
	}
}
