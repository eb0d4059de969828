package runner_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

func idsOf(lines []payout.Line) (ids []string) {
	for _, line := range lines {
		ids = append(ids, line.Item.ExternalID)
	}
	return ids
}

// The service lists refused lines apart; who asks by the externalId alone still finds them where they stood in each batch.
func TestLinesStandWhereTheyWereSent(t *testing.T) {
	for name, marks := range map[string][]string{
		"first and in between": {emulator.MarkRefuse, "", emulator.MarkRefuse, "", ""},
		"side by side":         {"", emulator.MarkRefuse, emulator.MarkRefuse, "", emulator.MarkRefuse},
		"the last":             {"", "", "", "", emulator.MarkRefuse},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
				items := payments(t, "p", marks...).Items
				r := newRunner(t, w.client(t, 1), s, runner.WithOnRefused(runner.PayAccepted))
				_, err := r.Prepare(t.Context(), mustPlan(t, payout.Batch{ExternalID: "p"}, 3, items))
				require.NoError(t, err)
				var want []string
				for _, item := range items {
					want = append(want, item.ExternalID)
				}
				var got []string
				reports, err := r.Status(t.Context(), "p", false)
				require.NoError(t, err)
				for _, report := range reports {
					got = append(got, idsOf(report.Lines)...)
				}
				require.Equal(t, want, got)
				found, err := r.Find(t.Context(), "p")
				require.NoError(t, err)
				got = nil
				for report, err := range r.Release(t.Context(), found) {
					require.NoError(t, err)
					got = append(got, idsOf(report.Lines)...)
				}
				require.Equal(t, want, got)
				for _, batch := range w.emulator.Ledger().Batches {
					for _, line := range batch.Lines {
						refused := marks[slices.Index(want, line.ItemExternalID)] != ""
						require.Equal(t, map[bool]int{false: 1, true: 0}[refused], line.Paid, line.ItemExternalID)
					}
				}
			})
		})
	}
}

// One look says what each line reads while they are under way.
func TestStatusReadsTheLines(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		r := newRunner(t, w.client(t, 1), s, runner.WithWaitLimit(time.Hour))
		_, err := r.Run(t.Context(), payments(t, "p", emulator.MarkStayProcessing, ""))
		require.Error(t, err)
		reports, err := r.Status(t.Context(), "p", false)
		require.NoError(t, err)
		require.Equal(t, payout.StateUnknown, reports[0].Lines[0].State)
		require.Equal(t, gen.MassPayoutItemStatusProcessing, reports[0].Lines[0].Status)
		require.Equal(t, "still on its way", reports[0].Lines[0].Reason)
		require.Equal(t, payout.StatePaid, reports[0].Lines[1].State)
	})
}

// Where the wait ended before the lines were listed they are not said to be missing.
func TestLinesThatWereNotListedYet(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		batch := payments(t, "p", slices.Repeat([]string{emulator.MarkStayProcessing}, 250)...)
		_, err := newRunner(t, w.client(t, 1), s, runner.WithWaitLimit(time.Minute)).Run(t.Context(), batch)
		require.Error(t, err)
		ctx, stop := context.WithCancel(t.Context())
		watch := runner.WithEvents(func(e runner.Event) {
			if e.Step == runner.StepWait {
				stop()
			}
		})
		reports, err := newRunner(t, w.client(t, 1), s, watch).Status(ctx, "p", true)
		require.Error(t, err)
		require.Len(t, reports[0].Lines, 250)
		for _, line := range reports[0].Lines {
			require.Equal(t, "iyzico was not asked about the line", line.Reason)
		}
	})
}

// What could not be asked is not said to be missing, and what the journal knows is said to be its word, and proves nothing now.
func TestLinesThatCouldNotBeAskedAbout(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		r := newRunner(t, w.client(t, 1), s)
		batch := payments(t, "p", "", "")
		_, err := r.Run(t.Context(), batch)
		require.NoError(t, err)
		for name, f := range map[string]fault{
			"refused": {answer: answers(http.StatusOK, `{"status":"failure","errorCode":"1000","errorMessage":"no"}`)},
			"silent":  {lost: true},
		} {
			w.plan = every("/retrieve", f)
			report, err := r.Run(t.Context(), batch)
			require.Error(t, err)
			require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
			for _, line := range report.Lines {
				require.Equal(t, payout.StateUnknown, line.State)
				require.False(t, line.Free)
				require.Contains(t, line.Reason, "iyzico could not be asked; ", name)
				require.Contains(t, line.Reason, "the journal has every line as paid when it was settled", name)
				require.Equal(t, name == "refused", strings.Contains(line.Reason, "1000: no"), line.Reason)
			}
		}
		require.Equal(t, 1, w.count("auth"))
	})
}

// Who has an empty journal and finds the payout done learns that nothing was sent.
func TestHandedOverElsewhere(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		batch := payments(t, "", "", "")
		var told []gen.MassPayoutStatus
		watch := runner.WithEvents(func(e runner.Event) {
			if e.Step == runner.StepInit {
				told = append(told, e.Elsewhere)
			}
		})
		for _, store := range []*memory{s, newMemory()} {
			report, err := newRunner(t, w.client(t, 1), store, watch).Run(t.Context(), batch)
			require.NoError(t, err)
			require.Equal(t, 2, report.Count(payout.StatePaid))
		}
		require.Equal(t, []gen.MassPayoutStatus{"", gen.MassPayoutStatusCompleted}, told)
		require.Equal(t, []int{1, 1}, []int{w.count("init"), w.count("auth")})
	})
}

// What was decided about a payout is said as far as it is known.
func TestDecidedPayoutsSaySo(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		r := newRunner(t, w.client(t, 1), s)
		prepare := func(id string) *runner.Plan {
			plan := mustPlan(t, payout.Batch{ExternalID: id}, 10, payments(t, id, "", "").Items)
			_, err := r.Prepare(t.Context(), plan)
			require.NoError(t, err)
			return plan
		}
		lost := prepare("lost")
		w.plan = every("/cancel", fault{lost: true})
		require.Error(t, r.Cancel(t.Context(), lost))
		w.plan = nil
		notReady(t, last(r.Resume(t.Context(), lost)), "not known whether it took effect")
		notReady(t, last(r.Release(t.Context(), lost)), "not known whether it took effect")
		require.NoError(t, r.Cancel(t.Context(), lost))
		notReady(t, last(r.Resume(t.Context(), lost)), "it was canceled, and nobody is paid by it")

		paid := prepare("paid")
		require.NoError(t, last(r.Release(t.Context(), paid)))
		notReady(t, r.Cancel(t.Context(), paid), "it was authorised on "+time.Now().UTC().Format(time.DateOnly)+", and cannot be canceled any more")
		_, err := r.Status(t.Context(), "nope", false)
		require.ErrorIs(t, err, runner.ErrNotHere)
		require.NotErrorIs(t, r.Cancel(t.Context(), paid), runner.ErrNotHere)
		require.Equal(t, 1, w.count("auth"))
	})
}

// last is the last error of a run.
func last(reports func(func(*payout.Report, error) bool)) (failed error) {
	for _, err := range reports {
		failed = err
	}
	return failed
}
