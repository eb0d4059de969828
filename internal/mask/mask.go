// Package mask hides personal data and keys in text that was written by somebody else, such as the vendor's error
// messages, before it reaches an error, a log or a report.
package mask

import (
	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Pieces of the patterns below.
const (
	between   = ` \-()\x{00A0}\x{202F}` // what people put between the groups of a number; the last two are non-breaking spaces
	gap       = `[.` + between + `]`
	withDigit = `(?:[0-9][A-Z0-9]{3}|[A-Z][0-9][A-Z0-9]{2}|[A-Z]{2}[0-9][A-Z0-9]|[A-Z]{3}[0-9])`
)

var (
	// An IBAN (ISO 13616) in one piece, or in groups of four. Of the groups only the first, a bank code, may be all letters:
	// otherwise the words that follow an IBAN would pass for more of it.
	iban = lazyregexp.New(`(?i)(?:\b|_)[A-Z]{2}[0-9]{2}` +
		`(?:[A-Z0-9]{11,}|(?:` + gap + `[A-Z]{4})?(?:` + gap + withDigit + `){2,7}(?:` + gap + `[0-9][A-Z0-9]{0,3})?)`)
	// Ten digits and more: phone and identity numbers, card and member numbers. Shorter runs are amounts and codes.
	digits = lazyregexp.New(`\+?[0-9](?:[` + between + `]{0,2}[0-9]){9,}`)
	// A Turkish mobile number written with points. Points are no separators in general: 20.00000000 is an amount.
	dotted = lazyregexp.New(`(?:\+?90\.?|\b0)?5[0-9]{2}\.[0-9]{3}\.[0-9]{2}\.?[0-9]{2}`)
	// Keys as the vendor issues them, and whole Authorization values.
	key = lazyregexp.New(`(?i)\bsandbox-[A-Za-z0-9_\-]{4,}|\bIYZWS(?:v2)?[\s:]+[A-Za-z0-9+/=:_\-]+`)
)

// contentID begins the externalIds that are made of a file's content: digits of a hash, which can look like an IBAN.
const contentID = "content-"

var ours = lazyregexp.New(`\bcontent-[0-9a-f]{32}\b`)

// Text replaces whatever looks like an IBAN, a phone, identity or member number, or a key. Of an IBAN or number the
// last four characters stay, so that a person can tell which one is meant. Names have no form and cannot be found:
// text that may hold one must not be passed on.
func Text(s string) string {
	var done strings.Builder
	for strings.Contains(s, contentID) {
		at := ours().FindStringIndex(s)
		if at == nil {
			break
		}
		done.WriteString(text(s[:at[0]]))
		done.WriteString(s[at[0]:at[1]])
		s = s[at[1]:]
	}
	if done.Len() == 0 {
		return text(s)
	}
	return done.String() + text(s)
}

func text(s string) string {
	// Most texts hold none of it, and a look costs a hundredth of the patterns: a key has "x-" or "zw" in it, an IBAN two digits and more.
	for _, part := range []string{"x-", "X-", "zw", "zW", "Zw", "ZW"} {
		if strings.Contains(s, part) {
			s = key().ReplaceAllString(s, "***")
			break
		}
	}
	for _, identifier := range []struct {
		pattern func() *regexp.Regexp
		digits  int // that it has at least
	}{{iban, 2}, {dotted, 10}, {digits, 10}} {
		if hasDigits(s, identifier.digits) {
			s = identifier.pattern().ReplaceAllStringFunc(s, func(found string) string { return Tail(joined(found)) })
		}
	}
	return s
}

// hasDigits reports whether at least n of the digits 0 to 9 are in a text, wherever they stand.
func hasDigits(s string, n int) bool {
	for i := 0; i < len(s) && n > 0; i++ {
		if '0' <= s[i] && s[i] <= '9' {
			n--
		}
	}
	return n == 0
}

// joined leaves out what stands between the groups of an identifier, so that its last four characters are its own.
func joined(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// Tail keeps the last four characters of an identifier, or none of one too short to hide the rest.
func Tail(s string) string {
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) < 8 {
		return "***"
	}
	runes := []rune(s)
	return "***" + string(runes[len(runes)-4:])
}

// Name keeps the first letter of each word of a person's name: "Ayşe Yılmaz" becomes "A*** Y***".
func Name(s string) string {
	words := strings.FieldsFunc(s, unicode.IsSpace)
	for i, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		words[i] = string(r) + "***"
	}
	return strings.Join(words, " ")
}
