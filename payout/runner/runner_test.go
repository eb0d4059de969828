package runner_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// bubble runs a test in invented time, against a service in memory.
func bubble(t *testing.T, m mode, test func(t *testing.T, w *wire, s *memory)) {
	t.Helper()
	if m.mixed == "" {
		m.mixed = gen.MassPayoutStatusCompleted
	}
	synctest.Test(t, func(t *testing.T) {
		w := &wire{emulator: m.emulator(t)}
		defer w.under.Wait() // time stands still once this function has returned
		test(t, w, newMemory())
	})
}

// on makes one fault happen to the n-th call of an operation, counted from 1.
func on(operation string, n int, f fault) func(*http.Request) fault {
	return func(r *http.Request) fault {
		if strings.Contains(r.URL.Path, operation) {
			if n--; n == 0 {
				return f
			}
		}
		return fault{}
	}
}

// atFirst makes a fault happen to the first call of an operation, of batches that run at the same time.
func atFirst(operation string, f fault) func(*http.Request) fault {
	var met atomic.Bool
	return func(r *http.Request) fault {
		if strings.HasSuffix(r.URL.Path, operation) || strings.Contains(r.URL.Path, operation+"/") {
			if met.CompareAndSwap(false, true) {
				return f
			}
		}
		return fault{}
	}
}

func lostAnswer() fault { return fault{answer: func(*http.Response) error { return errReset }} }

func (w *wire) count(operation string) int {
	n := 0
	for _, call := range w.calls {
		if call == operation {
			n++
		}
	}
	return n
}

func TestRunnerPays(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		r := newRunner(t, w.client(t, 1), s)
		report, err := r.Run(t.Context(), payments(t, "payroll", "", emulator.MarkBankFail, ""))
		require.NoError(t, err)
		require.Equal(t, 2, report.Count(payout.StatePaid))
		require.Equal(t, 1, report.Count(payout.StateNotPaid))
		require.NotEmpty(t, report.RequestID)
		require.Equal(t, []string{"retrieve", "retrieve", "init", "retrieve", "auth"}, w.calls[:5], "it asks, twice, before it hands over, and before it pays")

		// The same once more is the same payout: it asks, and sends nothing that could change anything.
		before := len(w.calls)
		again, err := r.Run(t.Context(), payments(t, "payroll", "", emulator.MarkBankFail, ""))
		require.NoError(t, err)
		require.Equal(t, report, again)
		for _, call := range w.calls[before:] {
			require.Equal(t, "retrieve", call)
		}
		truthOf(w.emulator, "payroll").requireOnce(t)
	})
}

func TestRunnerDerivesTheExternalID(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		batch := payments(t, "x", "")
		batch.ExternalID = ""
		report, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
		require.NoError(t, err)
		require.Equal(t, runner.ContentID(batch), report.ExternalID)
	})
}

func TestNewRunnerRefuses(t *testing.T) {
	w := &wire{emulator: mode{mixed: gen.MassPayoutStatusCompleted}.emulator(t)}
	client := w.client(t, 1)
	for _, c := range []struct {
		client *payout.Client
		store  runner.Store
		option runner.Option
	}{
		{nil, newMemory(), runner.WithBalanceCheck()},
		{&payout.Client{}, newMemory(), runner.WithBalanceCheck()},
		{client, nil, runner.WithBalanceCheck()},
		{client, newMemory(), nil},
		{client, newMemory(), runner.WithOnRefused(7)},
		{client, newMemory(), runner.WithResendAfter(-1)},
		{client, newMemory(), runner.WithWaitLimit(0)},
		{client, newMemory(), runner.WithParallel(0)},
		{client, newMemory(), runner.WithEvents(nil)},
	} {
		_, err := runner.New(c.client, c.store, c.option)
		require.Error(t, err)
	}
}

