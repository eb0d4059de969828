package payfile

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/localize"
)

// destroyed says what a program did to a text that no longer says what a person wrote, and "" for all other text.
func destroyed(f field, value string) (complaint localize.Said) {
	prose := f == recipientName || f == description
	switch {
	case strings.Contains(value, "[object Object]"), strings.HasPrefix(value, `{"richText"`), nothing(value), prose && anyWord(value, nothing):
		return localize.Sayf("was written by a program that had no text for it, or did not know how to write it: enter it again")
	case f == recipientName && strings.Contains(value, "?"), f == description && strings.Contains(value, "?") && lostLetter().MatchString(value):
		return localize.Sayf("holds a question mark in the place of a letter that was lost when the file was converted: export it again as UTF-8")
	case !plainASCII(value) && anyWord(value, misread):
		return localize.Sayf("is UTF-8 that a program took for another encoding, such as AyÅŸe for Ayşe: export it again as UTF-8")
	}
	return complaint
}

func anyWord(text string, is func(string) bool) bool {
	for word := range strings.FieldsSeq(text) {
		if is(word) {
			return true
		}
	}
	return false
}

var lostLetter = lazyregexp.New(`\p{L}\?+\p{L}`)

// nothing recognises what programs write where there is no value. Null with one capital letter is a surname.
func nothing(word string) bool {
	switch word {
	case "undefined", "NaN", "nan", "null", "NULL", "(null)", "<null>", "nil", "<nil>", "None":
		return true
	}
	return false
}

// misread recognises a word whose bytes in a one-byte encoding are UTF-8: no language has such sequences of letters and signs.
func misread(word string) bool {
	// A letter of UTF-8 that is not ASCII has at least two bytes.
	two, before := false, false
	for _, r := range word {
		two, before = two || before && r >= utf8.RuneSelf, r >= utf8.RuneSelf
	}
	if !two {
		return false
	}
	return slices.ContainsFunc([]*charmap.Charmap{charmap.Windows1252, charmap.Windows1254, charmap.ISO8859_1, charmap.Macintosh}, func(one *charmap.Charmap) bool {
		bytes, err := one.NewEncoder().String(word)
		return err == nil && bytes != word && utf8.ValidString(bytes) && !plainASCII(bytes)
	})
}
