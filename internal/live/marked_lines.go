package live

import (
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/mask"
)

// firstLine is the pointer of a message's first line.
const firstLine = "first line"

// mark marks the line that a finding points at or, where there is none, such as for a missing member, the one around it.
func (x *Exchange) mark(f contract.Finding) {
	m := &x.Request
	if f.Direction == contract.InResponse {
		m = &x.Response
	}
	lines, pointer := m.Body, f.Pointer
	if pointer != "" && !strings.HasPrefix(pointer, "/") {
		lines = m.Head
		if !slices.ContainsFunc(lines, func(l Line) bool { return l.pointer == pointer }) {
			pointer = firstLine
		}
	}
	for {
		if i := slices.IndexFunc(lines, func(l Line) bool { return l.isAt(pointer) }); i >= 0 {
			lines[i].Marked = true
			return
		}
		cut := strings.LastIndexByte(pointer, '/')
		if cut < 0 {
			return
		}
		pointer = pointer[:cut]
	}
}

// isAt reports whether a finding's pointer means this line. Findings mask and shorten the names of members that the document
// does not know.
func (l Line) isAt(pointer string) bool {
	if l.pointer == pointer {
		return true
	}
	return l.strange && slices.EqualFunc(strings.Split(l.pointer, "/"), strings.Split(pointer, "/"), func(mine, theirs string) bool {
		head, _, short := strings.Cut(theirs, "…")
		return mine == theirs || theirs == "***" || mask.Text(mine) == theirs || short && strings.HasPrefix(mine, head)
	})
}
