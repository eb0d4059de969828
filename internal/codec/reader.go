package codec

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
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
