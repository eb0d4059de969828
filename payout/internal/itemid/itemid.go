// Package itemid compares itemExternalIds.
package itemid

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Normal writes an id in one way: programs change the Unicode form of a file when they save it, and the blanks around a cell.
func Normal(id string) string { return strings.TrimSpace(norm.NFC.String(id)) }

// mostDigits is how long a number is that a spreadsheet may have taken zeros from.
const mostDigits = 16

// Alike are other ids that a program or a person may have made of one, or it of them: in small or capital letters, without blanks, with the
// usual form of each letter, or with another number of zeros before a number.
func Alike(id string) []string {
	id = Normal(id)
	usual := strings.Join(strings.Fields(norm.NFKC.String(id)), "")
	forms := []string{strings.Join(strings.Fields(id), " "), usual}
	for _, text := range []string{id, usual} {
		forms = append(forms, strings.ToLower(text), strings.ToUpper(text),
			strings.ToLowerSpecial(unicode.TurkishCase, text), strings.ToUpperSpecial(unicode.TurkishCase, text), title(text))
	}
	if number := strings.TrimLeft(usual, "0"); number != "" && strings.Trim(usual, "0123456789") == "" {
		for ; len(number) <= mostDigits; number = "0" + number {
			forms = append(forms, number)
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
