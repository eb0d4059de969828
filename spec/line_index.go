package spec

import (
	"bytes"
	"slices"
)

// lineIndex finds the line of an offset without counting from the top each time: it holds where the lines start.
type lineIndex []int

func newLineIndex(text []byte) lineIndex {
	starts := lineIndex{0}
	for at := 0; ; {
		end := bytes.IndexByte(text[at:], '\n')
		if end < 0 {
			return starts
		}
		at += end + 1
		starts = append(starts, at)
	}
}

// position is the line and the column, in bytes, of an offset; both count from 1.
func (l lineIndex) position(offset int) (line, column int) {
	i, found := slices.BinarySearch(l, offset)
	if !found {
		i--
	}
	return i + 1, offset - l[i] + 1
}
