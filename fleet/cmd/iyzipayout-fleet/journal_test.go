package main

import (
	"context"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/journal"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

const enqueueHeader = "itemExternalId,recipientType,recipientInfo,recipientName,amount,description\n"

func line(id string) string {
	return id + ",IBAN,TR920086402100005482986178,Marker Holder,100.50,salary\n"
}

// payRunner pays as 'pay' does on this machine.
func payRunner(t *testing.T, srv *emulator.Server, env map[string]string) *runner.Runner {
	t.Helper()
	getenv := func(name string) string { return env[name] }
	client, err := (&place{baseURL: srv.URL()}).client(streams{getenv: getenv}, false)
	require.NoError(t, err)
	dir, err := journal.DefaultDir(getenv, client.Environment())
	require.NoError(t, err)
	store, err := journal.New(dir)
	require.NoError(t, err)
	r, err := runner.New(client, store, runner.WithSecondLook(0), runner.WithWait(payout.WithPollInterval(10*time.Millisecond, time.Second)))
	require.NoError(t, err)
	return r
}

// What 'pay' has paid on this machine is not paid once more from the queue, whatever file and externalId it comes in.
func TestEnqueueSeesTheJournalOfPay(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		args []string
		code int
		says string
		paid int // payments
	}{
		"the same file":          {text: line("a1") + line("a2"), args: []string{"--period", "2026-12"}, code: exitInput, says: `item 1 ("a1"): held by payout`, paid: 2},
		"under another id":       {text: line("a1") + line("a2"), args: []string{"--period", "2026-12", "--external-id", "x"}, code: exitInput, says: "hold 2 of its lines", paid: 2},
		"a line of it":           {text: line("a3") + line("a2"), args: []string{"--period", "2026-12"}, code: exitInput, says: `item 2 ("a2"): held`, paid: 2},
		"period written apart":   {text: line("a1"), args: []string{"--period", " 2026-12 "}, code: exitInput, says: "held", paid: 2},
		"period forgotten":       {text: line("a1"), code: exitInput, says: "paid with one: 2026-12 (1 line)", paid: 2},
		"id in capitals":         {text: line("A1"), args: []string{"--period", "2026-12"}, code: exitInput, says: "only in capitals", paid: 2},
		"a folder that is not":   {text: line("a1"), args: []string{"--period", "2026-12", "--journal", "jurnal"}, code: exitInput, says: "--journal: ", paid: 2},
		"another period":         {text: line("a1"), args: []string{"--period", "2027-01"}, paid: 3},
		"other lines":            {text: line("a3"), args: []string{"--period", "2026-12"}, paid: 3},
		"a journal of another's": {text: line("a1"), args: []string{"--period", "2026-12", "--journal", "none"}, paid: 3},
	} {
		t.Run(name, func(t *testing.T) {
			srv := emulator.Start(t)
			dir := t.TempDir()
			file := filepath.Join(dir, "payroll.csv")
			env := keys()
			env["XDG_STATE_HOME"], env[envDatabase] = filepath.Join(dir, "state"), "sqlite:"+filepath.Join(dir, "p.db")
			r := payRunner(t, srv, env)
			items, err := payfile.ReadAll("p.csv", strings.NewReader(enqueueHeader+line("a1")+line("a2")))
			require.NoError(t, err)
			_, err = r.Run(t.Context(), payout.Batch{Period: "2026-12", Items: items})
			require.NoError(t, err)

			require.NoError(t, os.WriteFile(file, []byte(enqueueHeader+tt.text), 0o600))
			got := call(t, env, append([]string{"enqueue", file, "--base-url", srv.URL()}, tt.args...)...)
			require.Equal(t, tt.code, got.code, got.err)
			assert.Contains(t, got.err, tt.says)
			assert.NotContains(t, got.err+got.out, "Marker")
			assert.NotContains(t, got.err+got.out, "TR92")
			if tt.code == exitOK {
				work := call(t, env, "work", "--base-url", srv.URL(), "--until-done", "--first-look", "50ms", "--second-look", "0s")
				require.Equal(t, exitOK, work.code, work.err)
			} else {
				status := call(t, env, "status", "--base-url", srv.URL())
				require.Equal(t, exitOK, status.code, status.err)
				require.NotContains(t, status.out, "queued")
			}
			payments := 0
			for _, b := range srv.Ledger().Batches {
				for _, line := range b.Lines {
					payments += line.Paid
				}
			}
			assert.Equal(t, tt.paid, payments)
		})
	}
}

