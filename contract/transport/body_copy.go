package transport

import (
	"io"
	"sync"
	"sync/atomic"
)

// limits bound the copies of bodies.
type limits struct {
	body   int     // bytes of one body
	memory *budget // bytes of all of them
}

// budget is memory that copies of bodies share.
type budget struct{ left atomic.Int64 }

func newBudget(n int64) *budget {
	b := &budget{}
	b.left.Store(n)
	return b
}

func (b *budget) take(n int) bool {
	if b.left.Add(-int64(n)) < 0 {
		b.left.Add(int64(n))
		return false
	}
	return true
}

func (b *budget) give(n int) { b.left.Add(int64(n)) }

// bodyCopy is what was read of a body. Transports may read the request's body while the caller already has the answer.
type bodyCopy struct {
	mu     sync.Mutex
	limits limits
	data   []byte
	length int64 // as announced; -1 where it is not known
	whole  bool  // read to its end
	full   bool  // longer than what is copied of one body
	noRoom bool  // given up because all copies together take too much
	closed bool  // no more is taken in
}

func newBodyCopy(l limits, length int64) *bodyCopy { return &bodyCopy{limits: l, length: length} }

// add takes in what was read.
func (c *bodyCopy) add(p []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.noRoom || c.full {
		return
	}
	if room := c.limits.body - len(c.data); len(p) >= room {
		p, c.full = p[:room], true
	}
	if !c.limits.memory.take(len(p)) {
		c.noRoom = true
		c.drop()
		return
	}
	c.grow(len(p))
	c.data = append(c.data, p...)
}

// grow makes room for n more bytes. Unlike append it leaves nothing behind.
func (c *bodyCopy) grow(n int) {
	if len(c.data)+n <= cap(c.data) {
		return
	}
	larger := make([]byte, len(c.data), max(2*cap(c.data), len(c.data)+n))
	copy(larger, c.data)
	clear(c.data)
	c.data = larger
}

// end notes that the body was read to its end.
func (c *bodyCopy) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.whole = !c.closed
}

func (c *bodyCopy) lost() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.noRoom
}

// take returns the body and closes the copy. It is unknown unless it was read to its end, to its announced length, or
// beyond what anybody looks at.
func (c *bodyCopy) take() (data []byte, unknown bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	if c.noRoom || !c.whole && !c.full && int64(len(c.data)) != c.length {
		return nil, true
	}
	return c.data, false
}

// wipe overwrites the copy and closes it.
func (c *bodyCopy) wipe() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.drop()
}

func (c *bodyCopy) drop() {
	c.limits.memory.give(len(c.data))
	clear(c.data)
	c.data = nil
}

// copiedBody copies what is read through it.
type copiedBody struct {
	io.ReadCloser
	to    *bodyCopy
	ended func() // nil for the body of a request: its exchange ends with the answer
}

func (b *copiedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if n > 0 && n <= len(p) {
		b.to.add(p[:n])
	}
	if err == io.EOF {
		b.to.end()
	}
	if err != nil && b.ended != nil {
		b.ended()
	}
	return n, err
}

func (b *copiedBody) Close() error {
	err := b.ReadCloser.Close()
	if b.ended != nil {
		b.ended()
	}
	return err
}