func TestRunnerAndRefusedLines(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		batch := payments(t, "payroll", "", emulator.MarkRefuse)
		report, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
		refused, ok := errors.AsType[*payout.RefusedError](err)
		require.True(t, ok, "%v", err)
		require.Equal(t, "payroll/2", refused.Items[0].ExternalID)
		require.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(err))
		require.Equal(t, 2, report.Count(payout.StateNotPaid))
		require.Zero(t, w.count("auth"))

		// Whoever has looked at them goes on with another policy.
		report, err = newRunner(t, w.client(t, 1), s, runner.WithOnRefused(runner.PayAccepted)).Run(t.Context(), batch)
		require.NoError(t, err)
		require.Equal(t, 1, report.Count(payout.StatePaid))
		require.Equal(t, gen.MassPayoutItemStatusInvalid, report.Lines[1].Status)
		require.NotEmpty(t, report.Lines[1].Code, "the journal keeps why")

		// What was decided is not decided again.
		again, err := newRunner(t, w.client(t, 1), s, runner.WithOnRefused(runner.CancelOnRefused)).Run(t.Context(), batch)
		require.NoError(t, err)
		require.Equal(t, report, again)
		require.Zero(t, w.count("cancel"))
	})
}

func TestRunnerCancels(t *testing.T) {
	for name, f := range map[string]fault{"at once": {}, "and the answer is lost": lostAnswer(), "and the call is lost": {lost: true}, "twice": {again: 1}} {
		t.Run(name, func(t *testing.T) {
			bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
				w.plan = on("/cancel", 1, f)
				batch := payments(t, "payroll", "", emulator.MarkRefuse)
				for _, policy := range []runner.OnRefused{runner.CancelOnRefused, runner.PayAccepted} {
					report, err := newRunner(t, w.client(t, 1), s, runner.WithOnRefused(policy)).Run(t.Context(), batch)
					_, canceled := errors.AsType[*runner.CanceledError](err)
					require.True(t, canceled, "%v", err)
					require.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(err))
					require.Equal(t, 2, report.Count(payout.StateNotPaid))
				}
				require.Zero(t, w.count("auth"))
				require.Equal(t, gen.MassPayoutStatusCanceled, truthOf(w.emulator, "payroll").batches[0].Status)
			})
		})
	}
}

func TestRunnerChecksTheBalance(t *testing.T) {
	bubble(t, mode{poor: true}, func(t *testing.T, w *wire, s *memory) {
		_, err := newRunner(t, w.client(t, 1), s, runner.WithBalanceCheck()).Run(t.Context(), payments(t, "payroll", "", ""))
		require.ErrorIs(t, err, payout.ErrInsufficientFunds)
		require.ErrorContains(t, err, "need 22.00")
		require.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(err))
		require.Zero(t, w.count("auth"))
	})
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		_, err := newRunner(t, w.client(t, 1), s, runner.WithBalanceCheck()).Run(t.Context(), payments(t, "payroll", "", ""))
		require.NoError(t, err)
		require.Equal(t, 1, w.count("balance"))
	})
}

func TestRunnerWithoutMoney(t *testing.T) {
	t.Parallel()
	// auth is taken, and nobody is paid
	bubble(t, mode{poor: true, shortage: "merchant"}, func(t *testing.T, w *wire, s *memory) {
		report, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", ""))
		require.NoError(t, err)
		require.Equal(t, gen.MassPayoutStatusInsufficientBalance, report.Status)
		require.Equal(t, 1, report.Count(payout.StateNotPaid))
	})
	// auth is refused, and can be sent again once there is money
	bubble(t, mode{poor: true, shortage: "refuse"}, func(t *testing.T, w *wire, s *memory) {
		for range 2 {
			report, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", ""))
			require.ErrorIs(t, err, payout.ErrInsufficientFunds)
			require.Equal(t, payout.OutcomeRefused, payout.OutcomeOf(err))
			require.Equal(t, 1, report.Count(payout.StateNotPaid))
		}
		require.Equal(t, 2, w.count("auth"))
	})
}

func TestRunnerStopsToWait(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		r := newRunner(t, w.client(t, 1), s, runner.WithWaitLimit(time.Minute))
		report, err := r.Run(t.Context(), payments(t, "payroll", "", emulator.MarkStayProcessing))
		_, unsettled := errors.AsType[*payout.NotSettledError](err)
		require.True(t, unsettled, "%v", err)
		require.ErrorContains(t, err, "not settled within 1m0s")
		require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
		require.Equal(t, 1, report.Count(payout.StatePaid))
		require.Equal(t, 1, report.Count(payout.StateUnknown), "never a guess")
	})
}

