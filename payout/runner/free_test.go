package runner_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// A refused line is another payout's to pay; the first one goes on with the others all the same.
func TestARefusedLineIsPaidElsewhere(t *testing.T) {
	bubble(t, mode{auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
		batch := payments(t, "payroll", "", emulator.MarkRefuse)
		_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
		_, refused := errors.AsType[*payout.RefusedError](err)
		require.True(t, refused)
		rest := another("rest", batch)
		rest.Items = rest.Items[1:]
		_, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), rest)
		require.NoError(t, err)

		report, err := newRunner(t, w.client(t, 1), s, runner.WithOnRefused(runner.PayAccepted)).Run(t.Context(), batch)
		require.NoError(t, err)
		require.Equal(t, 2, report.Count(payout.StatePaid), "one by this payout, the other by the second")
		require.Equal(t, map[string]int{"payroll/1": 1, "payroll/2": 1}, w.everything().paid)
	})
}

// Between being found free and being claimed, another payout takes the line.
func TestALineTakenAtTheLastMoment(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		batch := payments(t, "payroll", "")
		w.plan = on("/init", 1, instead(200, `{"status":"failure","errorCode":"9000"}`))
		require.Error(t, second(newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)))
		calls, claims := w.count("init"), 0
		quick := moody{memory: s, claim: func(list []runner.Claim) ([]runner.Claim, error) {
			if claims++; claims == 2 {
				thief := list[0]
				thief.Payout = "thief"
				_, err := s.Claim(t.Context(), []runner.Claim{thief})
				require.NoError(t, err)
			}
			return s.Claim(t.Context(), list)
		}}
		lines := requireHeld(t, second(newRunner(t, w.client(t, 1), quick).Run(t.Context(), another("other", batch))))
		require.Equal(t, "thief", lines[0].Payout)
		require.Equal(t, calls, w.count("init"))
	})
}

// A payout that looks who has the lines which it gave up cancels nothing, also when it pays again itself.
func TestWhoeverGaveUpALineDoesNotCancel(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		batch := payments(t, "payroll", emulator.MarkBankFail)
		again := newRunner(t, w.client(t, 1), s, runner.WithPayAgain())
		_, err := again.Run(t.Context(), batch)
		require.NoError(t, err)
		time.Sleep(time.Hour)
		other := another("other", payments(t, "payroll", "", ""))
		other.Items[1].Description = "x " + emulator.MarkRefuse
		_, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), other)
		_, refused := errors.AsType[*payout.RefusedError](err)
		require.True(t, refused, "it stops at INIT: %v", err)

		report, err := again.Run(t.Context(), batch)
		require.NoError(t, err)
		require.Equal(t, payout.StateUnknown, report.Lines[0].State)
		require.Contains(t, report.Lines[0].Reason, "payout other holds it now: handed over and not authorised")
		require.Zero(t, w.count("cancel"))
		require.Equal(t, gen.MassPayoutStatusInit, truthOf(w.emulator, "other").batches[0].Status)
	})
}

// Also where a line of a later batch is lost right before auth, it is counted from the beginning of the plan.
func TestALineOfALaterBatchIsLost(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		w.plan = on("/init", 2, fault{after: func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			for key, c := range s.claims {
				if c.Payout == "payroll-2" {
					c.Payout = "thief"
					s.claims[key] = c
				}
			}
		}})
		_, errs := end(t, newRunner(t, w.client(t, 1), s, runner.WithParallel(1)), mustPlan(t, payout.Batch{ExternalID: "payroll"}, 1, payments(t, "p", "", "").Items))
		require.Len(t, errs, 1)
		held, ok := errors.AsType[*runner.HeldError](errs[0])
		require.True(t, ok, "%v", errs[0])
		require.Equal(t, 1, held.Lines[0].Index)
		require.Equal(t, "p/2", held.Lines[0].ItemExternalID)
		require.Zero(t, w.everything().paid["p/2"])
	})
}

// What the journal proves need not be asked: lines of a canceled payout are free while iyzico cannot be reached.
func TestACanceledPayoutHoldsNothing(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		batch := payments(t, "payroll", "", emulator.MarkRefuse)
		_, err := newRunner(t, w.client(t, 1), releaseFails{s}, runner.WithOnRefused(runner.CancelOnRefused)).Run(t.Context(), batch)
		_, canceled := errors.AsType[*runner.CanceledError](err)
		require.True(t, canceled, "%v", err)
		require.Len(t, s.claims, 2, "they could not be given up")
		w.plan = every("/retrieve", fault{lost: true})
		other := another("other", batch)
		o, err := newRunner(t, w.client(t, 1), s).Look(t.Context(), mustPlan(t, payout.Batch{ExternalID: "other"}, 2, other.Items), true)
		require.NoError(t, err)
		require.Empty(t, o.Held)
		require.Empty(t, s.claims)
	})
}
