package payout_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
)

// recorded logs as text without what changes from run to run.
func recorded(b *bytes.Buffer) *slog.Logger {
	return slog.New(slog.NewTextHandler(b, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "duration" || a.Key == "pause" && a.Value.Duration() < 30e9 {
			return slog.Attr{}
		}
		return a
	}}))
}

func TestLogShowsEveryAttemptAndPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		s := play(t, plays{opAuth: {limited, badGateway}, opRetrieve: {unsent, reads("IN_PROGRESS")}, opInit: {initialised}, gen.OperationGetMassPayoutItem: {refusal}})
		c := s.client(payout.WithLogger(recorded(&b)), payout.WithRetries(payout.RetryPolicy{}))
		result, err := c.Init(t.Context(), testkit.TwoPayments(t))
		require.NoError(t, err)
		all, err := result.ApproveAll()
		require.NoError(t, err)
		_, err = c.Auth(t.Context(), all)
		require.NoError(t, err)
		_, err = c.Item(t.Context(), "ref-1")
		require.Error(t, err)
		const auth, look = `operation=authMassPayout attempt=%d requestId=179cdefc1-request`, `operation=retrieveMassPayout attempt=%d settles=authMassPayout requestId=179cdefc1-request`
		const pause = ` why="before the next attempt or look-up"`
		want := []string{
			`level=INFO msg="payout: answered" operation=initMassPayout attempt=1 externalId=november conversationId=november httpStatus=200`,
			`level=WARN msg="payout: failed" ` + fmt.Sprintf(auth, 1) + ` httpStatus=429 code=50000 outcome=refused`,
			`level=INFO msg="payout: pause" ` + fmt.Sprintf(auth, 1) + pause,
			`level=WARN msg="payout: failed" ` + fmt.Sprintf(auth, 2) + ` httpStatus=502 outcome=unknown`,
			`level=INFO msg="payout: pause" ` + fmt.Sprintf(auth, 2) + pause,
			`level=WARN msg="payout: failed" ` + fmt.Sprintf(look, 1) + ` outcome="not sent"`,
			`level=INFO msg="payout: pause" ` + fmt.Sprintf(look, 1) + pause,
			`level=INFO msg="payout: answered" ` + fmt.Sprintf(look, 2) + ` httpStatus=200`,
			`level=WARN msg="payout: failed" operation=getMassPayoutItem attempt=1 referenceCode=ref-1 httpStatus=200 code=11 outcome=refused`,
		}
		assert.Equal(t, strings.Join(want, "\n")+"\n", b.String())
	})
}

func TestLogShowsWhatIsHeldBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		c := play(t, plays{opCancel: {success}}).client(payout.WithLogger(recorded(&b)), payout.WithRateLimit(1, 1))
		for range 2 {
			_, err := c.Cancel(t.Context(), "179")
			require.NoError(t, err)
		}
		assert.Contains(t, b.String(), `msg="payout: pause" operation=cancelMassPayout attempt=1 requestId=179 pause=1m0s why="the client's own rate limit, see WithRateLimit"`)
	})
}

// What may stand in a log is a list, and nothing that the vendor or a transport says is on it.
func TestLogHoldsNoMoreThanItsList(t *testing.T) {
	quoted, err := json.Marshal(gossip)
	require.NoError(t, err)
	failure := fmt.Sprintf(`{"status":"failure","errorCode":%[1]s,"errorMessage":%[1]s,"errorGroup":%[1]s,"errorName":%[1]s,"conversationId":%[1]s}`, quoted)
	found := fmt.Sprintf(`{"status":"success","requestId":"179","balance":"1","item":{"itemStatus":%[1]s},"massPayout":{"massPayoutStatus":%[1]s,"currency":%[1]s},"invalidItems":[{"externalId":"1","errorMessage":%[1]s}],
		"massPayoutItems":{"items":[{"itemExternalId":%[1]s,"recipientName":%[1]s,"recipientInfo":%[1]s,"errorMessage":%[1]s}]}}`, quoted)
	reactions := map[string]reaction{
		"refusal": replies(200, failure), "failure at 500": replies(500, failure), "success": replies(200, found), "not JSON": replies(200, gossip),
		"headers": replies(302, gossip, "Content-Type", gossip, "Retry-After", gossip, "Location", "https://127.0.0.1/"),
		"limited": replies(429, failure, "Retry-After", "1"),
		"a transport that tells all": func(r *http.Request) (*http.Response, error) {
			_, _ = lost(r)
			return nil, fmt.Errorf("%s: %s", r.Header.Get("Authorization"), gossip)
		},
	}
	allowed := []string{"time", "level", "msg", "operation", "attempt", "settles", "requestId", "externalId", "conversationId", "referenceCode", "duration", "httpStatus", "code", "outcome", "pause", "why"}
	for name, r := range reactions {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var b bytes.Buffer
				all := plays{}
				for _, op := range gen.Operations() {
					all[op] = []reaction{r}
				}
				c := play(t, all).client(payout.WithLogger(slog.New(slog.NewJSONHandler(&b, nil))), payout.WithRateLimit(1, 1), payout.WithRetries(payout.RetryPolicy{}))
				_, _ = c.Init(t.Context(), testkit.MarkerBatch(t))
				for _, call := range operations(t) {
					if err := call(t.Context(), c); err != nil {
						requireMaskedButNames(t, err)
					}
				}
				require.NotEmpty(t, b.String())
				for _, secret := range testkit.Secrets() {
					testkit.RequireAbsent(t, b.String(), secret)
				}
				for line := range strings.Lines(b.String()) {
					var members map[string]any
					require.NoError(t, json.Unmarshal([]byte(line), &members))
					for member := range members {
						assert.True(t, slices.Contains(allowed, member), "%s in %s", member, line)
					}
				}
			})
		})
	}
}
