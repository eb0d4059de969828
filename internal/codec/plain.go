package codec

import (
	"encoding/binary"
	"math/bits"
)

// What follows looks at eight bytes at once. A byte that is looked for has its highest bit set in what is computed; one above it may too.
const (
	low  = 0x0101010101010101
	high = 0x8080808080808080
)

// has tells where a word has the byte c.
func has(word uint64, c byte) uint64 {
	x := word ^ low*uint64(c)
	return (x - low) &^ x
}

// odd tells where a word has a quotation mark, a backslash or no visible ASCII.
func odd(word uint64) uint64 {
	return (word - low*' ') | has(word, '"') | has(word, '\\') | has(word, 0x7f) | word
}

// PlainEnd is the index of the first byte from i on that is a quotation mark, a backslash or no visible ASCII.
func PlainEnd(data []byte, i int) int {
	for ; i+8 <= len(data); i += 8 {
		if found := odd(binary.LittleEndian.Uint64(data[i:])) & high; found != 0 {
			return i + bits.TrailingZeros64(found)/8 // the first is none of those above another
		}
	}
	for i < len(data) && data[i] >= ' ' && data[i] < 0x7f && data[i] != '"' && data[i] != '\\' {
		i++
	}
	return i
}

// asItIs reports whether every byte from i on may stand in a string as it is, also in one that ends up in HTML.
func asItIs(data []byte, i int) bool {
	for ; i+8 <= len(data); i += 8 {
		word := binary.LittleEndian.Uint64(data[i:])
		if (odd(word)|has(word, '&')|has(word|low*2, '>'))&high != 0 { // '<' with the bit of 2 is '>'
			return false
		}
	}
	for ; i < len(data); i++ {
		if c := data[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return false
		}
	}
	return true
}
