package runner_test

import (
	"fmt"
	"io"
	"iter"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// outcome collects what a run says.
func outcome(all iter.Seq2[*payout.Report, error]) (reports []*payout.Report, err error) {
	for report, failed := range all {
		if report != nil {
			reports = append(reports, report)
		}
		if failed != nil && err == nil {
			err = failed
		}
	}
	return reports, err
}

func count(reports []*payout.Report, state payout.State) (n int) {
	for _, report := range reports {
		n += report.Count(state)
	}
	return n
}

// byBoth tests a release with the file and without it, of one batch and of three, with and without lines that init refuses.
func byBoth(t *testing.T, test func(t *testing.T, d drill)) {
	for _, size := range []int{2, 5} {
		for _, known := range []bool{false, true} {
			for _, marks := range [][]string{{"", "", "", "", ""}, {"", emulator.MarkRefuse, "", "", ""}} {
				t.Run(fmt.Sprintf("batches of %d, by id %v, %q", size, known, marks[1]), func(t *testing.T) {
					bubble(t, mode{init: "second", auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
						test(t, drill{w, s, newPlan(t, "", size, &source{items: payments(t, "p", marks...).Items}), known, 5 - len(marks[1])/len(emulator.MarkRefuse)})
					})
				})
			}
		}
	}
}

// drill is one payout for two people, who share a store and have clients of their own.
type drill struct {
	w        *wire
	s        *memory
	plan     *runner.Plan
	byID     bool
	accepted int
}

func (d drill) runner(t *testing.T, s runner.Store) *runner.Runner {
	return newRunner(t, d.w.client(t, 1), s, runner.WithOnRefused(runner.PayAccepted))
}

// named is the plan as the second person has it.
func (d drill) named(t *testing.T) (*runner.Plan, error) {
	if d.byID {
		return d.runner(t, d.s).Find(t.Context(), d.plan.ExternalID)
	}
	return d.plan, nil
}

func (d drill) release(t *testing.T, s runner.Store) ([]*payout.Report, error) {
	plan, err := d.named(t)
	if err != nil {
		return nil, err
	}
	return outcome(d.runner(t, s).Release(t.Context(), plan))
}

func (d drill) requirePaid(t *testing.T) {
	t.Helper()
	all := d.w.everything()
	all.requireOnce(t)
	paid := 0
	for _, n := range all.paid {
		paid += n
	}
	require.Equal(t, d.accepted, paid)
}

func (d drill) requireNobody(t *testing.T) {
	t.Helper()
	require.Zero(t, d.w.count("auth"))
	d.w.everything().requireNobody(t)
}

func notReady(t *testing.T, err error, reason string) {
	t.Helper()
	var not *runner.NotReadyError
	require.ErrorAs(t, err, &not)
	require.Contains(t, not.Reason, reason)
	require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err), "others may have been paid")
}

// What is prepared is paid by its release, once, however often both are done.
func TestPrepareAndRelease(t *testing.T) {
	t.Parallel()
	byBoth(t, func(t *testing.T, d drill) {
		for range 2 {
			all, err := d.runner(t, d.s).Prepare(t.Context(), d.plan)
			require.NoError(t, err)
			require.Len(t, all, d.plan.Batches())
			accepted, refused := 0, 0
			for _, batch := range all {
				require.NotEmpty(t, batch.RequestID)
				accepted, refused = accepted+batch.Accepted, refused+len(batch.Refused)
			}
			require.Equal(t, []int{d.accepted, 5 - d.accepted}, []int{accepted, refused})
		}
		require.Equal(t, d.plan.Batches(), d.w.count("init"), "prepared again is the same payout")
		d.requireNobody(t)
		stage(t, d, runner.StageWaiting)
		notReady(t, second(outcome(d.runner(t, d.s).Resume(t.Context(), d.plan))), "waits for its release")
		require.NoError(t, second(d.named(t)))
		d.requireNobody(t)
		for range 2 {
			reports, err := d.release(t, d.s)
			require.NoError(t, err)
			require.Equal(t, d.accepted, count(reports, payout.StatePaid))
			require.Equal(t, 5-d.accepted, count(reports, payout.StateNotPaid))
			d.requirePaid(t)
		}
		require.Equal(t, d.plan.Batches(), d.w.count("auth"))
		stage(t, d, runner.StageSettled)
		_, err := d.runner(t, d.s).Prepare(t.Context(), d.plan)
		notReady(t, err, "was authorised")
		require.Error(t, d.runner(t, d.s).Cancel(t.Context(), d.plan))
		reports, err := outcome(d.runner(t, d.s).RunPlan(t.Context(), d.plan))
		require.NoError(t, err)
		require.Equal(t, d.accepted, count(reports, payout.StatePaid))
		d.requirePaid(t)
	})
}

