package main

import (
	"cmp"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Under a period that was mistyped or forgotten nobody is known to be paid. That is no reason to pay everybody, or to write everybody down as unpaid.
func TestPeriodMistyped(t *testing.T) {
	t.Parallel()
	binary := build(t)
	once, twice := map[string]int{"A0": 1, "A1": 1, "A2": 1}, map[string]int{"A0": 2, "A1": 2, "A2": 2}
	for name, c := range map[string]struct {
		first, args []string
		edit        [2]string
		code        int
		want        map[string]int
		says        string
	}{
		"rest, mistyped":              {first: []string{"--period", "2026-12"}, args: []string{"rest", "--period", "2026-21"}, code: exitInput, want: once, says: "2026-12 (3 lines)"},
		"rest, forgotten":             {first: []string{"--period", "2026-12"}, args: []string{"rest"}, code: exitInput, want: once, says: "2026-12 (3 lines)"},
		"rest, paid without":          {args: []string{"rest", "--period", "2026-12"}, code: exitInput, want: once, says: "none (3 lines)"},
		"rest, edited and mistyped":   {first: []string{"--period", "2026-12"}, edit: [2]string{"1.00", "9.00"}, args: []string{"rest", "--period", "2026-21"}, code: exitInput, want: once, says: "2026-12 (3 lines)"},
		"rest, written otherwise":     {first: []string{"--period", "December "}, args: []string{"rest", "--period", "DECEMBER"}, code: exitNo, want: once},
		"only unpaid, mistyped":       {first: []string{"--period", "2026-12"}, args: []string{"pay", "--only-unpaid", "--period", "2026-21"}, code: exitInput, want: once, says: "2026-12 (3 lines)"},
		"only unpaid, forgotten":      {first: []string{"--period", "2026-12"}, args: []string{"pay", "--only-unpaid"}, code: exitInput, want: once, says: "2026-12 (3 lines)"},
		"only unpaid, dry run":        {first: []string{"--period", "2026-12"}, args: []string{"pay", "--only-unpaid", "--dry-run"}, code: exitInput, want: once, says: "2026-12 (3 lines)"},
		"forgotten":                   {first: []string{"--period", "2026-12"}, args: []string{"pay"}, code: exitInput, want: once, says: "2026-12 (3 lines)"},
		"forgotten, name edited":      {first: []string{"--period", "2026-12"}, edit: [2]string{"Ayse", "Ayşe"}, args: []string{"pay"}, code: exitInput, want: once, says: "2026-12 (3 lines)"},
		"prepared, forgotten":         {first: []string{"--period", "2026-12"}, args: []string{"prepare"}, code: exitInput, want: once, says: "2026-12 (3 lines)"},
		"prepared unpaid, mistyped":   {first: []string{"--period", "2026-12"}, args: []string{"prepare", "--only-unpaid", "--period", "2026-21"}, code: exitInput, want: once, says: "2026-12 (3 lines)"},
		"written otherwise":           {first: []string{"--period", "2026-12"}, args: []string{"pay", "--period", "2026/12"}, code: exitInput, want: once, says: "written 2026-12 in this journal"},
		"the month by its name":       {first: []string{"--period", "2026-12"}, args: []string{"pay", "--period", "Aralık 2026", "--dry-run"}, code: exitInput, want: once, says: "written 2026-12 in this journal"},
		"prepared, written otherwise": {first: []string{"--period", "December 2026"}, args: []string{"prepare", "--period", "12.2026"}, code: exitInput, want: once, says: "written december 2026 in this journal"},
		"a new period":                {first: []string{"--period", "2026-12"}, args: []string{"pay", "--period", "2027-01"}, code: exitOK, want: twice},
		"ids that come for the first": {first: []string{"--period", "2026-12"}, edit: [2]string{"A", "B"}, args: []string{"pay"}, code: exitOK, want: map[string]int{"A0": 1, "A1": 1, "A2": 1, "B0": 1, "B1": 1, "B2": 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPerson(t, binary, "second")
			p.save(firstFile)
			end := p.pay(c.first...)
			require.Equal(t, exitOK, end.code, end.err)
			if c.edit[0] == "A" {
				p.save(strings.NewReplacer("A0", "B0", "A1", "B1", "A2", "B2").Replace(firstFile))
			} else if c.edit[0] != "" {
				p.save(strings.ReplaceAll(firstFile, c.edit[0], c.edit[1]))
			}
			rest := filepath.Join(t.TempDir(), "rest.csv")
			if cmd := p.command(c.args[1:]...); c.args[0] == "pay" {
				end = finished(t, cmd)
			} else {
				args := append([]string{"prepare", p.file, "--yes"}, c.args[1:]...)
				if c.args[0] == "rest" {
					args = append([]string{"rest", p.file, rest}, c.args[1:]...)
				}
				cmd.Args = append([]string{p.binary}, append(args, "--base-url", p.service.url)...)
				end = finished(t, cmd)
			}
			require.Equal(t, c.code, end.code, end.err)
			p.requirePaid(end, c.want)
			require.NoFileExists(t, rest)
			if c.says != "" {
				require.Contains(t, end.err, c.says)
			}
		})
	}
}

// Where everything of a period became free again, its lines are unpaid, whatever was paid in other periods.
func TestPeriodWithoutHolders(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "second")
	p.save(firstFile)
	require.Equal(t, exitOK, p.pay("--period", "2026-11").code)
	p.save(doubleLineHeader + failing(lineA0))
	require.Equal(t, exitNo, p.payBack("--period", "2026-12").code)
	rest := filepath.Join(t.TempDir(), "rest.csv")
	cmd := p.command()
	cmd.Args = []string{p.binary, "rest", p.file, rest, "--period", "2026-12", "--base-url", p.service.url}
	end := finished(t, cmd)
	require.Equal(t, exitOK, end.code, end.err)
	text, err := os.ReadFile(rest)
	require.NoError(t, err)
	require.Equal(t, doubleLineHeader+failing(lineA0), string(text))
	p.save(doubleLineHeader + lineA0)
	end = p.pay("--period", "2026-12", "--only-unpaid")
	require.Equal(t, exitOK, end.code, end.err)
	p.requirePaid(end, map[string]int{"A0": 2, "A1": 1, "A2": 1})
}

