package payout_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

func TestOutcomeOf(t *testing.T) {
	refused := &payout.Error{Status: gen.ResultStatusFailure, Code: codes.InvalidRequest, HTTPStatus: 200}
	unknown := &payout.AnswerError{Err: errBoom}
	notSent := &payout.ValidationError{}
	tests := []struct {
		name string
		err  error
		want payout.Outcome
	}{
		{"nil", nil, payout.OutcomeUnknown},
		{"foreign", errBoom, payout.OutcomeUnknown},
		{"a transport error that nobody judged", &payout.TransportError{Err: errBoom}, payout.OutcomeUnknown},
		{"invalid batch", notSent, payout.OutcomeNotSent},
		{"refused lines", &payout.RefusedError{}, payout.OutcomeNotSent},
		{"refused", refused, payout.OutcomeRefused},
		{"unintelligible", unknown, payout.OutcomeUnknown},
		{"wrapped", fmt.Errorf("pay: %w", fmt.Errorf("auth: %w", refused)), payout.OutcomeRefused},
		{"not settled, because the last question was not sent", &payout.NotSettledError{Err: notSent}, payout.OutcomeUnknown},
		{"joined alike", errors.Join(refused, refused), payout.OutcomeRefused},
		{"joined with a foreign one", errors.Join(errBoom, refused), payout.OutcomeRefused},
		{"joined with an unknown one", errors.Join(notSent, unknown), payout.OutcomeUnknown},
		{"joined with an unknown one first", errors.Join(unknown, notSent), payout.OutcomeUnknown},
		{"joined and different", fmt.Errorf("%w, then %w", notSent, refused), payout.OutcomeUnknown},
		{"joined and joined again", errors.Join(errors.Join(notSent, unknown), notSent), payout.OutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { assert.Equal(t, tt.want, payout.OutcomeOf(tt.err)) })
	}
}

func TestOutcomeString(t *testing.T) {
	assert.Equal(t, "unknown, not sent, refused, unknown",
		fmt.Sprintf("%v, %v, %v, %v", payout.OutcomeUnknown, payout.OutcomeNotSent, payout.OutcomeRefused, payout.Outcome(7)))
}

