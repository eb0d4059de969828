package transport

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestBodyCopyLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	l := newLimits()
	c := newBodyCopy(l, -1)
	c.add([]byte("MARKER"))
	early := c.data[:cap(c.data)]
	c.add(bytes.Repeat([]byte("x"), 50))
	assert.NotContains(t, string(early), "MARKER", "growing leaves no copy")
	c.end()
	data, unknown := c.take()
	require.False(t, unknown)
	assert.Equal(t, "MARKER", string(data[:6]))
	c.add([]byte("late"))
	assert.Len(t, c.data, 56, "a transport that reads on changes nothing")
	c.wipe()
	assert.Equal(t, make([]byte, 56), data)
	assert.Equal(t, int64(defaultMemory), l.memory.Load())
	c.wipe()
	assert.Equal(t, int64(defaultMemory), l.memory.Load(), "given back once")
}

func TestBodyCopyIsCutWhereNobodyLooks(t *testing.T) {
	t.Parallel()
	l := newLimits()
	l.body = 10
	c := newBodyCopy(l, -1)
	for range 4 {
		c.add([]byte("four"))
	}
	data, unknown := c.take()
	assert.False(t, unknown, "it is known to be too long")
	assert.Equal(t, "fourfourfo", string(data))
}
