package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// A command that pay prints is read by a shell as the words it stands for.
func TestPrintedCommandsCanBePasted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[^\x00\n]{0,12}`).Draw(t, "word")
		out, err := exec.Command("sh", "-c", "printf %s "+quoted(word)).Output()
		if err != nil || string(out) != word {
			t.Fatalf("%q as %s: %q, %v", word, quoted(word), out, err)
		}
	})
}

func TestPrintedCommandsSayTheRest(t *testing.T) {
	t.Parallel()
	root := newRoot(streams{out: io.Discard, err: io.Discard})
	cmd, args, err := root.Find([]string{"pay", "it's.csv", "--env", "sandbox", "--yes", "--rest", "r.csv", "--period", "2026-11", "--resend-after=0", "--pay-again"})
	require.NoError(t, err)
	require.NoError(t, cmd.ParseFlags(args))
	f := payFlags{commandLine: said(cmd)}
	assert.Equal(t, `iyzipayout pay 'it'\''s.csv' --env sandbox --period 2026-11 --resend-after 0s --yes --only-unpaid`, f.with("--only-unpaid"))
	assert.Equal(t, `iyzipayout pay 'it'\''s.csv' --env sandbox --resend-after 0s --period 2026-12`, f.with("--period", "2026-12"), "whoever may pay once more is asked")
	assert.NotContains(t, f.with("--pay-again"), "--yes")
}

// Whoever is asked can stop the program, and nothing was sent.
func TestPayStoppedAtTheQuestion(t *testing.T) {
	t.Parallel()
	srv := emulator.Start(t)
	ctx, stop := context.WithCancelCause(t.Context())
	asked := make(chan struct{})
	var errs lockedBuffer
	in, never := io.Pipe()
	defer never.Close()
	ended, env := make(chan int, 1), keysOfEmulator(t)
	go func() {
		ended <- run(ctx, []string{"pay", write(t, "p.csv", header+paidLine), "--base-url", srv.URL()}, streams{
			in: in, out: io.Discard, interactive: true, getenv: func(name string) string { return env[name] },
			err: writerFunc(func(p []byte) (int, error) {
				if bytes.Contains(p, []byte("[y/N]")) {
					close(asked)
				}
				return errs.Write(p)
			}),
		})
	}()
	<-asked
	stop(errors.New("stopped by a signal"))
	require.Equal(t, exitInput, <-ended)
	require.Contains(t, errs.String(), "nothing was sent: stopped by a signal")
	require.Empty(t, srv.Ledger().Batches)
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestVerdicts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		codes []int
		want  int
	}{
		{nil, exitOK},
		{[]int{exitOK, exitNo, exitOK}, exitNo},
		{[]int{exitNo, exitUnknown, exitInput}, exitUnknown},
		{[]int{exitNoReach, exitNoReach}, exitNoReach},
		{[]int{exitNoReach}, exitNoReach},
		{[]int{exitOK, exitNoReach}, exitUnknown},
		{[]int{exitNoReach, exitOK}, exitUnknown},
		{[]int{exitNoReach, exitNo}, exitUnknown},
		{[]int{exitNo, exitNoReach}, exitUnknown},
		{[]int{exitUnknown, exitNoReach}, exitUnknown},
	} {
		var v verdict
		for _, code := range c.codes {
			v.worsen(code)
		}
		assert.Equal(t, c.want, v.code, "%v", c.codes)
	}
}

// Nothing but an answer that is missing, before anything was sent, is "could not be asked".
func TestNotAsked(t *testing.T) {
	t.Parallel()
	silent := &payout.TransportError{Err: errors.New("no route")}
	for name, c := range map[string]struct {
		err  error
		code int
	}{
		"asked in vain":        {&runner.Error{Step: runner.StepInit, Err: silent}, exitNoReach},
		"an odd refusal":       {&runner.Error{Step: runner.StepInit, Err: &payout.Error{Code: "1000"}}, exitNoReach},
		"sent earlier":         {&runner.Error{Step: runner.StepInit, Err: silent, Sent: true}, exitUnknown},
		"another payout":       {&runner.Error{Step: runner.StepInit, Err: &runner.ForeignError{}}, exitUnknown},
		"the journal":          {&runner.Error{Step: runner.StepJournal, Err: runner.ErrLocked}, exitUnknown},
		"held, not known":      {&runner.HeldError{Lines: []runner.HeldLine{{State: payout.StatePaid}, {State: payout.StateUnknown}}}, exitUnknown},
		"held, paid":           {&runner.HeldError{Lines: []runner.HeldLine{{State: payout.StatePaid}}}, exitInput},
		"begun otherwise":      {&runner.ChangedError{}, exitInput},
		"something unheard of": {errors.New("x"), exitUnknown},
	} {
		assert.Equal(t, c.code, codeOf(nil, c.err), name)
	}
}

// A disk that is full is like a pipe that is closed: the run goes on, and its end is not called a success.
func TestPayThatCannotPrint(t *testing.T) {
	t.Parallel()
	srv, file, env := emulator.Start(t), write(t, "p.csv", header+paidLine+phoneLine), keysOfEmulator(t)
	for _, form := range []string{"table", "json", "csv"} {
		var errs strings.Builder
		code := run(t.Context(), []string{"pay", file, "--base-url", srv.URL(), "--yes", "--second-look", "0", "--batch-size", "1", "--output", form}, streams{
			in: strings.NewReader(""), out: closed{}, err: &errs, getenv: func(name string) string { return env[name] },
		})
		require.Equal(t, exitUnknown, code, errs.String())
		require.Contains(t, errs.String(), "the results could not be written")
		for _, batch := range srv.Ledger().Batches {
			require.Equal(t, 1, batch.Lines[0].Paid)
		}
	}
}

func keysOfEmulator(t *testing.T) map[string]string {
	return map[string]string{envAPIKey: emulator.DefaultAPIKey, envSecretKey: emulator.DefaultSecretKey, "XDG_STATE_HOME": t.TempDir()}
}

// Where some lines have rows, the others have, too: of a payout that could not be asked about nothing is known.
func TestPayTheRestWithoutAConnection(t *testing.T) {
	t.Parallel()
	srv, state := emulator.Start(t), t.TempDir()
	var first atomic.Value // the ids by which the first payout is asked about
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if ids, ok := first.Load().([2]string); ok && !bytes.Contains(body, []byte(ids[0])) && !bytes.Contains(body, []byte(ids[1])) {
			panic(http.ErrAbortHandler)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		srv.ServeHTTP(w, r)
	}))
	defer proxy.Close()
	require.Equal(t, exitOK, against(t, proxy.URL, state, write(t, "p.csv", header+paidLine)).code)
	batch := srv.Ledger().Batches[0]
	first.Store([2]string{batch.ExternalID, batch.RequestID})
	got := against(t, proxy.URL, state, write(t, "p.csv", header+paidLine+phoneLine), "--only-unpaid", "--output", "csv")
	require.Equal(t, exitUnknown, got.code, got.err)
	require.Equal(t, map[string]string{"a-1": "paid", "a-2": "unknown"}, statesOf(t, ended{out: got.out}))
	require.Len(t, srv.Ledger().Batches, 1)
}
