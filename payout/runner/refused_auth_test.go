package runner_test

import (
	"errors"
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

// refuses answers auth with a code, and never hands it over.
func refuses(code string) fault {
	return instead(200, `{"status":"failure","errorCode":"`+code+`","errorMessage":"no"}`)
}

// afterAuth makes something happen to auth, and something to all looks that follow it.
func afterAuth(w *wire, auth, look fault) func(*http.Request) fault {
	return func(r *http.Request) fault {
		switch {
		case strings.HasSuffix(r.URL.Path, "/auth"):
			return auth
		case w.count("auth") > 0:
			return look
		}
		return fault{}
	}
}

// A refusal of auth proves nothing by itself. Only a code that cannot mean "done already", and looks that succeed and go on reading INIT,
// prove that nobody was paid.
func TestARefusedAuthIsNoProof(t *testing.T) {
	t.Parallel()
	paidBefore := fault{answer: answers(200, `{"status":"failure","errorCode":"11","errorMessage":"no"}`)} // it took effect
	for name, c := range map[string]struct {
		auth, look fault
		refused    bool
		paid       bool
	}{
		"code 11 reads INIT":                           {auth: refuses("11")},
		"code 24 reads INIT":                           {auth: refuses("24")},
		"a code that nobody knows reads INIT":          {auth: refuses("5115")},
		"code 1 reads INIT":                            {auth: refuses("1")},
		"code 100001 reads INIT":                       {auth: refuses("100001")},
		"code 8 at HTTP 200 reads INIT":                {auth: refuses("8")},
		"no code at all reads INIT":                    {auth: instead(400, `{"status":"failure"}`)},
		"code 11 and the look fails":                   {auth: refuses("11"), look: fault{lost: true}},
		"code 10051 and the look fails":                {auth: refuses("10051"), look: fault{lost: true}},
		"code 10051 and the look is refused":           {auth: refuses("10051"), look: refuses("11")},
		"code 10051 and the look says nothing":         {auth: refuses("10051"), look: fault{answer: rewrites("VALIDATING")}},
		"code 11, it was authorised":                   {auth: paidBefore, paid: true},
		"code 11, it was authorised, the look fails":   {auth: paidBefore, look: fault{lost: true}},
		"code 11, it was authorised, and reads INIT":   {auth: paidBefore, look: fault{answer: rewrites("INIT")}},
		"10051, authorised, the look fails":            {auth: fault{answer: answers(200, `{"status":"failure","errorCode":"10051"}`)}, look: fault{lost: true}},
		"10051, authorised":                            {auth: fault{answer: answers(200, `{"status":"failure","errorCode":"10051"}`)}, paid: true},
		"code 10051 reads INIT":                        {auth: refuses("10051"), refused: true},
		"code 1000 reads INIT":                         {auth: refuses("1000"), refused: true},
		"code 1001 reads INIT":                         {auth: refuses("1001"), refused: true},
		"code 8 at HTTP 401 reads INIT":                {auth: instead(401, `{"status":"failure","errorCode":"8"}`), refused: true},
		"code 50000 reads INIT":                        {auth: refuses("50000"), refused: true},
		"code 9000 reads INIT":                         {auth: refuses("9000"), refused: true},
		"code 2000 reads INIT":                         {auth: refuses("2000"), refused: true},
		"HTTP 429 with a page of a gateway reads INIT": {auth: instead(429, `<html>slow down</html>`)},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, mode{auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
				w.plan = afterAuth(w, c.auth, c.look)
				started := time.Now()
				// A run sends auth of unknown outcome again after a while; that is not what is looked at here.
				report, err := newRunner(t, w.client(t, 1), s, runner.WithResendAfter(0)).Run(t.Context(), payments(t, "payroll", "", ""))
				switch {
				case c.paid:
					require.NoError(t, err)
					require.Equal(t, 2, report.Count(payout.StatePaid))
				case c.refused:
					require.Equal(t, payout.OutcomeRefused, payout.OutcomeOf(err), "%v", err)
					require.ErrorContains(t, err, "nobody was paid by this payout")
					require.Equal(t, 2, report.Count(payout.StateNotPaid))
					require.GreaterOrEqual(t, time.Since(started), 30*time.Second, "it was watched")
					w.everything().requireNobody(t)
				default:
					require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err), "%v", err)
					require.NotContains(t, err.Error(), "nobody was paid")
					require.Equal(t, 2, report.Count(payout.StateUnknown))
					event, _ := lastEvent(t, s.lines("payroll"))
					require.Equal(t, "auth failed", event, "the doubt stays on record")
				}
				for _, line := range report.Lines {
					require.False(t, line.Free, "%s", line)
				}
				require.Len(t, s.claims, 2, "the lines stay claimed")
				require.Equal(t, 1, w.count("auth"))

				// Later the service can be asked, and the truth is found out; what was refused is sent again.
				w.plan = nil
				report, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", "", ""))
				require.NoError(t, err)
				require.Equal(t, 2, report.Count(payout.StatePaid))
				w.everything().requireOnce(t)
			})
		})
	}
}

