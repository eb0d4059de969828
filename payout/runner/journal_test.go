package runner_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/journal"
	"github.com/iyzipayout/iyzipayout/payout/runner"
	"github.com/iyzipayout/iyzipayout/signing"
)

func TestRunnerRefusesAnotherInput(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", "", ""))
		require.NoError(t, err)
		calls := len(w.calls)
		for part, change := range map[string]func(*payout.Batch){
			"item 2 differs":                 func(b *payout.Batch) { b.Items[1].Description = "another" },
			"the total was 22 TRY and is 32": func(b *payout.Batch) { b.Items[0].Amount = testkit.Lira(t, "20.5") },
			"2 items differ, the first is item 1": func(b *payout.Batch) {
				b.Items[0].Description, b.Items[1].Description = "one", "two"
			},
			"the period was none and is december": func(b *payout.Batch) { b.Period = "December" },
			"the number of lines was 2 and is 1":  func(b *payout.Batch) { b.Items = b.Items[:1] },
			"the purpose was none and is SALARY":  func(b *payout.Batch) { b.Purpose = gen.PurposeSalary },
		} {
			batch := payments(t, "payroll", "", "")
			change(&batch)
			report, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
			require.Nil(t, report)
			changed, ok := errors.AsType[*runner.ChangedError](err)
			require.True(t, ok, "%v", err)
			require.ErrorContains(t, changed, part)
			require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err), "the lines were paid")
		}
		require.Len(t, w.calls, calls, "nothing is sent")

		// The same amount in another writing is the same payout.
		same := payments(t, "payroll", "", "")
		same.Items[0].Amount = testkit.Lira(t, "10.5")
		same.Items[0], same.Items[1] = same.Items[1], same.Items[0] // and in another order
		_, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), same)
		require.NoError(t, err)
	})
}

func TestRunnerRefusesAJournalOfAnotherPlace(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", ""))
		require.NoError(t, err)
		c, err := payout.New(w.emulator.Credentials(), payout.WithBaseURL("http://127.0.0.1:81"))
		require.NoError(t, err)
		_, err = newRunner(t, c, s).Run(t.Context(), payments(t, "payroll", ""))
		require.ErrorContains(t, err, "the environment was loopback:80 and is loopback:81")

		// A merchant's new API key is no other place, nor is another name of this machine.
		other, err := signing.NewCredentials("sandbox-another", "secret")
		require.NoError(t, err)
		e, err := emulator.New(emulator.WithClock(shifted{}.Now), emulator.WithCredentials(w.emulator.Credentials(), other))
		require.NoError(t, err)
		w.emulator = e
		_, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "exchanged", ""))
		require.NoError(t, err)
		for _, address := range []string{"http://127.0.0.1", "http://localhost", "http://[::1]:80/"} {
			c, err := payout.New(other, payout.WithBaseURL(address), payout.WithHTTPClient(&http.Client{Transport: w}))
			require.NoError(t, err)
			report, err := newRunner(t, c, s).Run(t.Context(), payments(t, "exchanged", ""))
			require.NoError(t, err)
			require.Equal(t, 1, report.Count(payout.StatePaid))
		}
		require.Equal(t, 2, w.count("auth"), "once for each payout")
	})
}

