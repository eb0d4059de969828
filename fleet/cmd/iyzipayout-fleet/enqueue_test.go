package main

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/fleet"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// onEach runs a test on an empty database of each engine: PostgreSQL where one answers, see the tests of package fleet.
func onEach(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, "sqlite:"+filepath.Join(t.TempDir(), "p.db")) })
	t.Run("postgres", func(t *testing.T) {
		server := os.Getenv("IYZIPAYOUT_POSTGRES")
		needed := server != ""
		if !needed {
			server = "postgres://postgres@127.0.0.1:5432/test"
		}
		admin, err := pgx.Connect(t.Context(), server)
		if err != nil && !needed {
			t.Skip("LEFT OUT: no PostgreSQL answers at 127.0.0.1:5432")
		}
		require.NoError(t, err)
		schema := "fleet_" + strings.ToLower(rand.Text())
		_, err = admin.Exec(t.Context(), "CREATE SCHEMA "+schema)
		require.NoError(t, err)
		t.Cleanup(func() {
			_, err := admin.Exec(context.Background(), "DROP SCHEMA "+schema+" CASCADE")
			assert.NoError(t, err)
			assert.NoError(t, admin.Close(context.Background()))
		})
		address, err := url.Parse(server)
		require.NoError(t, err)
		address.RawQuery = url.Values{"search_path": {schema}}.Encode()
		test(t, address.String())
	})
}

// desk is one database and one service, without a journal of 'pay'.
type desk struct {
	t    *testing.T
	srv  *emulator.Server
	env  map[string]string
	file string
}

func newDesk(t *testing.T, dsn string) desk {
	t.Helper()
	dir := t.TempDir()
	env := keys()
	env[envDatabase], env["XDG_STATE_HOME"] = dsn, dir
	return desk{t, emulator.Start(t), env, filepath.Join(dir, "payroll.csv")}
}

func (d desk) do(code int, args ...string) result {
	d.t.Helper()
	got := call(d.t, d.env, append(args, "--base-url", d.srv.URL())...)
	require.Equal(d.t, code, got.code, got.out+got.err)
	assert.NotContains(d.t, got.out+got.err, "Marker")
	assert.NotContains(d.t, got.out+got.err, "TR92")
	return got
}

func (d desk) enqueue(code int, text string, args ...string) result {
	d.t.Helper()
	require.NoError(d.t, os.WriteFile(d.file, []byte(enqueueHeader+text), 0o600))
	return d.do(code, append([]string{"enqueue", d.file}, args...)...)
}

func (d desk) work(code int, args ...string) result {
	d.t.Helper()
	return d.do(code, append([]string{"work", "--until-done", "--first-look", "50ms", "--second-look", "0s"}, args...)...)
}

func (d desk) payments() (n int) {
	for _, b := range d.srv.Ledger().Batches {
		for _, line := range b.Lines {
			n += line.Paid
		}
	}
	return n
}

// What is very likely paid or in the queue already is not added once more, whether a worker has begun it or not.
func TestEnqueueRefusesWhatIsNotNew(t *testing.T) {
	december := []string{"--period", "2026-12"}
	refused := map[string]struct {
		text string
		args []string
		says string
	}{
		"period forgotten":         {line("a1") + line("a2"), nil, "--period: it is missing: some of these lines were, or are to be, paid with one: 2026-12 (2 lines)"},
		"forgotten, another file":  {line("a2") + line("a3"), nil, "2026-12 (1 line)"},
		"period mistyped":          {line("a1") + line("a2"), []string{"--period", "2026-l2"}, "written 2026-12 in this journal"},
		"period written otherwise": {line("a1"), []string{"--period", "12.2026"}, "written 2026-12 in this journal"},
		"an id in capitals":        {line("A1"), december, "1 line would very likely be paid a second time"},
		"held":                     {line("a1") + line("a3"), december, `item 1 ("a1"): held by payout first since`},
		"held, the same lines":     {line("a1") + line("a2"), append([]string{"--external-id", "x"}, december...), "hold 2 of its lines"},
	}
	for name, worked := range map[string]bool{"in the queue": false, "paid": true} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, dsn string) {
				d := newDesk(t, dsn)
				first := append([]string{"--external-id", "first"}, december...)
				d.enqueue(exitOK, line("a1")+line("a2"), first...)
				if worked {
					d.work(exitOK)
				}
				for name, tt := range refused {
					got := d.enqueue(exitInput, tt.text, tt.args...)
					assert.Contains(t, got.err, tt.says, name)
					assert.Contains(t, got.err, "nothing was added", name)
				}
				assert.Empty(t, d.enqueue(exitOK, line("a1")+line("a2"), first...).err, "the same again")
				d.work(exitOK)
				assert.Equal(t, 2, d.payments())
				for _, got := range []result{d.enqueue(exitOK, line("a1")+line("a2"), "--period", "2027-01"), d.enqueue(exitOK, line("b1"), december...)} {
					assert.Contains(t, got.err, "warning: ")
					assert.Contains(t, got.err, "pays the same recipient the same amount, under another id or for another period")
				}
				d.work(exitOK)
				assert.Equal(t, 5, d.payments())
			})
		})
	}
}