// The last look counts: what was seen before it may not be so any more.
func TestTheLastLookAfterARefusedAuthFails(t *testing.T) {
	bubble(t, mode{}, func(t *testing.T, w *wire, s *memory) {
		looks := 0
		w.plan = func(r *http.Request) fault {
			switch {
			case strings.HasSuffix(r.URL.Path, "/auth"):
				return refuses("10051")
			case w.count("auth") > 0:
				looks++
				return fault{lost: looks > 5} // at once, and four times in 30 seconds
			}
			return fault{}
		}
		_, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", ""))
		require.Equal(t, 6, looks)
		require.ErrorIs(t, err, payout.ErrInsufficientFunds)
		require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
	})
}

// The network delivers an auth twice, and the balance covers one of them: what is answered is the refusal of the second.
func TestAnAuthDeliveredTwice(t *testing.T) {
	for name, c := range map[string]struct {
		look fault
		paid bool
	}{"the look succeeds": {paid: true}, "the look fails": {look: fault{lost: true}}, "the look says nothing": {look: fault{answer: rewrites("")}}} {
		t.Run(name, func(t *testing.T) {
			bubble(t, mode{auth: "pay-again", shortage: "refuse"}, func(t *testing.T, w *wire, s *memory) {
				e, err := emulator.New(emulator.WithClock(shifted{}.Now), emulator.Behaviour{DuplicateAuth: "pay-again", Shortage: "refuse", Balance: testkit.Lira(t, "35").Value()})
				require.NoError(t, err)
				w.emulator = e
				twice := fault{answer: answers(200, `{"status":"failure","errorCode":"10051","errorMessage":"bakiye"}`)}
				w.plan = afterAuth(w, twice, c.look)
				report, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", ""))
				if c.paid {
					require.NoError(t, err)
					require.Equal(t, 1, report.Count(payout.StatePaid))
				} else {
					require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
					require.NotContains(t, err.Error(), "nobody was paid")
					require.Equal(t, 1, report.Count(payout.StateUnknown))
				}
				w.plan = nil
				report, err = newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", ""))
				require.NoError(t, err)
				require.Equal(t, 1, report.Count(payout.StatePaid))
				require.Equal(t, map[string]int{"payroll/1": 1}, w.everything().started)
			})
		})
	}
}

