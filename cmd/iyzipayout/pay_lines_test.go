package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
)

// The file that was paid comes again with something done to it. Nobody gets a second payment, and the new line gets its one.
func TestPayAgainAChangedFile(t *testing.T) {
	t.Parallel()
	binary := build(t)
	once := map[string]int{"A0": 1, "A1": 1, "A2": 1}
	for name, c := range map[string]struct {
		text string
		args []string
		code int // of the plain command
		new  bool
	}{
		"nothing":              {text: firstFile, code: exitOK},
		"sorted":               {text: doubleLineHeader + lineA2 + lineA1 + lineA0, code: exitOK},
		"decomposed":           {text: norm.NFD.String(firstFile), code: exitOK},
		"amounts shortened":    {text: strings.ReplaceAll(firstFile, "1.00", "1"), code: exitOK},
		"name corrected":       {text: strings.Replace(firstFile, "Ayse", "Ayşe", 1), code: exitInput},
		"description":          {text: strings.Replace(firstFile, "Kasım", "Aralık", 1), code: exitInput},
		"recipient corrected":  {text: strings.Replace(firstFile, "TR450099900000000000000001", "TR160099900000001000000101", 1), code: exitInput},
		"amount corrected":     {text: strings.Replace(firstFile, "1.00", "2.00", 1), code: exitInput},
		"line removed":         {text: doubleLineHeader + lineA1 + lineA2, code: exitInput},
		"line added":           {text: firstFile + lineA3, code: exitInput, new: true},
		"blanks around the id": {text: strings.Replace(firstFile, "A0,", " A0 ,", 1), code: exitOK},
		"purpose":              {text: firstFile, args: []string{"--purpose", "SALARY"}, code: exitInput},
		"external id":          {text: firstFile, args: []string{"--external-id", "november"}, code: exitInput},
		"batch size":           {text: firstFile + lineA3, args: []string{"--batch-size", "1"}, code: exitInput, new: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPerson(t, binary, "second")
			p.save(firstFile)
			end := p.pay()
			require.Equal(t, exitOK, end.code, end.err)
			p.requirePaid(end, once)

			p.save(c.text)
			end = p.pay(c.args...)
			require.Equal(t, c.code, end.code, end.err)
			p.requirePaid(end, once)
			if c.code == exitInput {
				require.Empty(t, end.out)
				require.Contains(t, end.err, "paid earlier, ")
				for _, way := range []string{"--only-unpaid", "--pay-again", "--period YYYY-MM"} {
					require.Contains(t, end.err, way)
				}
			} else {
				require.Contains(t, end.err, "paid earlier, ")
				require.Contains(t, end.err, "nothing was sent")
			}

			want := map[string]int{"A0": 1, "A1": 1, "A2": 1}
			if c.new {
				want["A3"] = 1
			}
			for range 2 {
				end = p.pay(append(c.args, "--only-unpaid")...)
				require.Equal(t, exitOK, end.code, end.err)
				p.requirePaid(end, want)
				for line, state := range statesOf(t, end) {
					require.Equal(t, "paid", state, line)
				}
			}
			require.Len(t, statesOf(t, end), strings.Count(c.text, "\n")-1)
		})
	}
}

// A payout that was canceled pays nobody, so its lines are free: the command that pays the rest pays them, once.
func TestPayTheRestOfACanceledPayout(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "second")
	p.save(doubleLineHeader + strings.Replace(lineA0, "Kasım", "Kasım [emulator:refuse]", 1) + lineA1 + lineA2)
	end := p.pay("--on-refused", "cancel")
	require.Equal(t, exitNo, end.code, end.err)
	p.requirePaid(end, map[string]int{"A0": 0, "A1": 0, "A2": 0})
	for range 2 {
		end = p.pay("--only-unpaid")
		require.Equal(t, exitNo, end.code, "the refused line is refused again: %s", end.err)
		p.requirePaid(end, map[string]int{"A0": 0, "A1": 1, "A2": 1})
	}
}

// Where it is not known what became of the lines that another payout holds, paying them once more is no advice.
func TestPayAdvisesNoSecondPaymentOfUnsettledLines(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "second")
	p.save(doubleLineHeader + strings.Replace(lineA0, "Kasım", "Kasım [emulator:stay-processing]", 1) + lineA1)
	end := p.pay("--wait", "1s")
	require.Equal(t, exitUnknown, end.code, end.err)
	p.save(doubleLineHeader + strings.Replace(lineA0, "Kasım", "Aralık", 1) + lineA1)
	end = p.pay()
	require.Equal(t, exitUnknown, end.code, end.err)
	require.Contains(t, end.err, "find out what becomes of those")
	require.NotContains(t, end.err, "--pay-again")
	p.requirePaid(end, map[string]int{"A0": 0, "A1": 1})
}

