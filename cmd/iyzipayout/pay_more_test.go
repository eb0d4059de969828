package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// against is a command line that pays at an emulator which outlives it.
func against(t *testing.T, url string, state string, args ...string) result {
	t.Helper()
	env := map[string]string{envAPIKey: emulator.DefaultAPIKey, envSecretKey: emulator.DefaultSecretKey, "XDG_STATE_HOME": state}
	return command{args: append([]string{"pay", "--base-url", url, "--yes", "--second-look", "0"}, args...), env: env}.run(t)
}

func TestPayTheSameFileAgain(t *testing.T) {
	t.Parallel()
	srv := emulator.Start(t)
	state, file := t.TempDir(), write(t, "p.csv", header+paidLine+strings.Replace(bankFails, emulator.MarkBankFail, emulator.MarkStayFailed, 1))
	first := against(t, srv.URL(), state, file)
	require.Equal(t, exitNo, first.code, first.err)
	again := against(t, srv.URL(), state, file)
	require.Equal(t, first.out, again.out)
	require.Equal(t, 1, srv.Ledger().Batches[0].Authorisations)

	found, err := filepath.Glob(filepath.Join(state, "iyzipayout", "loopback_*", "content-*.journal"))
	require.NoError(t, err)
	require.Len(t, found, 1, "the journal is in the state folder")
	text, err := os.ReadFile(found[0])
	require.NoError(t, err)
	for _, marker := range []string{"TR92", "Yılmaz", "2228854", emulator.DefaultAPIKey} {
		require.NotContains(t, string(text), marker)
	}
}

func TestPayAChangedFileUnderTheSameID(t *testing.T) {
	t.Parallel()
	srv := emulator.Start(t)
	state := t.TempDir()
	require.Equal(t, exitOK, against(t, srv.URL(), state, write(t, "p.csv", header+paidLine), "--external-id", "november").code)
	got := against(t, srv.URL(), state, write(t, "p.csv", header+paidLine+phoneLine), "--external-id", "november")
	require.Equal(t, exitInput, got.code, got.err)
	require.Contains(t, got.err, "the number of lines was 1 and is 2; the total was 100.5 TRY and is 120.5 TRY")
	require.Empty(t, got.out)
	require.Len(t, srv.Ledger().Batches, 1)
}

func TestPayWithAJournalOfAnotherPlace(t *testing.T) {
	t.Parallel()
	one, other := emulator.Start(t), emulator.Start(t)
	dir, file := t.TempDir(), write(t, "p.csv", header+paidLine)
	require.Equal(t, exitOK, against(t, one.URL(), "", file, "--journal", dir).code)
	got := against(t, other.URL(), "", file, "--journal", dir)
	require.Equal(t, exitInput, got.code, got.err)
	require.Contains(t, got.err, "the environment was loopback:")
}

func TestPayWithADamagedJournal(t *testing.T) {
	t.Parallel()
	srv := emulator.Start(t)
	dir, file := t.TempDir(), write(t, "p.csv", header+paidLine)
	require.Equal(t, exitOK, against(t, srv.URL(), "", file, "--journal", dir).code)
	found, err := filepath.Glob(filepath.Join(dir, "*.journal"))
	require.NoError(t, err)
	text, err := os.ReadFile(found[0])
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(found[0], []byte(strings.Replace(string(text), "authorised", "authorized", 1)), 0o600))
	got := against(t, srv.URL(), "", file, "--journal", dir)
	require.Equal(t, exitUnknown, got.code)
	require.Contains(t, got.err, "is damaged")
	require.Contains(t, got.err, found[0])
}

func TestPayWithoutAPlaceForTheJournal(t *testing.T) {
	t.Parallel()
	srv := emulator.Start(t)
	file := write(t, "p.csv", header+paidLine)
	got := against(t, srv.URL(), "relative", file)
	require.Equal(t, exitInput, got.code)
	require.Contains(t, got.err, "name one with --journal")
	got = against(t, srv.URL(), "", file, "--journal", file)
	require.Equal(t, exitInput, got.code)
	require.Contains(t, got.err, "not a folder")
	require.Empty(t, srv.Ledger().Batches)
}

