package diff

import (
	"cmp"
	"slices"
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
	slices.SortStableFunc(changes, func(a, b Change) int {
		if d := cmp.Or(b.Level.rank()-a.Level.rank(), cmp.Compare(a.OperationID, b.OperationID), cmp.Compare(a.Direction, b.Direction),
			cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.ID, b.ID)); d != 0 {
			return d
		}
		return cmp.Or(cmp.Compare(canonical(a.Before), canonical(b.Before)), cmp.Compare(canonical(a.After), canonical(b.After)))
	})
	twice := func(a, b Change) bool {
		return a.Level == b.Level && a.ID == b.ID && a.OperationID == b.OperationID && a.Pointer == b.Pointer && a.Direction == b.Direction &&
			same(a.Before, b.Before) && same(a.After, b.After)
	}
	return slices.CompactFunc(append([]Change{}, changes...), twice)
}