// A status without a meaning says nothing wherever one is read: it is asked for again, recorded as nothing, and the next run goes on.
func TestAStatusWithoutAMeaning(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"VALIDATING", "init", "", "INIT ", "Completed"} {
		for name, c := range map[string]struct {
			from, to int // of the looks that show it, counted from 1
			ends     bool
		}{
			"once before init":  {from: 3, to: 3, ends: true},
			"always after init": {from: 3, to: 40},
			"before any init":   {from: 1, to: 40},
			"once while paying": {from: 4, to: 4, ends: true},
			"while paying":      {from: 4, to: 20},
		} {
			t.Run(status+" "+name, func(t *testing.T) {
				bubble(t, mode{auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
					looks := 0
					w.plan = func(r *http.Request) fault {
						if strings.HasSuffix(r.URL.Path, "/retrieve") {
							if looks++; looks >= c.from && looks <= c.to {
								if w.count("init") == 0 {
									return instead(200, `{"status":"success","massPayout":{"externalId":"payroll","massPayoutStatus":"`+status+`"}}`)
								}
								return fault{answer: rewrites(status)}
							}
						}
						return fault{}
					}
					batch := payments(t, "payroll", "")
					r := newRunner(t, w.client(t, 1), s, runner.WithWaitLimit(time.Minute))
					report, err := r.Run(t.Context(), batch)
					for _, record := range s.lines("payroll") {
						require.NotContains(t, record, `"massPayoutStatus":"`+status+`"`)
					}
					if c.ends {
						require.NoError(t, err)
					} else if err != nil {
						require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
						require.NotContains(t, err.Error(), "nobody was paid")
						w.plan = nil
						report, err = r.Run(t.Context(), batch)
						require.NoError(t, err)
					}
					require.Equal(t, 1, report.Count(payout.StatePaid))
					require.Equal(t, map[string]int{"payroll/1": 1}, w.everything().started)
				})
			})
		}
	}
}

// Also while it is not known whether auth or cancel took effect.
func TestAStatusWithoutAMeaningInDoubt(t *testing.T) {
	for _, operation := range []string{"/auth", "/cancel"} {
		bubble(t, mode{auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
			w.plan = func(r *http.Request) fault {
				switch {
				case strings.Contains(r.URL.Path, operation):
					return lostAnswer()
				case w.count(strings.TrimPrefix(operation, "/")) > 0:
					return fault{answer: rewrites("VALIDATING")}
				}
				return fault{}
			}
			mark := map[string]string{"/cancel": emulator.MarkRefuse}[operation]
			r := newRunner(t, w.client(t, 1), s, runner.WithOnRefused(runner.CancelOnRefused))
			report, err := r.Run(t.Context(), payments(t, "payroll", "", mark))
			require.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
			require.NotContains(t, err.Error(), "nobody was paid")
			require.Equal(t, payout.StateUnknown, report.Lines[0].State)
			w.plan = nil
			report, err = r.Run(t.Context(), payments(t, "payroll", "", mark))
			if operation == "/auth" {
				require.NoError(t, err)
				require.Equal(t, payout.StatePaid, report.Lines[0].State)
			} else {
				require.ErrorContains(t, err, "it was canceled")
				require.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(err))
				require.True(t, report.Lines[0].Free)
			}
			require.Equal(t, 1, w.count(strings.TrimPrefix(operation, "/")))
		})
	}
}

// A service that counts its pages from 1 refuses page 0 with the code that also says "no such mass payout". It is paid, and a payout that
// is there is never taken for one that is not.
func TestRunnerAndAServiceWithoutPageZero(t *testing.T) {
	bubble(t, mode{init: "second", auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
		w.plan = func(r *http.Request) fault {
			if strings.HasSuffix(r.URL.Path, "/retrieve") {
				return oddPaging(t, w.emulator, "from 1", r)
			}
			return fault{}
		}
		for range 2 {
			report, err := newRunner(t, w.client(t, 1), s).Run(t.Context(), payments(t, "payroll", "", ""))
			require.NoError(t, err)
			require.Equal(t, 2, report.Count(payout.StatePaid))
		}
		_, err := newRunner(t, w.client(t, 1), newMemory()).Run(t.Context(), payments(t, "payroll", "", ""))
		_, foreign := errors.AsType[*runner.ForeignError](err)
		require.True(t, foreign, "%v", err)
		require.Equal(t, 1, w.count("init"))
		truthOf(w.emulator, "payroll").requireOnce(t)
	})
}
