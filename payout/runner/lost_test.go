package runner_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// The journal of a payout that paid is lost, or an old copy of it is put in place, and its claims are not. A plan that is cut in another
// way stops because of them, and must not give them up as if it had made them itself: the next payout would pay the lines again.
func TestAStoppedPlanKeepsClaimsThatItDidNotMake(t *testing.T) {
	bubble(t, mode{auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
		batch := payments(t, "payroll", "", "", "")
		_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
		require.NoError(t, err)
		s.rollBack("payroll", 0)

		plan := newPlan(t, "payroll", 1, &source{items: batch.Items})
		_, errs := end(t, newRunner(t, w.client(t, 1), s), plan)
		require.Len(t, errs, 1)
		_, held := errors.AsType[*runner.HeldError](errs[0])
		require.True(t, held, "%v", errs[0])

		batch.ExternalID = "another"
		_, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
		heldLines, held := errors.AsType[*runner.HeldError](err)
		require.True(t, held, "%v", err)
		require.Len(t, heldLines.Lines, 3)
		truthOf(w.emulator, "payroll", "another", "payroll-2").requireOnce(t)
	})
}

// A second payment on purpose is followed by no third one, also when the input is edited before the command is run again.
func TestPayAgainMakesNoThirdPaymentOfEditedInput(t *testing.T) {
	bubble(t, mode{auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
		batch := payments(t, "payroll", "", "")
		_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
		require.NoError(t, err)
		batch.ExternalID = ""
		again := newRunner(t, w.client(t, 1), s, runner.WithPayAgain(), runner.WithWaitLimit(time.Hour))
		report, err := again.Run(t.Context(), batch)
		require.NoError(t, err)
		require.Equal(t, 2, report.Count(payout.StatePaid))

		batch.Items[0].Description = "corrected"
		_, err = again.Run(t.Context(), batch)
		held, ok := errors.AsType[*runner.HeldError](err)
		require.True(t, ok, "%v", err)
		require.Len(t, held.Lines, 2)
		require.Equal(t, 2, w.count("auth"))
	})
}
