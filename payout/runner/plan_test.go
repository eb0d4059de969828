package runner_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// source gives items again and again, and counts how many it gave.
type source struct {
	items []payout.Item
	given atomic.Int64
	reads int
	err   error
}

func (s *source) read(context.Context) iter.Seq2[payout.Item, error] {
	return func(yield func(payout.Item, error) bool) {
		s.reads++
		for _, item := range s.items {
			s.given.Add(1)
			if !yield(item, nil) {
				return
			}
		}
		if s.err != nil {
			yield(payout.Item{}, s.err)
		}
	}
}

func newPlan(t require.TestingT, id string, size int, s *source) *runner.Plan {
	p, err := runner.NewPlan(context.Background(), payout.Batch{ExternalID: id, Purpose: gen.PurposeSalary}, size, s.read)
	require.NoError(t, err)
	return p
}

// ids of the batches that the service knows, in the order in which they came.
func (w *wire) batchIDs() []string {
	var ids []string
	for _, b := range w.emulator.Ledger().Batches {
		ids = append(ids, b.ExternalID)
	}
	return ids
}

// A plan is about the same as a batch of all its items: same id, same total, same verdict.
func TestAPlanIsTheWholeBatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		batch := payments(t, "x", slices.Repeat([]string{""}, rapid.IntRange(0, 7).Draw(t, "lines"))...)
		batch.ExternalID, batch.Purpose = "", gen.PurposeSalary
		for i := range batch.Items {
			switch rapid.IntRange(0, 12).Draw(t, "spoil") {
			case 0:
				batch.Items[i].ExternalID = batch.Items[0].ExternalID
			case 1:
				batch.Items[i].Description = ""
			case 2:
				batch.Items[i].Amount = payout.Amount{}
			case 3:
				euro, err := payout.ParseAmount("1.25", "EUR")
				require.NoError(t, err)
				batch.Items[i].Amount = euro
			case 4:
				batch.Items[i].Recipient = payout.Recipient{}
			}
		}
		size := rapid.IntRange(1, 9).Draw(t, "batch size")
		batch.ExternalID = runner.ContentID(batch)
		plan, err := runner.NewPlan(t.Context(), payout.Batch{Purpose: batch.Purpose}, size, (&source{items: batch.Items}).read)
		if want := batch.Validate(); want != nil {
			require.EqualError(t, err, want.Error())
			return
		}
		require.NoError(t, err)
		require.Equal(t, runner.ContentID(batch), plan.ContentID)
		require.Equal(t, runner.ContentID(batch), plan.ExternalID)
		require.Equal(t, batch.Total(), plan.Total)
		require.Equal(t, len(batch.Items), plan.Lines)
		require.Equal(t, (len(batch.Items)+size-1)/size, plan.Batches())
	})
}

func TestNewPlanRefuses(t *testing.T) {
	items := payments(t, "x", "", "").Items
	boom := errors.New("line 3 is wrong")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx    context.Context
		id     string
		size   int
		source runner.Source
		part   string
	}{
		"no size":         {t.Context(), "", 0, (&source{items: items}).read, "batch size of 1"},
		"no source":       {t.Context(), "", 1, nil, "needs a source"},
		"a broken source": {t.Context(), "", 1, (&source{items: items, err: boom}).read, "line 3 is wrong"},
		"a bad id":        {t.Context(), " x", 1, (&source{items: items}).read, "ExternalID"},
		"nothing":         {t.Context(), "", 1, (&source{}).read, "at least one item"},
		"an ended ctx":    {ended, "", 1, (&source{items: items}).read, "canceled"},
	} {
		_, err := runner.NewPlan(c.ctx, payout.Batch{ExternalID: c.id}, c.size, c.source)
		require.ErrorContains(t, err, c.part, name)
	}
	all := &source{items: slices.Repeat([]payout.Item{{}}, 100_000)}
	_, err := runner.NewPlan(t.Context(), payout.Batch{}, 10, all.read)
	invalid, ok := errors.AsType[*payout.ValidationError](err)
	require.True(t, ok)
	require.Less(t, len(invalid.Problems), 1100, "a file of which every line is wrong is not read to its end")
	require.Less(t, all.given.Load(), int64(1000))
}