func stage(t *testing.T, d drill, want runner.Stage) {
	t.Helper()
	all, err := d.runner(t, d.s).List(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.Equal(t, want, all[0].Stage)
	require.Equal(t, d.plan.ExternalID, all[0].ExternalID)
	require.Equal(t, []int{d.plan.Batches(), 5}, []int{all[0].Batches, all[0].Lines})
}

// Pay does both: it releases what was prepared.
func TestPayReleasesWhatWasPrepared(t *testing.T) {
	byBoth(t, func(t *testing.T, d drill) {
		require.NoError(t, second(d.runner(t, d.s).Prepare(t.Context(), d.plan)))
		require.NoError(t, second(outcome(d.runner(t, d.s).RunPlan(t.Context(), d.plan))))
		d.requirePaid(t)
		require.NoError(t, second(d.release(t, d.s)))
		d.requirePaid(t)
	})
}

// Who goes on with what holds lines of a file releases nothing that somebody prepared.
func TestGoOnReleasesNothing(t *testing.T) {
	byBoth(t, func(t *testing.T, d drill) {
		r := d.runner(t, d.s)
		require.NoError(t, second(r.Prepare(t.Context(), d.plan)))
		known, err := r.Holders(t.Context(), d.plan, true)
		require.NoError(t, err)
		require.NotEmpty(t, known.Held)
		require.Contains(t, known.Held[0].Reason, "waits for its release")
		require.ErrorContains(t, r.GoOn(t.Context(), d.plan, d.plan.ExternalID, known.Held), "waits for its release")
		d.requireNobody(t)
	})
}

// Whatever is not as it was prepared is not released.
func TestReleaseRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		prepare func(t *testing.T, d *drill)
		want    string
	}{
		"what nobody prepared": {func(*testing.T, *drill) {}, "does not know it"},
		"what was only handed over": {func(t *testing.T, d *drill) {
			d.w.plan = every("/auth", fault{unread: true})
			require.Error(t, second(outcome(d.runner(t, d.s).RunPlan(t.Context(), d.plan))))
			d.w.plan, d.w.calls = nil, nil
		}, "was not prepared"},
		"what is in another store": {func(t *testing.T, d *drill) {
			require.NoError(t, second(d.runner(t, newMemory()).Prepare(t.Context(), d.plan)))
		}, "does not know it"},
		"what was canceled": {func(t *testing.T, d *drill) {
			require.NoError(t, second(d.runner(t, d.s).Prepare(t.Context(), d.plan)))
			plan, err := d.named(t)
			require.NoError(t, err)
			for range 2 {
				require.NoError(t, d.runner(t, d.s).Cancel(t.Context(), plan))
			}
			stage(t, *d, runner.StageCanceled)
		}, "was canceled"},
		"what was canceled elsewhere": {func(t *testing.T, d *drill) {
			all, err := d.runner(t, d.s).Prepare(t.Context(), d.plan)
			require.NoError(t, err)
			_, err = d.w.client(t, 1).Cancel(t.Context(), all[len(all)-1].RequestID)
			require.NoError(t, err)
		}, "CANCELED"},
		"what was not handed over to its end": {func(t *testing.T, d *drill) {
			d.w.plan = every("/init", fault{lost: true})
			require.Error(t, second(d.runner(t, d.s).Prepare(t.Context(), d.plan)))
			d.w.plan = nil
		}, "not handed over"},
	} {
		t.Run(name, func(t *testing.T) {
			byBoth(t, func(t *testing.T, d drill) {
				c.prepare(t, &d)
				_, err := d.release(t, d.s)
				notReady(t, err, c.want)
				d.requireNobody(t)
			})
		})
	}
}

