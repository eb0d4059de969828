// Package storetest tests whether a [runner.Store] keeps what it promises. Put it into the tests of your own store:
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) storetest.Opener {
//			folder := t.TempDir()
//			return func(t *testing.T) runner.Store { return mystore.Open(folder) }
//		})
//	}
//
// It cannot cut the power: that Append waits for the disk, and that a killed process leaves no lock behind, is for you to see to.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// Opener opens a store over the same records each time it is called, as another process would.
type Opener func(t *testing.T) runner.Store

// Run tests stores that fresh makes; each starts without records.
func Run(t *testing.T, fresh func(t *testing.T) Opener) {
	for name, test := range map[string]func(*testing.T, Opener){
		"an unknown id has no records":       empty,
		"records survive, in their order":    survive,
		"records are kept byte for byte":     exact,
		"ids do not get mixed up":            apart,
		"one has it open":                    locked,
		"many want the same":                 contended,
		"many at once":                       parallel,
		"nothing after Close":                closed,
		"a context that ended stops an Open": ended,
		"all journals are listed":            listed,
		"a line has one holder":              oneHolder,
		"all lines or none":                  allOrNone,
		"a claim stays as it was made":       firstClaim,
		"only the holder releases":           released,
		"a claim is taken over by name":      instead,
		"similar payments are found":         similar,
		"of many claims one wins":            contendedClaims,
		"many lines":                         manyLines,
	} {
		t.Run(name, func(t *testing.T) { test(t, fresh(t)) })
	}
}

func open(t *testing.T, s runner.Store, id string) runner.Journal {
	t.Helper()
	j, err := s.Open(context.Background(), id)
	require.NoError(t, err, "Open(%q)", id)
	return j
}

func add(t *testing.T, j runner.Journal, records ...string) {
	t.Helper()
	for _, r := range records {
		require.NoError(t, j.Append(context.Background(), []byte(r)), "Append")
	}
}

func want(t *testing.T, j runner.Journal, records ...string) {
	t.Helper()
	got, err := j.Records(context.Background())
	require.NoError(t, err, "Records")
	require.Len(t, got, len(records), "records")
	for i, r := range records {
		require.True(t, string(got[i]) == r, "record %d is %.80q, want %.80q", i+1, got[i], r)
	}
}

func shut(t *testing.T, j runner.Journal) {
	t.Helper()
	require.NoError(t, j.Close(), "Close")
}

func empty(t *testing.T, opener Opener) {
	for range 2 {
		j := open(t, opener(t), "new")
		want(t, j)
		shut(t, j)
	}
}

func survive(t *testing.T, opener Opener) {
	var all []string
	for i := range 12 {
		j := open(t, opener(t), "payroll")
		want(t, j, all...)
		r := fmt.Sprintf(`{"n":%d}`, i)
		add(t, j, r)
		all = append(all, r)
		want(t, j, all...)
		shut(t, j)
	}
}

func exact(t *testing.T, opener Opener) {
	all := []string{`{"a":"Türkçe ğüşiöç 支払い \u0000 ' \" \\ % $1 ? --"}`, ` {"a": 1} `, `{"long":"` + strings.Repeat("x", 1<<20) + `"}`, `{"a":1}`, `{"a":1}`}
	j := open(t, opener(t), "exact")
	buffer := new(bytes.Buffer)
	for _, r := range all {
		buffer.Reset()
		buffer.WriteString(r)
		require.NoError(t, j.Append(context.Background(), buffer.Bytes()), "Append")
	}
	want(t, j, all...)
	got, _ := j.Records(context.Background())
	got[0][0] = 'X' // what was given away is not the journal's own
	want(t, j, all...)
	shut(t, j)
	j = open(t, opener(t), "exact")
	want(t, j, all...)
	shut(t, j)
}

func apart(t *testing.T, opener Opener) {
	ids := []string{"", "a", "A", "a ", "ä", "a\u0308", "a/b", "a\\b", "../a", "a_b", "a.b", "a%2Fb", "'; --", "?", "a\x00", "con", strings.Repeat("l", 300), strings.Repeat("l", 299) + "m"}
	s := opener(t)
	for _, id := range ids {
		j := open(t, s, id)
		add(t, j, fmt.Sprintf("%q", id))
		shut(t, j)
	}
	for _, id := range ids {
		j := open(t, opener(t), id)
		want(t, j, fmt.Sprintf("%q", id))
		shut(t, j)
	}
}

func locked(t *testing.T, opener Opener) {
	one, other := opener(t), opener(t)
	j := open(t, one, "payroll")
	add(t, j, "1")
	for _, s := range []runner.Store{one, other} {
		_, err := s.Open(context.Background(), "payroll")
		require.ErrorIs(t, err, runner.ErrLocked, "a second Open")
	}
	free := open(t, other, "another")
	shut(t, free)
	add(t, j, "2")
	shut(t, j)
	j = open(t, other, "payroll")
	want(t, j, "1", "2")
	shut(t, j)
}

// contended: whoever gets the journal adds to what it finds. A lock that lets two in loses or repeats a number.
func contended(t *testing.T, opener Opener) {
	const workers, each = 4, 5
	var all sync.WaitGroup
	for range workers {
		s := opener(t)
		all.Go(func() {
			for done := 0; done < each; {
				j, err := s.Open(context.Background(), "counter")
				if errors.Is(err, runner.ErrLocked) {
					continue
				}
				if !assert.NoError(t, err, "Open") {
					return
				}
				have, err := j.Records(context.Background())
				if err == nil {
					err = j.Append(context.Background(), fmt.Append(nil, len(have)))
				}
				if !assert.NoError(t, errors.Join(err, j.Close())) {
					return
				}
				done++
			}
		})
	}
	all.Wait()
	var numbers []string
	for i := range workers * each {
		numbers = append(numbers, fmt.Sprint(i))
	}
	j := open(t, opener(t), "counter")
	want(t, j, numbers...)
	shut(t, j)
}

func parallel(t *testing.T, opener Opener) {
	s := opener(t)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			id := fmt.Sprintf("batch-%d", i)
			j, err := s.Open(context.Background(), id)
			if !assert.NoError(t, err, "Open") {
				return
			}
			for n := range 5 {
				assert.NoError(t, j.Append(context.Background(), fmt.Appendf(nil, "%s %d", id, n)), "Append")
			}
			assert.NoError(t, j.Close(), "Close")
		})
	}
	all.Wait()
	for i := range 8 {
		id := fmt.Sprintf("batch-%d", i)
		j := open(t, s, id)
		want(t, j, id+" 0", id+" 1", id+" 2", id+" 3", id+" 4")
		shut(t, j)
	}
}

