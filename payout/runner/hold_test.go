package runner_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
	"github.com/iyzipayout/iyzipayout/signing"
)

// everything is the truth about all payouts of the service.
func (w *wire) everything() truth { return truthOf(w.emulator, w.batchIDs()...) }

// onlyRetrieves makes sure that nothing was sent since a call that could change anything.
func (w *wire) onlyRetrieves(t *testing.T, since int) {
	t.Helper()
	for _, call := range w.calls[since:] {
		require.Equal(t, "retrieve", call)
	}
}

// requireHeld returns the lines of the *HeldError that a run ended with. It says nothing about who was paid.
func requireHeld(t *testing.T, err error) []runner.HeldLine {
	t.Helper()
	held, ok := errors.AsType[*runner.HeldError](err)
	require.True(t, ok, "%v", err)
	require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
	require.NotContains(t, err.Error(), "nobody was paid")
	return held.Lines
}

// A file that is edited after it was paid, whatever the edit is, is not paid a second time.
func TestAnEditedFileIsNotPaidAgain(t *testing.T) {
	edits := map[string]func(b *payout.Batch){
		"a text":             func(b *payout.Batch) { b.Items[1].Description = "başka" },
		"an amount":          func(b *payout.Batch) { b.Items[1].Amount = testkit.Lira(t, "99") },
		"another recipient":  func(b *payout.Batch) { b.Items[1].Recipient = b.Items[0].Recipient },
		"another externalId": func(b *payout.Batch) { b.ExternalID = "payroll-corrected" },
		"a purpose":          func(b *payout.Batch) { b.Purpose = gen.PurposeSalary },
		"a line is added":    func(b *payout.Batch) { b.Items = append(b.Items, payments(t, "new", "").Items...) },
		"a line is removed":  func(b *payout.Batch) { b.Items = b.Items[1:] },
		"NFD, and a text": func(b *payout.Batch) {
			for i := range b.Items {
				b.Items[i].ExternalID = norm.NFD.String(b.Items[i].ExternalID)
			}
			b.Items[0].Description = "x"
		},
	}
	for name, edit := range edits {
		t.Run(name, func(t *testing.T) {
			bubble(t, mode{init: "second", auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
				batch := payments(t, "kişi", "", "", "")
				batch.ExternalID = ""
				started := time.Now()
				_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
				require.NoError(t, err)
				ledger, calls := w.emulator.Ledger(), len(w.calls)
				time.Sleep(48 * time.Hour)

				edited := batch
				edited.Items = slices.Clone(batch.Items)
				edit(&edited)
				report, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), edited)
				require.Nil(t, report)
				lines := requireHeld(t, err)
				had := map[string]bool{}
				for _, item := range batch.Items {
					had[item.ExternalID] = true
				}
				for _, line := range lines {
					require.Equal(t, edited.Items[line.Index].ExternalID, line.ItemExternalID)
					require.True(t, had[norm.NFC.String(line.ItemExternalID)])
					require.Equal(t, runner.ContentID(batch), line.Payout)
					require.WithinDuration(t, started, line.Since, time.Minute)
					require.Equal(t, payout.StatePaid, line.State)
					require.Equal(t, "paid", line.Reason)
				}
				require.Len(t, lines, min(3, len(edited.Items)), "every line that was paid")
				require.ErrorContains(t, err, "held by payout "+runner.ContentID(batch)+" since "+started.UTC().Format(time.DateOnly)+": paid")
				w.onlyRetrieves(t, calls)
				require.Equal(t, ledger, w.emulator.Ledger())
				w.everything().requireOnce(t)
			})
		})
	}
}

// What a program changes when it saves a file makes no other payout: the first one is gone on with, and its report is whole.
func TestASavedFileIsTheSamePayout(t *testing.T) {
	for name, save := range map[string]func(b *payout.Batch){
		"order": func(b *payout.Batch) { slices.Reverse(b.Items) },
		"NFD": func(b *payout.Batch) {
			for i := range b.Items {
				b.Items[i].ExternalID, b.Items[i].Description = norm.NFD.String(b.Items[i].ExternalID), norm.NFD.String(b.Items[i].Description)
			}
		},
		"zeros": func(b *payout.Batch) { b.Items[0].Amount = testkit.Lira(t, "10.5") },
	} {
		for stop, f := range map[string]fault{"finished": {}, "auth": lostAnswer(), "init": lostAnswer()} {
			t.Run(name+" "+stop, func(t *testing.T) {
				bubble(t, mode{init: "second", auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
					w.plan = on("/"+stop, 1, f)
					batch := payments(t, "kişi", "", emulator.MarkRefuse, emulator.MarkBankFail)
					batch.ExternalID = ""
					r := newRunner(t, w.client(t, 1), s, runner.WithOnRefused(runner.PayAccepted))
					first, err := r.Run(t.Context(), batch)
					require.NoError(t, err)
					saved := batch
					saved.Items = slices.Clone(batch.Items)
					save(&saved)
					again, err := r.Run(t.Context(), saved)
					require.NoError(t, err)
					require.Equal(t, first.ExternalID, again.ExternalID)
					states := map[string]payout.State{}
					for _, line := range first.Lines {
						states[line.Item.ExternalID] = line.State
					}
					for _, line := range again.Lines {
						require.Equal(t, states[norm.NFC.String(line.Item.ExternalID)], line.State, "%s", line)
					}
					w.everything().requireOnce(t)
					require.Equal(t, 1, w.count("auth"))
				})
			})
		}
	}
}

