package runner_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// A payout that waits for balance is not over: its lines are neither paid nor owed, and the word balance stands in the reason.
func TestWaitingForBalance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		shortage string
		goesOn   bool
	}{{"merchant", false}, {"iyzico", false}, {"wait", true}} {
		bubble(t, mode{poor: true, shortage: c.shortage, auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
			batch := payments(t, "payroll", "", "")
			hour := runner.WithWaitLimit(time.Hour)
			report, err := newRunner(t, w.client(t, 1), s, hour).Run(t.Context(), batch)
			_, unsettled := errors.AsType[*payout.NotSettledError](err)
			require.True(t, unsettled, "%v", err)
			require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
			require.ErrorContains(t, err, "balance")
			require.ErrorContains(t, err, "run the same again")
			for _, line := range report.Lines {
				require.Equal(t, payout.StateUnknown, line.State)
				require.Contains(t, line.Reason, "balance")
				require.False(t, line.Free)
			}
			requireHeld(t, second(newRunner(t, w.client(t, 1), s, hour).Run(t.Context(), another("other", batch))))

			w.emulator.TopUp(testkit.Lira(t, "1000").Value())
			report, err = newRunner(t, w.client(t, 1), s, hour).Run(t.Context(), batch)
			if c.goesOn {
				require.NoError(t, err)
				require.Equal(t, 2, report.Count(payout.StatePaid))
				w.everything().requireOnce(t)
				return
			}
			require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))

			// After the limit it is taken to be over, but its lines are not given to others: it may go on all the same.
			report, err = newRunner(t, w.client(t, 1), s, runner.WithBalanceLimit(3*time.Hour)).Run(t.Context(), batch)
			require.NoError(t, err)
			require.Equal(t, 2, report.Count(payout.StateNotPaid))
			for _, line := range report.Lines {
				require.Contains(t, line.Reason, "balance")
				require.False(t, line.Free)
			}
			require.Len(t, s.claims, 2)
			requireHeld(t, second(newRunner(t, w.client(t, 1), s).Run(t.Context(), another("other", batch))))
			require.Equal(t, 1, w.count("auth"))

			// Canceled, by iyzico, it is.
			w.plan = shows(gen.MassPayoutStatusCanceled, gen.MassPayoutItemStatusMassPayoutCanceled)
			if c.shortage == "merchant" {
				report, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
				require.NoError(t, err)
				require.True(t, report.Lines[0].Free)
				require.Empty(t, s.claims)
			}
			w.everything().requireNobody(t)
		})
	}
}

// A refusal for lack of balance is the same: nobody was paid, the lines stay claimed, and after topping up the same run pays.
func TestRefusedForLackOfBalance(t *testing.T) {
	bubble(t, mode{poor: true, shortage: "refuse"}, func(t *testing.T, w *wire, s *memory) {
		batch := payments(t, "payroll", "")
		_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
		require.ErrorIs(t, err, payout.ErrInsufficientFunds)
		require.Equal(t, payout.OutcomeRefused, payout.OutcomeOf(err))
		w.everything().requireNobody(t)
		requireHeld(t, second(newRunner(t, w.client(t, 1), s).Run(t.Context(), another("other", batch))))
		w.emulator.TopUp(testkit.Lira(t, "1000").Value())
		_, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
		require.NoError(t, err)
		w.everything().requireOnce(t)
	})
}