// The file was edited after it was prepared, or the service has something else under the id.
func TestReleaseOfOtherLines(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		batch := payments(t, "p", "", "")
		r := newRunner(t, w.client(t, 1), s)
		require.NoError(t, second(r.Prepare(t.Context(), newPlan(t, "payroll", 5, &source{items: batch.Items}))))
		for name, change := range map[string]func(*payout.Item){
			"amount":      func(i *payout.Item) { i.Amount = testkit.Lira(t, "99") },
			"id":          func(i *payout.Item) { i.ExternalID = "other" },
			"description": func(i *payout.Item) { i.Description = "other" },
		} {
			edited := payments(t, "p", "", "").Items
			change(&edited[1])
			_, err := outcome(r.Release(t.Context(), newPlan(t, "payroll", 5, &source{items: edited})))
			var changed *runner.ChangedError
			require.ErrorAs(t, err, &changed, name)
		}
		require.Zero(t, w.count("auth"))
		w.plan = every("/retrieve", fault{answer: anotherAmount})
		_, err := r.Find(t.Context(), "payroll")
		require.ErrorContains(t, err, "22.01 TRY")
		_, err = outcome(r.Release(t.Context(), newPlan(t, "payroll", 5, &source{items: batch.Items})))
		var foreign *runner.ForeignError
		require.ErrorAs(t, err, &foreign)
		require.Zero(t, w.count("auth"))
	})
}

// Another process pays, or releases, the same right now.
func TestReleaseWhilePayRuns(t *testing.T) {
	t.Parallel()
	byBoth(t, func(t *testing.T, d drill) {
		require.NoError(t, second(d.runner(t, d.s).Prepare(t.Context(), d.plan)))
		plan, err := d.named(t)
		require.NoError(t, err)
		d.w.plan = atFirst("/auth", fault{before: func() {
			_, err := outcome(d.runner(t, d.s).Release(t.Context(), plan))
			assert.ErrorIs(t, err, runner.ErrLocked)
			assert.Error(t, d.runner(t, d.s).Cancel(t.Context(), plan)) // it is locked, or a batch of it was authorised
		}})
		require.NoError(t, second(outcome(d.runner(t, d.s).RunPlan(t.Context(), d.plan))))
		d.requirePaid(t)
	})
}

// What was canceled gives its lines up: they are paid by another payout.
func TestCancelFreesTheLines(t *testing.T) {
	t.Parallel()
	byBoth(t, func(t *testing.T, d drill) {
		require.NoError(t, second(d.runner(t, d.s).Prepare(t.Context(), d.plan)))
		plan, err := d.named(t)
		require.NoError(t, err)
		require.NoError(t, d.runner(t, d.s).Cancel(t.Context(), plan))
		other := newPlan(t, "other", 5, &source{items: payments(t, "p", "", "", "", "", "").Items})
		reports, err := outcome(d.runner(t, d.s).RunPlan(t.Context(), other))
		require.NoError(t, err)
		require.Equal(t, 5, count(reports, payout.StatePaid))
		_, err = d.release(t, d.s)
		require.Error(t, err)
		d.w.everything().requireOnce(t)
	})
}

// Of a payout of which one batch was authorised nothing is canceled.
func TestCancelSparesWhatWasAuthorisedInPart(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		plan := newPlan(t, "p", 1, &source{items: payments(t, "p", "", "").Items})
		r := newRunner(t, w.client(t, 1), s, runner.WithParallel(1))
		w.plan = on("/auth", 2, fault{unread: true})
		require.Error(t, second(outcome(r.RunPlan(t.Context(), plan))))
		w.plan = nil
		notReady(t, r.Cancel(t.Context(), plan), "was authorised")
		require.Zero(t, w.count("cancel"))
		require.NoError(t, second(outcome(r.RunPlan(t.Context(), plan))))
		require.Equal(t, map[string]int{"p/1": 1, "p/2": 1}, w.everything().paid)
	})
}

