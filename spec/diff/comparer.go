package diff

import (
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/internal/wording"
)

// comparer is what one comparison knows.
type comparer struct {
	old, new Document
	words    *wording.Reader
	open     map[string]bool  // pairs of schemas that are being compared, so that circles end
	uses     map[string][]use // which operations and directions have come by a place
	charsets map[string]bool  // media types that differ in their charset only, by their place
	foreign  int              // texts in another language that were compared by their tokens only
}

func newComparer(old, new Document) *comparer {
	known := append([]any{old.root, new.root}, append(old.parts, new.parts...)...)
	return &comparer{old: old, new: new, words: wording.New(known...), open: map[string]bool{}, charsets: map[string]bool{}, uses: map[string][]use{}}
}

// scope is where the walk stands, and where it puts what it finds.
type scope struct {
	*comparer
	found     *[]Change
	operation string // operationId
	direction string
	place     string // in words, such as items[].amount of the request body
}

// apart is what a walk finds, of which nothing is reported yet.
func (s scope) apart(walk func(s scope)) []Change {
	var found []Change
	s.found = &found
	walk(s)
	return found
}

func (s scope) toward(direction string) scope {
	s.direction = direction
	return s
}

func (s scope) inner(name string) scope {
	s.place += name
	return s
}

func (s scope) member(name string) scope {
	if s.place != "" {
		name = "." + name
	}
	return s.inner(name)
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

// relationOf is the relation of two sets, by whether the old one is within the new one and the other way round.
func relationOf(oldWithin, newWithin bool) relation {
	switch {
	case oldWithin && newWithin:
		return unchanged
	case newWithin:
		return narrower
	case oldWithin:
		return wider
	}
	return other
}

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

// report lists a change of a place that both sides have or one of them lacks.
func (s scope) report(level Level, id string, p pair, text string) {
	c := Change{Level: level, ID: id, OperationID: s.operation, Direction: s.direction, Before: p.old.v, After: p.new.v, Text: text,
		Pointer: p.new.at, oldPointer: p.old.at}
	if !p.new.ok && p.old.at != "" {
		c.Pointer = p.old.at
	}
	if !p.old.ok {
		c.oldPointer = ""
	}
	*s.found = append(*s.found, c)
}

// judged lists a change by what it does to the valid messages.
func (s scope) judged(r relation, id string, p pair, what string) {
	s.report(r.level(s.direction), s.direction+"-"+id, p, plaintext.Capital(what)+": "+r.consequence(s.direction)+".")
}

// said is the kind of a change and what it is in words.
type said struct{ id, what string }

// turned lists a condition that came, which narrows, or went, which widens. It reports whether both sides have it.
func (s scope) turned(had, has bool, p pair, came, went said) bool {
	switch {
	case has && !had:
		s.judged(narrower, came.id, p, came.what)
	case had && !has:
		s.judged(wider, went.id, p, went.what)
	}
	return had && has
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
