package oneline

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
)

func TestText(t *testing.T) {
	for text, want := range map[string]string{
		" a\n\tb  c\r\n": "a b c", "\x1b[31mred": "[31mred", "a\u2028b\u0085c\u200bd": "a b c d", "ğ \xff": "ğ \ufffd", "": "",
	} {
		assert.Equal(t, want, Text(text), "%q", text)
	}
}

func FuzzText(f *testing.F) {
	f.Add("a\x00\nb")
	f.Fuzz(func(t *testing.T, s string) {
		got := Text(s)
		assert.True(t, utf8.ValidString(got))
		assert.NotContains(t, got, "\n")
		assert.Equal(t, got, Text(got), "once is enough")
	})
}
