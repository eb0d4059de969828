package payout_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
)

const (
	opInit     = gen.OperationInitMassPayout
	opAuth     = gen.OperationAuthMassPayout
	opCancel   = gen.OperationCancelMassPayout
	opRetrieve = gen.OperationRetrieveMassPayout
)

type plays = map[gen.Operation][]reaction

// What every operation does after each kind of failure: the table of money safety, seen from the service.
func TestRetries(t *testing.T) {
	short := payout.WithRetries(payout.RetryPolicy{MaxAttempts: 2})
	tests := []struct {
		name    string
		call    string
		plays   plays
		opts    []payout.Option
		calls   string // that arrive
		outcome string // "" for success
		part    string // of the error
	}{
		{"reads repeat", "balance", plays{gen.OperationGetMassPayoutBalance: {lost, badGateway, limited, replies(200, `{"status":"success","balance":1}`)}}, nil,
			"balance balance balance balance", "", ""},
		{"reads repeat until the attempts are used up", "item", plays{gen.OperationGetMassPayoutItem: {lost}}, nil, "item item item item", "unknown", "(4 attempts)"},
		{"a read that is refused", "retrieve", plays{opRetrieve: {refusal}}, nil, "retrieve", "refused", ""},
		{"an answer without what it is for is asked for again", "balance", plays{gen.OperationGetMassPayoutBalance: {success, replies(200, `{"status":"success","balance":1}`)}}, nil,
			"balance balance", "", ""},

		{"auth not sent", "auth", plays{opAuth: {unsent, unsent, success}}, nil, "auth auth auth", "", ""},
		{"auth never sent", "auth", plays{opAuth: {unsent}}, nil, "auth auth auth auth", "not sent", "(4 attempts)"},
		{"auth rate limited", "auth", plays{opAuth: {limited, replies(200, `{"status":"failure","errorCode":50000}`), success}}, nil, "auth auth auth", "", ""},
		{"auth rate limited for good", "auth", plays{opAuth: {limited}}, nil, "auth auth auth auth", "refused", "(4 attempts)"},
		{"auth refused", "auth", plays{opAuth: {refusal}}, nil, "auth", "refused", ""},
		{"auth lost, took effect", "auth", plays{opAuth: {lost}, opRetrieve: {reads("IN_PROGRESS")}}, nil, "auth retrieve", "", ""},
		{"auth lost, took effect and is through", "auth", plays{opAuth: {lost}, opRetrieve: {reads("COMPLETED")}}, nil, "auth retrieve", "", ""},
		{"auth lost, took effect without a balance", "auth", plays{opAuth: {lost}, opRetrieve: {reads("INSUFFICIENT_BALANCE")}}, nil, "auth retrieve", "", ""},
		{"auth lost, shows its effect late", "auth", plays{opAuth: {badGateway}, opRetrieve: {reads("INIT"), reads("INIT"), reads("IN_PROGRESS")}}, nil, "auth retrieve retrieve retrieve", "", ""},
		{"auth lost, reads INIT: never blindly", "auth", plays{opAuth: {lost}, opRetrieve: {reads("INIT")}}, nil,
			"auth retrieve retrieve retrieve retrieve", "unknown", "the mass payout reads INIT"},
		{"auth lost, canceled by somebody", "auth", plays{opAuth: {lost}, opRetrieve: {reads("CANCELED")}}, nil, "auth retrieve", "unknown", "CANCELED"},
		{"auth lost, a status nobody knows", "auth", plays{opAuth: {lost}, opRetrieve: {reads("APPROVED")}}, nil, "auth retrieve", "unknown", "APPROVED"},
		{"auth lost, no status", "auth", plays{opAuth: {lost}, opRetrieve: {reads("")}}, nil, "auth retrieve", "unknown", "(none)"},
		{"auth lost, the look-up is refused", "auth", plays{opAuth: {lost}, opRetrieve: {refusal}}, nil, "auth retrieve", "unknown", "the look-up failed"},
		{"auth lost, the look-up is lost", "auth", plays{opAuth: {lost}, opRetrieve: {lost}}, nil, "auth retrieve retrieve retrieve retrieve", "unknown", "the look-up failed"},
		{"auth lost, the look-up is lost at first", "auth", plays{opAuth: {lost}, opRetrieve: {lost, limited, reads("IN_PROGRESS")}}, nil, "auth retrieve retrieve retrieve", "", ""},
		{"auth redirected", "auth", plays{opAuth: {replies(307, "", "Location", "/")}, opRetrieve: {reads("IN_PROGRESS")}}, nil, "auth retrieve", "", ""},

		{"cancel lost, took effect", "cancel", plays{opCancel: {lost}, opRetrieve: {reads("CANCELED")}}, nil, "cancel retrieve", "", ""},
		{"cancel lost, reads INIT", "cancel", plays{opCancel: {lost, success}, opRetrieve: {reads("INIT")}}, nil, "cancel retrieve cancel", "", ""},
		{"cancel lost, was authorised", "cancel", plays{opCancel: {lost}, opRetrieve: {reads("IN_PROGRESS")}}, nil, "cancel retrieve", "unknown", "IN_PROGRESS"},
		{"cancel lost, refused the second time", "cancel", plays{opCancel: {lost, refusal}, opRetrieve: {reads("INIT"), reads("CANCELED")}}, nil, "cancel retrieve cancel retrieve", "", ""},
		{"cancel lost again and again", "cancel", plays{opCancel: {lost}, opRetrieve: {reads("INIT")}}, []payout.Option{short}, "cancel retrieve cancel retrieve", "unknown", "(2 attempts)"},
		{"cancel refused", "cancel", plays{opCancel: {refusal}}, nil, "cancel", "refused", ""},

		{"init not sent, then limited", "init", plays{opInit: {unsent, limited, initialised}}, nil, "init init init", "", ""},
		{"init lost and not there", "init", plays{opInit: {lost, initialised}, opRetrieve: {refusal}}, nil, "init retrieve init", "", ""},
		{"init lost and not there, told by a success", "init", plays{opInit: {lost, initialised}, opRetrieve: {replies(200, taken)}}, nil, "init retrieve init", "", ""},
		{"init lost and there", "init", plays{opInit: {lost, initialised}, opRetrieve: {reads("INIT")}}, nil, "init retrieve init", "", ""},
		{"init without a requestId", "init", plays{opInit: {success, initialised}, opRetrieve: {reads("INIT")}}, nil, "init retrieve init", "", ""},
		{"init lost, there, and refused as a duplicate", "init", plays{opInit: {lost, refusal}, opRetrieve: {reads("INIT")}}, nil, "init retrieve init retrieve", "unknown", "nothing was authorised: find its requestId"},
		{"init lost, refused for another reason", "init", plays{opInit: {lost, refusal}, opRetrieve: {refusal}}, nil, "init retrieve init retrieve", "unknown", "no mass payout under this externalId"},
		{"init lost again and again", "init", plays{opInit: {lost}, opRetrieve: {reads("INIT")}}, []payout.Option{short}, "init retrieve init retrieve", "unknown", "is there and reads INIT"},
		{"init lost, and another run went on with it", "init", plays{opInit: {lost}, opRetrieve: {reads("IN_PROGRESS")}}, nil, "init retrieve", "unknown", "dealt with before: it reads IN_PROGRESS"},
		{"init lost, and another run canceled it", "init", plays{opInit: {lost}, opRetrieve: {reads("CANCELED")}}, nil, "init retrieve", "unknown", "dealt with before: it reads CANCELED"},
		{"init lost, a status nobody knows", "init", plays{opInit: {lost}, opRetrieve: {reads("APPROVED")}}, nil, "init retrieve", "unknown", "reads APPROVED, from which nothing can be concluded"},
		{"init lost, the look-up is refused with a code that nobody knows", "init", plays{opInit: {lost}, opRetrieve: {replies(200, `{"status":"failure","errorCode":"5115"}`)}}, nil, "init retrieve", "unknown", "the look-up failed"},
		{"init lost, the look-up finds no such page", "init", plays{opInit: {lost, initialised}, opRetrieve: {replies(404, `{"status":"failure","errorCode":"1"}`)}}, nil, "init retrieve init", "", ""},
		{"init lost, the look-up is not allowed", "init", plays{opInit: {lost}, opRetrieve: {replies(401, `{"status":"failure","errorCode":"1000"}`)}}, nil, "init retrieve", "unknown", "the look-up failed"},

		{"one attempt still looks up", "auth", plays{opAuth: {lost}, opRetrieve: {reads("IN_PROGRESS")}}, []payout.Option{payout.WithRetries(payout.RetryPolicy{MaxAttempts: 1})}, "auth retrieve", "", ""},
		{"without retries nothing is looked up", "auth", plays{opAuth: {lost}}, []payout.Option{payout.WithoutRetries()}, "auth", "unknown", "boom"},
		{"without retries nothing is repeated", "auth", plays{opAuth: {limited}}, []payout.Option{payout.WithoutRetries()}, "auth", "refused", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := play(t, tt.plays)
				err := operations(t)[tt.call](t.Context(), s.client(tt.opts...))
				assert.Equal(t, tt.calls, s.calls())
				if tt.outcome == "" {
					require.NoError(t, err)
					return
				}
				require.Error(t, err)
				assert.Equal(t, tt.outcome, payout.OutcomeOf(err).String(), "%v", err)
				assert.ErrorContains(t, err, tt.part)
			})
		})
	}
}

func TestReceiptSaysWhoToldIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t, plays{opAuth: {unsent, lost}, opRetrieve: {reads("IN_PROGRESS")}, opCancel: {lost}})
		receipt, err := s.client().Auth(t.Context(), approval(t))
		require.NoError(t, err)
		assert.True(t, receipt.ByRetrieve)
		assert.Equal(t, 2, receipt.Attempts)
		assert.EqualValues(t, 1753877400999, receipt.SystemTime.UnixMilli(), "the clock of the retrieve")
	})
}

func TestResultsCountAttempts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t, plays{
			opInit: {unsent, initialised}, opRetrieve: {lost, limited, reads("INIT")}, gen.OperationGetMassPayoutBalance: {replies(200, `{"status":"success","balance":1}`)},
			opCancel: {limited, success},
		})
		c := s.client()
		result, err := c.Init(t.Context(), testkit.TwoPayments(t))
		require.NoError(t, err)
		assert.Equal(t, 2, result.Attempts())
		page, err := c.Retrieve(t.Context(), result.Ref(), payout.Page{Size: 1})
		require.NoError(t, err)
		assert.Equal(t, 3, page.Attempts)
		balance, err := c.Balance(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 1, balance.Attempts)
		receipt, err := c.Cancel(t.Context(), "179")
		require.NoError(t, err)
		assert.Equal(t, 2, receipt.Attempts)
		assert.False(t, receipt.ByRetrieve)
	})
}

