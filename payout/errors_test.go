package payout_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
)

func TestErrorHoldsWhatTheVendorSays(t *testing.T) {
	v := newVendor(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "17")
		says(400, `{"status":"failure","errorCode":"1001","errorMessage":"api bilgileri bulunamadı","errorGroup":"AUTH",
			"errorName":"NO_KEY","conversationId":"november","systemTime":1753877400123,"locale":"tr"}`)(w, r)
	})
	_, err := v.client().Init(t.Context(), testkit.TwoPayments(t))
	refusal, ok := errors.AsType[*payout.Error](err)
	require.True(t, ok, "%v", err)
	assert.EqualValues(t, 1753877400123, refusal.SystemTime.UnixMilli())
	refusal.SystemTime = refusal.SystemTime.Truncate(0)
	assert.Equal(t, &payout.Error{
		Operation: gen.OperationInitMassPayout, Status: gen.ResultStatusFailure, Code: codes.UnknownCredentials,
		Message: "api bilgileri bulunamadı", Group: "AUTH", Name: "NO_KEY", HTTPStatus: 400, ConversationID: "november",
		SystemTime: refusal.SystemTime, RetryAfter: "17",
	}, refusal)
	assert.Equal(t, "payout: initMassPayout refused: code 1001: api bilgileri bulunamadı (HTTP 400, group AUTH, conversationId november): "+
		codes.UnknownCredentials.Hint(), err.Error())
	assert.True(t, payout.HasCode(fmt.Errorf("pay: %w", err), codes.InvalidSignature, codes.UnknownCredentials))
	assert.False(t, payout.HasCode(err, codes.InvalidSignature))
	assert.False(t, payout.HasCode(errBoom, codes.InvalidSignature))
}

func TestErrorWithoutAReason(t *testing.T) {
	_, err := newVendor(t, says(200, `{"status":"failure"}`)).client().Balance(t.Context())
	assert.EqualError(t, err, "payout: getMassPayoutBalance failed (outcome: unknown): no reason given (HTTP 200)")
}

func TestErrorIs(t *testing.T) {
	all := []error{
		payout.ErrInvalidSignature, payout.ErrUnknownCredentials, payout.ErrInvalidRequest, payout.ErrRateLimited,
		payout.ErrInsufficientFunds, payout.ErrAccountSuspended, payout.ErrNotEnabled, payout.ErrUnintelligible, payout.ErrRedirect,
	}
	tests := []struct {
		code   string // as JSON
		status int
		want   error
	}{
		{`"1000"`, 200, payout.ErrInvalidSignature},
		{`"1007"`, 200, payout.ErrInvalidSignature},
		{`"1009"`, 401, payout.ErrInvalidSignature},
		{`"8"`, 401, payout.ErrInvalidSignature},
		{`"8"`, 200, nil},
		{`"1001"`, 200, payout.ErrUnknownCredentials},
		{`"11"`, 400, payout.ErrInvalidRequest},
		{`24`, 200, payout.ErrInvalidRequest},
		{`50000`, 200, payout.ErrRateLimited},
		{`"999"`, 429, payout.ErrRateLimited},
		{`"10051"`, 200, payout.ErrInsufficientFunds},
		{`"9000"`, 200, payout.ErrAccountSuspended},
		{`"100001"`, 200, payout.ErrNotEnabled},
		{`"2000"`, 200, payout.ErrNotEnabled},
		{`"999"`, 200, nil},
		{`null`, 200, nil},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s at %d", tt.code, tt.status), func(t *testing.T) {
			_, err := newVendor(t, says(tt.status, `{"status":"failure","errorCode":`+tt.code+`}`)).client().Balance(t.Context())
			for _, target := range all {
				assert.Equal(t, target == tt.want, errors.Is(err, target), "%v", target)
			}
		})
	}
}

