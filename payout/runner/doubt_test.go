package runner_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// Whatever the service does with a second auth, a lost answer is found out by asking.
func TestRunnerFindsOutAboutAuth(t *testing.T) {
	for _, again := range []string{"refuse", "succeed", "pay-again"} {
		bubble(t, mode{auth: again}, func(t *testing.T, w *wire, s *memory) {
			w.plan = on("/auth", 1, lostAnswer())
			report, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", ""))
			require.NoError(t, err)
			require.Equal(t, 1, report.Count(payout.StatePaid))
			require.Equal(t, 1, w.count("auth"))
		})
	}
}

func TestRunnerSendsAuthAgain(t *testing.T) {
	bubble(t, mode{auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
		var sent []time.Time
		w.plan = func(r *http.Request) fault {
			if strings.HasSuffix(r.URL.Path, "/auth") {
				sent = append(sent, time.Now())
				return fault{lost: len(sent) == 1}
			}
			return fault{}
		}
		_, err := newRunner(t, w.client(t, 1), s, runner.WithResendAfter(time.Minute)).Run(t.Context(), payments(t, "payroll", ""))
		require.NoError(t, err)
		require.Len(t, sent, 2)
		require.GreaterOrEqual(t, sent[1].Sub(sent[0]), time.Minute, "only after it has read INIT for that long")
		truthOf(w.emulator, "payroll").requireOnce(t)
	})
}

// An auth that takes effect late is not sent again as long as it is not later than WithResendAfter.
func TestRunnerWaitsForALateAuth(t *testing.T) {
	bubble(t, mode{auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
		w.plan = on("/auth", 1, fault{late: 29 * time.Second})
		report, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", ""))
		require.NoError(t, err)
		require.Equal(t, 1, report.Count(payout.StatePaid))
		require.Equal(t, 1, w.count("auth"))
		truthOf(w.emulator, "payroll").requireOnce(t)
	})
}

func TestRunnerNeverSendsAuthAgainWhereThatIsForbidden(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		w.plan = on("/auth", 1, fault{lost: true})
		for range 3 {
			report, err := newRunner(t, w.client(t, 1), s, runner.WithResendAfter(0)).Run(t.Context(), payments(t, "payroll", ""))
			require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
			require.ErrorContains(t, err, "not known whether auth took effect")
			require.Equal(t, 1, report.Count(payout.StateUnknown))
		}
		require.Equal(t, 1, w.count("auth"))
	})
}

func TestRunnerGivesUpOnAuth(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		w.plan = func(r *http.Request) fault { return fault{lost: strings.HasSuffix(r.URL.Path, "/auth")} }
		_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", ""))
		require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
		require.Equal(t, 3, w.count("auth"))
	})
}

// A second auth of a process that does not know of the first is refused, and that is no failure.
func TestRunnerUnderstandsARefusedAuth(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		other := w.client(t, 1)
		w.plan = on("/auth", 1, fault{before: func() {
			w.plan = nil
			approval, err := payout.ApproveRequest(truthOf(w.emulator, "payroll").batches[0].RequestID)
			require.NoError(t, err)
			_, err = other.Auth(t.Context(), approval)
			require.NoError(t, err)
		}})
		report, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", ""))
		require.NoError(t, err)
		require.Equal(t, 1, report.Count(payout.StatePaid))
	})
}

// Init's answer is lost: whatever the service does with a second init, nobody is paid twice and the journal knows which batch is meant.
func TestRunnerFindsOutAboutInit(t *testing.T) {
	for _, m := range []mode{
		{init: "same", auth: "pay-again"}, {init: "second", auth: "pay-again"},
		{init: "refuse", auth: "pay-again"},
	} {
		t.Run(fmt.Sprint(m), func(t *testing.T) {
			bubble(t, m, func(t *testing.T, w *wire, s *memory) {
				w.plan = on("/init", 1, lostAnswer())
				r := newRunner(t, w.client(t, 1), s, runner.WithOnRefused(runner.PayAccepted))
				report, err := r.Run(t.Context(), payments(t, "payroll", "", emulator.MarkRefuse))
				require.NoError(t, err)
				require.Equal(t, 1, report.Count(payout.StatePaid))
				require.Equal(t, 1, report.Count(payout.StateNotPaid))
				got := truthOf(w.emulator, "payroll")
				got.requireOnce(t)
				authorised := 0
				for _, b := range got.batches {
					authorised += b.Authorisations
				}
				require.Equal(t, 1, authorised)
			})
		})
	}
}