func TestRunnerTellsWhatHappens(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		var steps []runner.Step
		watch := runner.WithEvents(func(e runner.Event) {
			require.Equal(t, "payroll", e.ExternalID)
			if e.Step != runner.StepJournal {
				require.NotEmpty(t, e.RequestID)
			}
			steps = append(steps, e.Step)
		})
		r := newRunner(t, w.client(t, 1), s, watch, runner.WithOnRefused(runner.PayAccepted))
		_, err := r.Run(t.Context(), payments(t, "payroll", "", emulator.MarkRefuse))
		require.NoError(t, err)
		require.Equal(t, []runner.Step{runner.StepInit, runner.StepAuth, runner.StepWait}, slices.Compact(steps))
		steps = nil
		_, err = r.Run(t.Context(), payments(t, "payroll", "", emulator.MarkRefuse))
		require.NoError(t, err)
		require.Equal(t, []runner.Step{runner.StepJournal, runner.StepWait}, slices.Compact(steps), "an earlier run is gone on with")
	})
}

func TestRunnerIsLockedOut(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		other, err := s.Open(t.Context(), "payroll")
		require.NoError(t, err)
		_, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", ""))
		require.ErrorIs(t, err, runner.ErrLocked)
		require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err), "the other one may be paying")
		require.Empty(t, w.calls)
		require.NoError(t, other.Close())
	})
}

// glanced has somebody look at each journal whenever it is opened.
type glanced struct {
	*memory
	seen map[string]int
}

func (g glanced) Open(ctx context.Context, id string) (runner.Journal, error) {
	if g.seen[id]++; g.seen[id]%2 == 1 {
		return nil, runner.ErrLocked
	}
	return g.memory.Open(ctx, id)
}

// Processes that look at one journal at the same moment do not take each other for a payer.
func TestRunnerWaitsForAGlance(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		batch := payments(t, "", "")
		plan, err := runner.NewPlan(t.Context(), payout.Batch{}, 10, (&source{items: batch.Items}).read)
		require.NoError(t, err)
		r := newRunner(t, w.client(t, 1), glanced{s, map[string]int{}})
		known, err := r.Look(t.Context(), plan, true)
		require.NoError(t, err)
		require.Equal(t, plan.ContentID, known.ExternalID, "not the id that an earlier version would have given it")
		require.False(t, known.Locked)
		report, err := r.Run(t.Context(), batch)
		require.NoError(t, err)
		require.Equal(t, plan.ContentID, report.ExternalID)
		require.Equal(t, payout.StatePaid, report.Lines[0].State)
	})
}

func TestRunnerGivesInvalidBatchesBack(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), payout.Batch{})
		_, invalid := errors.AsType[*payout.ValidationError](err)
		require.True(t, invalid)
		require.Empty(t, s.records)
	})
}

// Somebody wants to stop while auth is on its way: it is waited for, because its answer is worth more than the time.
func TestRunnerFinishesAuth(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		ctx, stop := context.WithCancel(t.Context())
		w.plan = on("/auth", 1, fault{before: func() { stop(); time.Sleep(time.Second) }})
		report, err := newRunner(t, w.client(t, 1), s).Run(ctx, payments(t, "payroll", ""))
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
		require.Equal(t, 1, report.Count(payout.StateUnknown))
		event, _ := lastEvent(t, s.lines("payroll"))
		require.Equal(t, "authorised", event)
		_, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", ""))
		require.NoError(t, err)
		require.Equal(t, 1, w.count("auth"))
	}) // but not for ever, and what is known then is on record
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		ctx, stop := context.WithCancel(t.Context())
		w.plan = on("/auth", 1, fault{before: func() { stop(); time.Sleep(6 * time.Second) }})
		_, err := newRunner(t, w.client(t, 1), s).Run(ctx, payments(t, "payroll", ""))
		require.ErrorIs(t, err, context.Canceled)
		event, _ := lastEvent(t, s.lines("payroll"))
		require.Equal(t, "auth failed", event)
	})
}