// What is in the queue is left alone by 'pay' on the same machine, before it is paid and afterwards, whatever the file and the externalId.
func TestPayLeavesTheQueueAlone(t *testing.T) {
	srv := emulator.Start(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "payroll.csv")
	env := keys()
	env["XDG_STATE_HOME"], env[envDatabase] = filepath.Join(dir, "state"), "sqlite:"+filepath.Join(dir, "p.db")
	r := payRunner(t, srv, env)
	enqueue := func(code int, text string, args ...string) {
		t.Helper()
		require.NoError(t, os.WriteFile(file, []byte(enqueueHeader+text), 0o600))
		got := call(t, env, append([]string{"enqueue", file, "--base-url", srv.URL()}, args...)...)
		require.Equal(t, code, got.code, got.err)
	}
	held := func(lines int, externalID string, text string) *runner.Plan {
		t.Helper()
		items, err := payfile.ReadAll("p.csv", strings.NewReader(enqueueHeader+text))
		require.NoError(t, err)
		_, err = r.Run(t.Context(), payout.Batch{ExternalID: externalID, Items: items})
		var others *runner.HeldError
		if lines == 0 {
			require.NoError(t, err)
			return nil
		}
		require.ErrorAs(t, err, &others)
		require.Len(t, others.Lines, lines)
		plan, err := runner.NewPlan(t.Context(), payout.Batch{Items: items}, 100, func(context.Context) iter.Seq2[payout.Item, error] {
			return func(yield func(payout.Item, error) bool) {
				for _, item := range items {
					if !yield(item, nil) {
						return
					}
				}
			}
		})
		require.NoError(t, err)
		known, err := r.Holders(t.Context(), plan, true)
		require.NoError(t, err)
		for _, line := range known.Held {
			require.Equal(t, payout.StateUnknown, line.State)
			require.Error(t, r.GoOn(t.Context(), plan, line.Payout, known.Held), "it is the queue's to go on with")
		}
		return plan
	}
	paid := func() map[string]int {
		all := map[string]int{}
		for _, b := range srv.Ledger().Batches {
			for _, line := range b.Lines {
				all[line.ItemExternalID] += line.Paid
			}
		}
		return all
	}
	enqueue(exitOK, line("a1")+line("a2"), "--batch-size", "1")
	enqueue(exitOK, line("a1")+line("a2"), "--batch-size", "1")
	enqueue(exitInput, line("a1")+line("a2")+line("a9"), "--external-id", "x", "--purpose", "FUN")
	plan := held(2, "", line("a1")+line("a2")+line("a3"))
	require.Error(t, r.Reserve(t.Context(), plan, func(string) (bool, error) { return false, nil }), "reserved for something else")
	held(0, "", line("a3")+line("a9"))
	enqueue(exitInput, line("a1")+line("a3"))
	assert.Equal(t, map[string]int{"a3": 1, "a9": 1}, paid())
	work := call(t, env, "work", "--base-url", srv.URL(), "--until-done", "--first-look", "50ms", "--second-look", "0s")
	require.Equal(t, exitOK, work.code, work.err)
	held(1, "later", line("a2"))
	enqueue(exitInput, line("a2")+line("a4"), "--external-id", "y")
	assert.Equal(t, map[string]int{"a1": 1, "a2": 1, "a3": 1, "a9": 1}, paid())
}

// A file comes in every way in which 'pay' takes it.
func TestEnqueueReadsAsPayDoes(t *testing.T) {
	dir := t.TempDir()
	env := map[string]string{envDatabase: "sqlite:" + filepath.Join(dir, "p.db"), "XDG_STATE_HOME": dir,
		stdin: "Kod;Ad Soyad;IBAN;Tutar;Açıklama;Bölge\n1;Ayşe Demir;TR920086402100005482986178;10,50;maaş;Ankara\n"}
	maps := filepath.Join(dir, "headings.map")
	require.NoError(t, os.WriteFile(maps, []byte("\ufeff# ours\n\nid = Kod\nignore=Bölge\n"), 0o600))
	args := []string{"enqueue", "-", "--base-url", "http://127.0.0.1:1", "--format", "csv", "--map-file", maps}
	got := call(t, env, args...)
	require.Equal(t, exitOK, got.code, got.err)
	assert.Contains(t, got.out, "1 lines: added")
	got = call(t, env, args...)
	require.Equal(t, exitOK, got.code, got.err)
	assert.Contains(t, got.out, "was in the queue already")

	require.NoError(t, os.WriteFile(maps, []byte("id=Kod\nname\n"), 0o600))
	for says, args := range map[string][]string{
		maps + ":2: must be MEMBER=HEADING":  args,
		"--map-file: open no.map":            {"enqueue", "-", "--base-url", "http://127.0.0.1:1", "--format", "csv", "--map-file", "no.map"},
		"--hidden-rows: must be pay or skip": {"enqueue", "-", "--base-url", "http://127.0.0.1:1", "--format", "xlsx", "--hidden-rows", "both"},
		"--format say what it is":            {"enqueue", "-", "--base-url", "http://127.0.0.1:1"},
	} {
		got := call(t, env, args...)
		assert.Equal(t, exitInput, got.code)
		assert.Contains(t, got.err, says)
	}
}
