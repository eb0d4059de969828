package plaintext_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/iyzipayout/iyzipayout/internal/plaintext"
)

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"Ayşe/öğe 1": "Ayşe/öğe 1",
		"a\nb":       `a\u{A}b`,
		"\x1b[2J":    `\u{1B}[2J`,
		"a\u202eb":   `a\u{202E}b`,
		"a\xffb":     "a\uFFFDb",
		"\uFFFE":     `\u{FFFE}`,
	} {
		assert.Equal(t, want, plaintext.Printable(in))
	}
	assert.Equal(t, "a\nb\\u{9}c", plaintext.PrintableLines("a\nb\tc"))
}

func TestPlural(t *testing.T) {
	assert.Equal(t, "0 pages", plaintext.Plural(0, "page"))
	assert.Equal(t, "1 page", plaintext.Plural(1, "page"))
	assert.Equal(t, "2 pages", plaintext.Plural(2, "page"))
}

func TestAgree(t *testing.T) {
	for text, want := range map[string]string{
		"x: 1 of 1 lines were refused": "x: 1 of 1 line was refused", "1 of 30 lines were refused": "1 of 30 lines was refused", "2 of 3 lines were refused": "2 of 3 lines were refused",
		"11 of 12 lines were refused": "11 of 12 lines were refused", "0 of 1 lines": "0 of 1 lines",
	} {
		assert.Equal(t, want, plaintext.Agree(text))
	}
}

func TestValue(t *testing.T) {
	const iban = "TR330006100519786457841326"
	for _, test := range []struct {
		value any
		want  string
	}{
		{nil, ""},
		{"two\nlines", "two lines"},
		{"to " + iban, "to ***1326"},
		{true, "true"},
		{[]any{"A", 1, "<b>"}, `["A",1,"<b>"]`},
		{map[string]any{"example": iban}, `{"example":"***1326"}`},
		{strings.Repeat("ş", 201), strings.Repeat("ş", 200) + "…"},
		{strings.Repeat("s", 190) + " " + iban, strings.Repeat("s", 190) + " ***1326"},
		{func() {}, "?"},
	} {
		assert.Equal(t, test.want, plaintext.Value(test.value))
	}
}

func TestOneLine(t *testing.T) {
	for text, want := range map[string]string{
		" a\n\tb  c\r\n": "a b c", "\x1b[31mred": "[31mred", "a\u2028b\u0085c\u200bd": "a b c d", "ğ \xff": "ğ \ufffd", "": "",
	} {
		assert.Equal(t, want, plaintext.OneLine(text), "%q", text)
	}
	assert.Equal(t, "Öde", plaintext.Capital("öde"))
	assert.Empty(t, plaintext.Capital(""))
}

func FuzzOneLine(f *testing.F) {
	f.Add("a\x00\nb")
	f.Fuzz(func(t *testing.T, s string) {
		got := plaintext.OneLine(s)
		assert.True(t, utf8.ValidString(got))
		assert.NotContains(t, got, "\n")
		assert.Equal(t, got, plaintext.OneLine(got), "once is enough")
	})
}