// An id that another program wrote in its own way is the same payment, if the same recipient got the same amount under it.
func TestIDsThatAreAlike(t *testing.T) {
	t.Parallel()
	binary := build(t)
	row := func(id, amount string) string {
		return strings.Replace(strings.Replace(lineA0, "A0", id, 1), "1.00", amount, 1)
	}
	for name, c := range map[string]struct {
		first, second, amount string
		args                  []string
		code, payments        int
	}{
		"capitals":                    {first: "emp-ı1", second: "EMP-I1", code: exitInput, payments: 1},
		"small letters":               {first: "EMP-İ1", second: "emp-i1", code: exitInput, payments: 1},
		"one capital":                 {first: "Emp-1", second: "EMP-1", code: exitInput, payments: 1},
		"zeros lost":                  {first: "00042", second: "42", code: exitInput, payments: 1},
		"zeros added":                 {first: "42", second: "000042", code: exitInput, payments: 1},
		"zeros within":                {first: "PER-7-A", second: "PER-007-A", code: exitInput, payments: 1},
		"blanks":                      {first: "EMP1", second: "EMP 1", code: exitInput, payments: 1},
		"wide letters":                {first: "EMP1", second: "ＥＭＰ１", code: exitInput, payments: 1},
		"only what is unpaid":         {first: "emp-1", second: "EMP-1", args: []string{"--only-unpaid"}, code: exitInput, payments: 1},
		"once more":                   {first: "emp-1", second: "EMP-1", args: []string{"--pay-again"}, code: exitInput, payments: 1},
		"looked at":                   {first: "emp-1", second: "EMP-1", args: []string{"--dry-run"}, code: exitInput, payments: 1},
		"another amount":              {first: "emp-1", second: "EMP-1", amount: "2.00", code: exitOK, payments: 2},
		"another id":                  {first: "emp-1", second: "emp-2", code: exitOK, payments: 2},
		"another period":              {first: "emp-1", second: "EMP-1", args: []string{"--period", "2026-12"}, code: exitOK, payments: 2},
		"the same and held, capitals": {first: "emp-1", second: "emp-1", args: []string{"--only-unpaid"}, code: exitOK, payments: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPerson(t, binary, "second")
			p.save(doubleLineHeader + row(c.first, "1.00"))
			require.Equal(t, exitOK, p.pay().code)
			p.save(doubleLineHeader + row(c.second, cmp.Or(c.amount, "1.00")))
			end := p.pay(c.args...)
			require.Equal(t, c.code, end.code, end.err)
			if c.code == exitInput {
				require.Contains(t, end.err, "only in capitals, blanks")
				require.Contains(t, end.err, "1 line would very likely be paid a second time")
			}
			payments := 0
			for _, n := range p.paid() {
				payments += n
			}
			require.Equal(t, c.payments, payments, end.err)
		})
	}
}

