package diff

import (
	"unicode"
	"unicode/utf8"

	"github.com/iyzipayout/iyzipayout/internal/wording"
)

// comparer walks two documents side by side.
type comparer struct {
	old, new Document
	a, b     map[string]operation // the operations of the two
	from, to string               // their languages
	words    *wording.Reader
	open     map[string]bool  // pairs of schemas that are being compared, so that circles end
	uses     map[string][]use // which operations and directions have come by a place
	charsets map[string]bool  // media types that differ in their charset only, by their place
	foreign  int              // texts in another language that were compared by their tokens only
}

func newComparer(old, new Document) *comparer {
	return &comparer{old: old, new: new, a: old.operations, b: new.operations, from: old.language, to: new.language,
		words: reader(old, new), open: map[string]bool{}, charsets: map[string]bool{}, uses: map[string][]use{}}
}

// reader knows the names of both documents.
func reader(old, new Document) *wording.Reader {
	var all []any
	for _, d := range []Document{old, new} {
		all = append(append(all, d.root), d.parts...)
	}
	return wording.New(all...)
}

// scope is where the walk stands.
type scope struct {
	operation string // operationId
	direction string
	place     string // in words, such as items[].amount of the request body
}

func (s scope) inner(name string) scope {
	if s.place != "" {
		name = s.place + name
	}
	s.place = name
	return s
}

func (s scope) member(name string) scope {
	if s.place != "" {
		name = "." + name
	}
	return s.inner(name)
}

// side is the direction in words.
func (s scope) side() string {
	switch s.direction {
	case request:
		return "requests"
	case response:
		return "answers"
	}
	return "the operation"
}

func (s scope) where() string {
	if s.place == "" {
		return "the body"
	}
	return "`" + s.place + "`"
}

// relation says how the messages that are valid changed.
type relation int

const (
	unchanged relation = iota
	narrower           // some messages are no longer valid
	wider              // more messages are valid
	other              // both, or it cannot be told
)

// level: requests must not be narrowed, because callers send what was valid; answers must not be widened, because callers
// understand what was valid.
func (r relation) level(direction string) Level {
	switch {
	case r == unchanged:
		return Cosmetic
	case r == narrower && direction == response, r == wider && direction == request:
		return Compatible
	}
	return Breaking
}

// consequence is what it means for callers.
func (r relation) consequence(direction string) string {
	switch {
	case r == unchanged:
		return "no message changed its validity"
	case direction == request && r == wider:
		return "what callers send today stays valid"
	case direction == request:
		return "what callers send today can be refused"
	case r == narrower:
		return "every answer is one that callers know already"
	}
	return "callers can receive something they do not know"
}

// change makes a Change at a place that both sides have or one of them lacks.
func (s scope) change(level Level, id string, old, new node, text string) Change {
	c := Change{Level: level, ID: id, OperationID: s.operation, Direction: s.direction, Before: old.v, After: new.v, Text: text,
		Pointer: new.at, oldPointer: old.at}
	if !new.ok && old.at != "" {
		c.Pointer = old.at
	}
	if !old.ok {
		c.oldPointer = ""
	}
	return c
}

// judged makes a Change from what it does to the valid messages.
func (s scope) judged(r relation, id string, old, new node, what string) Change {
	prefix := s.direction + "-"
	first, size := utf8.DecodeRuneInString(what)
	text := string(unicode.ToUpper(first)) + what[size:] + ": " + r.consequence(s.direction) + "."
	return s.change(r.level(s.direction), prefix+id, old, new, text)
}

func worst(changes []Change) Level {
	level := None
	for _, c := range changes {
		if c.Level.AtLeast(level) {
			level = c.Level
		}
	}
	return level
}
