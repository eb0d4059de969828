package emulator_test

import (
	"fmt"
	"net/http"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A line that is stored and paid takes less than 0.7 kB.
func TestMemoryOfAStoredLine(t *testing.T) {
	const size, most = 10_000, 700
	heap := func() int {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC() // what pools hold goes with the second
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	d := newWorld(t).direct(t)
	body := initBody("x", lines(size)...)
	before := heap()
	id := d.call(http.MethodPost, initPath, body)["requestId"]
	d.call(http.MethodPost, authPath, fmt.Sprintf(`{"requestId":%q}`, id))
	d.emu.Advance(10 * step)
	held := (heap() - before) / size
	t.Logf("%d bytes a line", held)
	assert.Less(t, held, most)
	runtime.KeepAlive(d)
	runtime.KeepAlive(body)
}
