package transport

import (
	"io"
	"sync"
	"sync/atomic"

	"github.com/iyzipayout/iyzipayout/contract"
)

// limits bound the copies of bodies.
type limits struct {
	body   int           // bytes of one body
	memory *atomic.Int64 // bytes that are left for all of them
}

// newLimits: one byte more than a checker looks at shows it that a body is longer.
func newLimits() limits {
	l := limits{body: contract.MaxBody + 1, memory: &atomic.Int64{}}
	l.memory.Store(defaultMemory)
	return l
}

// bodyCopy is what was read of a body. Transports may read the request's body while the caller already has the answer.
type bodyCopy struct {
	mu     sync.Mutex
	limits limits
	data   []byte
	length int64 // as announced; -1 where it is not known
	whole  bool  // read to its end
	noRoom bool  // given up because all copies together take too much
	closed bool  // no more is taken in
}

func newBodyCopy(l limits, length int64) *bodyCopy { return &bodyCopy{limits: l, length: length} }

// add takes in what was read.
func (c *bodyCopy) add(p []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p = p[:min(len(p), c.limits.body-len(c.data))]
	if c.closed || len(p) == 0 {
		return
	}
	if c.limits.memory.Add(-int64(len(p))) < 0 {
		c.limits.memory.Add(int64(len(p)))
		c.noRoom = true
		c.drop()
		return
	}
	if need := len(c.data) + len(p); need > cap(c.data) { // unlike append it leaves nothing behind
		larger := make([]byte, len(c.data), max(2*cap(c.data), need))
		copy(larger, c.data)
		clear(c.data)
		c.data = larger
	}
	c.data = append(c.data, p...)
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
	if c.noRoom || !c.whole && len(c.data) < c.limits.body && int64(len(c.data)) != c.length {
		return nil, true
	}
	return c.data, false
}

// wipe overwrites the copy and closes it.
func (c *bodyCopy) wipe() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop()
}

func (c *bodyCopy) drop() {
	c.closed = true
	c.limits.memory.Add(int64(len(c.data)))
	clear(c.data)
	c.data = nil
}

// copiedBody copies what is read through it.
type copiedBody struct {
	io.ReadCloser
	to    *bodyCopy
	ended func() // the body was read, or closed
}

func (b *copiedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if n > 0 && n <= len(p) {
		b.to.add(p[:n])
	}
	if err == io.EOF {
		b.to.end()
	}
	if err != nil {
		b.ended()
	}
	return n, err
}

func (b *copiedBody) Close() error {
	defer b.ended()
	return b.ReadCloser.Close()
}