// Resume goes on with what a killed pay left, once init is through.
func TestResume(t *testing.T) {
	t.Parallel()
	byBoth(t, func(t *testing.T, d drill) {
		d.w.plan = every("/auth", fault{unread: true})
		require.Error(t, second(outcome(d.runner(t, d.s).RunPlan(t.Context(), d.plan))))
		d.w.plan = nil
		stage(t, d, runner.StageHandedOver)
		for range 2 {
			plan, err := d.named(t)
			require.NoError(t, err)
			reports, err := outcome(d.runner(t, d.s).Resume(t.Context(), plan))
			require.NoError(t, err)
			require.Equal(t, d.accepted, count(reports, payout.StatePaid))
			d.requirePaid(t)
		}
	})
}

// Status asks and writes nothing, whatever the stage.
func TestStatus(t *testing.T) {
	t.Parallel()
	byBoth(t, func(t *testing.T, d drill) {
		r := d.runner(t, d.s)
		_, err := r.Status(t.Context(), d.plan.ExternalID, false)
		notReady(t, err, "does not know it")
		require.NoError(t, second(r.Prepare(t.Context(), d.plan)))
		before := fmt.Sprint(d.s.records)
		reports, err := r.Status(t.Context(), d.plan.ExternalID, false)
		require.NoError(t, err)
		require.Len(t, reports, d.plan.Batches())
		require.Equal(t, 5, count(reports, payout.StateNotPaid))
		require.Equal(t, before, fmt.Sprint(d.s.records))
		d.w.plan = atFirst("/auth", fault{after: func() {
			reports, err := r.Status(t.Context(), d.plan.ExternalID, false) // while the journal is locked
			require.NoError(t, err)
			require.Zero(t, count(reports, payout.StatePaid))
			require.NotZero(t, count(reports, payout.StateUnknown))
		}})
		require.NoError(t, second(d.release(t, d.s)))
		reports, err = r.Status(t.Context(), d.plan.ExternalID, true)
		require.NoError(t, err)
		require.Equal(t, d.accepted, count(reports, payout.StatePaid))
		d.requirePaid(t)
	})
}

// A payout whose init was not answered is canceled before its lines are paid once more, if its items name its requestId.
func TestPayAgainCancelsWhatWasNotAnswered(t *testing.T) {
	for _, nameless := range []bool{false, true} {
		bubble(t, mode{init: "second", auth: "pay-again", nameless: nameless}, func(t *testing.T, w *wire, s *memory) {
			batch := payments(t, "payroll", "", emulator.MarkRefuse)
			r := newRunner(t, w.client(t, 1), s, runner.WithOnRefused(runner.PayAccepted))
			w.plan = on("/init", 1, fault{after: func() { panic(killed{}) }})
			_, _, dead := life(t, r, s, batch)
			require.True(t, dead)
			w.plan = nil
			r = newRunner(t, w.client(t, 1), s, runner.WithOnRefused(runner.PayAccepted), runner.WithPayAgain())
			report, err := r.Run(t.Context(), another("other", batch))
			require.NoError(t, err)
			require.Equal(t, 2, report.Count(payout.StatePaid))
			want := gen.MassPayoutStatusCanceled
			if nameless {
				want = gen.MassPayoutStatusInit
			}
			require.Equal(t, want, w.emulator.Ledger().Batches[0].Status)
			_, err = newRunner(t, w.client(t, 1), s, runner.WithOnRefused(runner.PayAccepted)).Run(t.Context(), batch)
			require.Error(t, err)
			w.everything().requireOnce(t)
		})
	}
}

// anotherAmount is a service that shows other amounts than were sent.
func anotherAmount(a *http.Response) error {
	body, err := io.ReadAll(a.Body)
	a.Body = io.NopCloser(strings.NewReader(strings.ReplaceAll(string(body), "10.50", "10.51")))
	return err
}