// What is added holds its lines from then on, and what is canceled or not paid gives them back.
func TestWhatIsEnqueuedHoldsItsLines(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		d := newDesk(t, dsn)
		d.enqueue(exitOK, line("a1")+line("a2")+line("a3"), "--external-id", "first", "--batch-size", "2")
		assert.Contains(t, d.enqueue(exitInput, line("a3"), "--external-id", "second").err, "held by payout first-2 since")
		d.do(exitOK, "cancel", "first-2")
		d.enqueue(exitOK, strings.ReplaceAll(line("a3"), "salary", "salary [emulator:bank-fail]"), "--external-id", "second")
		d.work(exitNo)
		assert.Equal(t, 2, d.payments())
		d.enqueue(exitOK, line("a3"), "--external-id", "third")
		d.work(exitOK)
		assert.Equal(t, 3, d.payments())
	})
}

// A worker that no key opens the service to says so once, and ends when nothing is left that goes on without a person.
func TestUntilDoneEndsWhereAPersonIsNeeded(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		d := newDesk(t, dsn)
		right := d.env["IYZICO_API_KEY"]
		d.env["IYZICO_API_KEY"] = "sandbox-wrong-marker"
		for _, id := range []string{"a1", "a2", "a3"} {
			d.enqueue(exitOK, line(id))
		}
		got := d.work(exitUnknown, "--first-look", "1h") // the next turn would be in an hour
		assert.Equal(t, 1, strings.Count(got.err, "do: look at the keys of the workers"), got.err)
		assert.Contains(t, got.err, " is blocked: at init: payout: retrieveMassPayout refused: code ")
		assert.Contains(t, got.err, "3 payouts are not over")
		assert.NotContains(t, got.err, "wrong-marker")
		status := d.do(exitNo, "status")
		assert.Regexp(t, `blocked +3 +3 +0 +0`, status.out)
		assert.Equal(t, 3, strings.Count(status.out, "why:  "))
		assert.NotContains(t, status.out, "stopped at init")
		d.env["IYZICO_API_KEY"] = right
		d.work(exitOK)
		assert.Equal(t, 3, d.payments())
	})
}

// The program is called by the name by which it was called.
func TestHelpNamesTheProgram(t *testing.T) {
	for _, name := range []string{own, within} {
		var out strings.Builder
		require.Equal(t, exitOK, run(t.Context(), []string{"work", "--help"}, streams{nil, &out, &out, os.Getenv, name}))
		assert.Contains(t, out.String(), "Usage:\n  "+name+" work [flags]")
		assert.Contains(t, out.String(), "--base-url string ")
		out.Reset()
		require.Equal(t, exitOK, run(t.Context(), []string{"--help"}, streams{nil, &out, &out, os.Getenv, name}))
		assert.Contains(t, out.String(), name+" [command]")
		require.Equal(t, exitInput, run(t.Context(), []string{"work"}, streams{nil, &out, &out, func(string) string { return "" }, name}))
		assert.Contains(t, out.String(), name+": say where to pay")
	}
}

// Of files with the same lines that are enqueued at the same moment one is added.
func TestEnqueueAtTheSameMoment(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		d := newDesk(t, dsn)
		d.enqueue(exitOK, line("a0"), "--journal", noJournal)
		require.NoError(t, os.WriteFile(d.file, []byte(enqueueHeader+line("a1")+line("a2")), 0o600))
		var all sync.WaitGroup
		results := make([]result, 4)
		for i := range results {
			all.Go(func() {
				results[i] = call(t, d.env, "enqueue", d.file, "--base-url", d.srv.URL(), "--journal", noJournal, "--external-id", "x"+string('a'+rune(i)))
			})
		}
		all.Wait()
		added := 0
		for _, got := range results {
			if got.code == exitOK {
				added++
			} else {
				assert.Contains(t, got.err, "hold 2 of its lines")
			}
		}
		assert.Equal(t, 1, added)
		d.work(exitOK)
		assert.Equal(t, 3, d.payments())
	})
}

// An externalId whose journal is about other lines keeps no lines from being paid by another one.
func TestEnqueueUnderAnIDThatIsTaken(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		d := newDesk(t, dsn)
		client, err := (&place{baseURL: d.srv.URL()}).client(streams{getenv: func(name string) string { return d.env[name] }}, false)
		require.NoError(t, err)
		db, err := fleet.Open(t.Context(), dsn)
		require.NoError(t, err)
		r, err := runner.New(client, db, runner.WithSecondLook(0))
		require.NoError(t, err)
		items, err := payfile.ReadAll("p.csv", strings.NewReader(enqueueHeader+line("a1")))
		require.NoError(t, err)
		_, err = r.Run(t.Context(), payout.Batch{ExternalID: "taken", Items: items})
		require.NoError(t, err)
		require.NoError(t, db.Close())
		assert.Contains(t, d.enqueue(exitInput, line("a2"), "--external-id", "taken").err, "externalId taken was begun with something else")
		d.enqueue(exitOK, line("a1"), "--external-id", "taken") // it is gone on with
		d.enqueue(exitOK, line("a2"), "--external-id", "free")
		d.work(exitOK)
		assert.Equal(t, 2, d.payments())
	})
}
