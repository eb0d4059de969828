package payfile

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/localize"
)

// shortened is a long number as spreadsheets show it: 9.05457E+11. Its last digits are lost.
var shortened = lazyregexp.New(`^[0-9]+(?:[.,][0-9]+)?[eE]\+[0-9]+$`)

// clean takes off what does not belong to a value and refuses what a person cannot have meant. The messages leave the
// value out.
func clean(f field, value string) (cleaned string, complaint localize.Said) {
	value = strings.TrimSpace(value)
	if marked, found := strings.CutPrefix(value, "'"); found {
		switch f {
		case itemExternalID:
			return "", localize.Sayf("begins with an apostrophe, which spreadsheets put before text: remove it")
		case recipientName, description:
		default:
			value = strings.TrimSpace(marked)
		}
	}
	if !plainASCII(value) {
		if value, complaint = cleanRunes(f, value); complaint.Format != "" {
			return "", complaint
		}
	}
	switch {
	case strings.Contains(value, "+") && shortened().MatchString(value):
		return "", localize.Sayf("was turned into a number by a spreadsheet and has lost its last digits: format the column as text (amounts: as a number with two decimals) and enter it again")
	case isFailedFormula(value):
		return "", localize.Sayf("is the error of a formula in a spreadsheet: correct it there")
	}
	if complaint = destroyed(f, value); complaint.Format != "" {
		return "", complaint
	}
	if f == description && !plainASCII(value) {
		value = norm.NFC.String(value)
	}
	return value, complaint
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func cleanRunes(f field, value string) (cleaned string, complaint localize.Said) {
	prose := f == recipientName || f == description
	for _, r := range value {
		switch {
		case unicode.IsControl(r):
			return "", localize.Sayf("must not hold line breaks, tabs or other control characters")
		case r == unicode.ReplacementChar:
			return "", localize.Sayf("holds U+FFFD in the place of letters that were lost when the file was converted: export it again as UTF-8")
		case invisible(r), unicode.IsSpace(r) && r != ' ' && f == itemExternalID:
			return "", localize.Sayf("holds %U, which nobody can see: type the value in again", r)
		}
	}
	if !prose {
		return value, complaint
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, value), complaint
}

// invisible finds characters that come along when text is copied from web pages and dialogs. The joiners U+200C and U+200D
// are not among them: some scripts need them.
func invisible(r rune) bool {
	switch {
	case r == '\u00ad', r == '\u200b', r == '\u200e', r == '\u200f', r == '\u2060', r == '\ufeff':
		return true
	}
	return '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069'
}

// isFailedFormula recognises what English and Turkish Excel show for a formula that failed or a column that is too narrow.
func isFailedFormula(value string) bool {
	switch value {
	case "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#YOK", "#BAŞV!", "#DEĞER!", "#AD?", "#SAYI/0!", "#SAYI!", "#BOŞ!":
		return true
	}
	return len(value) > 2 && strings.Trim(value, "#") == ""
}
