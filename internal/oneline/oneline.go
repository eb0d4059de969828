// Package oneline makes text from outside fit for one line of a message or table.
package oneline

import (
	"strings"
	"unicode"
)

// Text is the text with every run of blanks, line breaks and characters that are not to be printed as one blank.
func Text(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return strings.Join(strings.Fields(s), " ")
}
