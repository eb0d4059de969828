package contract

import "io"

// cutter passes JSON on and drops what is too long of its strings, so that a body of 100 MB never is in memory.
type cutter struct {
	from    io.Reader
	longest int   // bytes of a string, about as they are without escapes
	dropped int64 // bytes so far

	inString bool
	length   int // of this string so far
	escape   int // behindBackslash, or how many digits of a \u are to come
	keep     bool
}

func (c *cutter) Read(p []byte) (int, error) {
	for {
		n, err := c.from.Read(p)
		kept := p[:0]
		for _, b := range p[:n] {
			if c.keeps(b) {
				kept = append(kept, b)
			} else {
				c.dropped++
			}
		}
		if len(kept) > 0 || err != nil || len(p) == 0 {
			return len(kept), err
		}
	}
}

const behindBackslash = 5

// keeps moves on by a byte and reports whether it is passed on: an escape is as a whole, or not at all.
func (c *cutter) keeps(b byte) bool {
	switch {
	case !c.inString:
		c.inString, c.length = b == '"', 0
		return true
	case c.escape == behindBackslash && b == 'u':
		c.escape = 4
		c.length++ // what is written as four digits mostly has two bytes
	case c.escape == behindBackslash:
		c.escape = 0
	case c.escape > 0:
		c.escape--
	case b == '"':
		c.inString = false
		return true
	default:
		c.keep = c.length < c.longest
		c.length++
		if b == '\\' {
			c.escape = behindBackslash
		}
	}
	return c.keep
}