func closed(t *testing.T, opener Opener) {
	j := open(t, opener(t), "payroll")
	add(t, j, "1")
	shut(t, j)
	require.Error(t, j.Append(context.Background(), []byte("2")), "after Close somebody else may have the journal")
	j = open(t, opener(t), "payroll")
	want(t, j, "1")
	shut(t, j)
}

// listed is for a store that is a [runner.Lister] only. Journals that are open are listed, too.
func listed(t *testing.T, opener Opener) {
	if _, ok := opener(t).(runner.Lister); !ok {
		return
	}
	want := map[string]bool{`"a":1 "a":2`: true, `"b":1`: true}
	one := open(t, opener(t), "a")
	add(t, one, `"a":1`, `"a":2`)
	other := open(t, opener(t), "b")
	add(t, other, `"b":1`)
	shut(t, other)
	for records, err := range opener(t).(runner.Lister).Histories(context.Background()) {
		if err != nil {
			t.Fatalf("Histories: %v", err)
		}
		history := string(bytes.Join(records, []byte(" ")))
		if !want[history] {
			t.Fatalf("%q is no journal, or is listed twice", history)
		}
		delete(want, history)
	}
	if len(want) > 0 {
		t.Fatalf("journals are not listed: %v", want)
	}
	shut(t, one)
}

func ended(t *testing.T, opener Opener) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s := opener(t)
	_, err := s.Open(ctx, "payroll")
	require.Error(t, err, "Open with a context that ended")
	j := open(t, s, "payroll") // and leaves no lock behind
	shut(t, j)
}