func TestRunPlan(t *testing.T) {
	bubble(t, mode{auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
		items := &source{items: payments(t, "p", "", "", emulator.MarkBankFail, "", "", "", "").Items}
		plan := newPlan(t, "payroll", 3, items)
		r := newRunner(t, w.client(t, 1), s)
		for range 2 {
			var lines []string
			for report, err := range r.RunPlan(t.Context(), plan) {
				require.NoError(t, err)
				for _, line := range report.Lines {
					lines = append(lines, fmt.Sprint(line.Item.ExternalID, " ", line.State))
				}
			}
			require.Equal(t, []string{"p/1 paid", "p/2 paid", "p/3 not paid", "p/4 paid", "p/5 paid", "p/6 paid", "p/7 paid"}, lines, "in the order of the items")
		}
		ids := w.batchIDs()
		require.Equal(t, "payroll", ids[0])
		require.ElementsMatch(t, []string{"payroll", "payroll-2", "payroll-3"}, ids)
		truthOf(w.emulator, ids...).requireOnce(t)
		require.Equal(t, 3, w.count("init"))
		require.Equal(t, 3, w.count("auth"))
		firstAuth := slices.Index(w.calls, "auth")
		require.Equal(t, 3, strings.Count(strings.Join(w.calls[:firstAuth], " "), "init"), "all are handed over before the first is authorised")
	})
}

// A plan of one batch is nothing else than that batch: both are one payout.
func TestAPlanOfOneBatch(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		batch := payments(t, "payroll", "", "")
		batch.Purpose = gen.PurposeSalary
		r := newRunner(t, w.client(t, 1), s)
		for report, err := range r.RunPlan(t.Context(), newPlan(t, "payroll", 2, &source{items: batch.Items})) {
			require.NoError(t, err)
			require.Equal(t, 2, report.Count(payout.StatePaid))
		}
		_, err := r.Run(t.Context(), batch)
		require.NoError(t, err)
		require.Equal(t, 1, w.count("init"))
	})
}

// end runs a plan and returns its reports and errors.
func end(t *testing.T, r *runner.Runner, plan *runner.Plan) (reports []*payout.Report, errs []error) {
	t.Helper()
	for report, err := range r.RunPlan(t.Context(), plan) {
		reports = append(reports, report)
		if err != nil {
			errs = append(errs, err)
		}
	}
	return reports, errs
}

func TestRunPlanAndRefusedLines(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		plan := newPlan(t, "payroll", 1, &source{items: payments(t, "p", "", emulator.MarkRefuse, "").Items})
		_, errs := end(t, newRunner(t, w.client(t, 1), s), plan)
		require.Len(t, errs, 1)
		require.EqualError(t, errs[0], "payout: 1 of 3 lines was refused, nothing was authorised")
		require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(errs[0]), "nobody asked what others did")
		require.Zero(t, w.count("auth"))

		reports, errs := end(t, newRunner(t, w.client(t, 1), s, runner.WithOnRefused(runner.PayAccepted)), plan)
		require.Len(t, errs, 1, "the batch of which nothing is left")
		require.Len(t, reports, 3)
		require.Equal(t, 2, w.count("auth"))
	})
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		plan := newPlan(t, "payroll", 1, &source{items: payments(t, "p", "", emulator.MarkRefuse, "").Items})
		for range 2 {
			reports, errs := end(t, newRunner(t, w.client(t, 1), s, runner.WithOnRefused(runner.CancelOnRefused)), plan)
			require.Len(t, reports, 3)
			require.Len(t, errs, 3)
			for _, err := range errs {
				_, canceled := errors.AsType[*runner.CanceledError](err)
				require.True(t, canceled, "%v", err)
				require.ErrorContains(t, err, "nobody was paid")
			}
		}
		require.Zero(t, w.count("auth"))
		require.Equal(t, 3, w.count("cancel"), "also those without a refused line")
	})
}