// A file that names its period in a column is not taken for that of the month before, which was paid.
func TestPeriodInAColumn(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "second")
	november := strings.NewReplacer("itemExternalId", "Dönem,itemExternalId", "A0,", "2026-11,A0,").Replace(doubleLineHeader + lineA0)
	p.save(november)
	end := p.pay()
	require.Equal(t, exitOK, end.code, end.err)
	require.Contains(t, end.err, "the column Dönem says for which period the payments are, and is not read: --period names it")
	p.save(strings.ReplaceAll(november, "2026-11", "2026-12"))
	for _, args := range [][]string{nil, {"--dry-run"}} {
		end = p.pay(args...)
		require.Equal(t, exitInput, end.code, end.err)
		require.Contains(t, end.err, "the column Dönem, which is not read, says for which period these are")
		p.requirePaid(end, map[string]int{"A0": 1})
	}
	require.Equal(t, exitOK, p.pay("--ignore-columns", "Dönem").code, "paid earlier")
	end = p.pay("--period", "2026-12")
	require.Equal(t, exitOK, end.code, end.err)
	require.NotContains(t, end.err, "Dönem")
	p.requirePaid(end, map[string]int{"A0": 2})
}

// In a folder that was mistyped nobody is known to be paid, and an edited file is another payout: what is unpaid is not guessed there.
func TestOnlyUnpaidNeedsAJournal(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "second")
	p.save(firstFile)
	dir := filepath.Join(t.TempDir(), "journal")
	end := p.pay("--journal", dir)
	require.Equal(t, exitOK, end.code, end.err)
	require.Contains(t, end.err, dir+" is new")
	require.NotContains(t, p.pay("--journal", dir).err, "is new")
	p.save(firstFile + lineA3)
	for _, args := range [][]string{{"--journal", dir + "s"}, {}, {"--journal", dir + "s", "--dry-run"}, {"--dry-run"}} {
		end := p.pay(append(args, "--only-unpaid")...)
		require.Equal(t, exitInput, end.code, end.err)
		require.Contains(t, end.err, "nobody can say what was paid")
		require.NoFileExists(t, dir+"s")
		p.requirePaid(end, map[string]int{"A0": 1, "A1": 1, "A2": 1})
	}
	end = p.pay("--journal", dir, "--only-unpaid")
	require.Equal(t, exitOK, end.code, end.err)
	p.requirePaid(end, map[string]int{"A0": 1, "A1": 1, "A2": 1, "A3": 1})
}
