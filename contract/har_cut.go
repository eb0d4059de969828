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
	escape   int // 1 behind a backslash, -4 to -1 while digits of \u are to come
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
			run := rest[:c.run(rest)]
			rest = rest[len(run):]
			keep := c.take(run)
			kept = append(kept, run[:keep]...)
			c.note(keep, len(run)-keep)
		}
		if len(kept) > 0 || err != nil || len(p) == 0 {
			return len(kept), err
		}
	}
}

// run is the number of bytes up to where something changes.
func (c *cutter) run(text []byte) int {
	if c.escape != 0 {
		return 1
	}
	if !c.inString {
		if quote := bytes.IndexByte(text, '"'); quote >= 0 {
			return quote + 1
		}
		return len(text)
	}
	switch at := bytes.IndexAny(text, `"\`); at {
	case -1:
		return len(text)
	case 0:
		return 1
	default:
		return at
	}
}

// take moves on by a run and returns how many of its bytes are passed on.
func (c *cutter) take(run []byte) int {
	before, first := c.length, run[0]
	switch {
	case !c.inString:
		c.inString, c.length = run[len(run)-1] == '"', 0
		return len(run)
	case c.escape == 1 && first == 'u':
		c.escape = -4
	case c.escape > 0:
		c.escape--
	case c.escape < 0:
		c.escape++
		if c.escape == 0 && c.length <= c.longest {
			c.length++ // what is written as four digits mostly has two bytes
			return 1
		}
	case first == '"':
		c.inString = false
		return 1
	case first == '\\':
		c.escape = 1
		c.length++
	default:
		c.length += len(run)
		return min(max(c.longest-before, 0), len(run))
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