// What a run decided is not changed by a later one, also where it had decided for some of the batches only.
func TestRunPlanDecidesOnce(t *testing.T) {
	for _, c := range []struct {
		first, second runner.OnRefused
		stopAt        string // the call during which somebody stops the first run
		paid          int
	}{
		{runner.PayAccepted, runner.StopOnRefused, "never", 2},
		{runner.PayAccepted, runner.CancelOnRefused, "never", 2},
		{runner.PayAccepted, runner.StopOnRefused, "/auth", 2},
		{runner.PayAccepted, runner.CancelOnRefused, "/auth", 2},
		{runner.CancelOnRefused, runner.PayAccepted, "/cancel", 0},
		{runner.CancelOnRefused, runner.StopOnRefused, "/cancel", 0},
	} {
		bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
			plan := newPlan(t, "payroll", 1, &source{items: payments(t, "p", "", "", emulator.MarkRefuse).Items})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			w.plan = on(c.stopAt, 1, fault{before: cancel})
			for range newRunner(t, w.client(t, 1), s, runner.WithOnRefused(c.first), runner.WithParallel(1)).RunPlan(ctx, plan) {
				continue
			}
			w.plan = nil
			end(t, newRunner(t, w.client(t, 1), s, runner.WithOnRefused(c.second)), plan)
			paid := truthOf(w.emulator, w.batchIDs()...)
			paid.requireOnce(t)
			require.Equal(t, c.paid, paid.paid["p/1"]+paid.paid["p/2"], "%+v", c)
		})
	}
}

// One batch that cannot be handed over stops all before anybody is paid.
func TestRunPlanStopsBeforeItPays(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		w.plan = on("/init", 2, instead(200, `{"status":"failure","errorCode":"9000"}`))
		plan := newPlan(t, "payroll", 1, &source{items: payments(t, "p", "", "", "").Items})
		_, errs := end(t, newRunner(t, w.client(t, 1), s, runner.WithParallel(1)), plan)
		require.Len(t, errs, 1)
		require.ErrorIs(t, errs[0], payout.ErrAccountSuspended)
		require.Zero(t, w.count("auth"))
	})
}

func TestRunPlanNoticesAChange(t *testing.T) {
	change := map[string]func(items []payout.Item) []payout.Item{
		"a line in the last batch": func(items []payout.Item) []payout.Item { items[4].Description = "another"; return items },
		"a line more":              func(items []payout.Item) []payout.Item { return append(items, payments(t, "more", "").Items...) },
		"a line less":              func(items []payout.Item) []payout.Item { return items[:4] },
		"nothing left":             func([]payout.Item) []payout.Item { return nil },
	}
	for name, f := range change {
		t.Run("between reading and sending: "+name, func(t *testing.T) {
			bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
				items := &source{items: payments(t, "p", "", "", "", "", "").Items}
				plan := newPlan(t, "payroll", 2, items)
				items.items = f(items.items)
				_, errs := end(t, newRunner(t, w.client(t, 1), s), plan)
				require.Len(t, errs, 1)
				require.ErrorIs(t, errs[0], runner.ErrSourceChanged)
				require.Zero(t, w.count("auth"))
				if name != "a line more" { // which comes behind a last batch that is as it was
					require.NotContains(t, w.batchIDs(), "payroll-3", "what changed is not even handed over")
				}
			})
		})
		t.Run("between two runs: "+name, func(t *testing.T) {
			bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
				items := payments(t, "p", "", "", "", "", "").Items
				r := newRunner(t, w.client(t, 1), s)
				_, errs := end(t, r, newPlan(t, "payroll", 2, &source{items: items}))
				require.Empty(t, errs)
				calls := len(w.calls)
				if items = f(slices.Clone(items)); len(items) == 0 {
					return
				}
				_, errs = end(t, r, newPlan(t, "payroll", 2, &source{items: items}))
				require.Len(t, errs, 1)
				_, changed := errors.AsType[*runner.ChangedError](errs[0])
				require.True(t, changed, "%v", errs)
				require.Len(t, w.calls, calls, "also where only lines were added, nothing is sent")
			})
		})
	}
}