func TestRetryAfterIsHonouredAndCapped(t *testing.T) {
	tests := []struct {
		header string
		least  time.Duration
		most   time.Duration
	}{
		{"7", 7 * time.Second, 7 * time.Second},
		{"Sat, 01 Jan 2000 00:00:09 GMT", 9 * time.Second, 9 * time.Second}, // a bubble's time begins at midnight
		{"3600", 10 * time.Second, 10 * time.Second},
		{"", 0, 500 * time.Millisecond},
	}
	for _, body := range []string{`{"status":"failure","errorCode":"50000"}`, "<html>"} {
		for _, tt := range tests {
			synctest.Test(t, func(t *testing.T) {
				s := play(t, plays{opRetrieve: {replies(429, body, "Retry-After", tt.header), reads("INIT")}})
				_, err := s.client(payout.WithRetries(payout.RetryPolicy{MostRetryAfter: 10 * time.Second})).Retrieve(t.Context(), payout.ByRequestID("179"), payout.Page{Size: 1})
				require.NoError(t, err)
				assert.GreaterOrEqual(t, s.at[1], tt.least, tt.header)
				assert.LessOrEqual(t, s.at[1], tt.most, tt.header)
			})
		}
	}
}

func TestPausesEndWithTheContext(t *testing.T) {
	for name, p := range map[string]plays{
		"between attempts": {opAuth: {replies(429, `{"status":"failure","errorCode":"50000"}`, "Retry-After", "60")}},
		"before a look-up": {opAuth: {replies(502, "", "Retry-After", "60")}},
		"between look-ups": {opAuth: {lost}, opRetrieve: {reads("INIT")}},
		"within a look-up": {opAuth: {lost}, opRetrieve: {replies(503, "", "Retry-After", "60")}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeoutCause(t.Context(), 10*time.Second, errBoom)
				defer cancel()
				start := time.Now()
				s := play(t, p)
				_, err := s.client(payout.WithRetries(payout.RetryPolicy{MaxAttempts: 50})).Auth(ctx, approval(t))
				assert.Equal(t, 10*time.Second, time.Since(start))
				assert.ErrorIs(t, err, context.DeadlineExceeded)
				assert.ErrorIs(t, err, errBoom, "the cause is kept")
				want := payout.OutcomeUnknown
				if name == "between attempts" {
					want = payout.OutcomeRefused
					assert.ErrorIs(t, err, payout.ErrRateLimited, "and the last attempt")
				}
				assert.Equal(t, want, payout.OutcomeOf(err), "%v", err)
				assert.Equal(t, 1, payout.AttemptsOf(err))
			})
		})
	}
}

