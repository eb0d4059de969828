package runner_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// another is the same payment in another payout.
func another(id string, batch payout.Batch) payout.Batch {
	batch.ExternalID = id
	batch.Items = append([]payout.Item(nil), batch.Items...)
	for i := range batch.Items {
		batch.Items[i].Description = "once more"
	}
	return batch
}

// says makes all answers to retrieve show a status of the whole and of all items.
func shows(batch gen.MassPayoutStatus, item gen.MassPayoutItemStatus) func(*http.Request) fault {
	return every("/retrieve", fault{answer: func(a *http.Response) error {
		body, err := io.ReadAll(a.Body)
		text := string(body)
		for _, status := range []string{"INIT", "COMPLETED", "SUCCESS", "FAILED", "DEPOSIT_SUCCESS", "INSUFFICIENT_BALANCE", "PROCESSING", "PUBLISHED_TO_QUEUE", "FAIL"} {
			text = strings.ReplaceAll(text, `"massPayoutStatus":"`+status+`"`, `"massPayoutStatus":"`+string(batch)+`"`)
			text = strings.ReplaceAll(text, `"itemStatus":"`+status+`"`, `"itemStatus":"`+string(item)+`"`)
		}
		a.Body = io.NopCloser(bytes.NewReader([]byte(text)))
		return err
	}})
}

// Only what proves that nobody has the money, and nobody will, makes a line free for another payout.
func TestWhichLinesAreFree(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		batch gen.MassPayoutStatus
		item  gen.MassPayoutItemStatus
		free  bool
		state payout.State
	}{
		{"COMPLETED", "SUCCESS", false, payout.StatePaid},
		{"COMPLETED", "FAILED", false, payout.StateNotPaid},
		{"COMPLETED", "DEPOSIT_FAIL", false, payout.StateNotPaid},
		{"COMPLETED", "DEPOSIT_SUCCESS", true, ""},
		{"COMPLETED", "INVALID", true, ""},
		{"COMPLETED", "MASS_PAYOUT_CANCELED", true, ""},
		{"CANCELED", "INIT", true, ""},
		{"CANCELED", "MASS_PAYOUT_CANCELED", true, ""},
		{"COMPLETED", "INIT", false, payout.StateUnknown},
		{"COMPLETED", "PROCESSING", false, payout.StateUnknown},
		{"FAIL", "INIT", false, payout.StateNotPaid},
		{"FAIL", "FAILED", false, payout.StateNotPaid},
		{"FAIL", "DEPOSIT_SUCCESS", true, ""},
		{"INSUFFICIENT_BALANCE", "INIT", false, payout.StateUnknown},
		{"IYZICO_INSUFFICIENT_BALANCE", "INIT", false, payout.StateUnknown},
		{"PUBLISHED_TO_QUEUE", "QUEUED", false, payout.StateUnknown},
		{"ARCHIVED", "DEPOSIT_SUCCESS", false, payout.StateUnknown},
		{"COMPLETED", "RETURNED", false, payout.StateUnknown},
		{"COMPLETED", "deposit_success", false, payout.StateUnknown},
		{"COMPLETED", "", false, payout.StateUnknown},
		{"", "", false, payout.StateUnknown},
	} {
		t.Run(string(c.batch)+" "+string(c.item), func(t *testing.T) {
			bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
				batch := payments(t, "payroll", "")
				_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
				require.NoError(t, err)
				inits := w.count("init")
				w.plan = shows(c.batch, c.item)
				_, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), another("other", batch))
				if c.free {
					require.Equal(t, inits+1, w.count("init"), "%v", err)
					return
				}
				lines := requireHeld(t, err)
				require.Equal(t, c.state, lines[0].State)
				require.Equal(t, inits, w.count("init"))
			})
		})
	}
}

