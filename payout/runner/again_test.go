package runner_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// dies is a store whose process is killed at the n-th Append or Claim, before or after it took effect.
type dies struct {
	*memory
	at    *int
	after bool
}

func (d dies) step(do func() error) error {
	*d.at--
	if *d.at == 0 && !d.after {
		panic(killed{})
	}
	err := do()
	if *d.at == 0 {
		panic(killed{})
	}
	return err
}

func (d dies) Claim(ctx context.Context, claims []runner.Claim) (others []runner.Claim, err error) {
	err = d.step(func() error { others, err = d.memory.Claim(ctx, claims); return err })
	return others, err
}

func (d dies) Open(ctx context.Context, id string) (runner.Journal, error) {
	j, err := d.memory.Open(ctx, id)
	return dyingJournal{j, d}, err
}

type dyingJournal struct {
	runner.Journal
	d dies
}

func (j dyingJournal) Append(ctx context.Context, record []byte) error {
	return j.d.step(func() error { return j.Journal.Append(ctx, record) })
}

// life runs a batch until it ends or is killed.
func life(t *testing.T, r *runner.Runner, s *memory, batch payout.Batch) (report *payout.Report, err error, dead bool) {
	defer func() {
		if p := recover(); p != nil {
			if _, dead = p.(killed); !dead {
				panic(p)
			}
			s.unlock()
		}
	}()
	report, err = r.Run(t.Context(), batch)
	return report, err, false
}

// Lines that were paid are paid once more on purpose, and only once, wherever the process is killed on the way; then without the
// option nothing more is paid, under whatever id.
func TestPayAgainPaysOnceMore(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		for at := 1; ; at++ {
			dead := false
			t.Run(fmt.Sprintf("killed at %d, after %v", at, after), func(t *testing.T) {
				bubble(t, mode{init: "second", auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
					batch := payments(t, "payroll", "", "")
					_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
					require.NoError(t, err)
					left := at
					_, _, dead = life(t, newRunner(t, w.client(t, 1), dies{s, &left, after}, runner.WithPayAgain()), s, batch)

					edited := payments(t, "payroll", "", "")
					edited.ExternalID = "edited"
					_, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), edited)
					requireHeld(t, err)
					started := w.everything().started
					require.LessOrEqual(t, started["payroll/1"], 2)

					for range 2 {
						report, err := newRunner(t, w.client(t, 1), s, runner.WithPayAgain()).Run(t.Context(), batch)
						require.NoError(t, err)
						require.Equal(t, "payroll-again", report.ExternalID)
						require.Equal(t, 2, report.Count(payout.StatePaid))
					}
					require.Equal(t, map[string]int{"payroll/1": 2, "payroll/2": 2}, w.everything().paid)
					requireHeld(t, second(newRunner(t, w.client(t, 1), s).Run(t.Context(), edited)))
					report, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
					require.NoError(t, err)
					require.Equal(t, 2, report.Count(payout.StatePaid), "the first payout did pay")
					require.Equal(t, map[string]int{"payroll/1": 2, "payroll/2": 2}, w.everything().paid)
				})
			})
			if !dead {
				require.Greater(t, at, 5)
				break
			}
		}
	}
}

func second[T any](_ T, err error) error { return err }

// A second payment that comes to nothing gives the lines back to the payout that paid them: without the option nobody is paid again.
func TestPayAgainThatComesToNothing(t *testing.T) {
	for name, c := range map[string]struct {
		f    fault
		at   string
		mark string // of another line, which was not paid
		opts []runner.Option
	}{
		"init is refused":     {f: instead(200, `{"status":"failure","errorCode":"9000"}`), at: "/init"},
		"a line is refused":   {mark: emulator.MarkRefuse},
		"it is canceled":      {mark: emulator.MarkRefuse, opts: []runner.Option{runner.WithOnRefused(runner.CancelOnRefused)}},
		"auth is refused":     {f: instead(200, `{"status":"failure","errorCode":"9000"}`), at: "/auth"},
		"the look is refused": {f: instead(200, `{"status":"failure","errorCode":"5115"}`), at: "/init"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, mode{auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
				batch := payments(t, "payroll", "", "", c.mark)
				paid := batch
				paid.Items = batch.Items[:2]
				_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), paid)
				require.NoError(t, err)
				before := w.everything().paid

				w.plan = on(c.at, 1, c.f)
				if c.at == "" {
					w.plan = nil
				}
				bigger := batch
				bigger.ExternalID = "bigger"
				report, err := newRunner(t, w.client(t, 1), s, append(c.opts, runner.WithPayAgain())...).Run(t.Context(), bigger)
				require.Error(t, err)
				require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err), "the lines were paid: %v", err)
				if report != nil {
					for _, line := range report.Lines[:2] {
						require.NotEqual(t, payout.StateNotPaid, line.State, "%s", line)
						require.False(t, line.Free)
					}
				}
				w.plan = nil
				edited := batch
				edited.ExternalID, edited.Items = "edited", batch.Items[:2]
				lines := requireHeld(t, second(newRunner(t, w.client(t, 1), s).Run(t.Context(), edited)))
				require.Len(t, lines, 2)
				for id, n := range before {
					require.Equal(t, n, w.everything().paid[id])
				}
				if name == "it is canceled" || name == "init is refused" {
					require.Equal(t, "payroll", lines[0].Payout)
					require.Equal(t, payout.StatePaid, lines[0].State)
				}
				report, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), paid)
				require.NoError(t, err)
				require.Equal(t, 2, report.Count(payout.StatePaid))
			})
		})
	}
}

