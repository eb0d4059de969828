package runner_test

import (
	"maps"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// Of lines that were taken over, those go back that nobody else has taken meanwhile.
func TestLinesGoBackOneByOne(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		paid := payments(t, "payroll", "", "")
		_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), paid)
		require.NoError(t, err)
		before := maps.Clone(s.claims)
		w.plan = on("/cancel", 1, fault{after: func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			for key := range before {
				c := s.claims[key]
				require.Equal(t, "all-again", c.Payout)
				c.Payout = "thief"
				s.claims[key] = c
				return
			}
		}})
		all := payout.Batch{ExternalID: "all", Items: append(payments(t, "new", emulator.MarkRefuse).Items, paid.Items...)}
		_, err = newRunner(t, w.client(t, 1), s, runner.WithPayAgain(), runner.WithOnRefused(runner.CancelOnRefused)).Run(t.Context(), all)
		require.ErrorContains(t, err, "it was canceled")
		holders := map[string]int{}
		for _, c := range s.claims {
			holders[c.Payout]++
		}
		require.Equal(t, 1, holders["payroll"], "%v", holders)
		require.Equal(t, 1, holders["thief"], "%v", holders)
	})
}

// A line that was taken over and that neither payout paid is free in the end, and not paid.
func TestALineThatNeitherPaid(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		first := payments(t, "payroll", emulator.MarkBankFail, "")
		_, err := newRunner(t, w.client(t, 1), releaseFails{s}).Run(t.Context(), first)
		require.ErrorIs(t, err, errDisk, "also a line that could be given up is still claimed")
		failed := shows("COMPLETED", "FAILED")
		w.plan = func(r *http.Request) fault {
			if w.count("init") == 1 { // the money is not back yet when the line is taken over
				return failed(r)
			}
			return fault{}
		}
		time.Sleep(time.Hour)
		second := payments(t, "payroll", emulator.MarkRefuse)
		second.ExternalID = "second"
		report, err := newRunner(t, w.client(t, 1), s, runner.WithPayAgain()).Run(t.Context(), second)
		require.Error(t, err)
		require.Equal(t, payout.StateNotPaid, report.Lines[0].State, "%s", report.Lines[0])
		require.True(t, report.Lines[0].Free)
		require.Len(t, s.claims, 1, "that of the line which was paid")
	})
}
