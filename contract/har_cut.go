package contract

import (
	"bytes"
	"io"
)

// cutter passes JSON on and drops what is too long of its strings, so that a body of 100 MB never is in memory.
type cutter struct {
	from    io.Reader
	longest int // bytes of a string, about as they are without escapes

	inString bool
	length   int // of this string so far
	escape   int // behindBackslash, or how many digits of a \u are to come
	kept     int64
	cuts     []cutAt
}

// cutAt says that bytes were dropped after a number of bytes that were kept.
type cutAt struct{ after, dropped int64 }

func (c *cutter) Read(p []byte) (int, error) {
	for {
		n, err := c.from.Read(p)
		kept := p[:0]
		for rest := p[:n]; len(rest) > 0; {
			length := c.plain(rest)
			keep := length
			switch {
			case length == 0:
				length, keep = 1, c.mark(rest[0])
			case c.inString:
				keep = min(max(c.longest-c.length, 0), length)
				c.length += length
			}
			kept = append(kept, rest[:keep]...)
			c.note(keep, length-keep)
			rest = rest[length:]
		}
		if len(kept) > 0 || err != nil || len(p) == 0 {
			return len(kept), err
		}
	}
}

// plain is the number of bytes up to one that means something.
func (c *cutter) plain(text []byte) int {
	marks := `"`
	switch {
	case c.escape > 0:
		return 0
	case c.inString:
		marks = `"\`
	}
	if at := bytes.IndexAny(text, marks); at >= 0 {
		return at
	}
	return len(text)
}

const behindBackslash = 5

// mark moves on by a quote or a byte of an escape and returns 1 if it is passed on: an escape as a whole, or not at all.
func (c *cutter) mark(b byte) int {
	switch {
	case c.escape == behindBackslash && b == 'u':
		c.escape = 4
	case c.escape == behindBackslash:
		c.escape = 0
	case c.escape > 0:
		if c.escape--; c.escape == 0 && c.length <= c.longest {
			c.length++ // what is written as four digits mostly has two bytes
			return 1
		}
	case b == '"':
		c.inString, c.length = !c.inString, 0
		return 1
	default:
		c.escape = behindBackslash
		c.length++
	}
	if c.length > c.longest {
		return 0
	}
	return 1
}

func (c *cutter) note(kept, dropped int) {
	c.kept += int64(kept)
	if dropped == 0 {
		return
	}
	if last := len(c.cuts) - 1; last >= 0 && c.cuts[last].after == c.kept {
		c.cuts[last].dropped += int64(dropped)
		return
	}
	c.cuts = append(c.cuts, cutAt{after: c.kept, dropped: int64(dropped)})
}

// offset turns an offset in what was passed on into one in the file.
func (c *cutter) offset(passedOn int64) int64 {
	at := passedOn
	for _, cut := range c.cuts {
		if cut.after <= passedOn {
			at += cut.dropped
		}
	}
	return at
}