// What changed is noticed before the batch that it is in: of the first one nothing is claimed, and nothing is sent at all.
func TestRunPlanNoticesAChangeOfTheFirstBatch(t *testing.T) {
	for name, f := range map[string]func(items []payout.Item){
		"another description": func(items []payout.Item) { items[0].Description = "another" },
		"another order":       func(items []payout.Item) { items[0], items[1] = items[1], items[0] },
		"another batch":       func(items []payout.Item) { items[1], items[2] = items[2], items[1] },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
				items := &source{items: payments(t, "p", "", "", "", "", "").Items}
				plan := newPlan(t, "payroll", 2, items)
				f(items.items)
				_, errs := end(t, newRunner(t, w.client(t, 1), s), plan)
				require.Len(t, errs, 1)
				require.ErrorIs(t, errs[0], runner.ErrSourceChanged)
				require.Empty(t, w.calls)
				require.Empty(t, s.claims)
				require.Empty(t, s.records)
			})
		})
	}
}

// The same file in batches of another size is the same payout: with the journal it is refused, and without it the first batch is
// recognised.
func TestRunPlanWithAnotherBatchSize(t *testing.T) {
	for _, sizes := range [][2]int{{2, 3}, {3, 2}, {2, 10}, {10, 2}} {
		bubble(t, mode{init: "second", auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
			items := payments(t, "p", "", "", "", "", "").Items
			_, errs := end(t, newRunner(t, w.client(t, 1), s), newPlan(t, "", sizes[0], &source{items: items}))
			require.Empty(t, errs)
			auths := w.count("auth")
			for _, store := range []*memory{s, newMemory()} {
				_, errs := end(t, newRunner(t, w.client(t, 1), store), newPlan(t, "", sizes[1], &source{items: items}))
				require.NotEmpty(t, errs, "%v", sizes)
			}
			require.Equal(t, auths, w.count("auth"))
			truthOf(w.emulator, w.batchIDs()...).requireOnce(t)
		})
	}
}

// However large the source is, no more of it is in memory than the batches under way.
func TestRunPlanReadsNoFurtherThanItMust(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		const size, parallel = 5, 3
		items := &source{items: payments(t, "p", slices.Repeat([]string{""}, 200)...).Items}
		plan := newPlan(t, "payroll", size, items)
		items.given.Store(0)
		w.plan = func(r *http.Request) fault {
			if strings.HasSuffix(r.URL.Path, "/init") {
				return fault{before: func() { time.Sleep(time.Second) }}
			}
			return fault{}
		}
		var mu sync.Mutex
		most, ended := int64(0), int64(0)
		watch := runner.WithEvents(func(e runner.Event) {
			if e.Step == runner.StepInit {
				mu.Lock()
				defer mu.Unlock()
				most = max(most, items.given.Load()-200-ended*size-size) // without those that are read a second time, or to be claimed
				ended++
			}
		})
		reports, errs := end(t, newRunner(t, w.client(t, 1), s, watch, runner.WithParallel(parallel)), plan)
		require.Empty(t, errs)
		require.Len(t, reports, 40)
		require.LessOrEqual(t, most, int64((parallel+1)*size))
		require.GreaterOrEqual(t, most, int64(parallel*size-size), "it does work on several at once")
		require.Equal(t, 6, items.reads)
	})
}

// Whoever does not want the other reports stops what is under way, and goes on another time.
func TestRunPlanCanBeLeft(t *testing.T) {
	bubble(t, mode{auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
		plan := newPlan(t, "payroll", 1, &source{items: payments(t, "p", "", "", "", "").Items})
		r := newRunner(t, w.client(t, 1), s, runner.WithParallel(2))
		for report, err := range r.RunPlan(t.Context(), plan) {
			require.NoError(t, err)
			require.NotNil(t, report)
			break
		}
		require.Empty(t, s.open, "nothing goes on behind it")
		reports, errs := end(t, r, plan)
		require.Empty(t, errs)
		require.Len(t, reports, 4)
		require.Equal(t, 4, w.count("auth"))
	})
}