// Lines that failed are owed again once their money is back; the first payout then says who paid them, and never that nobody did.
func TestFailedLinesAreOwedAgain(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		run := func(batch payout.Batch) (*payout.Report, error) {
			return newRunner(t, w.client(t, 1), s, runner.WithOnRefused(runner.PayAccepted)).Run(t.Context(), batch)
		}
		batch := payments(t, "payroll", "", emulator.MarkBankFail, emulator.MarkRefuse, emulator.MarkStayFailed, emulator.MarkDepositFail)
		first, err := run(batch)
		require.NoError(t, err)
		time.Sleep(time.Hour)
		// The money is back in the meantime, and nobody told this payout.
		lines := requireHeld(t, second(run(another("all", batch))))
		var held []string
		for _, line := range lines {
			held = append(held, line.ItemExternalID+" "+string(line.State))
		}
		require.Equal(t, []string{"payroll/1 paid", "payroll/4 not paid", "payroll/5 not paid"}, held)

		rest := another("rest", batch)
		rest.Items = rest.Items[1:3]
		report, err := run(rest)
		require.NoError(t, err)
		require.Equal(t, 2, report.Count(payout.StatePaid))
		require.Equal(t, map[string]int{"payroll/1": 1, "payroll/2": 1, "payroll/3": 1, "payroll/4": 0, "payroll/5": 0}, w.everything().paid)

		again, err := run(batch)
		require.NoError(t, err)
		require.Equal(t, 2, first.Count(payout.StatePaid)+1)
		for i, line := range again.Lines {
			require.False(t, line.Free)
			if i == 1 || i == 2 {
				require.Equal(t, payout.StatePaid, line.State, "%s", line)
				require.Contains(t, line.Reason, "payout rest holds it now: paid")
			}
		}
		require.Equal(t, 2, w.count("auth"))
	})
}

// A line that was paid can come back days later: the next run says so, and then it is owed again.
func TestAPaidLineComesBack(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		batch := payments(t, "payroll", "")
		report, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
		require.NoError(t, err)
		require.Equal(t, payout.StatePaid, report.Lines[0].State)
		time.Sleep(4 * 24 * time.Hour)

		w.plan = shows("COMPLETED", "DEPOSIT_SUCCESS")
		report, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), batch)
		require.NoError(t, err)
		require.Equal(t, payout.StateNotPaid, report.Lines[0].State)
		require.True(t, report.Lines[0].Free)
		require.Contains(t, report.Lines[0].Reason, "came back to your balance")
		require.Empty(t, s.claims, "the claim follows")

		w.plan = nil
		report, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), another("second", batch))
		require.NoError(t, err)
		require.Equal(t, payout.StatePaid, report.Lines[0].State)
	})
}

// Of a plan the error names the held lines of all batches, and the claims that it made are given back.
func TestHeldLinesOfAPlan(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		items := payments(t, "p", "", "", "", "", "").Items
		_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), payout.Batch{ExternalID: "payroll", Items: []payout.Item{items[1], items[4]}})
		require.NoError(t, err)
		claims, calls := len(s.claims), len(w.calls)

		_, errs := end(t, newRunner(t, w.client(t, 1), s), newPlan(t, "", 2, &source{items: items}))
		require.Len(t, errs, 1)
		lines := requireHeld(t, errs[0])
		require.Len(t, lines, 2)
		for i, index := range []int{1, 4} {
			require.Equal(t, index, lines[i].Index)
			require.Equal(t, items[index].ExternalID, lines[i].ItemExternalID)
			require.Equal(t, payout.StatePaid, lines[i].State)
		}
		w.onlyRetrieves(t, calls)
		require.Len(t, s.claims, claims, "what was claimed for batches of which nothing was sent")

		// The others are free for another payout at once.
		_, errs = end(t, newRunner(t, w.client(t, 1), s), newPlan(t, "", 2, &source{items: []payout.Item{items[0], items[2], items[3]}}))
		require.Empty(t, errs)
		w.everything().requireOnce(t)

		// In a single batch of a plan, too, the lines are counted from the beginning of the file.
		_, errs = end(t, newRunner(t, w.client(t, 1), s), newPlan(t, "x", 10, &source{items: items}))
		require.Len(t, requireHeld(t, errs[0]), 5)
	})
}

// broken is a store of which one call fails, or does something else.
type moody struct {
	*memory
	claim  func([]runner.Claim) ([]runner.Claim, error)
	claims func([]runner.ClaimKey) ([]runner.Claim, error)
}

