// Package plaintext makes text from outside, and values of documents, fit to be shown in a line or a few.
package plaintext

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/iyzipayout/iyzipayout/internal/mask"
)

// Printable writes out what a terminal, an XML parser or an eye would stumble over: control characters, line breaks, marks
// that turn the direction of writing, and bytes that are no UTF-8.
func Printable(s string) string { return printable(s, false) }

// PrintableLines is [Printable] for text that may have several lines.
func PrintableLines(s string) string { return printable(s, true) }

func printable(s string, lines bool) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
		return s
	}
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		if unicode.IsPrint(r) || lines && r == '\n' {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "\\u{%X}", r)
	}
	return b.String()
}

// Plural is a number with its noun: "1 error", "2 errors".
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Agree makes nouns and verbs agree with their counts in a sentence such as "1 of 1 lines were refused".
func Agree(text string) string {
	text = regexp.MustCompile(`\b1 of 1 lines were\b`).ReplaceAllString(text, "1 of 1 line was")
	return regexp.MustCompile(`\b(1 of [0-9]+ lines) were\b`).ReplaceAllString(text, "$1 was")
}

// Value shows a value of a document in a table: text as it is, anything else as JSON, masked and then cut off where it is long.
func Value(v any) string {
	const most = 200
	text, plain := v.(string)
	switch {
	case v == nil:
		return ""
	case !plain:
		var b strings.Builder
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(v); err != nil {
			return "?"
		}
		text = b.String()
	}
	text = OneLine(mask.Text(text))
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most]) + "…"
	}
	return text
}

// OneLine is the text with every run of blanks, line breaks and characters that are not to be printed as one blank.
func OneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(s), " ")
}

// Capital is the text with a capital at its beginning.
func Capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + s[size:]
}