// A journal that says what no Runner writes is refused: it may be the record that says that money moved.
func TestRunnerRefusesAStrangeJournal(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		batch := payments(t, "payroll", "")
		_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
		require.NoError(t, err)
		good, calls := s.lines("payroll"), len(w.calls)
		require.Len(t, good, 7, "begin, claimed, init, accepted, auth, authorised, settled")
		with := func(i int, old, new string) []string {
			list := slices.Clone(good)
			require.Contains(t, list[i], old)
			list[i] = strings.Replace(list[i], old, new, 1)
			return list
		}
		for name, list := range map[string][]string{
			"not JSON":                        {"x"},
			"two values":                      with(1, "}", "}{}"),
			"an unknown member":               with(1, `"event"`, `"more":1,"event"`),
			"an unknown event":                with(2, `"init"`, `"initial"`),
			"a later version":                 with(0, `"version":2`, `"version":3`),
			"a record is missing":             slices.Delete(slices.Clone(good), 1, 2),
			"a record is repeated":            slices.Insert(slices.Clone(good), 1, good[1]),
			"no beginning":                    with(0, `"begin"`, `"init"`),
			"a second beginning":              with(1, good[1], strings.Replace(good[0], `"n":1`, `"n":2`, 1)),
			"an auth of another payout":       with(4, `"requestId":"`, `"requestId":"x`),
			"accepted without a requestId":    with(3, `"requestId"`, `"outcome"`),
			"an auth without an acceptance":   with(3, `"accepted"`, `"init failed"`),
			"an auth beside a cancel":         with(5, `"authorised"`, `"cancel"`),
			"settled without being paid":      with(5, `"authorised"`, `"auth failed"`),
			"an auth once it is authorised":   with(6, `"event":"settled"`, `"event":"auth","requestId":"`+truthOf(w.emulator, "payroll").batches[0].RequestID+`"`),
			"a cancel once it is authorised":  with(6, `"event":"settled"`, `"event":"cancel","requestId":"`+truthOf(w.emulator, "payroll").batches[0].RequestID+`"`),
			"an init once it is accepted":     with(4, `"event":"auth"`, `"event":"init"`),
			"a second acceptance":             with(4, `"event":"auth"`, `"event":"accepted"`),
			"an authorisation before that":    with(3, `"event":"accepted"`, `"event":"authorised"`),
			"still INIT without an auth":      with(4, `"event":"auth"`, `"event":"still INIT"`),
			"a failure of no auth":            with(4, `"event":"auth"`, `"event":"auth failed"`),
			"a failure of no cancel":          with(4, `"event":"auth"`, `"event":"cancel failed"`),
			"replacing nothing":               with(1, `"claimed"`, `"replacing"`),
			"replacing with a damaged claim":  with(1, `"claimed"`, `"replacing","replaced":[{"payout":"x","at":"2000-01-01T00:00:00Z","line":"00","payment":"00"}]`),
			"replacing late":                  with(6, `"settled"`, `"replacing","replaced":[{"payout":"x","at":"2000-01-01T00:00:00Z","line":"`+strings.Repeat("0", 32)+`","payment":"`+strings.Repeat("0", 32)+`"}]`),
			"a beginning without its content": with(0, `"contentId":"`, `"contentId":"","purpose":"`),
		} {
			s.records["payroll"] = list
			_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
			require.ErrorContains(t, err, "the journal: record", name)
			require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err), name)
			require.Len(t, w.calls, calls, name)
			require.Equal(t, list, s.lines("payroll"), name)
		}
	})
}

// Nothing that could name a person gets into the journal or an error, also where the vendor repeats it.
func TestJournalHoldsNoPersonalData(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		batch := testkit.MarkerBatch(t)
		for _, f := range []fault{{}, lostAnswer()} {
			w.plan = on("/auth", 1, f)
			report, err := newRunner(t, w.client(t, 1), s, runner.WithOnRefused(runner.PayAccepted)).Run(t.Context(), batch)
			testkit.RequireNoSecrets(t, err)
			testkit.RequireNoSecrets(t, report)
		}
		batch.Items = batch.Items[:1]
		_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
		require.Error(t, err)
		testkit.RequireNoSecrets(t, err)
		for _, line := range s.lines(batch.ExternalID) {
			for _, secret := range testkit.Secrets() {
				require.NotContains(t, line, secret)
			}
		}
	})
}

// The file of a finished payout is cut at every byte, as a failing disk or an old copy would leave it. Whatever the service does
// with a second init and a second auth, nobody is paid again.
func TestRunnerWithACutJournal(t *testing.T) {
	t.Parallel()
	for _, m := range []mode{
		{init: "same", auth: "pay-again"}, {init: "second", auth: "pay-again"}, {init: "refuse", auth: "succeed"},
	} {
		m.mixed = gen.MassPayoutStatusCompleted
		t.Run(fmt.Sprint(m.init), func(t *testing.T) {
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				w := &wire{emulator: m.emulator(t)}
				store, err := journal.New(dir)
				require.NoError(t, err)
				batch := payments(t, "x", "", emulator.MarkBankFail)
				batch.ExternalID = runner.ContentID(batch)
				first, err := newRunner(t, w.client(t, 1), store).Run(t.Context(), batch)
				require.NoError(t, err)
				path := store.Path(batch.ExternalID)
				whole, err := os.ReadFile(path)
				require.NoError(t, err)
				for size := range len(whole) + 1 {
					between := size > 0 && size < len(whole) && whole[size-1] != '\n' && whole[size] != '\n'
					if between && size%20 > 0 && os.Getenv("IYZIPAYOUT_SCHEDULES") == "" {
						continue // package journal cuts at every byte each time
					}
					require.NoError(t, os.WriteFile(path, whole[:size], 0o600))
					report, err := newRunner(t, w.client(t, 1), store).Run(t.Context(), batch)
					require.NoError(t, err, "cut at byte %d", size)
					for i, line := range report.Lines {
						require.Equal(t, first.Lines[i].State, line.State)
					}
				}
				got := truthOf(w.emulator, batch.ExternalID)
				require.Len(t, got.batches, 1)
				require.Equal(t, 1, got.batches[0].Authorisations)
				require.Equal(t, 1, w.count("auth"))
			})
		})
	}
}