// A file in several batches comes out in every form in the order of its lines.
func TestPayInBatches(t *testing.T) {
	t.Parallel()
	file := write(t, "p.csv", header+paidLine+phoneLine+refused+bankFails)
	got := command{args: []string{"pay", file, "--env", "emulator", "--batch-size", "1", "--output", "csv"}}.run(t)
	require.Equal(t, exitNo, got.code, got.err)
	require.Contains(t, got.err, "4 lines, 190.50 TRY in all, in 4 batches of up to 1")
	records, err := csv.NewReader(strings.NewReader(got.out)).ReadAll()
	require.NoError(t, err)
	require.Len(t, records, 5)
	for i, want := range [][2]string{{"a-1", "paid"}, {"a-2", "paid"}, {"a-3", "not paid"}, {"a-4", "not paid"}} {
		require.Equal(t, want, [2]string{records[i+1][1], records[i+1][6]})
		require.Equal(t, string(rune('1'+i)), records[i+1][0])
	}

	got = command{args: []string{"pay", file, "--env", "emulator", "--batch-size", "2", "--output", "json"}}.run(t)
	var all struct {
		Batches                []struct{ Lines []row }
		Paid, NotPaid, Unknown int
	}
	require.NoError(t, json.Unmarshal([]byte(got.out), &all), got.out)
	require.Equal(t, 2, all.Paid)
	require.Equal(t, 2, all.NotPaid)
	require.Equal(t, 4, all.Batches[1].Lines[1].Line)

	got = command{args: []string{"pay", file, "--env", "emulator", "--batch-size", "3"}}.run(t)
	require.Contains(t, got.out, "in all paid: 2 of 4 lines, 120.50 TRY")
	require.Contains(t, got.out, "in all not paid: 2 of 4 lines, 70 TRY")

	got = command{args: []string{"pay", file, "--env", "emulator", "--batch-size", "2", "--on-refused", "cancel"}}.run(t)
	require.Equal(t, exitNo, got.code)
	require.Contains(t, got.out, "in all not paid: 4 of 4 lines")
	require.Contains(t, got.err, "nobody was paid")
}

func TestPayNamesTheLine(t *testing.T) {
	t.Parallel()
	for part, content := range map[string]string{
		`line 4: itemExternalId: is the same as that of line 2`: header + paidLine + "\n" + paidLine,
		"line 3: amount: is in EUR":                             strings.Replace(header, "amount", "amount,currency", 1) + "a-1,PHONE,+905456856931,,20,TRY,x\na-2,PHONE,+905456856931,,20,EUR,x\n",
		"3 problems":                                            header + strings.Repeat("a-2,PHONE,12,,20,x\n", 3),
	} {
		got := command{args: []string{"pay", write(t, "p.csv", content), "--env", "emulator", "--batch-size", "1"}}.run(t)
		require.Equal(t, exitInput, got.code)
		require.Contains(t, got.err, part)
		require.Contains(t, got.err, "nothing was sent")
	}
	got := command{args: []string{"pay", write(t, "p.csv", header+paidLine), "--env", "emulator", "--batch-size", "0"}}.run(t)
	require.Equal(t, exitInput, got.code)
	require.Contains(t, got.err, "--batch-size 0")
}

func TestPayChecksTheBalance(t *testing.T) {
	t.Parallel()
	srv := emulator.Start(t)
	got := against(t, srv.URL(), t.TempDir(), write(t, "p.csv", header+"a-1,PHONE,+905456856931,,2000000000,x\n"), "--check-balance", "--skip-lookup")
	require.Equal(t, exitNo, got.code)
	require.Contains(t, got.err, "insufficient funds")
	require.Contains(t, got.out, "not paid: 1 of 1 line,")
}

// A bar is shown to somebody who looks, and never gets into the results.
func TestPayShowsABar(t *testing.T) {
	t.Parallel()
	got := command{args: []string{"pay", write(t, "p.csv", header+paidLine+refused+phoneLine), "--env", "emulator", "--batch-size", "2"}, interactive: true}.run(t)
	require.Equal(t, exitNo, got.code)
	require.Contains(t, got.err, "settling")
	require.NotContains(t, got.out, "settling")
	require.Contains(t, got.err, "(2/3)")
}
