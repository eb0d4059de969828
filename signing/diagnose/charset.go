package diagnose

import "strings"

// otherCharsets returns the text in the encodings that Turkish programs take for
// UTF-8 by accident.
func otherCharsets(text string) []string {
	texts := []string{"\ufeff" + text, strings.TrimPrefix(text, "\ufeff")}
	if strings.IndexFunc(text, func(char rune) bool { return char >= 0x80 }) < 0 {
		return texts
	}
	return append(texts, encode(text, latin5), encode(text, latin1), encode(text, ascii), doubleUTF8(text))
}

// encode writes one byte for each character, '?' for those that have none.
func encode(text string, charset func(rune) (byte, bool)) string {
	var encoded strings.Builder
	for _, char := range text {
		if b, ok := charset(char); ok {
			encoded.WriteByte(b)
		} else {
			encoded.WriteByte('?')
		}
	}
	return encoded.String()
}

func ascii(char rune) (byte, bool) { return byte(char), char < 0x80 }

func latin1(char rune) (byte, bool) { return byte(char), char < 0x100 }

// latin5 is ISO-8859-9: Latin-1 with six Turkish letters in the place of Icelandic ones.
func latin5(char rune) (byte, bool) {
	switch char {
	case 'Ğ':
		return 0xd0, true
	case 'İ':
		return 0xdd, true
	case 'Ş':
		return 0xde, true
	case 'ğ':
		return 0xf0, true
	case 'ı':
		return 0xfd, true
	case 'ş':
		return 0xfe, true
	case 'Ð', 'Ý', 'Þ', 'ð', 'ý', 'þ':
		return 0, false
	default:
		return latin1(char)
	}
}

// doubleUTF8 is UTF-8 that was taken for Latin-1 and encoded again.
func doubleUTF8(text string) string {
	var encoded strings.Builder
	for _, b := range []byte(text) {
		encoded.WriteRune(rune(b))
	}
	return encoded.String()
}