func TestRunnerStopsWhenTheRequestIDIsLost(t *testing.T) {
	bubble(t, mode{init: "refuse", nameless: true}, func(t *testing.T, w *wire, s *memory) {
		w.plan = on("/init", 1, lostAnswer())
		for range 2 {
			_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", ""))
			lost, ok := errors.AsType[*runner.LostError](err)
			require.True(t, ok, "%v", err)
			require.Equal(t, "payroll", lost.ExternalID)
			require.ErrorContains(t, err, "nothing was authorised, nobody was paid")
			require.ErrorContains(t, err, "under another externalId")
			require.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(err))
		}
		require.Zero(t, w.count("auth"))
	})
}

// All lines are refused, so that no accepted item names the requestId: a refused one does. The run ends as it would have.
func TestRunnerFindsTheRequestIDOfARefusedLine(t *testing.T) {
	for _, init := range []string{"refuse", "same"} {
		bubble(t, mode{init: init}, func(t *testing.T, w *wire, s *memory) {
			w.plan = on("/init", 1, lostAnswer())
			_, err := newRunner(t, w.client(t, 1), s, runner.WithOnRefused(runner.PayAccepted)).Run(t.Context(), payments(t, "payroll", emulator.MarkRefuse, emulator.MarkRefuse))
			refused, ok := errors.AsType[*payout.RefusedError](err)
			require.True(t, ok, "%v", err)
			require.Len(t, refused.Items, 2)
			require.Equal(t, truthOf(w.emulator, "payroll").batches[0].RequestID, refused.RequestID)
			require.Equal(t, 1, w.count("init"))
			require.Zero(t, w.count("auth"))
		})
	}
}

// Somebody else's payout has the externalId, as many lines, and items that name its requestId: it is not authorised.
func TestRunnerTakesNoRequestIDOfOtherLines(t *testing.T) {
	for name, change := range map[string]func(*payout.Batch){
		"other lines":   func(b *payout.Batch) { b.Items[0].ExternalID = "another" },
		"other amounts": func(b *payout.Batch) { b.Items[0].Amount = testkit.Lira(t, "0.50") },
		"other currency": func(b *payout.Batch) {
			amount, err := payout.NewAmount(b.Items[0].Amount.Value(), "USD")
			require.NoError(t, err)
			b.Items[0].Amount = amount
		},
		"other recipient": func(b *payout.Batch) {
			recipient, err := payout.MemberID("992228853")
			require.NoError(t, err)
			b.Items[0].Recipient = recipient
		},
		"refused": func(b *payout.Batch) { b.Items[0].ExternalID, b.Items[0].Description = "another", emulator.MarkRefuse },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, mode{init: "refuse"}, func(t *testing.T, w *wire, s *memory) {
				batch, theirs := payments(t, "payroll", ""), payments(t, "payroll", "")
				change(&theirs)
				other := w.client(t, 1)
				w.plan = on("/init", 1, fault{lost: true, after: nil, before: func() {
					w.plan = nil
					_, err := other.Init(t.Context(), theirs)
					require.NoError(t, err)
				}})
				_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
				foreign, ok := errors.AsType[*runner.ForeignError](err)
				require.True(t, ok, "%v", err)
				require.Equal(t, "payroll", foreign.ExternalID)
				require.Zero(t, w.count("auth"))
			})
		})
	}
}

func TestRunnerReportsARefusedInit(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		w.plan = on("/init", 1, instead(200, `{"status":"failure","errorCode":"24","errorMessage":"no"}`))
		report, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", ""))
		require.Nil(t, report)
		require.ErrorIs(t, err, payout.ErrInvalidRequest)
		require.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(err))
		require.Equal(t, 1, w.count("init"))
	})
}

