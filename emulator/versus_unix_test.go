//go:build unix

package emulator_test

import (
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// processorTime is what the process takes to do something once, in nanoseconds.
func processorTime(do func()) float64 {
	used := func() int64 {
		var u syscall.Rusage
		_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
		return u.Utime.Nano() + u.Stime.Nano()
	}
	runtime.GC()
	before := used()
	do()
	return float64(used() - before)
}

// versus measures two pieces of work in turns and reports how many times the second the first takes: the median, and the ends.
func versus(b *testing.B, work, peer func()) {
	var ratios []float64
	for range 9 {
		ratios = append(ratios, processorTime(work)/processorTime(peer))
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "×peer")
	b.ReportMetric(ratios[0], "×least")
	b.ReportMetric(ratios[len(ratios)-1], "×most")
	b.ReportMetric(0, "ns/op")
}

// wholeLife initialises and authorises batches of so many lines, and reads all pages while the bank answers line by line.
func wholeLife(b *testing.B, batches, size int) func() {
	return func() {
		d := newWorld(b).direct(b, emulator.WithPace(emulator.Pace{Between: time.Millisecond}))
		for nth := range batches {
			id := d.call(http.MethodPost, initPath, initBody(fmt.Sprint("batch-", nth), lines(size)...))["requestId"]
			d.call(http.MethodPost, authPath, fmt.Sprintf(`{"requestId":%q}`, id))
			for page := range size / 100 {
				d.emu.Advance(time.Duration(100) * time.Millisecond)
				d.call(http.MethodPost, retrievePath, fmt.Sprintf(`{"requestId":%q,"page":%d,"size":100}`, id, page))
			}
		}
	}
}

func BenchmarkOneBatchOf10000AgainstTenOf1000(b *testing.B) {
	versus(b, wholeLife(b, 1, 10_000), wholeLife(b, 10, 1_000))
}

func BenchmarkRetrieveOfABatchOf100000AgainstOneOf10(b *testing.B) {
	retrieve := func(size int) func() {
		d := newWorld(b).direct(b, emulator.WithPace(emulator.Pace{Between: time.Millisecond}), emulator.Behaviour{BodyLimit: 64 << 20})
		id := d.call(http.MethodPost, initPath, initBody("x", lines(size)...))["requestId"]
		d.call(http.MethodPost, authPath, fmt.Sprintf(`{"requestId":%q}`, id))
		return func() {
			for range 500 {
				d.emu.Advance(time.Millisecond)
				r := d.call(http.MethodPost, retrievePath, fmt.Sprintf(`{"requestId":%q,"page":0,"size":10}`, id))
				require.Equal(b, "success", r["status"])
			}
		}
	}
	versus(b, retrieve(100_000), retrieve(10))
}