// A line that failed at its bank is owed again: the command that pay names pays it, and nobody else.
func TestPayTheRest(t *testing.T) {
	t.Parallel()
	binary := build(t)
	for name, args := range map[string][]string{"derived id": nil, "given id": {"--external-id", "it's november"}, "batches": {"--batch-size", "1"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPerson(t, binary, "second")
			broken := doubleLineHeader + failing(lineA0) + lineA1 + lineA2
			p.save(broken)
			end := p.payBack(args...)
			require.Equal(t, exitNo, end.code, end.err)
			p.requirePaid(end, map[string]int{"A0": 0, "A1": 1, "A2": 1})

			// Nothing was mended: it fails once more, as a payout of its own each time.
			for range 3 {
				end = p.payBack(append(args, "--only-unpaid")...)
				require.Equal(t, exitNo, end.code, end.err)
				require.Equal(t, map[string]string{"A0": "not paid", "A1": "paid", "A2": "paid"}, statesOf(t, end))
				p.requirePaid(end, map[string]int{"A0": 0, "A1": 1, "A2": 1})
			}

			p.save(firstFile)
			plain := p.pay(args...)
			require.Equal(t, exitInput, plain.code, plain.err)
			_, advice, found := strings.Cut(end.err, "is mended:\n  ")
			require.True(t, found, end.err)
			advice, _, _ = strings.Cut(advice, "\n")
			require.Contains(t, advice, "--only-unpaid")
			shell := exec.Command("sh", "-c", advice)
			shell.Env = p.env()
			end = finished(t, shell)
			require.Equal(t, exitOK, end.code, "%s: %s", advice, end.err)
			require.Equal(t, map[string]string{"A0": "paid", "A1": "paid", "A2": "paid"}, statesOf(t, end))
			p.requirePaid(end, map[string]int{"A0": 1, "A1": 1, "A2": 1})
		})
	}
}

func TestPayWritesTheRest(t *testing.T) {
	t.Parallel()
	binary := build(t)
	p := newPerson(t, binary, "second")
	// A byte order mark, semicolons, a blank line and no line feed at the end stay as they are.
	semicolons := func(lines string) string {
		return strings.ReplaceAll(strings.ReplaceAll(lines, ",", ";"), "1.00", "1,00")
	}
	head := "\ufeff" + semicolons(doubleLineHeader)
	p.save(head + semicolons(lineA0) + "\n" + semicolons(failing(lineA1)) + strings.TrimSuffix(semicolons(failing(lineA2)), "\n"))
	rest := filepath.Join(t.TempDir(), "rest.csv")
	for _, bad := range []string{p.file, filepath.Join(t.TempDir(), "no", "rest.csv"), filepath.Join(t.TempDir(), "rest.jsonl")} {
		end := p.pay("--rest", bad)
		require.Equal(t, exitInput, end.code, end.err)
		require.Contains(t, end.err, "--rest "+bad)
	}
	require.Empty(t, p.service.truth(t).Batches)
	require.Equal(t, exitNo, p.payBack().code)
	end := p.pay("--rest", rest)
	require.Equal(t, exitNo, end.code, end.err)
	text, err := os.ReadFile(rest)
	require.NoError(t, err)
	require.Equal(t, head+semicolons(failing(lineA1))+semicolons(failing(lineA2)), string(text))
	info, err := os.Stat(rest)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	end = p.pay("--rest", rest)
	require.Equal(t, exitInput, end.code)
	require.Contains(t, end.err, "is there already")

	p.file = rest
	p.save(strings.ReplaceAll(string(text), "[emulator:bank-fail]", "x"))
	end = p.pay("--rest", filepath.Join(t.TempDir(), "more.csv"))
	require.Equal(t, exitOK, end.code, end.err)
	require.Contains(t, end.err, "was not written")
	p.requirePaid(end, map[string]int{"A0": 1, "A1": 1, "A2": 1})
}

// Paying again on purpose: by name, once, and never by mistake.
func TestPayOnceMore(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "second")
	p.save(firstFile)
	end := p.pay("--pay-again")
	require.Equal(t, exitInput, end.code)
	require.Contains(t, end.err, "no payout holds a line of this file")
	require.Empty(t, p.service.truth(t).Batches)
	require.Equal(t, exitOK, p.pay().code)

	// Nobody is asked whether to pay what cannot be paid.
	p.save(firstFile + lineA3)
	end = finished(t, p.command("--yes=false"))
	require.Equal(t, exitInput, end.code, end.err)
	require.NotContains(t, end.err, "nobody is there to confirm")
	p.save(firstFile)

	end = finished(t, p.command("--pay-again", "--yes=false"))
	require.Equal(t, exitInput, end.code, end.err)
	require.Contains(t, end.err, "line 2 (A0): paid earlier, ")
	p.requirePaid(end, map[string]int{"A0": 1, "A1": 1, "A2": 1})
	for range 3 {
		end = p.pay("--pay-again")
		require.Equal(t, exitOK, end.code, end.err)
		p.requirePaid(end, map[string]int{"A0": 2, "A1": 2, "A2": 2})
	}
	require.Contains(t, end.err, "paid earlier, ")
}