func TestTheCallTimeoutCoversAttemptsAndPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := clientOver(t, roundTripper(silent), payout.WithRetries(payout.RetryPolicy{}), payout.WithTimeout(40*time.Second), payout.WithCallTimeout(time.Minute))
		_, err := c.Balance(t.Context())
		assert.Equal(t, time.Minute, time.Since(start))
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.ErrorContains(t, err, "within 1m0s, see WithCallTimeout")
		assert.Equal(t, 2, payout.AttemptsOf(err))
	})
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		_, err := clientOver(t, roundTripper(silent), payout.WithTimeout(time.Hour)).Balance(t.Context())
		assert.Equal(t, time.Hour, time.Since(start), "an attempt's own limit is not cut short by a default")
		assert.ErrorContains(t, err, "see WithTimeout")
	})
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		_, err := clientOver(t, roundTripper(silent), payout.WithTimeout(time.Minute), payout.WithRetries(payout.RetryPolicy{MaxAttempts: 100})).Balance(t.Context())
		assert.Equal(t, 10*time.Minute, time.Since(start), "the default")
		assert.Error(t, err)
	})
}

// An ended context is told once.
func TestACanceledCallSaysSoOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errBoom)
		defer cancel()
		_, err := clientOver(t, roundTripper(silent), payout.WithRetries(payout.RetryPolicy{})).Auth(ctx, approval(t))
		assert.EqualError(t, err, `payout: authMassPayout got no answer (outcome: unknown): Post "https://sandbox-api.iyzipay.com/v1/mass/payout/auth?locale=en": context deadline exceeded: boom`)
		assert.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
	})
}

func TestErrorsOfALostInit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t, plays{opInit: {lost, refusal}, opRetrieve: {reads("INIT")}})
		_, err := s.client().Init(t.Context(), testkit.TwoPayments(t))
		assert.ErrorIs(t, err, payout.ErrRequestIDLost)
		assert.NotErrorIs(t, err, payout.ErrExternalIDTaken)
		refused, ok := errors.AsType[*payout.Error](err)
		require.True(t, ok, "the refusal is there")
		assert.EqualValues(t, "11", refused.Code)
		recovery, ok := payout.RecoveryOf(err)
		require.True(t, ok)
		assert.Equal(t, payout.Recovery{Operation: opRetrieve, Ref: payout.ByExternalID("november"), Settles: opInit}, recovery)

		s = play(t, plays{opInit: {lost}, opRetrieve: {reads("FAIL")}})
		_, err = s.client().Init(t.Context(), testkit.TwoPayments(t))
		assert.ErrorIs(t, err, payout.ErrExternalIDTaken)
	})
}

// All lines were refused: the list of the accepted ones is empty, and that of the refused ones is asked for.
func TestALostInitNamesTheRequestIDWhereARefusedItemDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		none := `{"status":"success","massPayout":{"massPayoutStatus":"INIT"},"massPayoutItems":{"items":[]}}`
		one := `{"status":"success","massPayout":{"massPayoutStatus":"INIT"},"total":1,"massPayoutItems":{"items":[{"itemExternalId":"1","massPayoutRequestId":"179-x"}]}}`
		list := func(r *http.Request) (*http.Response, error) {
			body, _ := io.ReadAll(r.Body)
			if strings.Contains(string(body), `"INVALID"`) {
				return replies(200, one)(r)
			}
			return replies(200, none)(r)
		}
		s := play(t, plays{opInit: {lost, refusal}, opRetrieve: {list}})
		_, err := s.client().Init(t.Context(), testkit.TwoPayments(t))
		require.ErrorIs(t, err, payout.ErrRequestIDLost)
		recovery, ok := payout.RecoveryOf(err)
		require.True(t, ok)
		assert.Equal(t, payout.ByRequestID("179-x"), recovery.Ref)
		assert.Equal(t, "init retrieve init retrieve retrieve", s.calls())
	})
}

// An item names the requestId, as the vendor's sample asserts (iyzipay-java pull request 184).
func TestALostInitNamesTheRequestIDWhereAnItemDoes(t *testing.T) {
	for id, want := range map[string]payout.Ref{"1": payout.ByRequestID("179-x"), "9": payout.ByExternalID("november")} {
		synctest.Test(t, func(t *testing.T) {
			item := fmt.Sprintf(`{"status":"success","massPayout":{"massPayoutStatus":"INIT"},"total":1,"massPayoutItems":{"items":[{"itemExternalId":%q,"massPayoutRequestId":"179-x"}]}}`, id)
			s := play(t, plays{opInit: {lost, refusal}, opRetrieve: {replies(200, item)}})
			_, err := s.client().Init(t.Context(), testkit.TwoPayments(t))
			require.ErrorIs(t, err, payout.ErrRequestIDLost)
			recovery, ok := payout.RecoveryOf(err)
			require.True(t, ok)
			assert.Equal(t, want, recovery.Ref, "an item of another batch proves nothing")
			if want.RequestID() != "" {
				assert.ErrorContains(t, err, "its requestId is 179-x")
			}
		})
	}
}
