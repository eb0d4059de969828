package main

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// row is one line of the table: work that is done in several ways.
type row struct {
	work   string
	base   variant // what the others are a multiple of
	ours   []variant
	peers  []variant
	target string
	value  func() string // of a row that is no ratio
	before func()        // called once before anything is measured
}

// variant is one way to do the work once.
type variant struct {
	name   string
	do     func()
	allocs bool // say how many allocations it makes
	child  bool // it is the work of processes that it starts
}

// sample is one measurement long enough that it holds its share of garbage collection.
const sample = 40 * time.Millisecond

// measure gives the cells of a row.
func (r row) measure(rounds int) []string {
	if r.value != nil {
		return []string{r.work, "", "", r.value(), r.target}
	}
	if r.before != nil {
		r.before()
	}
	all := slices.Concat([]variant{r.base}, r.ours, r.peers)
	times := make([]int, len(all)) // how often each is done in a sample
	for i, v := range all {
		times[i] = repetitions(v)
	}
	ratios := make([][]float64, len(all))
	for range rounds {
		var base float64
		for i, v := range all {
			took := processorTime(v, times[i])
			if i == 0 {
				base = took
			}
			ratios[i] = append(ratios[i], took/base)
		}
	}
	cell := func(from, to int) string {
		var texts []string
		for i := from; i < to; i++ {
			slices.Sort(ratios[i])
			text := fmt.Sprintf("%s %.2f (%.2f to %.2f)", all[i].name, ratios[i][rounds/2], ratios[i][0], ratios[i][rounds-1])
			if all[i].allocs {
				text += fmt.Sprintf(", %.0f allocations", testing.AllocsPerRun(5, all[i].do))
			}
			texts = append(texts, strings.TrimSpace(text))
		}
		return strings.Join(texts, ", ")
	}
	ours := 1 + len(r.ours)
	return []string{r.work, r.base.name, cell(ours, len(all)), cell(1, ours), r.target}
}

// repetitions is how often to do something so that it fills a sample.
func repetitions(v variant) int {
	for n := 1; ; n *= 2 {
		if once := processorTime(v, n); once*float64(n) > float64(sample)/4 {
			return max(1, int(float64(sample)/once))
		}
	}
}

// processorTime is how many nanoseconds the process takes for doing something once, garbage collection included.
func processorTime(v variant, times int) float64 {
	runtime.GC()
	before := v.used()
	for range times {
		v.do()
	}
	return float64(v.used()-before) / float64(times)
}

func (v variant) used() time.Duration {
	who := syscall.RUSAGE_SELF
	if v.child {
		who = syscall.RUSAGE_CHILDREN
	}
	var u syscall.Rusage
	must(0, syscall.Getrusage(who, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