// In a plan, too: where one batch meets a line that cannot be had, those that the others took go back.
func TestPayAgainOfAPlanGivesBack(t *testing.T) {
	bubble(t, mode{auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
		items := payments(t, "p", "", "", "", "").Items
		for i, id := range []string{"first", "second"} {
			_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), payout.Batch{ExternalID: id, Items: items[2*i : 2*i+2]})
			require.NoError(t, err)
		}
		busy, err := s.Open(t.Context(), "second")
		require.NoError(t, err)
		calls := len(w.calls)
		plan := newPlan(t, "all", 2, &source{items: items})
		_, errs := end(t, newRunner(t, w.client(t, 1), s, runner.WithPayAgain(), runner.WithParallel(1)), plan)
		require.Len(t, errs, 1)
		requireHeld(t, errs[0])
		require.NoError(t, busy.Close())
		w.onlyRetrieves(t, calls)

		_, errs = end(t, newRunner(t, w.client(t, 1), s), plan)
		lines := requireHeld(t, errs[0])
		require.Len(t, lines, 4)
		for i, line := range lines {
			require.Equal(t, i, line.Index)
			require.Equal(t, []string{"first", "first", "second", "second"}[i], line.Payout)
			require.Equal(t, payout.StatePaid, line.State)
		}
		w.everything().requireOnce(t)

		_, errs = end(t, newRunner(t, w.client(t, 1), s, runner.WithPayAgain()), plan)
		require.Empty(t, errs)
		require.Equal(t, map[string]int{"p/1": 2, "p/2": 2, "p/3": 2, "p/4": 2}, w.everything().paid)
	})
}

// A payout that was handed over and never authorised is canceled first: its lines are paid by one payout alone.
func TestPayAgainCancelsAHolder(t *testing.T) {
	bubble(t, mode{auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
		stopped := payments(t, "payroll", "", emulator.MarkRefuse)
		_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), stopped)
		_, refused := errors.AsType[*payout.RefusedError](err)
		require.True(t, refused, "%v", err)

		corrected := payments(t, "payroll", "", "")
		corrected.ExternalID = "corrected"
		lines := requireHeld(t, second(newRunner(t, w.client(t, 1), s).Run(t.Context(), corrected)))
		require.Len(t, lines, 1, "the refused line is free")
		require.Equal(t, payout.StateUnknown, lines[0].State)
		require.Contains(t, lines[0].Reason, "not authorised")
		require.Zero(t, w.count("cancel"))

		report, err := newRunner(t, w.client(t, 1), s, runner.WithPayAgain()).Run(t.Context(), corrected)
		require.NoError(t, err)
		require.Equal(t, 2, report.Count(payout.StatePaid))
		require.Equal(t, gen.MassPayoutStatusCanceled, truthOf(w.emulator, "payroll").batches[0].Status)
		require.Equal(t, map[string]int{"payroll/1": 1, "payroll/2": 1}, w.everything().paid)

		// The one that was canceled says so, and never that these lines are not paid.
		first, err := newRunner(t, w.client(t, 1), s, runner.WithOnRefused(runner.PayAccepted)).Run(t.Context(), stopped)
		_, canceled := errors.AsType[*runner.CanceledError](err)
		require.True(t, canceled, "%v", err)
		require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
		for _, line := range first.Lines {
			require.Equal(t, payout.StatePaid, line.State, "%s", line)
			require.Contains(t, line.Reason, "payout corrected-again holds it now: paid")
			require.False(t, line.Free)
		}
	})
}

// What may be paid at this very moment is not taken.
func TestPayAgainRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		first func(w *wire) // before the holder runs
		then  func(t *testing.T, w *wire, s *memory)
		why   string
		mark  string
	}{
		"the holder is locked": {then: func(t *testing.T, w *wire, s *memory) {
			_, err := s.Open(t.Context(), "payroll")
			require.NoError(t, err)
		}, why: "another process is paying it right now"},
		"its auth is in doubt": {first: func(w *wire) { w.plan = on("/auth", 1, fault{lost: true}) }, why: "not known whether its auth took effect"},
		"its auth was refused": {first: func(w *wire) {
			w.plan = on("/auth", 1, instead(200, `{"status":"failure","errorCode":"10051"}`))
		}, why: "an auth of it came to nothing"},
		"no answer": {then: func(_ *testing.T, w *wire, _ *memory) {
			w.plan = on("/retrieve", 1, fault{lost: true})
		}, why: "could not be asked"},
		"an answer that says nothing": {then: func(_ *testing.T, w *wire, _ *memory) {
			w.plan = every("/retrieve", fault{answer: rewrites("VALIDATING")})
		}, why: "could not be asked"},
		"its lines cannot be listed": {then: func(_ *testing.T, w *wire, _ *memory) {
			w.plan = on("/retrieve", 2, fault{lost: true})
		}, why: "could not be listed"},
		"it cannot be canceled": {mark: emulator.MarkRefuse, then: func(_ *testing.T, w *wire, _ *memory) {
			w.plan = every("/cancel", instead(200, `{"status":"failure","errorCode":"5115"}`))
		}, why: "could not be canceled"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, mode{auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
				if c.first != nil {
					c.first(w)
				}
				_, _ = newRunner(t, w.client(t, 1), s, runner.WithResendAfter(0)).Run(t.Context(), payments(t, "payroll", "", c.mark))
				w.plan = nil
				if c.then != nil {
					c.then(t, w, s)
				}
				batch := payments(t, "payroll", "")
				batch.ExternalID = "other"
				auths := w.count("auth")
				lines := requireHeld(t, second(newRunner(t, w.client(t, 1), s, runner.WithPayAgain()).Run(t.Context(), batch)))
				require.Len(t, lines, 1)
				require.Contains(t, lines[0].Reason, c.why)
				require.Equal(t, auths, w.count("auth"))
				w.everything().requireOnce(t)
			})
		})
	}
}