func (m moody) Claim(ctx context.Context, list []runner.Claim) ([]runner.Claim, error) {
	if m.claim != nil {
		return m.claim(list)
	}
	return m.memory.Claim(ctx, list)
}

func (m moody) Claims(ctx context.Context, lines []runner.ClaimKey) ([]runner.Claim, error) {
	if m.claims != nil {
		return m.claims(lines)
	}
	return m.memory.Claims(ctx, lines)
}

// Without its claims on record nothing is sent.
func TestAClaimThatFails(t *testing.T) {
	for name, effect := range map[string]bool{"before it took effect": false, "after it": true} {
		t.Run(name, func(t *testing.T) {
			bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
				fails := moody{memory: s, claim: func(list []runner.Claim) ([]runner.Claim, error) {
					if effect {
						_, err := s.Claim(t.Context(), list)
						require.NoError(t, err)
					}
					return nil, errDisk
				}}
				report, err := newRunner(t, w.client(t, 1), fails).Run(t.Context(), payments(t, "payroll", ""))
				require.Nil(t, report)
				require.ErrorIs(t, err, errDisk)
				failed, ok := errors.AsType[*runner.Error](err)
				require.True(t, ok)
				require.False(t, failed.Sent)
				require.Equal(t, runner.StepClaim, failed.Step)
				require.Equal(t, payout.OutcomeUnknown, failed.Outcome())
				require.Empty(t, w.calls)

				_, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", ""))
				require.NoError(t, err)
				w.everything().requireOnce(t)
			})
		})
	}
}

// Whoever lost its claims between init and auth does not pay.
func TestClaimsAreLookedAtBeforeAuth(t *testing.T) {
	for name, c := range map[string]struct {
		lose func(s *memory)
		says string
		held bool
	}{
		"they are lost": {lose: func(s *memory) { clear(s.claims) }, says: "2 of 2 claims are lost"},
		"one is lost": {lose: func(s *memory) {
			for key := range s.claims {
				delete(s.claims, key)
				break
			}
		}, says: "1 of 2 claims are lost"},
		"one is another's": {lose: func(s *memory) {
			for key, c := range s.claims {
				c.Payout = "thief"
				s.claims[key] = c
				break
			}
		}, says: "held by payout thief", held: true},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
				w.plan = on("/init", 1, fault{after: func() { s.mu.Lock(); defer s.mu.Unlock(); c.lose(s) }})
				report, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", "", ""))
				require.ErrorContains(t, err, c.says)
				failed, ok := errors.AsType[*runner.Error](err)
				require.True(t, ok && failed.Sent, "a *HeldError alone would say that nothing was sent: %v", err)
				require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
				require.NotNil(t, report)
				require.Zero(t, w.count("auth"))
				w.everything().requireNobody(t)

				_, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", "", ""))
				if c.held {
					require.ErrorContains(t, err, "its journal is not in this store")
					require.Zero(t, w.count("auth"))
					return
				}
				require.NoError(t, err, "it claims them anew")
				w.everything().requireOnce(t)
			})
		})
	}
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		fails := moody{memory: s, claims: func([]runner.ClaimKey) ([]runner.Claim, error) { return nil, errDisk }}
		_, err := newRunner(t, w.client(t, 1), fails).Run(t.Context(), payments(t, "payroll", ""))
		require.ErrorIs(t, err, errDisk)
		require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
		require.Zero(t, w.count("auth"))
	})
}

// A line that could not be given up is not free, and a failed store is told.
func TestAReleaseThatFails(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		fails := releaseFails{s}
		report, err := newRunner(t, w.client(t, 1), fails).Run(t.Context(), payments(t, "payroll", emulator.MarkRefuse))
		require.ErrorIs(t, err, errDisk)
		require.False(t, report.Lines[0].Free)
		require.NotContains(t, report.Lines[0].Reason, "another process")
		report, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", emulator.MarkRefuse))
		require.Error(t, err)
		require.True(t, report.Lines[0].Free)
	})
}

type releaseFails struct{ *memory }

func (releaseFails) Release(context.Context, string, []runner.ClaimKey) error { return errDisk }
