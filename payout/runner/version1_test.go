package runner_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// version1 is a journal as versions before claims wrote it, of payments(t, "old", "", emulator.MarkRefuse, "") without an externalId.
func version1() []string {
	return []string{
		`{"n":1,"at":"2000-01-01T00:00:00Z","event":"begin","begin":{"version":1,"externalId":"` + version1ID + `","server":"http://127.0.0.1","apiKeyFingerprint":"6ea534f76c8a","contentId":"` + version1ID + `","lines":3,"total":"34.5 TRY","lineMarks":"008cd25ad296"}}`,
		`{"n":2,"at":"2000-01-01T00:00:00Z","event":"init"}`,
		`{"n":3,"at":"2000-01-01T00:00:00Z","event":"accepted","requestId":"id-1","refused":[{"index":1,"errorCode":"11"}]}`,
		`{"n":4,"at":"2000-01-01T00:00:00Z","event":"auth","requestId":"id-1"}`,
		`{"n":5,"at":"2000-01-01T00:00:00Z","event":"authorised"}`,
		`{"n":6,"at":"2000-01-01T00:00:05Z","event":"settled","paid":2,"notPaid":1}`,
	}
}

const version1ID = "content-1b879cac25c835d3813e64630abfbf86"

// A journal of an earlier version is gone on with under its id, wherever the old program stopped; then its lines are claimed like any others.
func TestAJournalOfVersion1(t *testing.T) {
	for records := 1; records <= 6; records++ {
		t.Run(fmt.Sprintf("%d records", records), func(t *testing.T) {
			bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
				n := 0
				e, err := emulator.New(emulator.WithClock(shifted{}.Now), emulator.Behaviour{DuplicateAuth: "pay-again"}, emulator.WithIDs(func() string {
					n++
					return fmt.Sprint("id-", n)
				}))
				require.NoError(t, err)
				w.emulator = e
				batch := payments(t, "old", "", emulator.MarkRefuse, "")
				batch.ExternalID = version1ID
				if records > 2 { // what the old program did
					accepted, err := w.client(t, 1).Init(t.Context(), batch)
					require.NoError(t, err)
					require.Equal(t, "id-1", accepted.RequestID())
					if records > 4 {
						approval, err := accepted.ApproveAccepted()
						require.NoError(t, err)
						_, err = w.client(t, 1).Auth(t.Context(), approval)
						require.NoError(t, err)
					}
				}
				s.records[version1ID] = version1()[:records]
				batch.ExternalID = ""
				run := func(b payout.Batch) (*payout.Report, error) {
					return newRunner(t, w.client(t, 1), s, runner.WithOnRefused(runner.PayAccepted)).Run(t.Context(), b)
				}

				// Changed under its id, the input is refused: in its order as well, which the old id depends on.
				for _, change := range []func(items []payout.Item){
					func(items []payout.Item) { items[0].Description = "x" },
					func(items []payout.Item) { items[0], items[2] = items[2], items[0] },
				} {
					changed := batch
					changed.ExternalID, changed.Items = version1ID, slices.Clone(batch.Items)
					change(changed.Items)
					calls := len(w.calls)
					_, isChanged := errors.AsType[*runner.ChangedError](second(run(changed)))
					require.True(t, isChanged)
					require.Len(t, w.calls, calls)
				}

				report, err := run(batch)
				require.NoError(t, err)
				require.Equal(t, version1ID, report.ExternalID)
				require.Equal(t, 2, report.Count(payout.StatePaid))
				require.Equal(t, payout.StateNotPaid, report.Lines[1].State)
				require.Len(t, s.claims, 2, "those of the accepted lines")
				requireHeld(t, second(run(another("edited", batch))))
				again, err := run(batch)
				require.NoError(t, err)
				for i := range again.Lines {
					require.Equal(t, report.Lines[i].State, again.Lines[i].State)
				}
				w.everything().requireOnce(t)
				require.Len(t, w.everything().batches, 1)

				_, errs := end(t, newRunner(t, w.client(t, 1), s), mustPlan(t, payout.Batch{}, 3, batch.Items))
				require.Empty(t, errs, "a plan of the same items is that payout, too")
				withPeriod := batch
				withPeriod.Period = "December"
				report, err = run(withPeriod)
				require.NoError(t, err)
				require.NotEqual(t, version1ID, report.ExternalID)
			})
		})
	}
}

// A finished one whose lines another payout holds by now takes none of them.
func TestVersion1MakesUpTheClaimsThatAreLeft(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		batch := payments(t, "old", "", "")
		_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
		require.NoError(t, err)
		// Without its record of the claims, and with the claims of one line in another hand.
		list := slices.Delete(slices.Clone(s.records["old"]), 1, 2)
		for i := range list {
			list[i] = fmt.Sprintf(`{"n":%d%s`, i+1, list[i][len(`{"n":1`):])
		}
		s.records["old"] = list
		left := true
		for key, c := range s.claims {
			if c.Payout = "other"; left {
				s.claims[key], left = c, false
			} else {
				delete(s.claims, key)
			}
		}
		report, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
		require.NoError(t, err)
		require.Equal(t, 2, report.Count(payout.StatePaid))
		holders := map[string]int{}
		for _, c := range s.claims {
			holders[c.Payout]++
		}
		require.Equal(t, map[string]int{"other": 1, "old": 1}, holders)
	})
}

func mustPlan(t *testing.T, header payout.Batch, size int, items []payout.Item) *runner.Plan {
	t.Helper()
	plan, err := runner.NewPlan(t.Context(), header, size, (&source{items: items}).read)
	require.NoError(t, err)
	return plan
}
