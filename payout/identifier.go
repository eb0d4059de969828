package payout

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/localize"
)

// None of the errors below repeats what it complains about: an identifier with a typing mistake is still personal data.

// hasIBANForm reports whether a text is two letters, two digits and 11 to 30 of either. An expression takes ten times as long for each line.
func hasIBANForm(s string) bool {
	if len(s) < 15 || len(s) > 34 {
		return false
	}
	for i := range len(s) {
		letter, digit := 'A' <= s[i] && s[i] <= 'Z', '0' <= s[i] && s[i] <= '9'
		if i < 2 && !letter || 2 <= i && i < 4 && !digit || !letter && !digit {
			return false
		}
	}
	return true
}

// checkIBAN checks the form of ISO 13616, the length of a Turkish IBAN, and the check digits, which run from 02 to 98: 00, 01
// and 99 leave the same remainder as 97, 98 and 02 and are never given out.
func checkIBAN(iban string, checksum bool) error {
	switch {
	case !hasIBANForm(iban):
		return errors.New("must be two letters, two digits and 11 to 30 letters or digits, such as TR920086402100005482986178")
	case strings.HasPrefix(iban, "TR") && len(iban) != 26:
		return localize.Errorf("a Turkish IBAN has 26 characters, this one has %d", len(iban))
	case checksum && (mod97(iban) != 1 || iban[2:4] < "02" || iban[2:4] > "98"):
		return errors.New("the check digits do not fit (mod-97): a character is wrong or two are exchanged")
	}
	return nil
}

// mod97 is the remainder that ISO 7064 MOD 97-10 defines for an IBAN; 1 means that the check digits fit.
func mod97(iban string) int {
	remainder := 0
	for _, c := range iban[4:] + iban[:4] {
		if c >= 'A' {
			remainder = (remainder*100 + int(c-'A') + 10) % 97
		} else {
			remainder = (remainder*10 + int(c-'0')) % 97
		}
	}
	return remainder
}

// checkIdentityNumber checks a Turkish identity number (T.C. kimlik no): eleven digits, the first not zero, the last two
// computed from the others.
func checkIdentityNumber(number string, checksum bool) error {
	if !onlyDigits(number) || number[0] == '0' || len(number) != 11 && (checksum || len(number) != 10) {
		return errors.New("must be eleven digits and not begin with 0")
	}
	if !checksum {
		return nil
	}
	odd, even, all := 0, 0, 0
	for i, c := range number[:9] {
		if i%2 == 0 {
			odd += int(c - '0')
		} else {
			even += int(c - '0')
		}
	}
	tenth := ((odd*7-even)%10 + 10) % 10
	for _, c := range number[:10] {
		all += int(c - '0')
	}
	if tenth != int(number[9]-'0') || all%10 != int(number[10]-'0') {
		return errors.New("the check digits do not fit: a digit is wrong or two are exchanged")
	}
	return nil
}

// compact is an identifier in capital letters without the blanks, hyphens and further characters that people put between its parts.
func compact(s, further string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || strings.ContainsRune(further, r) {
			return -1
		}
		return r
	}, s))
}

// mobile is a Turkish mobile number as people write it, without what stands between its digits: with the country's prefix, the
// zero of a call from within the country, both, or neither.
var mobile = lazyregexp.New(`^(?:TEL:)?(?:(?:\+|00)?90)?0?(5[0-9]{9})$`)

// normalizePhone brings the ways in which a Turkish mobile number is written to +90 and ten digits.
func normalizePhone(number string) (string, error) {
	found := mobile().FindStringSubmatch(compact(number, "()./"))
	// One point is a decimal point: a number with ".0" behind it lacks a digit.
	if found == nil || strings.Count(number, ".") == 1 {
		return "", errors.New("must be a Turkish number of a mobile phone: +90 and ten digits that begin with 5, such as +905456856931")
	}
	return "+90" + found[1], nil
}

func onlyDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// plain reports a text of visible ASCII without blanks at its ends.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return s != "" && s[0] != ' ' && s[len(s)-1] != ' '
}

// checkText refuses what would come back changed or not at all: nothing, blanks around, control characters, and bytes
// that JSON would replace.
func checkText(s string) error {
	switch {
	case plain(s):
		return nil // as nearly all are
	case strings.TrimSpace(s) == "":
		return errors.New("must not be empty")
	case s != strings.TrimSpace(s):
		return errors.New("must not begin or end with white space")
	case !utf8.ValidString(s):
		return errors.New("is not UTF-8: save the file as UTF-8")
	case strings.ContainsFunc(s, unicode.IsControl):
		return errors.New("must not hold line breaks, tabs or other control characters")
	}
	return nil
}
