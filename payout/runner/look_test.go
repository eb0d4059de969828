package runner_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

func TestLook(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		r := newRunner(t, w.client(t, 1), s)
		items := payments(t, "p", "", emulator.MarkBankFail, "", "").Items
		plan := mustPlan(t, payout.Batch{}, 2, items)
		look := func(plan *runner.Plan, ask bool) *runner.Outlook {
			t.Helper()
			o, err := r.Look(t.Context(), plan, ask)
			require.NoError(t, err)
			return o
		}
		require.Equal(t, &runner.Outlook{ExternalID: plan.ExternalID, Held: []runner.HeldLine{}}, look(plan, true))
		require.Empty(t, w.calls)

		started := time.Now().UTC()
		_, errs := end(t, r, plan)
		require.Empty(t, errs)
		o := look(plan, false)
		require.Equal(t, started, o.Begun)
		require.True(t, o.Authorised.After(started) || o.Authorised.Equal(started))
		require.True(t, o.Settled.After(o.Authorised))
		require.Equal(t, []int{3, 1, 0}, []int{o.Paid, o.NotPaid, o.Unknown})
		require.Empty(t, o.Held)
		require.Empty(t, o.Similar)

		// Another payout with three of these lines and one more, which pays the same to the same person.
		twin := payments(t, "twin", "").Items[0]
		twin.Recipient, twin.Amount = items[0].Recipient, items[0].Amount
		other := mustPlan(t, payout.Batch{ExternalID: "other"}, 2, []payout.Item{items[1], items[3], items[2], twin})
		time.Sleep(24 * time.Hour)
		calls := len(w.calls)
		o = look(other, false)
		require.Len(t, w.calls, calls, "only the store is read")
		require.Len(t, o.Held, 3)
		for i, want := range []payout.Item{items[1], items[3], items[2]} {
			require.Equal(t, i, o.Held[i].Index)
			require.Equal(t, want.ExternalID, o.Held[i].ItemExternalID)
			require.Equal(t, payout.StateUnknown, o.Held[i].State)
		}
		require.Equal(t, plan.ExternalID, o.Held[0].Payout)
		require.Equal(t, plan.ExternalID+"-2", o.Held[1].Payout)
		require.Len(t, o.Similar, 1)
		require.Equal(t, 3, o.Similar[0].Index)
		require.Equal(t, "twin/1", o.Similar[0].ItemExternalID)
		require.Equal(t, plan.ExternalID, o.Similar[0].Payout)
		require.WithinDuration(t, started, o.Similar[0].At, time.Minute)
		require.True(t, o.Begun.IsZero())

		// The service is asked: one line is free, and it is found in the store from then on.
		for range 2 {
			o = look(other, true)
			require.Len(t, o.Held, 2)
			require.Equal(t, payout.StatePaid, o.Held[0].State)
			require.Equal(t, []int{1, 2}, []int{o.Held[0].Index, o.Held[1].Index})
		}
		require.Len(t, look(other, false).Held, 2)
		w.onlyRetrieves(t, calls)
		time.Sleep(7 * 24 * time.Hour)
		require.Empty(t, look(other, false).Similar, "of the last seven days")

		w.plan = func(r *http.Request) fault { return fault{lost: strings.HasSuffix(r.URL.Path, "/retrieve")} }
		o = look(other, true)
		require.Len(t, o.Held, 2)
		require.Contains(t, o.Held[0].Reason, "could not be asked")
	})
}

func TestLookWhileItRuns(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		items := payments(t, "p", "", emulator.MarkRefuse).Items
		plan := mustPlan(t, payout.Batch{ExternalID: "payroll"}, 1, items)
		r := newRunner(t, w.client(t, 1), s)
		_, errs := end(t, r, plan) // stops at INIT
		require.Len(t, errs, 1)
		o, err := r.Look(t.Context(), plan, true)
		require.NoError(t, err)
		require.False(t, o.Begun.IsZero())
		require.True(t, o.Authorised.IsZero())
		require.True(t, o.Settled.IsZero())
		require.False(t, o.Locked)

		j, err := s.Open(t.Context(), "payroll-2")
		require.NoError(t, err)
		o, err = r.Look(t.Context(), plan, true)
		require.NoError(t, err)
		require.True(t, o.Locked)
		require.NoError(t, j.Close())
		s.records["payroll"] = slices.Insert(s.records["payroll"], 0, "x")
		_, err = r.Look(t.Context(), plan, true)
		require.ErrorContains(t, err, "the journal: record 1")
	})
}

// The service says that all is over and lists fewer lines than it accepted: that is no end.
func TestALineThatIsNotListed(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		w.plan = func(*http.Request) fault {
			if w.count("auth") == 0 {
				return fault{}
			}
			return instead(200, `{"status":"success","page":0,"size":100,"total":1,"massPayout":{"massPayoutStatus":"COMPLETED"},`+
				`"massPayoutItems":{"items":[{"itemExternalId":"payroll/1","referenceCode":"r","itemStatus":"SUCCESS"}]}}`)
		}
		for range 2 {
			report, err := newRunner(t, w.client(t, 1), s, runner.WithWaitLimit(time.Hour)).Run(t.Context(), payments(t, "payroll", "", ""))
			require.ErrorContains(t, err, "nothing certain about 1 line")
			require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
			require.Equal(t, payout.StatePaid, report.Lines[0].State)
			require.Equal(t, payout.StateUnknown, report.Lines[1].State)
			require.False(t, report.Lines[1].Free)
		}
		require.Len(t, s.claims, 2)
	})
}

// An attempt that never left clears no doubt about an earlier one: a third run has to look first.
func TestDoubtStaysBehindAnAttemptThatNeverLeft(t *testing.T) {
	for _, operation := range []string{"/auth", "/cancel/"} {
		bubble(t, mode{auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
			mark := map[string]string{"/cancel/": emulator.MarkRefuse}[operation]
			batch := payments(t, "payroll", "", mark)
			run := func() error {
				return second(newRunner(t, w.client(t, 1), s, runner.WithOnRefused(runner.CancelOnRefused), runner.WithResendAfter(time.Second)).Run(t.Context(), batch))
			}
			// Killed as the call is on its way: the intent is the last record.
			w.plan = on(operation, 1, fault{late: time.Minute, gone: func() { panic(killed{}) }})
			func() {
				defer func() { require.Equal(t, killed{}, recover()); s.unlock() }()
				_ = run()
			}()
			event, _ := lastEvent(t, s.lines("payroll"))
			require.Equal(t, strings.Trim(operation, "/"), event)
			list := s.lines("payroll")
			// An earlier version began the next attempt, which never left.
			n, id := len(list), `"requestId":"`+truthOf(w.emulator, "payroll").batches[0].RequestID+`"`
			s.records["payroll"] = append(list,
				`{"n":`+fmt.Sprint(n+1)+`,"at":"2000-01-01T00:00:00Z","event":"`+event+`",`+id+`}`,
				`{"n":`+fmt.Sprint(n+2)+`,"at":"2000-01-01T00:00:00Z","event":"`+event+` failed","outcome":"not sent"}`)
			w.plan = every("/retrieve", fault{lost: true})
			err := run()
			require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err), "%v", err)
			require.Equal(t, 1, w.count(strings.Trim(operation, "/")), "it has to look first")
			require.NotContains(t, err.Error(), "nobody was paid")
			w.under.Wait() // it arrives
			w.plan = nil
			err = run()
			require.Equal(t, 1, w.count(strings.Trim(operation, "/")), "%v", err)
			w.everything().requireOnce(t)
		})
	}
}
