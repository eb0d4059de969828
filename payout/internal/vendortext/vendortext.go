// Package vendortext makes text of the vendor fit for errors, logs, journals and reports.
package vendortext

import (
	"strings"
	"unicode"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/mask"
)

// most is how many characters of one text are kept.
const most = 1000

// token is what proves who sent a request, in text that repeats it: base64 of "apiKey:…", and the signature proper.
var token = lazyregexp.New(`YXBpS2V5[A-Za-z0-9+/=]+|\b[0-9a-fA-F]{64}\b`)

// Clean is s on one line and cut. What looks like an IBAN, a number or a key is masked, and what known replaces, which may be nil.
func Clean(s string, known *strings.Replacer) string {
	if s = strings.TrimSpace(strings.Map(plain, s)); s == "" {
		return ""
	}
	if known != nil {
		s = known.Replace(s)
	}
	s = mask.Text(token().ReplaceAllString(s, "***"))
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most]) + "…"
	}
	return s
}

// Status is a status fit to be printed: one that is not documented may be any text.
func Status[S ~string](status S) S {
	if status == "" {
		return "(none)"
	}
	return S(Clean(string(status), nil))
}

// plain turns white space and control characters, which could forge lines of a log, into blanks and drops invisible
// characters, which could hide a number from the mask.
func plain(r rune) rune {
	switch {
	case unicode.IsSpace(r), unicode.IsControl(r):
		return ' '
	case unicode.Is(unicode.Cf, r):
		return -1
	}
	return r
}
