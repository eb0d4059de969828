package diagnose

import (
	"strings"
	"unicode/utf8"
)

// otherCharsets returns the text in the encodings that Turkish programs take for UTF-8 by accident.
func otherCharsets(text string) []string {
	texts := []string{"\ufeff" + text, strings.TrimPrefix(text, "\ufeff")}
	if strings.IndexFunc(text, func(char rune) bool { return char >= 0x80 }) < 0 {
		return texts
	}
	doubleUTF8 := make([]rune, len(text)) // UTF-8 that was taken for Latin-1 and encoded again
	for i := range len(text) {
		doubleUTF8[i] = rune(text[i])
	}
	return append(texts, encode(text, latin5), encode(text, latin1), encode(text, ascii), string(doubleUTF8))
}

// encode writes one byte for each character, '?' for those that have none.
func encode(text string, charset func(rune) (byte, bool)) string {
	var encoded strings.Builder
	for _, char := range text {
		b, ok := charset(char)
		if !ok {
			b = '?'
		}
		encoded.WriteByte(b)
	}
	return encoded.String()
}

func ascii(char rune) (byte, bool) { return byte(char), char < 0x80 }

func latin1(char rune) (byte, bool) { return byte(char), char < 0x100 }

// latin5 is ISO-8859-9: Latin-1 with six Turkish letters in the place of Icelandic ones.
func latin5(char rune) (byte, bool) {
	const turkish, icelandic = "ĞİŞğış", "ÐÝÞðýþ" // each of two bytes in UTF-8
	if at := strings.IndexRune(turkish, char); at >= 0 {
		taken, _ := utf8.DecodeRuneInString(icelandic[at:])
		return latin1(taken)
	}
	b, ok := latin1(char)
	return b, ok && !strings.ContainsRune(icelandic, char)
}