// The journal is lost, or on another machine.
func TestRunnerWithoutItsJournal(t *testing.T) {
	for _, m := range []mode{{init: "same"}, {init: "second"}, {init: "refuse"}} {
		m.auth = "pay-again"
		bubble(t, m, func(t *testing.T, w *wire, s *memory) {
			batch := payments(t, "payroll", "", emulator.MarkRefuse, emulator.MarkBankFail)
			_, err := newRunner(t, w.client(t, 1), s, runner.WithOnRefused(runner.PayAccepted)).Run(t.Context(), batch)
			require.NoError(t, err)
			_, err = newRunner(t, w.client(t, 1), newMemory()).Run(t.Context(), batch)
			foreign, ok := errors.AsType[*runner.ForeignError](err)
			require.True(t, ok, "%v", err)
			require.Contains(t, foreign.Reason, "COMPLETED")
			require.Equal(t, 1, w.count("init"))

			// An id that stands for the content proves that it is the same payout: its outcome is told.
			batch.ExternalID = ""
			w.calls = nil
			_, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
			held, ok := errors.AsType[*runner.HeldError](err)
			require.True(t, ok, "another payout of this store paid the lines: %v", err)
			require.Len(t, held.Lines, 2, "the refused one is free; the one that failed is not before its money is back")
			first, err := newRunner(t, w.client(t, 1), newMemory(), runner.WithOnRefused(runner.PayAccepted)).Run(t.Context(), batch)
			require.NoError(t, err)
			again, err := newRunner(t, w.client(t, 1), newMemory()).Run(t.Context(), batch)
			require.NoError(t, err)
			for i, line := range again.Lines {
				require.Equal(t, first.Lines[i].State, line.State)
			}
			require.Equal(t, 1, w.count("init"))
			require.Equal(t, 1, w.count("auth"))
		})
	}
}

func TestRunnerLooksBeforeItHandsOver(t *testing.T) {
	for name, f := range map[string]fault{
		"no answer":       {lost: true},
		"system error":    instead(200, `{"status":"failure","errorCode":"100001"}`),
		"rate limit":      instead(429, `{"status":"failure","errorCode":"50000"}`),
		"wrong signature": instead(401, `{"status":"failure","errorCode":"1000"}`),
		"unknown code":    instead(200, `{"status":"failure","errorCode":"5115"}`),
		"no status":       instead(200, `{"status":"success","massPayout":{"currency":"TRY"}}`),
		"unknown status":  instead(200, `{"status":"success","massPayout":{"massPayoutStatus":"init"}}`),
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
				w.plan = func(r *http.Request) fault {
					if strings.HasSuffix(r.URL.Path, "/retrieve") && w.count("init") == 0 {
						return f
					}
					return fault{}
				}
				_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", ""))
				failed, ok := errors.AsType[*runner.Error](err)
				require.True(t, ok, "%v", err)
				require.False(t, failed.Sent)
				require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err), "others may have paid the lines")
				require.NotContains(t, err.Error(), "nobody was paid")
				require.Zero(t, w.count("init"))
				report, err := newRunner(t, w.client(t, 1), s, runner.WithoutLookUp()).Run(t.Context(), payments(t, "payroll", ""))
				require.NoError(t, err)
				require.Equal(t, 1, report.Count(payout.StatePaid))
			})
		})
	}
	for name, f := range map[string]fault{
		"a success without a mass payout": instead(200, `{"status":"success"}`),
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
				w.plan = on("/retrieve", 1, f)
				_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", ""))
				require.NoError(t, err)
			})
		})
	}
}

// The service lists lines that are none of the batch: whose outcome that is, nobody knows.
func TestRunnerRefusesForeignLines(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		w.plan = func(r *http.Request) fault {
			if w.count("auth") == 0 {
				return fault{}
			}
			return instead(200, `{"status":"success","page":0,"size":100,"total":1,"massPayout":{"massPayoutStatus":"COMPLETED"},`+
				`"massPayoutItems":{"items":[{"itemExternalId":"another","referenceCode":"r","itemStatus":"SUCCESS"}]}}`)
		}
		report, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", ""))
		_, foreign := errors.AsType[*runner.ForeignError](err)
		require.True(t, foreign, "%v", err)
		require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
		require.Equal(t, 1, report.Count(payout.StateUnknown))
	})
}