// In December the same employee numbers are other payments.
func TestPayNextMonth(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "second")
	p.save(firstFile)
	require.Equal(t, exitOK, p.pay("--period", "2026-11").code)
	for _, period := range []string{"2026-11", " 2026-11 "} {
		end := p.pay("--period", period)
		require.Equal(t, exitOK, end.code, end.err)
		require.Contains(t, end.err, "paid earlier, ")
	}
	p.save(strings.Replace(firstFile, "Ayse", "Ayşe", 1))
	require.Equal(t, exitInput, p.pay("--period", "2026-11").code)
	end := p.pay("--period", "2026-12")
	require.Equal(t, exitOK, end.code, end.err)
	end = p.pay("--period", "2026-12")
	require.Equal(t, exitOK, end.code, end.err)
	p.requirePaid(end, map[string]int{"A0": 2, "A1": 2, "A2": 2})
}

// One service has many addresses, and a merchant exchanges keys: the journal is found all the same.
func TestPayFindsItsJournal(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "second")
	p.save(firstFile)
	require.Equal(t, exitOK, p.pay().code)
	p.save(firstFile + lineA3)
	port := p.service.url[strings.LastIndex(p.service.url, ":"):]
	for _, address := range []string{"http://localhost" + port, "http://127.0.0.1" + port + "/"} {
		end := p.pay("--base-url", address)
		require.Equal(t, exitInput, end.code, end.err)
		p.requirePaid(end, map[string]int{"A0": 1, "A1": 1, "A2": 1})
	}
	dry := p.pay("--dry-run")
	require.Equal(t, exitInput, dry.code, dry.err)
	require.Contains(t, dry.err, "line 2 (A0): payout content-")
	require.NotContains(t, dry.err, "line 5")
	p.key = "sandbox-exchanged" // which the emulator does not know
	end := p.pay()
	require.Equal(t, exitUnknown, end.code, end.err)
	require.Contains(t, end.err, "iyzico could not be asked")
	p.requirePaid(end, map[string]int{"A0": 1, "A1": 1, "A2": 1})
	found, err := filepath.Glob(filepath.Join(p.home, "iyzipayout", "*"))
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.NotContains(t, found[0], "sandbox")
}

// Where iyzico cannot be asked nothing is known, and nothing was sent.
func TestPayWithoutAConnection(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "same")
	p.save(firstFile)
	end := p.pay("--base-url", "http://127.0.0.1:1", "--journal", t.TempDir())
	require.Equal(t, exitNoReach, end.code, end.err)
	require.NotContains(t, end.err, "nobody was paid")
	end = p.pay()
	require.Equal(t, exitOK, end.code, end.err)
}

// The same recipient and amount a few days later under another id is told before it is paid.
func TestPayWarnsOfSimilarPayments(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "same")
	p.save(firstFile)
	require.Equal(t, exitOK, p.pay("--external-id", "november").code)
	p.save(doubleLineHeader + "\n" + strings.Replace(lineA1, "A1", "B1", 1))
	for _, args := range [][]string{{"--dry-run"}, nil} {
		end := p.pay(args...)
		require.Equal(t, exitOK, end.code, end.err)
		require.Contains(t, end.err, "line 3: payout november of ")
		require.Contains(t, end.err, "pays the same recipient the same amount, under another id or for another period")
		require.NotContains(t, end.err, "TR18")
	}
}

// Held lines are in every form of the results, as lines that were not sent again.
func TestPayShowsHeldLines(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "same")
	p.save(firstFile)
	require.Equal(t, exitOK, p.pay().code)
	p.save(doubleLineHeader + lineA3 + lineA2 + lineA1 + lineA0)
	end := p.pay("--only-unpaid", "--output", "json")
	require.Equal(t, exitOK, end.code, end.err)
	var all struct {
		Environment string
		Paid        int
		Batches     []struct {
			ExternalID string
			Earlier    bool
			Lines      []row
		}
	}
	require.NoError(t, json.Unmarshal([]byte(end.out), &all), end.out)
	require.True(t, strings.HasPrefix(all.Environment, "loopback:"))
	require.Equal(t, 4, all.Paid)
	require.Len(t, all.Batches, 2)
	require.True(t, all.Batches[0].Earlier)
	require.Len(t, all.Batches[0].Lines, 3)
	require.Equal(t, 2, all.Batches[0].Lines[0].Line)
	assert.Contains(t, all.Batches[0].Lines[0].Reason, "paid earlier, ")
	assert.Contains(t, all.Batches[0].Lines[0].Reason, "not sent again")
	require.Equal(t, 1, all.Batches[1].Lines[0].Line)

	end = p.pay("--only-unpaid", "--output", "table")
	require.Equal(t, exitOK, end.code, end.err)
	require.Equal(t, 4, strings.Count(end.out, "not sent again"), end.out)
}