// Two ids that differ in their Unicode form only are one payment: the second would be paid twice.
func TestOneIDInTwoFormsIsRefused(t *testing.T) {
	batch := payments(t, "kişi", "", "")
	batch.Items[1].ExternalID = norm.NFD.String(batch.Items[0].ExternalID)
	require.ErrorContains(t, batch.Validate(), "is the same as that of item 1")
	_, err := runner.NewPlan(t.Context(), payout.Batch{}, 1, (&source{items: batch.Items}).read)
	require.ErrorContains(t, err, "is the same as that of item 1")
}

func TestPeriodsMakePayments(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		run := func(id, period string) error {
			batch := payments(t, "p", "", "")
			batch.ExternalID, batch.Period = id, period
			_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
			return err
		}
		require.NoError(t, run("", ""))
		require.NoError(t, run("", "Kasım 2026"))
		require.NoError(t, run("", "ARALIK"))
		require.Equal(t, 3, w.everything().paid["p/1"])
		for i, same := range []string{"kasım  2026", "KASIM 2026", "Kasim 2026", "kasim 2026", "KASİM 2026", norm.NFD.String("Kasım 2026"), "aralik", "Aralık", "aralık"} {
			require.NoError(t, run("", same), "%q is a payout that is over", same)
			requireHeld(t, run("other-"+strings.Repeat("x", i+1), same))
		}
		requireHeld(t, run("other", ""))
		require.Equal(t, 3, w.everything().paid["p/1"])
		require.Equal(t, 3, w.count("auth"))
	})
}

func TestMerchantsShareAStore(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		run := func(id string, opts ...runner.Option) error {
			batch := payments(t, "p", "")
			batch.ExternalID = id
			_, err := newRunner(t, w.client(t, 1), s, opts...).Run(t.Context(), batch)
			return err
		}
		require.NoError(t, run("a", runner.WithMerchant("A")))
		require.NoError(t, run("b", runner.WithMerchant("B")))
		require.NoError(t, run("none"))
		require.NoError(t, run("a", runner.WithMerchant("A")))
		requireHeld(t, run("a2", runner.WithMerchant("A")))
		requireHeld(t, run("b2", runner.WithMerchant("B")))
		_, changed := errors.AsType[*runner.ChangedError](run("a", runner.WithMerchant("B")))
		require.True(t, changed)
		require.Equal(t, 3, w.everything().paid["p/1"])
	})
	_, err := runner.New(nil, nil, runner.WithMerchant(""))
	require.Error(t, err)
}

// A merchant's new key, and another name of the same host, are the same place: what was paid is known there.
func TestClaimsOutliveKeysAndNames(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		exchanged, err := signing.NewCredentials("sandbox-another", "secret")
		require.NoError(t, err)
		e, err := emulator.New(emulator.WithClock(shifted{}.Now), emulator.WithCredentials(w.emulator.Credentials(), exchanged))
		require.NoError(t, err)
		w.emulator = e
		_, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", ""))
		require.NoError(t, err)
		calls := len(w.calls)
		for _, address := range []string{"http://127.0.0.1", "http://localhost", "http://LOCALHOST:80/", "http://[::1]:80", "http://a.localhost."} {
			c, err := payout.New(exchanged, payout.WithBaseURL(address), payout.WithHTTPClient(&http.Client{Transport: w}))
			if err != nil {
				continue // not every name is taken
			}
			batch := payments(t, "payroll", "")
			batch.ExternalID = "edited"
			_, err = newRunner(t, c, s).Run(t.Context(), batch)
			requireHeld(t, err)
		}
		w.onlyRetrieves(t, calls)
		w.everything().requireOnce(t)
	})
}
