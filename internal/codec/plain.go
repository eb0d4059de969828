package codec

import "encoding/binary"

// plainEnd is the index of the first byte from i on that is a quotation mark, a backslash, a control character or no ASCII. It looks at
// eight bytes at once: each has its highest bit set in what it computes if it is one of those.
func plainEnd(data []byte, i int) int {
	const low, high = 0x0101010101010101, 0x8080808080808080
	for ; i+8 <= len(data); i += 8 {
		word := binary.LittleEndian.Uint64(data[i:])
		quote, backslash := word^(low*'"'), word^(low*'\\')
		if ((word-low*' ')|(quote-low)&^quote|(backslash-low)&^backslash|word)&high != 0 {
			break
		}
	}
	for ; i < len(data); i++ {
		if c := data[i]; c == '"' || c == '\\' || c < ' ' || c >= 0x80 {
			break
		}
	}
	return i
}
