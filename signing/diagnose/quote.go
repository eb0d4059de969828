package diagnose

import (
	"fmt"
	"strings"
	"unicode/utf16"
)

func lowerHex(char rune) string { return fmt.Sprintf(`\u%04x`, char) }
func upperHex(char rune) string { return fmt.Sprintf(`\u%04X`, char) }

// quote writes a string as JSON. It escapes what JSON demands, the characters in
// escapes, and, if format is given, all that is not ASCII.
func quote(text, escapes string, format func(rune) string) string {
	const short, names = "\"\\\b\f\n\r\t", `"\bfnrt`
	var out strings.Builder
	hex := format
	if hex == nil {
		hex = lowerHex
	}
	out.WriteByte('"')
	for _, char := range text {
		name := strings.IndexRune(short, char)
		switch {
		case char == '/' && strings.ContainsRune(escapes, char):
			out.WriteString(`\/`)
		case strings.ContainsRune(escapes, char):
			out.WriteString(hex(char))
		case name >= 0:
			out.WriteString(`\` + names[name:name+1])
		case char < 0x20:
			out.WriteString(hex(char))
		case char > 0xffff && format != nil:
			high, low := utf16.EncodeRune(char)
			out.WriteString(format(high) + format(low))
		case char > 0x7e && format != nil:
			out.WriteString(format(char))
		default:
			out.WriteRune(char)
		}
	}
	out.WriteByte('"')
	return out.String()
}
