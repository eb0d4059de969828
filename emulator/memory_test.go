package emulator_test

import (
	"fmt"
	"net/http"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// A line that is stored and paid takes less than 0.7 kB, also where it is kept in a file.
func TestMemoryOfAStoredLine(t *testing.T) {
	memoryOfALine(t)
	d := memoryOfALine(t, emulator.WithStateFile(t.TempDir()+"/state"))
	assert.NoError(t, d.emu.Close())
}

func memoryOfALine(t *testing.T, opts ...emulator.Option) *direct {
	t.Helper()
	const size, most = 10_000, 700
	heap := func() int {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC() // what pools hold goes with the second
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	d := newWorld(t).direct(t, opts...)
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
	return d
}