// What an answer to auth may claim: "refused" only where nothing speaks for a call that took effect.
func TestOutcomeOfAnswers(t *testing.T) {
	const failure = `{"status":"failure","errorCode":%q,"errorMessage":"no"}`
	tests := []struct {
		name   string
		status int
		body   string
		want   payout.Outcome
	}{
		{"as recorded: failure as 200", 200, fmt.Sprintf(failure, "11"), payout.OutcomeRefused},
		{"a code nobody has met", 200, fmt.Sprintf(failure, "5999"), payout.OutcomeRefused},
		{"as documented: failure as 400", 400, fmt.Sprintf(failure, "11"), payout.OutcomeRefused},
		{"v2 gateway, token", 401, fmt.Sprintf(failure, "8"), payout.OutcomeRefused},
		{"v2 gateway, path", 404, fmt.Sprintf(failure, "1"), payout.OutcomeRefused},
		{"rate limit, a number", 429, `{"status":"failure","errorCode":50000}`, payout.OutcomeRefused},
		{"rate limit as 200", 200, `{"status":"failure","errorCode":50000}`, payout.OutcomeRefused},
		{"failure without a code, the HTTP status says why", 403, `{"status":"failure"}`, payout.OutcomeRefused},
		{"no status, but a code", 401, `{"errorCode":"1000","errorMessage":"Invalid signature"}`, payout.OutcomeRefused},
		{"message of another type", 200, `{"status":"failure","errorCode":"11","errorMessage":{"tr":"yok"},"systemTime":"soon"}`, payout.OutcomeRefused},

		{"failure without any reason", 200, `{"status":"failure"}`, payout.OutcomeUnknown},
		{"failure with a message only", 200, `{"status":"failure","errorMessage":"try later"}`, payout.OutcomeUnknown},
		{"system error", 200, fmt.Sprintf(failure, "1"), payout.OutcomeUnknown},
		{"system error, number", 400, `{"status":"failure","errorCode":1}`, payout.OutcomeUnknown},
		{"system error or not switched on", 200, fmt.Sprintf(failure, "100001"), payout.OutcomeUnknown},
		{"system error at 404", 404, fmt.Sprintf(failure, "100001"), payout.OutcomeUnknown},
		{"failure as 500", 500, fmt.Sprintf(failure, "11"), payout.OutcomeUnknown},
		{"rate limit as 503", 503, fmt.Sprintf(failure, "50000"), payout.OutcomeUnknown},
		{"failure as 408", 408, fmt.Sprintf(failure, "11"), payout.OutcomeUnknown},
		{"success as 500", 500, taken, payout.OutcomeUnknown},
		{"success as 400", 400, taken, payout.OutcomeUnknown},
		{"a gateway's JSON", 403, `{"error":"blocked"}`, payout.OutcomeUnknown},
		{"a framework's JSON", 404, `{"timestamp":"2026-11-20","status":404,"error":"Not Found"}`, payout.OutcomeUnknown},
		{"a status nobody has met, with a code", 400, `{"status":"pending","errorCode":"11"}`, payout.OutcomeUnknown},
		{"a status nobody has met", 200, `{"status":"pending"}`, payout.OutcomeUnknown},
		{"no status", 200, `{"errorCode":"1000"}`, payout.OutcomeUnknown},
		{"another case", 200, `{"Status":"failure","errorCode":"11"}`, payout.OutcomeUnknown},
		{"both", 200, `{"status":"failure","errorCode":"11","status":"success"}`, payout.OutcomeUnknown},
		{"both, in another case", 200, `{"status":"failure","errorCode":"11","STATUS":"success"}`, payout.OutcomeUnknown},
		{"both, escaped", 200, `{"status":"failure","errorCode":"11","st\u0061tus":"success"}`, payout.OutcomeUnknown},
		{"more behind it", 200, fmt.Sprintf(failure, "11") + taken, payout.OutcomeUnknown},
		{"HTML", 403, `<html>Forbidden</html>`, payout.OutcomeUnknown},
		{"HTML as 200", 200, `<html>Login</html>`, payout.OutcomeUnknown},
		{"rate limit of something in between", 429, `slow down`, payout.OutcomeUnknown},
		{"nothing", 200, ``, payout.OutcomeUnknown},
		{"nothing as 204", 204, ``, payout.OutcomeUnknown},
		{"an array", 400, `[{"status":"failure","errorCode":"11"}]`, payout.OutcomeUnknown},
		{"null", 400, `null`, payout.OutcomeUnknown},
		{"half", 400, `{"status":"failure","errorCode":"11"`, payout.OutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			receipt, err := newVendor(t, says(tt.status, tt.body)).client().Auth(t.Context(), approval(t))
			require.Error(t, err)
			assert.Nil(t, receipt)
			assert.Equal(t, tt.want, payout.OutcomeOf(err), "%v", err)
			if tt.want == payout.OutcomeUnknown {
				assert.ErrorContains(t, err, "outcome: unknown")
			} else {
				assert.ErrorContains(t, err, "refused")
			}
		})
	}
}

func TestAuthIsTakenWhateverElseTheAnswerHolds(t *testing.T) {
	tests := []struct {
		name, body string
		clock      int64 // epoch milliseconds
	}{
		{"as documented", taken, 1753877400123},
		{"no more than the status", `{"status":"success"}`, 0},
		{"byte order mark and blanks", "\ufeff \r\n" + taken + "\n\n", 1753877400123},
		{"clock as a string", `{"status":"success","systemTime":"1753877400123"}`, 1753877400123},
		{"clock as a float", `{"status":"success","systemTime":1.753877400123E12}`, 1753877400123},
		{"clock as a date", `{"status":"success","systemTime":"2026-11-20T12:00:00Z"}`, 0},
		{"clock null", `{"status":"success","systemTime":null}`, 0},
		{"clock out of this world", `{"status":"success","systemTime":99999999999999999999999999}`, 0},
		{"clock not a number", `{"status":"success","systemTime":"NaN"}`, 0},
		{"odd types all over", `{"status":"success","locale":7,"conversationId":{},"errorCode":null,"errorMessage":[1],"errorGroup":true}`, 0},
		{"members nobody has met", `{"status":"success","batch":{"status":"failure","status2":[{"a":1},{"a":2}]}}`, 0},
		{"not UTF-8", "{\"status\":\"success\",\"locale\":\"\xff\xfe\"}", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			receipt, err := newVendor(t, says(200, tt.body)).client().Auth(t.Context(), approval(t))
			require.NoError(t, err)
			if tt.clock == 0 {
				assert.True(t, receipt.SystemTime.IsZero(), "%v", receipt.SystemTime)
			} else {
				assert.Equal(t, tt.clock, receipt.SystemTime.UnixMilli())
			}
		})
	}
}