func TestAnswerError(t *testing.T) {
	tests := []struct {
		name, mediaType, body string
		status                int
		want                  string
	}{
		{"HTML", "text/html; charset=iso-8859-9", "<html>Bad gateway</html>", 502, "HTTP 502, text/html, 24 bytes: the body is not JSON"},
		{"no media type", "-", "{}", 200, `HTTP 200, no Content-Type, 2 bytes: the answer's status is neither "success" nor "failure"`},
		{"odd media type", "text/html; boom", "", 200, "HTTP 200, text/html, 0 bytes: the body is not JSON"},
		{"no media type at all", ";;;", "", 200, "HTTP 200, no Content-Type, 0 bytes: the body is not JSON"},
		{"array", "application/json", "[1]", 200, "HTTP 200, application/json, 3 bytes: it is a JSON array where another type must be"},
		{"twice", "application/json", `{"a":1,"A":2}`, 200, "the same name twice"},
		{"success at 500", "application/json", taken, 500, `the body reports "success", the HTTP status does not`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newVendor(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header()["Content-Type"] = []string{tt.mediaType}
				if tt.mediaType == "-" {
					w.Header()["Content-Type"] = nil
				}
				w.Header().Set("Retry-After", "17")
				w.WriteHeader(tt.status)
				_, _ = w.Write([]byte(tt.body))
			}).client()
			_, err := c.Auth(t.Context(), approval(t))
			answer, ok := errors.AsType[*payout.AnswerError](err)
			require.True(t, ok, "%v", err)
			assert.ErrorIs(t, err, payout.ErrUnintelligible)
			assert.ErrorContains(t, err, tt.want)
			assert.Equal(t, gen.OperationAuthMassPayout, answer.Operation)
			assert.Equal(t, "17", answer.RetryAfter)
			assert.NotContains(t, err.Error(), "gateway", "the body is not repeated")
		})
	}
}

func TestRateLimitWithoutTheVendorsForm(t *testing.T) {
	c := newVendor(t, says(429, "slow down")).client()
	_, err := c.Auth(t.Context(), approval(t))
	assert.ErrorIs(t, err, payout.ErrRateLimited)
	assert.ErrorIs(t, err, payout.ErrUnintelligible)
	assert.NotErrorIs(t, err, payout.ErrInvalidSignature)
	_, err = newVendor(t, says(503, "slow down")).client().Auth(t.Context(), approval(t))
	assert.NotErrorIs(t, err, payout.ErrRateLimited)
}

func TestAnswersAreLimited(t *testing.T) {
	body := `{"status":"success","padding":"` + strings.Repeat("x", 1000) + `"}`
	v := newVendor(t, says(200, body))
	_, err := v.client(payout.WithMaxResponseBytes(int64(len(body)))).Auth(t.Context(), approval(t))
	assert.NoError(t, err)
	_, err = v.client(payout.WithMaxResponseBytes(int64(len(body)-1))).Auth(t.Context(), approval(t))
	assert.ErrorIs(t, err, payout.ErrUnintelligible)
	assert.ErrorContains(t, err, "see WithMaxResponseBytes")
	assert.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
}

func TestLongAndManyLineMessages(t *testing.T) {
	c := newVendor(t, says(200, `{"status":"failure","errorCode":"11","errorMessage":"one\n\u001b[31mtwo `+strings.Repeat("x", 5000)+`"}`)).client()
	_, err := c.Balance(t.Context())
	assert.Less(t, len(err.Error()), 2000)
	assert.NotContains(t, err.Error(), "\n")
	assert.NotContains(t, err.Error(), "\x1b")
}

func TestRetryAfterIsSecondsOrADate(t *testing.T) {
	for header, want := range map[string]string{
		"17": "17", "Fri, 20 Nov 2026 12:00:00 GMT": "Fri, 20 Nov 2026 12:00:00 GMT", "soon": "", "-1": "", "": "",
	} {
		for _, body := range []string{`{"status":"failure","errorCode":"50000"}`, "slow down"} {
			c := newVendor(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Retry-After", header)
				says(429, body)(w, r)
			}).client()
			_, err := c.Balance(t.Context())
			if refusal, ok := errors.AsType[*payout.Error](err); ok {
				assert.Equal(t, want, refusal.RetryAfter)
			}
			if unclear, ok := errors.AsType[*payout.AnswerError](err); ok {
				assert.Equal(t, want, unclear.RetryAfter)
			}
			assert.ErrorIs(t, err, payout.ErrRateLimited)
		}
	}
}
