package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// office is an emulator, and what two people who share a journal type.
type office struct {
	*testing.T
	srv   *emulator.Server
	state string
}

func newOffice(t *testing.T) office {
	t.Helper()
	return office{t, emulator.Start(t), t.TempDir()}
}

func (o office) run(args ...string) result {
	o.Helper()
	env := map[string]string{envAPIKey: emulator.DefaultAPIKey, envSecretKey: emulator.DefaultSecretKey, "XDG_STATE_HOME": o.state}
	args = append(args, "--base-url", o.srv.URL())
	if args[0] != "status" && args[0] != "list" && args[0] != "rest" {
		args = append(args, "--yes")
	}
	return command{args: args, env: env}.run(o.T)
}

func (o office) code(want int, args ...string) result {
	o.Helper()
	got := o.run(args...)
	require.Equal(o, want, got.code, "%s%s", got.out, got.err)
	return got
}

// list is what list says of the one payout that there is.
func (o office) list() listed {
	o.Helper()
	var all listResult
	require.NoError(o, json.Unmarshal([]byte(o.code(exitOK, "list", "--output", "json").out), &all))
	require.Len(o, all.Payouts, 1)
	return all.Payouts[0]
}

// paid is how often the recipients of all lines got money.
func (o office) paid() (n int) {
	for _, batch := range o.srv.Ledger().Batches {
		for _, line := range batch.Lines {
			require.LessOrEqual(o, line.Started, 1)
			n += line.Paid
		}
	}
	return n
}

func TestTwoPeople(t *testing.T) {
	t.Parallel()
	for _, size := range []string{"1000", "1"} {
		for _, byID := range []bool{false, true} {
			t.Run(size+" lines a batch", func(t *testing.T) {
				t.Parallel()
				o, file := newOffice(t), write(t, "p.csv", header+paidLine+phoneLine+refused)
				o.code(exitInput, "release", file)
				for range 2 {
					got := o.code(exitNo, "prepare", file, "--batch-size", size)
					require.Contains(t, got.out, "waits for its release")
					require.Contains(t, got.err, "iyzipayout release ")
				}
				require.Zero(t, o.paid())
				known := o.list()
				require.Equal(t, "waits", known.Stage)
				require.Equal(t, 3, known.Lines)
				name := []string{file, "--batch-size", size}
				if byID {
					name = []string{known.ExternalID}
				}
				with := func(verb string, more ...string) []string { return append(append([]string{verb}, name...), more...) }
				o.code(exitInput, with("resume")...)
				require.Contains(t, o.code(exitNo, "status", known.ExternalID).out, "not paid")
				require.Zero(t, o.paid())

				first := o.code(exitNo, with("release", "--output", "csv")...)
				require.Equal(t, 2, o.paid())
				again := o.code(exitNo, with("release", "--output", "csv")...)
				require.Equal(t, strings.Count(first.out, ",paid,"), strings.Count(again.out, ",paid,"))
				o.code(exitNo, "pay", file, "--batch-size", size)
				o.code(exitNo, with("resume")...)
				require.Contains(t, o.code(exitInput, with("cancel")...).err, "was authorised")
				require.Contains(t, o.code(exitInput, "prepare", file, "--batch-size", size).err, "was authorised")
				require.Contains(t, o.code(exitNo, "status", known.ExternalID, "--watch").out, "not paid: ")
				require.Equal(t, []any{"settled", 2}, []any{o.list().Stage, o.list().Paid})
				require.Equal(t, 2, o.paid())
			})
		}
	}
}

func TestTwoPeopleAndAnEditedFile(t *testing.T) {
	t.Parallel()
	o, file := newOffice(t), write(t, "p.csv", header+paidLine+phoneLine)
	o.code(exitOK, "prepare", file, "--external-id", "november")
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(header+paidLine+phoneLine, "100.50", "900.50", 1)), 0o600))
	got := o.code(exitInput, "release", file, "--external-id", "november")
	require.Contains(t, got.err, "was begun with something else")
	require.Contains(t, o.code(exitInput, "release", file).err, "does not know it", "its derived id is another one")
	require.Zero(t, o.paid())
	require.NotContains(t, o.code(exitUnknown, "pay", file, "--only-unpaid", "--external-id", "november").out, " paid ")
	require.Zero(t, o.paid())
}

func TestCancelWhatWasPrepared(t *testing.T) {
	t.Parallel()
	o, file := newOffice(t), write(t, "p.csv", header+paidLine+phoneLine)
	o.code(exitOK, "prepare", file)
	id := o.list().ExternalID
	for range 2 {
		require.Contains(t, o.code(exitOK, "cancel", id).out, "is canceled")
	}
	require.Equal(t, "canceled", o.list().Stage)
	for _, name := range []string{file, id} {
		require.Contains(t, o.code(exitInput, "release", name).err, "was canceled")
	}
	require.Zero(t, o.paid())
	o.code(exitOK, "pay", file, "--only-unpaid")
	require.Equal(t, 2, o.paid())
	require.Contains(t, o.code(exitInput, "status", "nothing").err, "does not know it")
}

func TestRestIsWritten(t *testing.T) {
	t.Parallel()
	o, file := newOffice(t), write(t, "p.csv", header+paidLine+refused)
	o.code(exitNo, "pay", file)
	out := filepath.Join(t.TempDir(), "rest.csv")
	o.code(exitOK, "rest", file, out)
	text, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, header+refused, string(text))
	o.code(exitInput, "rest", file, out)
	prepared := write(t, "q.csv", header+phoneLine)
	o.code(exitOK, "prepare", prepared)
	o.code(exitUnknown, "rest", prepared, filepath.Join(t.TempDir(), "q.csv"))
	o.code(exitOK, "release", prepared)
}

// Verbs for a payout that outlives the command need a service that does.
func TestTwoPeopleNeedAService(t *testing.T) {
	t.Parallel()
	for _, verb := range []string{"prepare", "release", "resume", "cancel", "status"} {
		got := command{args: []string{verb, write(t, "p.csv", header+paidLine), "--env", "emulator"}}.run(t)
		require.Equal(t, exitInput, got.code, got.err)
		require.Contains(t, got.err, "forgets everything")
	}
	got := command{args: []string{"list", "--env", "sandbox"}}.run(t)
	require.Equal(t, exitOK, got.code, got.err)
}
