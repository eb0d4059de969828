// Package diff compares two versions of the contract and says what each change means for callers.
//
// [Load] reads a file, a folder of the vendor's pages or a git revision; [Compare] lists every difference between two
// of them. A change is breaking when a correct client of the old document, its recordings or its tests can now send
// something refused or receive something it does not know; compatible when the contract changed and old clients keep
// working; cosmetic when no message changed its validity.
//
// Two readers look at the documents. The first follows every operation and compares what may be sent and what may be
// answered (operation.go, schema.go), a change of a shared schema once for each operation and direction that uses it, and the words
// of descriptions by what they commit to. The second compares the two texts member by member: a difference that nobody has named
// becomes a change of its own, so that nothing is missing from the list.
//
// github.com/oasdiff/oasdiff is not asked. Alone it found 50 of 67 breaking changes and called 6 others breaking; asked besides, on
// 125 documents and 695 judgements that neither had seen, it changed nothing. Its levels differ from those here: a member that is gone
// from an answer is information there and breaking here; a format that is dropped is an error there, and here it depends on the
// direction.
//
// The vendor's pages are compared as the vendor published them, merged but not corrected. What the overlays
// (corrections.yaml, rules.yaml) can no longer do with the newer pages is listed besides.
package diff

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/internal/wording"
)

// Level says what a change means for a correct client of the old document.
type Level string

// The levels, mildest first.
const (
	None       Level = "none"
	Cosmetic   Level = "cosmetic"
	Compatible Level = "compatible"
	Breaking   Level = "breaking"
)

// levels lists the levels, mildest first.
func levels() []Level { return []Level{None, Cosmetic, Compatible, Breaking} }

// AtLeast reports whether the level is as severe as the other, or more. An unknown level counts as none.
func (l Level) AtLeast(other Level) bool { return l.rank() >= other.rank() }

func (l Level) rank() int { return max(slices.Index(levels(), l), 0) }

// Directions of a change.
const (
	request  = "request"  // what callers send
	response = "response" // what callers receive
	both     = "both"     // the operation as a whole
	nowhere  = "none"     // no message
)

// Change is one difference between two documents. A change of something that several operations share is listed once for
// each operation and direction.
type Change struct {
	Level Level `json:"level"`
	// ID is the kind of change, such as response-property-removed.
	ID string `json:"id"`
	// OperationID is that of the document; where it has none (the vendor's pages), ours for the same method and path; for an unknown
	// one METHOD /path; and empty where the change concerns no operation.
	OperationID string `json:"operationId"`
	// Pointer is a JSON pointer into the new document, or into the old one for what was removed. Of the text around the fragments of
	// a page it is the file's name and a heading.
	Pointer   string `json:"pointer"`
	Direction string `json:"direction"` // request, response, both or none
	Before    any    `json:"before"`
	After     any    `json:"after"`
	Text      string `json:"text"` // what it means for callers, a sentence

	oldPointer string // the place in the old document
	key        string // by which the changes are sorted
}

// Report is the outcome of a comparison, worst changes first.
type Report struct {
	Level   Level    `json:"level"`
	Changes []Change `json:"changes"`
	// OverlayActions are the actions of the overlays that have no work on the newer pages.
	OverlayActions []OverlayAction `json:"overlayActions,omitempty"`
}

// Compare lists every difference between two documents.
func Compare(old, new Document) (*Report, error) {
	if identical(old, new) {
		return &Report{Level: None, Changes: []Change{}, OverlayActions: lostActions(old, new)}, nil
	}
	var found []Change
	s := scope{comparer: newComparer(old, new), found: &found, direction: both}
	s.operations()
	s.webhooks()
	s.prose()
	textComparer{s, found}.walk(pair{top(old.root), top(new.root)}, "")
	s.translation()
	s.charset()
	return &Report{Level: worst(found), Changes: order(found), OverlayActions: lostActions(old, new)}, nil
}

// identical reports whether both documents say the same in all of their parts, whatever their layout.
func identical(old, new Document) bool {
	samePages := func(a, b page) bool { return a.text == b.text && a.file == b.file }
	return same(old.root, new.root) && same(old.parts, new.parts) && slices.EqualFunc(old.pages, new.pages, samePages)
}

// order sorts the changes, worst first, and drops what was found twice.
func order(changes []Change) []Change {
	for i, c := range changes {
		changes[i].key = strings.Join([]string{strconv.Itoa(len(levels()) - c.Level.rank()), c.OperationID, c.Direction, c.Pointer, c.ID,
			canonical(c.Before), canonical(c.After)}, "\x00")
	}
	slices.SortStableFunc(changes, func(a, b Change) int { return cmp.Compare(a.key, b.key) })
	return slices.CompactFunc(append([]Change{}, changes...), func(a, b Change) bool { return a.key == b.key })
}

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
