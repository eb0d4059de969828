// Package itemid compares itemExternalIds.
package itemid

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
)

// Normal writes an id in one way: programs change the Unicode form of a file when they save it, and the blanks around a cell.
func Normal(id string) string { return strings.TrimSpace(norm.NFC.String(id)) }

// mostDigits is how long a number is that a spreadsheet may have taken zeros from.
const mostDigits = 16

var digits = lazyregexp.New(`[0-9]+`)

// Alike are other ids that a program or a person may have made of one, or it of them: in small or capital letters, without blanks, with the
// usual form of each letter, or with another number of zeros before one of its numbers.
func Alike(id string) []string {
	id = Normal(id)
	usual := strings.Join(strings.Fields(norm.NFKC.String(id)), "")
	forms := []string{strings.Join(strings.Fields(id), " "), usual}
	for _, text := range []string{id, usual} {
		forms = append(forms, strings.ToLower(text), strings.ToUpper(text),
			strings.ToLowerSpecial(unicode.TurkishCase, text), strings.ToUpperSpecial(unicode.TurkishCase, text), title(text))
	}
	for _, run := range digits().FindAllStringIndex(usual, -1) {
		before, number, behind := usual[:run[0]], strings.TrimLeft(usual[run[0]:run[1]], "0"), usual[run[1]:]
		for ; number != "" && len(number) <= mostDigits; number = "0" + number {
			forms = append(forms, before+number+behind)
		}
	}
	slices.Sort(forms)
	return slices.DeleteFunc(slices.Compact(forms), func(form string) bool { return form == id })
}

// title has a capital at its beginning alone.
func title(text string) string {
	letters := []rune(strings.ToLower(text))
	if len(letters) > 0 {
		letters[0] = unicode.ToUpper(letters[0])
	}
	return string(letters)
}
