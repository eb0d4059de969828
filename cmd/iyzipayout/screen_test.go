package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// A table is no wider than the screen, as long as that has room for the narrowest columns, and loses nothing of what is in it.
func TestTablesFitTheScreen(t *testing.T) {
	t.Parallel()
	cell := rapid.StringMatching(`[a-zğşıİöü漢字]{0,30}( [a-zğşıİöü漢字]{1,12}){0,4}`)
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.IntRange(1, 6).Draw(t, "columns")
		width := rapid.IntRange(columns*(narrowest+3)+1, 120).Draw(t, "width")
		head := make([]string, columns)
		for i := range head {
			head[i] = fmt.Sprintf("H%d", i)
		}
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, columns, columns), 1, 4).Draw(t, "rows")
		drawn := view{screen: screen{width: width}}.drawn(head, rows, nil)
		for line := range strings.SplitSeq(drawn, "\n") {
			require.LessOrEqual(t, text.StringWidthWithoutEscSequences(line), width, drawn)
		}
		letters := func(s string) (n int) {
			for _, r := range s {
				if !strings.ContainsRune(" \n│─┌┐└┘├┤┬┴┼H0123456789", r) {
					n++
				}
			}
			return n
		}
		all := 0
		for _, row := range rows {
			all += letters(strings.Join(row, ""))
		}
		require.Equal(t, all, letters(drawn), drawn)
	})
}

// A workbook is nothing for a terminal, and what would be sent is not.
func TestNoWorkbookOnATerminal(t *testing.T) {
	t.Parallel()
	file := write(t, "p.csv", header+paidLine)
	for _, s := range []screen{{terminal: true}, {}} {
		got := command{args: []string{"pay", file, "--env", "emulator", "--output", "xlsx"}, screen: s}.run(t)
		if !s.terminal {
			require.Equal(t, exitOK, got.code, got.err)
			require.True(t, strings.HasPrefix(got.out, "PK"))
			continue
		}
		require.Equal(t, exitInput, got.code)
		require.Empty(t, got.out)
		require.Contains(t, got.err, "write it into a file:\n  iyzipayout pay "+file+" --env emulator --output xlsx > result.xlsx")
	}
}

// On a terminal the table fits, the amounts stand below each other, and the colour says nothing that the word does not.
func TestPayOnATerminal(t *testing.T) {
	t.Parallel()
	long := strings.ReplaceAll(bankFails, "a-4", "a-4-of-the-branch-in-Kadıköy-İstanbul")
	file := write(t, "p.csv", header+paidLine+phoneLine+refused+long)
	shown := func(env map[string]string, s screen, more ...string) string {
		got := command{args: append([]string{"pay", file, "--env", "emulator"}, more...), env: env, screen: s}.run(t)
		require.Equal(t, exitNo, got.code, got.err)
		return got.out
	}
	narrow := screen{width: 90, height: 50}
	colourful := shown(nil, narrow)
	plain := shown(map[string]string{"NO_COLOR": "1"}, narrow)
	for line := range strings.Lines(plain) {
		if strings.ContainsAny(line, "│┌├└") {
			assert.LessOrEqual(t, text.StringWidthWithoutEscSequences(strings.TrimSpace(line)), 90)
		}
	}
	assert.Contains(t, plain, "│ 100.50 TRY │")
	assert.Contains(t, plain, "│  20.00 TRY │")
	assert.NotContains(t, plain, "\x1b")
	assert.Contains(t, colourful, "\x1b[32mpaid\x1b[0m")
	assert.Contains(t, colourful, "\x1b[31mnot paid\x1b[0m")
	strip := func(s string) string {
		for _, code := range []string{"\x1b[32m", "\x1b[31m", "\x1b[33m", "\x1b[0m"} {
			s = strings.ReplaceAll(s, code, "")
		}
		return s
	}
	assert.Equal(t, strings.Count(plain, "paid"), strings.Count(strip(colourful), "paid"))
	assert.NotContains(t, shown(nil, screen{}), "\x1b", "a file has no colours")
	assert.NotContains(t, shown(nil, narrow, "--color", "never"), "\x1b")
	assert.Contains(t, shown(nil, screen{}, "--color", "always"), "\x1b[32m")
	got := command{args: []string{"pay", file, "--env", "emulator", "--color", "sometimes"}}.run(t)
	require.Equal(t, exitInput, got.code)
	require.Contains(t, got.err, "--color sometimes: must be auto, always or never")
}

// What only shows something goes through a pager where it is longer than the terminal; the result of a payment never waits for a key.
func TestPager(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	seen := filepath.Join(dir, "seen")
	pager := filepath.Join(dir, "pager")
	require.NoError(t, os.WriteFile(pager, []byte("#!/bin/sh\ncat > "+seen+"\n"), 0o700))
	file := write(t, "p.csv", header+paidLine+phoneLine)
	run := func(height int, args ...string) string {
		_ = os.Remove(seen)
		got := command{args: append([]string{"pay", file, "--env", "emulator"}, args...), env: map[string]string{"PAGER": pager}, screen: screen{width: 200, height: height}}.run(t)
		require.Equal(t, exitOK, got.code, got.err)
		return got.out
	}
	require.Empty(t, run(3, "--dry-run"))
	text, err := os.ReadFile(seen)
	require.NoError(t, err)
	require.Contains(t, string(text), "a-2")
	for name, out := range map[string]string{
		"it fits": run(50, "--dry-run"), "--no-pager": run(3, "--dry-run", "--no-pager"), "not for a program": run(3, "--dry-run", "--output", "csv"),
		"no terminal": run(0, "--dry-run"), "a payment": run(3),
	} {
		require.Contains(t, out, "a-2", name)
		require.NoFileExists(t, seen, name)
	}
}

// Whoever reads a log learns once a minute how far it is; on a terminal there is a bar.
func TestProgressInALog(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w := newWatch(streams{err: &out}, language{}, &runner.Plan{Lines: 3})
	clock := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	w.now, w.said = func() time.Time { return clock }, clock
	for settled, after := range []time.Duration{20 * time.Second, 50 * time.Second, 10 * time.Second} {
		clock = clock.Add(after)
		w.event(runner.Event{ExternalID: "e", Step: runner.StepWait, Progress: payout.Progress{Settled: settled + 1, Total: 3}})
	}
	require.Equal(t, "settling: 2 of 3 lines\n", out.String())
	clock = clock.Add(time.Hour)
	w.interactive = true
	w.event(runner.Event{ExternalID: "e", Step: runner.StepWait, Progress: payout.Progress{Settled: 3, Total: 3}})
	require.Equal(t, 1, strings.Count(out.String(), "\n"))
}
